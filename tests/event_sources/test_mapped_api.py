"""REST APIs with `integration: lambda`: the event of the default template, and what cannot get past it."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdatest.event_sources import EVENT_SOURCES, recognise
from lambdatest.model import Declaration, Location, Request
from lambdatest.strategies.mapped_api import mapped_api_event
from lambdatest.vocabulary import Key, Vocabulary

SOURCE = EVENT_SOURCES["mapped_api"]
HERE = Location("serverless.yml", 9)


def declared(**properties):
    given_ = {"method": "put", "path": "assets/{id}", "integration": "lambda", **properties}
    return recognise(Declaration("serverless", "http", "update", given_, HERE))


def key(name, *fields, **more):
    return Key(name, required=True, types=frozenset({"string"}), fields=fields, **more)


SAID = Vocabulary(event=(key("body", key("state")), key("path", key("id")), key("query", key("timeout", defaulted=True))))


@pytest.mark.parametrize("integration", ["lambda", "LAMBDA", "aws"])
def test_an_http_event_with_the_default_template_is_a_trigger(integration):
    found = declared(integration=integration)
    assert (found.kind, found.label, found.options["integration"]) == ("mapped_api", "PUT /assets/{id}", "proxy")


@pytest.mark.parametrize("properties", [{"request": {"template": {"application/json": "{}"}}}, {"integration": "mock"}])
def test_with_a_template_of_its_own_nothing_is_known_of_the_event(properties):
    assert declared(**properties).options["integration"] == "custom"


@given(SOURCE.events(declared(), SAID, None, {}))
def test_an_event_has_what_the_template_gives_and_no_null(event):
    assert set(event) == {
        "body", "method", "principalId", "stage", "cognitoPoolClaims", "enhancedAuthContext", "headers", "query", "path", "identity",
        "stageVariables", "requestPath",
    }
    assert event["method"] == "PUT" and event["requestPath"] == "/assets/{id}"
    assert set(event["path"]) == {"id"} and isinstance(event["body"]["state"], str)
    assert not re.search(r": null", json.dumps({name: event[name] for name in ("headers", "query", "path", "identity")}))


@given(st.sampled_from(SOURCE.mutations(declared(), SAID)).flatmap(lambda one: SOURCE.events(declared(), SAID, one, {})))
def test_no_body_that_is_no_json_gets_past_the_template(event):
    json.dumps(event, allow_nan=False)
    assert {one.label for one in SOURCE.mutations(declared(), SAID)}.isdisjoint({"malformed", "absent", "base64"})


def test_no_body_is_an_empty_object_and_claims_are_texts():
    sent = Request("GET", "/assets/1", claims={"sub": "me", "level": 3})
    event = mapped_api_event(sent, resource="/assets/{id}", authorizer="cognito")
    assert event["body"] == {} and event["cognitoPoolClaims"] == {"sub": "me"} and event["path"] == {"id": "1"}
    event = mapped_api_event(Request("GET", "/assets/1", claims={"level": 3}), resource="/assets/{id}", authorizer="lambda")
    assert event["enhancedAuthContext"]["level"] == "3"
