"""Events of a REST API: the recorded facts of AWS hold by construction, and powertools reads every event."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from aws_lambda_powertools.utilities.parser.models import APIGatewayProxyEventModel
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest.model import Request
from lambdatest.strategies import rest_api_events
from lambdatest.strategies.rest_api import AUTHORIZERS, rest_api_event

EVENTS = rest_api_events(authorizer=st.sampled_from((None, *AUTHORIZERS)), test_invoke=None)
DEPLOYED = rest_api_events(authorizer=st.sampled_from((None, *AUTHORIZERS)))
few = settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
state = settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@few
@given(EVENTS)
def test_events_are_plain_json(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event


# Powertools' model wants both header maps, so the console's test-invoke, which sends null for them, is left out here; it has a
# test of its own below.
@few
@given(DEPLOYED)
def test_powertools_model_accepts_every_event(event: dict[str, Any]) -> None:
    parsed = APIGatewayProxyEventModel.model_validate(event)
    assert parsed.requestContext.requestTimeEpoch.strftime("%d/%b/%Y:%H:%M:%S +0000") == event["requestContext"]["requestTime"]


@few
@given(DEPLOYED)
def test_powertools_data_class_reads_the_same_fields(event: dict[str, Any]) -> None:
    read = APIGatewayProxyEvent(event)
    assert read.path == event["path"] and read.http_method == event["httpMethod"]
    assert read.query_string_parameters == (event["queryStringParameters"] or {})
    assert all(read.headers[name.swapcase()] == value for name, value in event["headers"].items())
    assert read.resolved_headers_field.keys() == read.headers.keys()


@few
@given(EVENTS)
def test_single_and_multi_value_maps_agree_and_the_last_value_wins(event: dict[str, Any]) -> None:
    for single, multiple in (("headers", "multiValueHeaders"), ("queryStringParameters", "multiValueQueryStringParameters")):
        assert (event[single] is None) == (event[multiple] is None)
        if event[single] is not None:
            assert event[single] == {name: values[-1] for name, values in event[multiple].items()}


@few
@given(EVENTS)
def test_what_is_absent_is_null_and_its_key_is_there(event: dict[str, Any]) -> None:
    optional = ("body", "queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables")
    assert all(event[name] is None or event[name] for name in optional)
    assert event["pathParameters"] is None or event["resource"].count("{") == len(event["pathParameters"])


@few
@given(EVENTS)
def test_the_path_is_the_resource_filled_with_encoded_parameters(event: dict[str, Any]) -> None:
    filled = event["resource"]
    for name, value in (event["pathParameters"] or {}).items():
        filled = filled.replace(f"{{{name}}}", value).replace(f"{{{name}+}}", value)
        assert value.isascii() and " " not in value
    assert event["path"] == filled


@few
@given(DEPLOYED)
def test_the_context_path_has_the_stage_and_the_path_has_not(event: dict[str, Any]) -> None:
    assert event["requestContext"]["path"] == "/dev" + event["path"]
    assert event["requestContext"]["stage"] == "dev"


@few
@given(DEPLOYED)
def test_host_domain_address_and_times_agree(event: dict[str, Any]) -> None:
    context, headers = event["requestContext"], event["headers"]
    assert headers["Host"] == context["domainName"] and context["domainPrefix"] == context["domainName"].split(".")[0] == context["apiId"]
    assert context["identity"]["sourceIp"] in headers["X-Forwarded-For"]
    assert (headers["X-Forwarded-Port"], headers["X-Forwarded-Proto"]) == ("443", "https")
    assert int(headers["X-Amzn-Trace-Id"].split("-")[1], 16) == context["requestTimeEpoch"] // 1000
    assert context["identity"]["userAgent"] == headers["User-Agent"]
    written = datetime.strptime(context["requestTime"], "%d/%b/%Y:%H:%M:%S %z")
    assert int(written.timestamp()) == context["requestTimeEpoch"] // 1000


@few
@given(DEPLOYED)
def test_all_headers_together_stay_under_the_limit(event: dict[str, Any]) -> None:
    assert sum(len(name) + len(value.encode()) for name, value in event["headers"].items()) <= 10_240


@few
@given(rest_api_events(bodies=st.binary(min_size=1, max_size=50)))
def test_a_binary_body_is_base64(event: dict[str, Any]) -> None:
    assert event["isBase64Encoded"] is True and base64.b64decode(event["body"], validate=True)


@few
@given(rest_api_events(bodies=st.one_of(st.none(), st.text())))
def test_a_text_body_is_not(event: dict[str, Any]) -> None:
    assert event["isBase64Encoded"] is False


def test_the_same_request_gives_the_same_event_and_another_number_other_ids() -> None:
    request = Request("GET", "/todos/1")
    one, two = (rest_api_event(request, resource="/todos/{id}", opaque=n) for n in (1, 2))
    assert one == rest_api_event(request, resource="/todos/{id}", opaque=1)
    for name in ("requestId", "extendedRequestId", "apiId", "deploymentId", "requestTimeEpoch"):
        assert one["requestContext"][name] != two["requestContext"][name]


def test_header_names_keep_their_case_and_a_repeated_one_its_last_value() -> None:
    event = rest_api_event(Request("GET", headers=(("tEsT-HEADeR", "a"), ("test-header", "b"))), resource="/")
    assert event["headers"]["tEsT-HEADeR"] == "b" and event["multiValueHeaders"]["tEsT-HEADeR"] == ["a", "b"]


def test_the_query_is_decoded_and_a_repeated_name_keeps_its_last_value() -> None:
    event = rest_api_event(Request("GET", query=(("category", "electronics"), ("category", "a b"))), resource="/")
    assert event["queryStringParameters"] == {"category": "a b"}
    assert event["multiValueQueryStringParameters"] == {"category": ["electronics", "a b"]}


@pytest.mark.parametrize(("wire", "path", "proxy", "context_path"), [
    ("/a/test%2Balias@gmail.com/plus/test+alias@gmail.com", "/a/test%2Balias@gmail.com/plus/test+alias@gmail.com",
     "a/test%2Balias@gmail.com/plus/test+alias@gmail.com", "/dev/a/test%2Balias@gmail.com/plus/test+alias@gmail.com"),
    ("/a/b/", "/a/b/", "a/b", "/dev/a/b/"),
    ("/a//b", "/a//b", "a//b", "/dev/a//b"),
    ("//a", "/a", "a", "/dev//a"),
])
def test_a_greedy_path_is_as_aws_recorded_it(wire: str, path: str, proxy: str, context_path: str) -> None:
    event = rest_api_event(Request("GET", wire), resource="/{proxy+}")
    assert (event["path"], event["pathParameters"]["proxy"], event["requestContext"]["path"]) == (path, proxy, context_path)


def test_the_root_has_no_path_parameters() -> None:
    assert rest_api_event(Request("GET", "/"), resource="/")["pathParameters"] is None


def test_a_request_without_its_path_is_filled_from_the_parameters() -> None:
    event = rest_api_event(Request("GET", path_parameters=(("id", "a/b c"),)), resource="/todos/{id}")
    assert event["path"] == "/todos/a%2Fb%20c" and event["pathParameters"] == {"id": "a%2Fb%20c"}


def test_a_custom_domain_has_its_base_path_and_no_stage_in_both_paths() -> None:
    event = rest_api_event(Request("GET", "/todos"), resource="/todos", domain="api.example.com", base_path="/v1")
    assert event["path"] == event["requestContext"]["path"] == "/v1/todos"
    assert event["headers"]["Host"] == "api.example.com" and event["requestContext"]["domainPrefix"] == "api"


def test_the_consoles_test_button_sends_no_headers_and_asks_no_authorizer() -> None:
    event = rest_api_event(Request("GET", "/todos"), resource="/todos", test_invoke=True, authorizer="cognito")
    assert event["headers"] is None and event["multiValueHeaders"] is None
    assert event["requestContext"]["path"] == "/todos" and event["requestContext"]["stage"] == "test-invoke-stage"
    assert event["requestContext"]["identity"]["sourceIp"] == "test-invoke-source-ip" and "authorizer" not in event["requestContext"]


def test_text_that_cannot_travel_over_http_is_replaced() -> None:
    sent = Request("POST", query=(("q", "\ud800"),), headers=(("X", " a\r\nY: b"), ("bad name", "x")), body="\ud800")
    event = rest_api_event(sent, resource="/")
    assert event["body"] == "\ufffd" and event["queryStringParameters"] == {"q": "\ufffd"}
    assert event["headers"]["X"] == "aY: b" and "bad name" not in event["headers"]


def test_an_anonymous_caller_has_null_in_every_identity_member_but_address_and_agent() -> None:
    identity = rest_api_event(Request("GET"), resource="/")["requestContext"]["identity"]
    assert {name for name, value in identity.items() if value is not None} == {"sourceIp", "userAgent"}
    assert set(identity) == {
        "accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType", "cognitoIdentityId",
        "cognitoIdentityPoolId", "principalOrgId", "sourceIp", "user", "userAgent", "userArn"}


def test_the_context_has_the_recorded_keys() -> None:
    assert set(rest_api_event(Request("GET"), resource="/")["requestContext"]) == {
        "accountId", "apiId", "deploymentId", "domainName", "domainPrefix", "extendedRequestId", "httpMethod", "identity", "path",
        "protocol", "requestId", "requestTime", "requestTimeEpoch", "resourceId", "resourcePath", "stage"}


def test_cognito_claims_are_all_text() -> None:
    claims: dict[str, Any] = {"email_verified": True, "cognito:groups": ["a", "b"], "level": 3, "cognito:username": None}
    found = rest_api_event(Request("GET", claims=claims), resource="/", authorizer="cognito")["requestContext"]["authorizer"]["claims"]
    assert all(isinstance(value, str) for value in found.values())
    assert (found["email_verified"], found["cognito:groups"], found["level"]) == ("true", "a,b", "3")
    assert "cognito:username" not in found and found["token_use"] == "id"


def test_scopes_take_an_access_token() -> None:
    context = rest_api_event(Request("GET"), resource="/", authorizer="cognito", scopes=["a/read", "a/write"])["requestContext"]
    assert context["authorizer"]["claims"]["scope"] == "a/read a/write" and context["authorizer"]["claims"]["token_use"] == "access"


def test_a_lambda_authorizers_context_is_flat_text_beside_its_latency() -> None:
    sent = Request("GET", claims={"admin": True, "level": 3, "principalId": "me"})
    found = rest_api_event(sent, resource="/", authorizer="lambda")["requestContext"]["authorizer"]
    assert found == {"principalId": "me", "admin": "true", "level": "3", "integrationLatency": found["integrationLatency"]}
    assert isinstance(found["integrationLatency"], int)


def test_iam_and_api_key_stand_in_the_identity() -> None:
    iam = rest_api_event(Request("GET", claims={"principalOrgId": "o-1"}), resource="/", authorizer="iam")["requestContext"]
    assert iam["identity"]["userArn"] and iam["identity"]["principalOrgId"] == "o-1" and "authorizer" not in iam
    key = rest_api_event(Request("GET"), resource="/", authorizer="api_key")["requestContext"]
    assert key["identity"]["apiKey"] and key["identity"]["apiKeyId"]


@pytest.mark.parametrize("condition", [
    lambda e: e["body"] is None, lambda e: e["body"] is not None and not e["isBase64Encoded"], lambda e: e["isBase64Encoded"],
    lambda e: e["queryStringParameters"] is None, lambda e: any(len(v) > 1 for v in (e["multiValueQueryStringParameters"] or {}).values()),
    lambda e: e["pathParameters"] is None, lambda e: "proxy" in (e["pathParameters"] or {}), lambda e: e["stageVariables"] is None,
    lambda e: e["stageVariables"], lambda e: e["headers"] is None, lambda e: "Cookie" in (e["headers"] or {}),
    lambda e: any(len(v) > 1 for v in (e["multiValueHeaders"] or {}).values()), lambda e: "Via" in (e["headers"] or {}),
    lambda e: "claims" in e["requestContext"].get("authorizer", {}), lambda e: "principalId" in e["requestContext"].get("authorizer", {}),
    lambda e: e["requestContext"]["identity"]["cognitoIdentityId"], lambda e: e["requestContext"]["identity"].get("apiKey"),
    lambda e: ":" in e["requestContext"]["identity"]["sourceIp"], lambda e: e["httpMethod"] == "OPTIONS",
])
def test_every_optional_field_takes_each_of_its_states(condition: Any) -> None:
    find(EVENTS, condition, settings=state)


@pytest.mark.parametrize(("arguments", "message"), [
    ({"route": 1}, "route=1 is not of type str"),
    ({"route": "FETCH /x"}, "route='FETCH /x' does not begin with a method"),
    ({"route": "GET x"}, "route='GET x' has no path that begins with a slash"),
    ({"route": "GET /{x"}, "route='GET /{x' has a brace that is no placeholder"),
    ({"bodies": "x"}, "bodies='x' is not of type SearchStrategy; pass a strategy"),
    ({"bodies": st.just({"a": 1})}, r"bodies drew .* of type dict, not str, bytes or None; for JSON pass bodies.map\(json.dumps\)"),
    ({"headers": st.just({"a": 1})}, r"headers drew .* are not both str"),
    ({"query": st.just(3)}, "query drew 3, which is no mapping and no list of pairs"),
    ({"route": "GET /x/{id}", "path_parameters": st.just({"a": "1"})}, "does not name the placeholders of the route, which are id"),
    ({"route": "GET /x/{id}", "path_parameters": st.just({"id": ""})}, "'id' is not a non-empty str"),
    ({"authorizer": "jwt"}, "authorizer='jwt' is not one of 'cognito', 'lambda', 'iam', 'api_key'"),
    ({"claims": st.just(1)}, "claims=1 is not of type Mapping"),
    ({"stage": "a/b"}, "stage='a/b' is not one path segment"),
    ({"stage_variables": 1}, "stage_variables=1 is not of type Mapping"),
    ({"test_invoke": "yes"}, "test_invoke='yes' is not True, False or None"),
])
def test_a_bad_argument_is_named_when_drawn_from(arguments: dict[str, Any], message: str) -> None:
    strategy = rest_api_events(**arguments)
    with pytest.raises(InvalidArgument, match=message):
        find(strategy, lambda _: True, settings=state)


@few
@given(rest_api_events(
    route="PUT /todos/{id}", bodies=st.just('{"a": 1}'), headers=st.just({"X-A": ["1", "2"]}), query=st.just([("a", "1")]),
    path_parameters=st.just({"id": "x y"}), cookies=st.just({"s": "1"}), authorizer="lambda", claims=st.just({"tenant": "a"}), stage="prod",
    stage_variables={"v": "1"}))
def test_what_the_user_gives_is_what_is_sent(event: dict[str, Any]) -> None:
    assert (event["httpMethod"], event["path"], event["body"]) == ("PUT", "/todos/x%20y", '{"a": 1}')
    assert event["multiValueHeaders"]["X-A"] == ["1", "2"] and event["headers"]["Cookie"] == "s=1"
    assert event["queryStringParameters"] == {"a": "1"} and event["stageVariables"] == {"v": "1"}
    assert event["requestContext"]["authorizer"]["tenant"] == "a" and event["requestContext"]["path"] == "/prod/todos/x%20y"
