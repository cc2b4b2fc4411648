"""Events of a WebSocket API."""

import json
from datetime import datetime
from typing import Any

import pytest
from aws_lambda_powertools.utilities.parser.models import (
    APIGatewayWebSocketConnectEventModel, APIGatewayWebSocketDisconnectEventModel, APIGatewayWebSocketMessageEventModel,
)
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest.model import Request
from lambdatest.strategies import websocket_events
from lambdatest.strategies.websocket import websocket_event

few = settings(max_examples=50, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
state = settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
MODELS: dict[str, Any] = {
    "$connect": APIGatewayWebSocketConnectEventModel, "$disconnect": APIGatewayWebSocketDisconnectEventModel,
    "$default": APIGatewayWebSocketMessageEventModel,
}
CONTEXT = st.none() | st.just({"tenant": "a", "admin": True})
ANY = websocket_events(authorizer=CONTEXT, query=st.just({}) | st.just({"token": "a"}))


@few
@given(ANY)
def test_powertools_accepts_every_event(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    MODELS[event["requestContext"]["routeKey"]].model_validate(event)


@few
@given(ANY)
def test_only_a_message_has_a_body_and_only_a_handshake_a_query(event: dict[str, Any]) -> None:
    route = event["requestContext"]["routeKey"]
    assert ("body" in event) == ("messageId" in event["requestContext"]) == (route == "$default")
    assert ("headers" in event) == (route != "$default")
    assert "queryStringParameters" not in event or route == "$connect"
    assert "httpMethod" not in event and "path" not in event


@few
@given(ANY)
def test_hosts_and_times_agree(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    assert context["domainName"].startswith(context["apiId"] + ".execute-api.")
    assert int(datetime.strptime(context["requestTime"], "%d/%b/%Y:%H:%M:%S %z").timestamp()) == context["requestTimeEpoch"] // 1000
    assert (context["connectedAt"] == context["requestTimeEpoch"]) == (context["routeKey"] == "$connect")
    if "headers" in event:
        assert event["headers"].keys() == event["multiValueHeaders"].keys() and event["headers"]["Host"] == context["domainName"]


def test_the_authorizer_s_context_is_text_and_stays_for_the_whole_connection() -> None:
    for route in MODELS:
        assert websocket_event(route, body="a", authorizer={"admin": True})["requestContext"]["authorizer"]["admin"] == "true"


def test_a_connection_keeps_its_id_and_the_client_s_headers() -> None:
    event = websocket_event("$connect", connection="c1", request=Request("GET", query=(("a", "b c"),), headers=(("X-Own", "v"),)))
    assert event["requestContext"]["connectionId"] == "c1" and event["headers"]["X-Own"] == "v"
    assert event["queryStringParameters"] == {"a": "b c"} and event["multiValueQueryStringParameters"] == {"a": ["b c"]}


@pytest.mark.parametrize("condition", [
    lambda e: e["isBase64Encoded"], lambda e: e.get("body", "").startswith("{"), lambda e: "disconnectReason" in e["requestContext"],
    lambda e: "authorizer" in e["requestContext"], lambda e: "authorizer" not in e["requestContext"],
    lambda e: "queryStringParameters" in e,
])
def test_every_optional_field_takes_each_of_its_states(condition: Any) -> None:
    find(ANY, condition, settings=state)


@pytest.mark.parametrize(("options", "message"), [
    ({"bodies": st.just({"a": 1})}, "not str or bytes; for JSON pass bodies.map"), ({"bodies": "a"}, "bodies='a' is not of type"),
    ({"route": 1}, "route=1 is not of type str"), ({"stage": "a/b"}, "stage='a/b' is not one path segment"),
])
def test_a_bad_argument_is_named_when_drawn_from(options: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(websocket_events(**options), lambda _: True, settings=state)
