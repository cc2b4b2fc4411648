"""Events of Lambda authorizers."""

import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import (
    APIGatewayAuthorizerEventV2, APIGatewayAuthorizerRequestEvent, APIGatewayAuthorizerTokenEvent,
)
from aws_lambda_powertools.utilities.parser.models import (
    ApiGatewayAuthorizerRequest, ApiGatewayAuthorizerRequestV2, ApiGatewayAuthorizerToken,
)
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest.model import Request
from lambdatest.strategies import http_api_authorizer_events, request_authorizer_events, token_authorizer_events
from lambdatest.strategies.authorizer import http_api_authorizer_event, websocket_authorizer_event

few = settings(max_examples=50, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
state = settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
ROUTE = "GET /todos/{id}"
PREFIX = "arn:aws:execute-api:us-east-1:123456789012:"


@few
@given(token_authorizer_events(route=ROUTE, stage="prod"))
def test_powertools_accepts_and_reads_every_token_event(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    ApiGatewayAuthorizerToken.model_validate(event)
    arn = APIGatewayAuthorizerTokenEvent(event).parsed_arn
    assert (arn.stage, arn.http_method, arn.resource) == ("prod", "GET", "todos/a")


@few
@given(request_authorizer_events(route=ROUTE))
def test_powertools_accepts_and_reads_every_request_event(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    ApiGatewayAuthorizerRequest.model_validate(event)
    arn = APIGatewayAuthorizerRequestEvent(event).parsed_arn
    assert arn.api_id == event["requestContext"]["apiId"] and event["methodArn"].endswith(f"/dev/GET{event['path']}")
    assert "body" not in event and event["queryStringParameters"] == event["stageVariables"] == {}
    assert event["pathParameters"].keys() == {"id"}


@few
@given(http_api_authorizer_events(payload="2.0", route=ROUTE))
def test_powertools_accepts_and_reads_every_event_of_an_http_api(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    ApiGatewayAuthorizerRequestV2.model_validate({**event, "identitySource": event["identitySource"] or []})
    assert APIGatewayAuthorizerEventV2(event).raw_path == event["rawPath"]
    token = event["headers"].get("authorization")
    assert event["identitySource"] == ([token] if token else None)
    assert event["routeArn"].startswith(PREFIX) and "body" not in event and "isBase64Encoded" not in event


@few
@given(http_api_authorizer_events(payload="1.0"))
def test_format_1_has_the_token_twice_and_no_null(event: dict[str, Any]) -> None:
    assert event["version"] == "1.0" and event["type"] == "REQUEST" and event["methodArn"].startswith(PREFIX)
    assert event["identitySource"] == event["authorizationToken"] == event["headers"].get("authorization", "")
    assert event["pathParameters"] == event["stageVariables"] == {}


def test_a_websocket_s_authorizer_is_asked_for_the_handshake_alone() -> None:
    event = websocket_authorizer_event(Request("GET", headers=(("Auth", "a"),), query=(("token", "b"),)))
    assert event["methodArn"].endswith("/dev/$connect") and event["requestContext"]["routeKey"] == "$connect"
    assert event["headers"]["Auth"] == "a" and event["queryStringParameters"] == {"token": "b"}
    assert not {"path", "httpMethod", "resource", "body"} & event.keys()
    found: dict[str, Any] = find(request_authorizer_events(websocket=True), lambda _: True, settings=state)
    assert found["type"] == "REQUEST" and found["stageVariables"] == {}


def test_identity_sources_stand_in_their_order() -> None:
    sent = Request("GET", "/items", headers=(("B", "2"), ("A", "1")))
    assert http_api_authorizer_event(sent, identity=("A", "B", "C"))["identitySource"] == ["1", "2"]
    assert http_api_authorizer_event(sent, payload="1.0", identity=("B", "A"))["identitySource"] == "2,1"


@pytest.mark.parametrize("condition", [
    lambda e: e.get("identitySource") is None, lambda e: e["version"] == "1.0", lambda e: e["version"] == "2.0", lambda e: "cookies" in e,
])
def test_every_optional_field_takes_each_of_its_states(condition: Any) -> None:
    find(http_api_authorizer_events(), condition, settings=state)


@pytest.mark.parametrize(("strategy", "message"), [
    (http_api_authorizer_events(payload="3.0"), "payload='3.0' is not one of"), (token_authorizer_events(route="todos"), "route='todos'"),
    (request_authorizer_events(headers=st.just({"a": 1})), "headers drew"),
])
def test_a_bad_argument_is_named_when_drawn_from(strategy: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(strategy, lambda _: True, settings=state)
