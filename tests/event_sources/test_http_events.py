"""Events of HTTP triggers: the requests of a vocabulary, rendered as the trigger's service sends them."""

import base64
import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.parser.models import APIGatewayProxyEventModel, APIGatewayProxyEventV2Model, LambdaFunctionUrlModel
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdatest.engine.shrink import simplest
from lambdatest.event_sources import function_url, http_api, rest_api
from lambdatest.event_sources.event_source import EVENT_SOURCES
from lambdatest.model import Declaration, Location, Mutation, Trigger
from lambdatest.strategies.body import MALFORMED_LABELS
from lambdatest.vocabulary import Key, Vocabulary

HERE = Location("serverless.yml", 1)
VOCABULARY = Vocabulary(
    body=(Key("name", required=True, types=frozenset({"string"})), Key("count", types=frozenset({"integer"}))), parses_json=True,
    query=(Key("limit", types=frozenset({"integer"})),), headers=(Key("X-Tenant"),), path=(Key("id", required=True),))


def trigger(kind: str, properties: dict[str, Any], **service: Any) -> Trigger:
    source: Any = {"http": rest_api, "httpApi": http_api, "url": function_url}[kind]
    found: Trigger | None = source.recognise(Declaration("serverless", kind, "f", properties, HERE, service))
    assert found is not None
    return found


ROUTE = {"method": "put", "path": "/todos/{id}"}
TRIGGERS = [
    (trigger("http", ROUTE), APIGatewayProxyEventModel), (trigger("http", {**ROUTE, "authorizer": "check"}), APIGatewayProxyEventModel),
    (trigger("httpApi", ROUTE), APIGatewayProxyEventV2Model),
    (trigger("httpApi", {**ROUTE, "authorizer": "jwt"}), APIGatewayProxyEventV2Model),
    (trigger("httpApi", {**ROUTE, "payload": "1.0"}), APIGatewayProxyEventModel), (trigger("url", {}), LambdaFunctionUrlModel),
    (trigger("httpApi", {"path": "*"}), APIGatewayProxyEventV2Model),
]


@pytest.mark.parametrize(("wiring", "model"), TRIGGERS, ids=[f"{t.kind} {t.label} {n}" for n, (t, _) in enumerate(TRIGGERS)])
def test_every_event_of_a_trigger_is_one_that_powertools_accepts(wiring: Trigger, model: Any) -> None:
    source = EVENT_SOURCES[wiring.kind]
    tried = st.sampled_from([None, *source.mutations(wiring, VOCABULARY)])

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(tried.flatmap(lambda mutation: source.events(wiring, VOCABULARY, mutation, {"id": ("a", "~1.id~")})))
    def accepted(event: Any) -> None:
        assert json.loads(json.dumps(event)) == event
        model.model_validate(event)

    accepted()


@settings(max_examples=20, deadline=None, database=None)
@given(rest_api.events(TRIGGERS[0][0], VOCABULARY, None, {"id": ("~1.id~",)}))
def test_a_reference_to_an_earlier_answer_survives_the_path(event: Any) -> None:
    assert event["pathParameters"] == {"id": "~1.id~"} and event["path"] == "/todos/~1.id~"


@settings(max_examples=20, deadline=None, database=None)
@given(rest_api.events(TRIGGERS[0][0], VOCABULARY, Mutation("absent"), {}))
def test_an_absent_body_is_null(event: Any) -> None:
    assert event["body"] is None and event["httpMethod"] == "PUT"


def test_a_rest_api_without_binary_types_never_gets_base64() -> None:
    plain, binary = trigger("http", ROUTE), trigger("http", ROUTE, apiGateway={"binaryMediaTypes": ["*/*"]})
    labels = [{mutation.label for mutation in rest_api.mutations(wiring, VOCABULARY)} for wiring in (plain, binary)]
    assert "base64" not in labels[0] and "base64" in labels[1]


@pytest.mark.parametrize("number", range(len(TRIGGERS)))
def test_a_body_that_is_no_text_arrives_in_base64_and_only_where_that_is_done(number: int) -> None:
    wiring = TRIGGERS[number][0]
    source = EVENT_SOURCES[wiring.kind]
    found = [mutation for mutation in source.mutations(wiring, VOCABULARY) if isinstance(mutation.value, bytes)]
    assert bool(found) == (wiring.kind != "rest_api")
    for mutation in found:
        event = simplest(source.events(wiring, VOCABULARY, mutation, {}).filter(lambda event: event.get("body")))
        octets = base64.b64decode(event["body"], validate=True)
        assert event["isBase64Encoded"] and mutation.label in MALFORMED_LABELS
        with pytest.raises(UnicodeDecodeError):
            octets.decode()


def test_a_number_in_the_query_takes_values_that_few_pages_have() -> None:
    found = [one for one in rest_api.mutations(TRIGGERS[0][0], VOCABULARY) if one.label == "out_of_range"]
    assert {(one.place, one.key, one.value) for one in found} == {("query", "limit", text) for text in ("-1", "0", "1000000")}
    assert "out_of_range" in MALFORMED_LABELS


@pytest.mark.parametrize(("kind", "texts"), [("number", {"nan", "1e999", "\u00b2"}), ("integer", {"\u00b2"}), ("string", set())])
def test_a_parameter_that_becomes_a_number_takes_texts_that_only_look_like_one(kind: str, texts: set[str]) -> None:
    wiring = trigger("httpApi", {"path": "/{n}", "method": "get"})
    key = Key("n", True, frozenset({kind}), True)
    odd = {"nan", "1e999", "\u00b2"}
    found = EVENT_SOURCES[wiring.kind].mutations(wiring, Vocabulary(path=(key,), query=(key,)))
    assert {one.value for one in found if one.place == "query" and one.value in odd} == texts
    assert {one.value for one in found if one.place == "path" and one.value in odd} == texts & {"\u00b2"}
    assert {one.label for one in found if one.value in odd} <= MALFORMED_LABELS
