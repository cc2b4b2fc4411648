"""Events of the triggers that are not HTTP APIs: what a vocabulary asks for, and each named mutation of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import CloudFormationCustomResourceEvent
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import APIGatewayAuthorizerTokenEvent
from aws_lambda_powertools.utilities.parser.models import (
    AlbModel, ApiGatewayAuthorizerRequest, ApiGatewayAuthorizerRequestV2, ApiGatewayAuthorizerToken, APIGatewayWebSocketConnectEventModel,
    APIGatewayWebSocketMessageEventModel, CognitoPreSignupTriggerModel,
)
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from lambdatest.event_sources import EVENT_SOURCES, credential, custom_resource
from lambdatest.model import Location, Mutation, Trigger
from lambdatest.vocabulary import Key, Vocabulary

HERE = Location("serverless.yml", 1)
few = settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
state = settings(max_examples=1000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
TEXT = frozenset({"string"})
ATTRIBUTES = Key("userAttributes", fields=(Key("email", True, TEXT), Key("custom:tenant", False, TEXT, constants=("a", "b"))))
WORDS = Vocabulary(
    body=(Key("text", True, TEXT),), query=(Key("limit"),), headers=(Key("X-Api-Key", True, TEXT, constants=("k-123",)),), parses_json=True,
    constants=("Bearer ", "allow"), event=(Key("authorizationToken", True, TEXT), Key("request", True, fields=(ATTRIBUTES,))))
ROUTES = (("GET", "/items"), ("ANY", "/todos/{id}"))
COGNITO = {"triggers": ("PreSignUp",), "required": (), "assumed": False, "version": "V1_0"}
TRIGGERS: dict[str, tuple[str, dict[str, Any], Callable[[Any], Any]]] = {
    "alb": ("alb", {"method": "ANY", "path": "/items/{proxy+}", "routes": (("POST", "/items/{proxy+}"),)}, AlbModel.model_validate),
    "connect": ("websocket", {"route": "$connect", "method": "GET", "path": "/"}, APIGatewayWebSocketConnectEventModel.model_validate),
    "send": ("websocket", {"route": "send", "selection": "action"}, APIGatewayWebSocketMessageEventModel.model_validate),
    "token": ("token_authorizer", {"routes": ROUTES}, ApiGatewayAuthorizerToken.model_validate),
    "request": ("request_authorizer", {"routes": ROUTES, "sources": ()}, ApiGatewayAuthorizerRequest.model_validate),
    "http_api": (
        "http_api_authorizer", {"routes": ROUTES, "sources": (("header", "Authorization"),), "payload": "2.0", "simple": True},
        lambda event: ApiGatewayAuthorizerRequestV2.model_validate(event)),
    "cognito": (
        "cognito", COGNITO, lambda event: CognitoPreSignupTriggerModel.model_validate({**event, "triggerSource": "PreSignUp_SignUp"})),
    "custom": ("custom_resource", {"type": "Custom::X", "name": "X", "properties": {"Size": 3}}, CloudFormationCustomResourceEvent),
}


def trigger(name: str) -> Trigger:
    kind, options, _ = TRIGGERS[name]
    return Trigger(kind, name, "api", HERE, options)


def events(name: str, mutation: Mutation | None = None, words: Vocabulary = WORDS, **known: tuple[str, ...]) -> Any:
    return EVENT_SOURCES[TRIGGERS[name][0]].events(trigger(name), words, mutation, known)


def some(strategy: Any, condition: Callable[[Any], bool] = lambda _: True) -> Any:
    return find(strategy, condition, settings=state)


@pytest.mark.parametrize("name", list(TRIGGERS))
def test_every_event_of_a_trigger_is_one_that_powertools_accepts(name: str) -> None:
    source, accepts = EVENT_SOURCES[TRIGGERS[name][0]], TRIGGERS[name][2]
    tried = st.sampled_from([None, *source.mutations(trigger(name), WORDS)])

    @few
    @given(tried.flatmap(lambda mutation: events(name, mutation)))
    def accepted(event: Any) -> None:
        assert json.loads(json.dumps(event)) == event
        accepts(event)

    accepted()


@few
@given(events("send", connectionId=("a", "b")))
def test_a_message_names_its_route_and_a_connection_that_exists_or_is_new(event: Any) -> None:
    assert json.loads(event["body"]).keys() == {"action", "text"} and json.loads(event["body"])["action"] == "send"
    assert event["requestContext"]["connectionId"] in ("a", "b") or event["requestContext"]["connectionId"].endswith("=")


def test_a_message_that_names_no_route_is_for_the_default_route_alone() -> None:
    source = EVENT_SOURCES["websocket"]
    default = Trigger("websocket", "d", "api", HERE, {"route": "$default"})
    tried = {"send": trigger("send"), "default": default}
    labels = {name: {one.label for one in source.mutations(found, WORDS)} for name, found in tried.items()}
    assert not {"absent", "malformed", "nonobject"} & labels["send"] and {"absent", "malformed", "nonobject"} <= labels["default"]
    assert source.mutations(Trigger("websocket", "d", "api", HERE, {"route": "$disconnect"}), WORDS) == ()


def test_a_valid_token_is_learnt_from_constants_secrets_and_tables() -> None:
    found = credential.candidates(WORDS, {credential.SECRETS: ("s3cr3t",)})
    assert {"Bearer allow", "allow", "s3cr3t", "Bearer s3cr3t", "k-123"} <= set(found)
    assert "Bearer " not in found and sum(text.count(".") == 2 for text in found) >= 1


@pytest.mark.parametrize(("name", "more", "bare"), [
    ("authorizationToken", {}, True), ("authorizationToken", {"constants": ("Bearer ",)}, False),
    ("authorizationToken", {"separator": " "}, False),
    ("Authorization", {"constants": ("Basic ",)}, False), ("x-api-key", {"constants": ("Bearer ",)}, True),
])
def test_a_token_has_its_scheme_where_the_code_knows_of_one(name: str, more: dict[str, Any], bare: bool) -> None:
    key = Key(name, True, TEXT, **more)
    words = Vocabulary(event=(key,)) if name == "authorizationToken" else Vocabulary(headers=(key,))
    found = credential.candidates(words, {credential.SECRETS: ("s3cr3t",)})
    assert ("s3cr3t" in found) == bare and any(text.endswith(" s3cr3t") for text in found)


def test_a_token_that_is_parsed_is_a_document_with_the_keys_that_are_read() -> None:
    words = Vocabulary(event=(Key("authorizationToken", True, TEXT, fields=(Key("exp", True, frozenset({"number"})),)),))
    assert json.loads(credential.candidates(words, {})[0])["exp"] > 1_800_000_000


def test_a_signed_token_is_one_that_its_secret_verifies() -> None:
    # the example of https://jwt.io, with its secret
    signature = credential.signed("your-256-bit-secret", {"sub": "1234567890", "name": "John Doe", "iat": 1516239022}).split(".")[2]
    assert signature == "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"


@pytest.mark.parametrize(("name", "labels"), [
    ("token", {"garbage", "empty_token", "other_length", "wrong_scheme"}),
    ("request", {"garbage", "empty_token", "other_length", "wrong_scheme", "absent"}),
])
def test_wrong_credentials_are_those_that_reach_the_function(name: str, labels: set[str]) -> None:
    source = EVENT_SOURCES[TRIGGERS[name][0]]
    assert {one.label for one in source.mutations(trigger(name), WORDS)} == labels
    required = EVENT_SOURCES["http_api_authorizer"].mutations(trigger("http_api"), WORDS)
    assert all(one.label != "absent" and one.value != "" for one in required)


def test_no_token_that_the_validation_expression_stops_is_sent() -> None:
    guarded = Trigger("token_authorizer", "t", "api", HERE, {"expression": "^Bearer .+"})
    wrong = [one.value for one in EVENT_SOURCES["token_authorizer"].mutations(guarded, WORDS) if one.value is not None]
    assert wrong and all(str(value).startswith("Bearer ") for value in wrong)
    found = EVENT_SOURCES["token_authorizer"].events(guarded, WORDS, None, {})
    assert APIGatewayAuthorizerTokenEvent(some(found)).authorization_token.startswith("Bearer ")


def test_a_shortened_token_is_no_other_valid_one() -> None:
    assert credential.shortened(("abcdef", "abcde", "xyz123")) == "abcd"
    assert credential.shortened(("a",)) not in ("a", "")


def test_a_wrong_credential_stands_wherever_the_code_looks_for_one() -> None:
    event = some(events("request", Mutation("garbage", credential.PLACE, value="lt7f3")))
    assert event["headers"]["X-Api-Key"] == "lt7f3" and "Authorization" not in event["headers"]
    event = some(events("request", Mutation("absent", credential.PLACE)))
    assert not {"x-api-key", "authorization"} & {name.lower() for name in event["headers"]}


@pytest.mark.parametrize("condition", [
    lambda found: "email" not in found, lambda found: "custom:tenant" not in found and "email" in found, lambda found: len(found) > 4,
    lambda found: found.get("custom:tenant") == "b",
])
def test_a_user_has_all_attributes_or_lacks_one(condition: Callable[[Any], bool]) -> None:
    some(events("cognito").map(lambda event: event["request"]["userAttributes"]), condition)


@few
@given(EVENT_SOURCES["cognito"].events(Trigger("cognito", "c", "api", HERE, {**COGNITO, "required": ("email",)}), WORDS, None, {}))
def test_a_user_never_lacks_what_the_pool_requires(event: Any) -> None:
    assert {"email", "sub"} <= event["request"]["userAttributes"].keys()


def test_what_a_pool_elsewhere_requires_is_not_known() -> None:
    pool = Trigger("cognito", "c", "api", HERE, {**COGNITO, "assumed": True})
    source = EVENT_SOURCES["cognito"]
    wrong = source.mutations(pool, WORDS)
    assert ("missing_key", "email") in [(one.label, one.key) for one in wrong]
    assert "email" not in some(source.events(pool, WORDS, Mutation("missing_key", "attribute", "email"), {}))["request"]["userAttributes"]
    assert "email" in some(source.events(pool, WORDS, None, {}))["request"]["userAttributes"]


@few
@given(events("custom"))
def test_what_is_updated_or_deleted_was_created_before_or_never(event: Any) -> None:
    before = custom_resource.before(event)
    if event.get("PhysicalResourceId") == custom_resource.CREATED:
        create, = before
        assert create["RequestType"] == "Create" and create["RequestId"] != event["RequestId"]
        assert "PhysicalResourceId" not in create and "OldResourceProperties" not in create
        assert create["ResourceProperties"] == event.get("OldResourceProperties", event["ResourceProperties"])
    else:
        assert before == () and event.get("PhysicalResourceId") in (None, custom_resource.UNKNOWN)


def test_an_old_property_is_of_the_kind_that_the_code_reads() -> None:
    mode = Key("Mode", True, TEXT, constants=("on", "off"))
    words = Vocabulary(event=(Key("ResourceProperties", True, fields=(mode,)),))
    options = {"type": "Custom::X", "name": "X", "properties": {"Size": 3, "Mode": "on", "On": True}}
    found = Trigger("custom_resource", "c", "api", HERE, options)
    olds = EVENT_SOURCES["custom_resource"].events(found, words, None, {}).map(lambda event: event.get("OldResourceProperties", {}))
    for name, value in (("Size", "4"), ("Mode", "off"), ("On", "false")):
        some(olds, lambda old, name=name, value=value: old.get(name) == value)


def test_what_could_not_be_created_is_deleted_with_the_properties_that_were_refused() -> None:
    options = {"type": "Custom::X", "name": "X", "properties": {"Size": 3, "Name": "a", "On": True}}
    found, source = Trigger("custom_resource", "c", "api", HERE, options), EVENT_SOURCES["custom_resource"]
    wrong = source.mutations(found, WORDS)
    assert [one.key for one in wrong] == ["Size", "On"]
    event = some(source.events(found, WORDS, wrong[0], {}))
    assert (event["RequestType"], event["PhysicalResourceId"]) == ("Delete", custom_resource.UNKNOWN)
    assert {name: event["ResourceProperties"][name] for name in ("Size", "Name")} == {"Size": "lt-wrong", "Name": "a"}


DIRECT = Trigger("direct", "direct", "api", HERE)


def test_a_direct_event_has_the_keys_that_the_code_asks_for() -> None:
    note = Key("note", True, TEXT, fields=(Key("a", True, frozenset({"integer"})),))
    words = Vocabulary(event=(Key("count", True, frozenset({"integer"})), note))
    event = some(EVENT_SOURCES["direct"].events(DIRECT, words, None, {}))
    assert isinstance(event["count"], int) and isinstance(json.loads(event["note"])["a"], int)
    assert some(EVENT_SOURCES["direct"].events(DIRECT, Vocabulary(), None, {})) == {}
    labels = {one.label for one in EVENT_SOURCES["direct"].mutations(DIRECT, words)}
    assert {"missing_key", "wrong_type"} <= labels and not {"absent", "malformed", "non_finite"} & labels


def test_a_direct_event_that_only_http_has_is_a_request() -> None:
    words = Vocabulary(path=(Key("id", True),), event=(Key("pathParameters", True, fields=(Key("id", True),)),))
    event = some(EVENT_SOURCES["direct"].events(DIRECT, words, None, {}))
    assert event["pathParameters"].keys() == {"id"} and "requestContext" in event
