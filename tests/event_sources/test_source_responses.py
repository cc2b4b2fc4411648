"""What each source refuses of an answer."""

from typing import Any

import pytest

from lambdatest.event_sources import EVENT_SOURCES
from lambdatest.model import Location, Trigger

HERE = Location("serverless.yml", 1)
ARN = "arn:aws:execute-api:us-east-1:123456789012:api/dev/GET/items"
ALLOW = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": ARN}


def error(kind: str, result: Any, event: Any = None, **options: Any) -> str | None:
    return EVENT_SOURCES[kind].response_error(Trigger(kind, kind, "api", HERE, options), event or {}, result)


def policy(statement: Any = ALLOW, **more: Any) -> dict[str, Any]:
    return {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": statement}, **more}


@pytest.mark.parametrize(("result", "said"), [
    ({"statusCode": 200}, None), ({"statusCode": 200.0, "headers": {"a": "b"}, "body": "x"}, None),
    ({"statusCode": 200, "statusDescription": "200 OK", "headers": {}, "body": "", "isBase64Encoded": False}, None),
    ({"statusCode": "200"}, "statusCode '200' is not an integer"), ({"body": ""}, "statusCode null is not an integer"),
    ({"statusCode": True}, "is not an integer"), ({"statusCode": 200, "headers": {"a": 1}}, "the value 1 of header 'a' is not text"),
    ({"statusCode": 200, "body": {}}, "body {} is not text"), ("ok", "is not an object"), (None, "is not an object"),
])
def test_a_load_balancer_wants_an_integer_and_texts(result: Any, said: str | None) -> None:
    found = error("alb", result)
    assert found is None if said is None else said in (found or "")


def test_a_load_balancer_with_lists_drops_single_headers() -> None:
    assert "drops the headers" in (error("alb", {"statusCode": 200, "headers": {"a": "b"}}, multi_value=True) or "")
    assert error("alb", {"statusCode": 200, "multiValueHeaders": {"a": ["b"]}}, multi_value=True) is None
    assert error("alb", {"statusCode": 200, "headers": {"a": "b"}}, multi_value=False) is None


@pytest.mark.parametrize(("result", "said"), [
    (policy(), None), (policy([ALLOW, {**ALLOW, "Effect": "Deny"}]), None), (policy(context={"a": 1, "b": True, "c": "x"}), None),
    (policy(usageIdentifierKey="k"), None), (None, "is not an object with principalId"), ("Allow", "is not an object"),
    ({**policy(), "principalId": None}, "principalId null is not text"), ({"principalId": "u"}, "policyDocument null"),
    (policy([]), "has no Statement"), (policy({**ALLOW, "Effect": "allow"}), "neither 'Allow' nor 'Deny'"),
    (policy({"Effect": "Allow", "Resource": "*"}), "has no Action"), (policy({"Effect": "Allow", "Action": "*"}), "has no Resource"),
    (policy(context={"a": ["x"]}), "of 'a' in context"), (policy(context={"a": {}}), "of 'a' in context"),
    (policy(context="x"), "context 'x'"),
])
@pytest.mark.parametrize("kind", ["token_authorizer", "request_authorizer"])
def test_an_authorizer_answers_a_policy_with_a_flat_context(kind: str, result: Any, said: str | None) -> None:
    found = error(kind, result)
    assert found is None if said is None else said in (found or "")


@pytest.mark.parametrize(("options", "result", "good"), [
    ({"payload": "2.0", "simple": True}, {"isAuthorized": False}, True),
    ({"payload": "2.0", "simple": True}, {"isAuthorized": True, "context": {"a": [1]}}, True),
    ({"payload": "2.0", "simple": True}, {"isAuthorized": "false"}, False),
    ({"payload": "2.0", "simple": True}, policy(), False),
    ({"payload": "2.0", "simple": True}, None, False),
    ({"payload": "2.0", "simple": False}, policy(context={"a": [1]}), True),
    ({"payload": "2.0", "simple": False}, {"isAuthorized": True}, False),
    ({"payload": "2.0", "simple": None}, {"isAuthorized": True}, True),
    ({"payload": "2.0", "simple": None}, policy(), True),
    ({"payload": "1.0", "simple": None}, policy(), True),
    ({"payload": "1.0", "simple": None}, {"isAuthorized": True}, False),
])
def test_an_http_api_s_authorizer_answers_as_it_is_declared(options: dict[str, Any], result: Any, good: bool) -> None:
    assert (error("http_api_authorizer", result, **options) is None) == good


@pytest.mark.parametrize(("trigger", "response", "good"), [
    ("PreSignUp", {"autoConfirmUser": True, "autoVerifyEmail": None}, True), ("PreSignUp", {"autoConfirmUser": "true"}, False),
    ("PostConfirmation", {}, True), ("DefineAuthChallenge", {"challengeName": "CUSTOM_CHALLENGE", "issueTokens": False}, True),
    ("DefineAuthChallenge", {"issueTokens": "no"}, False), ("VerifyAuthChallengeResponse", {"answerCorrect": 1}, False),
    ("CreateAuthChallenge", {"publicChallengeParameters": "a"}, False), ("CustomMessage", {"emailMessage": {"a": 1}}, False),
    ("UserMigration", {"userAttributes": {"email": "a"}, "desiredDeliveryMediums": ["EMAIL"]}, True),
    ("PreTokenGeneration", {"claimsOverrideDetails": {"claimsToAddOrOverride": {"a": "b"}}}, True),
    ("PreTokenGeneration", {"claimsOverrideDetails": []}, False), ("PreSignUp", None, False), ("PreSignUp", "x", False),
])
def test_cognito_wants_its_event_back_with_the_types_of_the_trigger(trigger: str, response: Any, good: bool) -> None:
    event = {"triggerSource": f"{trigger}_x", "response": response}
    assert (error("cognito", event, event, triggers=(trigger,)) is None) == good


@pytest.mark.parametrize("result", [None, "ok", [], {"statusCode": 200}])
def test_cognito_refuses_what_is_not_its_event_unless_it_does_not_look(result: Any) -> None:
    assert error("cognito", result, triggers=("PreSignUp",)) is not None
    assert error("cognito", result, triggers=("CustomEmailSender",)) is None


@pytest.mark.parametrize(("route", "result", "good"), [
    ("$connect", {"statusCode": 200}, True), ("$connect", {"statusCode": 403}, True), ("$connect", {"statusCode": "x"}, False),
    ("$connect", None, False), ("$disconnect", {"statusCode": "x"}, True), ("send", {"statusCode": "x"}, True),
])
def test_only_a_handshake_and_a_route_with_a_response_look_at_the_status(route: str, result: Any, good: bool) -> None:
    assert (error("websocket", result, route=route) is None) == good
    assert (error("websocket", result, route=route, respond=True) is None) == (result not in ({"statusCode": "x"}, None))


@pytest.mark.parametrize("kind", ["custom_resource", "direct"])
def test_what_nobody_looks_at_may_be_anything(kind: str) -> None:
    assert error(kind, None) is None and error(kind, {"statusCode": "x"}) is None
