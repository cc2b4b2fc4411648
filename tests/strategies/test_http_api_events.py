"""Events of an HTTP API, payload formats 2.0 and 1.0."""

import base64
import json
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.parser.models import APIGatewayProxyEventModel, APIGatewayProxyEventV2Model
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest.model import Request
from lambdatest.strategies import http_api_events, http_message
from lambdatest.strategies.http_api import AUTHORIZERS, http_api_event

ANYONE = st.sampled_from((None, *AUTHORIZERS))
EVENTS = http_api_events(authorizer=ANYONE)
FORMAT_1 = http_api_events(payload="1.0", authorizer=ANYONE)
few = settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
state = settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@few
@given(st.one_of(EVENTS, FORMAT_1))
def test_events_are_plain_json(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event


@few
@given(EVENTS)
def test_powertools_model_accepts_every_event(event: dict[str, Any]) -> None:
    APIGatewayProxyEventV2Model.model_validate(event)


@few
@given(FORMAT_1)
def test_powertools_model_accepts_every_event_of_format_1(event: dict[str, Any]) -> None:
    APIGatewayProxyEventModel.model_validate(event)


@few
@given(http_api_events(stage="prod", authorizer=ANYONE))
def test_powertools_data_class_reads_the_same_fields(event: dict[str, Any]) -> None:
    read = APIGatewayProxyEventV2(event)
    assert "/prod" + read.path == event["rawPath"]
    assert read.http_method == event["requestContext"]["http"]["method"]
    assert len(read.resolved_cookies_field) == len(event.get("cookies", []))
    decoded = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event.get("body", "").encode()
    assert int(event["headers"]["content-length"]) == len(decoded)


@few
@given(EVENTS)
def test_the_query_agrees_with_the_raw_query_string(event: dict[str, Any]) -> None:
    joined: dict[str, list[str]] = {}
    for name, value in parse_qsl(event["rawQueryString"], keep_blank_values=True, strict_parsing=bool(event["rawQueryString"])):
        joined.setdefault(name, []).append(value)
    assert event.get("queryStringParameters", {}) == {name: ",".join(values) for name, values in joined.items()}


@few
@given(EVENTS)
def test_what_is_absent_has_no_key(event: dict[str, Any]) -> None:
    assert all(event[name] for name in ("body", "cookies", "queryStringParameters", "pathParameters", "stageVariables") if name in event)


@few
@given(EVENTS)
def test_header_names_are_lower_case_and_cookies_have_left_them(event: dict[str, Any]) -> None:
    assert all(name == name.lower() for name in event["headers"]) and "cookie" not in event["headers"]


@few
@given(FORMAT_1)
def test_maps_of_format_1_agree(event: dict[str, Any]) -> None:
    assert event["headers"] == {name: values[-1] for name, values in event["multiValueHeaders"].items()}
    assert all(name == name.lower() for name in event["headers"])
    assert (event["queryStringParameters"] or {}) == {n: v[-1] for n, v in (event["multiValueQueryStringParameters"] or {}).items()}
    assert {"body", "pathParameters", "stageVariables"} <= set(event)


@few
@given(EVENTS)
def test_route_path_host_and_times_agree(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    assert context["routeKey"] == event["routeKey"] and context["http"]["path"] == event["rawPath"]
    assert event["headers"]["host"] == context["domainName"] and context["domainPrefix"] == context["domainName"].split(".")[0]
    assert event["headers"]["x-forwarded-for"].endswith(context["http"]["sourceIp"])
    assert context["http"]["userAgent"] == event["headers"]["user-agent"]
    assert int(datetime.strptime(context["time"], "%d/%b/%Y:%H:%M:%S %z").timestamp()) == context["timeEpoch"] // 1000


@few
@given(EVENTS)
def test_the_path_is_the_route_filled_with_its_parameters(event: dict[str, Any]) -> None:
    if event["routeKey"] == "$default":
        assert "pathParameters" not in event
        return
    filled = event["routeKey"].split(" ", 1)[1]
    for name, value in event.get("pathParameters", {}).items():
        filled = filled.replace(f"{{{name}}}", value).replace(f"{{{name}+}}", value)
    assert event["rawPath"] == filled.split("?")[0]


def test_raw_path_is_decoded_and_ends_at_a_decoded_question_mark() -> None:
    event = http_api_event(Request("GET", "/a/x%2Fy%3Fz"), route="ANY /a/{id}", stage="prod")
    assert event["rawPath"] == "/prod/a/x/y" and event["pathParameters"] == {"id": "x/y?z"}


def test_repeated_headers_and_query_parameters_are_joined_by_commas() -> None:
    sent = Request("GET", query=(("m", "foo"), ("m", "/bar")), headers=(("X-A", "With WeiRd CapS"), ("x-a", "b")))
    event = http_api_event(sent, route="$default")
    assert event["queryStringParameters"] == {"m": "foo,/bar"} and event["rawQueryString"] == "m=foo&m=%2Fbar"
    assert event["headers"]["x-a"] == "With WeiRd CapS,b"


def test_cookies_move_into_their_list() -> None:
    event = http_api_event(Request("GET", headers=(("Cookie", "a=1; b=2"), ("cookie", "c=3"))), route="$default")
    assert event["cookies"] == ["a=1", "b=2", "c=3"] and "cookie" not in event["headers"]
    old = http_api_event(Request("GET", headers=(("Cookie", "a=1; b=2"),)), route="$default", payload="1.0")
    assert old["headers"]["cookie"] == "a=1; b=2" and "cookies" not in old


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_a_form_arrives_in_base64(content_type: str) -> None:
    event = http_api_event(Request("POST", headers=(("Content-Type", content_type),), body="a=1"), route="POST /")
    assert event["isBase64Encoded"] is True and base64.b64decode(event["body"]) == b"a=1" and event["headers"]["content-length"] == "3"


def test_a_jwt_has_text_claims_and_scopes_or_null() -> None:
    sent = Request("GET", claims={"cognito:groups": ["a", "b"], "level": 3})
    with_scopes, without = (
        http_api_event(sent, route="$default", authorizer="jwt", scopes=scopes)["requestContext"]["authorizer"]["jwt"]
        for scopes in (["r"], None))
    assert all(isinstance(value, str) for value in with_scopes["claims"].values())
    assert with_scopes["claims"]["cognito:groups"] == "[a b]" and with_scopes["scopes"] == ["r"] and without["scopes"] is None


def test_a_lambda_context_keeps_its_types_in_format_2_and_is_text_in_format_1() -> None:
    sent = Request("GET", claims={"admin": True, "level": 3})
    new = http_api_event(sent, route="$default", authorizer="lambda")["requestContext"]["authorizer"]
    assert new == {"lambda": {"admin": True, "level": 3}}
    old = http_api_event(sent, route="$default", authorizer="lambda", payload="1.0")["requestContext"]["authorizer"]
    assert (old["admin"], old["level"]) == ("true", "3")


def test_iam_stands_in_the_authorizer_of_format_2_and_in_the_identity_of_format_1() -> None:
    new = http_api_event(Request("GET"), route="$default", authorizer="iam")["requestContext"]["authorizer"]["iam"]
    assert new["userArn"].startswith("arn:aws:iam::") and new["cognitoIdentity"] is None
    old = http_api_event(Request("GET"), route="$default", authorizer="iam", payload="1.0")["requestContext"]
    assert old["identity"]["userArn"] == new["userArn"]


def test_the_path_of_format_1_has_the_stage() -> None:
    event = http_api_event(Request("GET", "/todos/1"), route="GET /todos/{id}", stage="dev", payload="1.0")
    assert event["path"] == "/dev/todos/1" and event["resource"] == "/todos/{id}" and event["version"] == "1.0"


@pytest.mark.parametrize("condition", [
    lambda e: "body" not in e, lambda e: "body" in e and not e["isBase64Encoded"], lambda e: e["isBase64Encoded"], lambda e: "cookies" in e,
    lambda e: "queryStringParameters" in e, lambda e: "pathParameters" in e, lambda e: e["routeKey"] == "$default",
    lambda e: "stageVariables" in e, lambda e: e["requestContext"].get("authorizer", {}).get("jwt", {}).get("scopes"),
    lambda e: "lambda" in e["requestContext"].get("authorizer", {}) and e["requestContext"]["authorizer"]["lambda"] is None,
    lambda e: e["requestContext"].get("authorizer", {}).get("iam", {}).get("cognitoIdentity"),
    lambda e: "authorizer" not in e["requestContext"],
])
def test_every_optional_field_takes_each_of_its_states(condition: Any) -> None:
    find(EVENTS, condition, settings=state)


@pytest.mark.parametrize(("arguments", "message"), [
    ({"payload": "3.0"}, "payload='3.0' is not one of '1.0', '2.0'"),
    ({"authorizer": "cognito"}, "authorizer='cognito' is not one of 'jwt', 'lambda', 'iam'"),
    ({"route": "/todos"}, "route='/todos' does not begin with a method"),
    ({"authorizer": st.just("x")}, "authorizer='x' is not one of"),
    ({"cookies": st.just({"a": 1})}, "cookies drew .* are not both str"),
])
def test_a_bad_argument_is_named_when_drawn_from(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(http_api_events(**arguments), lambda _: True, settings=state)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('{"a": "x y", "n": 1.5, "ok": true}', "a=x+y&n=1.5&ok=true"), ('{"tags": ["a", "b"], "none": []}', "tags=a&tags=b&none=a"),
        ('{"o": {"a": 1}}', "o=%7B%22a%22%3A+1%7D"), ("a=1&b=2", "a=1&b=2"), ("{", "{"), ("[1]", "[1]"), ('{"x": "\\ud800"}', "x=%3F"),
    ],
)
def test_an_object_is_written_as_a_form(content: str, form: str) -> None:
    assert http_message.form(content) == form
