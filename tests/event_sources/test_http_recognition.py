"""HTTP triggers as serverless.yml and SAM declare them."""

from collections.abc import Mapping
from typing import Any

import pytest

from lambdatest.event_sources import function_url, http_api, rest_api
from lambdatest.model import Declaration, Location, Trigger

HERE = Location("serverless.yml", 41)
POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a"


def declared(kind: str, properties: Mapping[str, Any], service: Mapping[str, Any] | None = None) -> Trigger:
    form = "sam" if kind in ("Api", "HttpApi", "FunctionUrlConfig") else "serverless"
    declaration = Declaration(form, kind, "create", properties, HERE, service or {})
    sources: Any = (rest_api, http_api, function_url)
    found: list[Trigger] = [trigger for source in sources if (trigger := source.recognise(declaration))]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("kind", "properties", "expected"), [
    ("http", {"method": "post", "path": "todos"}, ("rest_api", "POST /todos", "POST", "/todos")),
    ("http", {"method": "any", "path": "/{proxy+}"}, ("rest_api", "ANY /{proxy+}", "ANY", "/{proxy+}")),
    ("http", {"method": "*", "path": "/"}, ("rest_api", "ANY /", "ANY", "/")),
    ("httpApi", {"method": "get", "path": "/todos/{id}"}, ("http_api", "GET /todos/{id}", "GET", "/todos/{id}")),
    ("httpApi", {"path": "*"}, ("http_api", "$default", "ANY", "$default")),
    ("httpApi", {"method": "*", "path": "/x"}, ("http_api", "ANY /x", "ANY", "/x")),
    ("url", {}, ("function_url", "function URL", "ANY", "$default")),
    ("Api", {"Method": "ANY", "Path": "/todos"}, ("rest_api", "ANY /todos", "ANY", "/todos")),
    ("HttpApi", {}, ("http_api", "$default", "ANY", "$default")),
    ("HttpApi", {"Method": "put", "Path": "/todos/{id}"}, ("http_api", "PUT /todos/{id}", "PUT", "/todos/{id}")),
    ("FunctionUrlConfig", {"AuthType": "NONE"}, ("function_url", "function URL", "ANY", "$default")),
])
def test_a_declaration_becomes_a_trigger(kind: str, properties: Mapping[str, Any], expected: tuple[str, ...]) -> None:
    trigger = declared(kind, properties)
    assert (trigger.kind, trigger.label, trigger.options["method"], trigger.options["path"]) == expected
    assert trigger.function == "create" and trigger.location == HERE and trigger.options["integration"] == "proxy"


def test_a_declaration_of_another_kind_is_nobodys() -> None:
    for source in (rest_api, http_api, function_url):
        assert source.recognise(Declaration("serverless", "sqs", "f", {}, HERE)) is None
        assert source.recognise(Declaration("sam", "http", "f", {}, HERE)) is None


@pytest.mark.parametrize(("authorizer", "kind"), [
    ("aws_iam", "iam"), ("AWS_IAM", "iam"), ({"type": "aws_iam"}, "iam"), ("myAuthorizer", "lambda"),
    ("arn:aws:lambda:us-east-1:123456789012:function:auth", "lambda"), (POOL, "cognito"), ({"arn": POOL}, "cognito"),
    ({"name": "a", "type": "COGNITO_USER_POOLS", "authorizerId": "x"}, "cognito"), ({"name": "a", "scopes": ["r"], "arn": "?"}, "cognito"),
    ({"name": "a", "type": "request", "identitySource": "x"}, "lambda"), ({"name": "a", "type": "TOKEN", "scopes": ["r"]}, "lambda"),
])
def test_every_spelling_of_a_rest_authorizer_in_serverless_is_known(authorizer: Any, kind: str) -> None:
    found = declared("http", {"method": "get", "path": "x", "authorizer": authorizer}).options["authorizer"]
    assert found["type"] == kind and isinstance(found["name"], str) and isinstance(found["scopes"], list)


def test_private_is_an_api_key_and_an_authorizer_comes_before_it() -> None:
    assert declared("http", {"method": "get", "path": "x", "private": True}).options["authorizer"]["type"] == "api_key"
    both = declared("http", {"method": "get", "path": "x", "private": True, "authorizer": "auth"})
    assert both.options["authorizer"]["type"] == "lambda"
    assert declared("http", {"method": "get", "path": "x"}).options["authorizer"] is None


@pytest.mark.parametrize(("authorizer", "kind"), [
    ("issuer", "jwt"), ("checker", "lambda"), ({"name": "issuer", "scopes": ["a"]}, "jwt"), ({"type": "aws_iam"}, "iam"),
    ({"type": "request", "id": "x"}, "lambda"), ({"type": "jwt", "id": "x"}, "jwt"), ("aws_iam", "iam"),
])
def test_every_spelling_of_an_http_api_authorizer_in_serverless_is_known(authorizer: Any, kind: str) -> None:
    api = {"authorizers": {"issuer": {"issuerUrl": "https://x", "audience": "y"}, "checker": {"type": "request", "functionName": "f"}}}
    for service in ({"httpApi": api}, {"provider": {"httpApi": api}}):
        found = declared("httpApi", {"method": "get", "path": "/x", "authorizer": authorizer}, service).options["authorizer"]
        assert found["type"] == kind


AUTH = {"DefaultAuthorizer": "Pool", "Authorizers": {"Pool": {"UserPoolArn": POOL}, "Check": {"FunctionArn": "arn"}}}


@pytest.mark.parametrize(("auth", "kind"), [
    (None, "cognito"), ({"Authorizer": "Check"}, "lambda"), ({"Authorizer": "AWS_IAM"}, "iam"), ({"Authorizer": "NONE"}, None),
    ({"Authorizer": "NONE", "ApiKeyRequired": True}, "api_key"), ({"Authorizer": "Pool", "AuthorizationScopes": ["r"]}, "cognito"),
])
def test_a_sam_event_has_its_own_authorizer_or_the_apis_default(auth: Any, kind: str | None) -> None:
    properties = {"Method": "get", "Path": "/x", **({"Auth": auth} if auth else {})}
    for service in ({"Auth": AUTH}, {"Globals": {"Api": {"Auth": AUTH}}}, {"Api": {"Auth": AUTH}}):
        found = declared("Api", properties, service).options["authorizer"]
        assert (found and found["type"]) == kind


@pytest.mark.parametrize(("auth", "kind"), [(None, "jwt"), ({"Authorizer": "Check"}, "lambda"), ({"Authorizer": "NONE"}, None)])
def test_a_sam_http_api_has_jwt_lambda_and_none(auth: Any, kind: str | None) -> None:
    shared = {"DefaultAuthorizer": "Tokens", "Authorizers": {"Tokens": {"JwtConfiguration": {}}, "Check": {"FunctionArn": "arn"}}}
    found = declared("HttpApi", {"Auth": auth} if auth else {}, {"Auth": shared}).options["authorizer"]
    assert (found and found["type"]) == kind


def test_function_urls_ask_for_iam_in_either_format() -> None:
    assert declared("url", {"authorizer": "aws_iam"}).options["authorizer"]["type"] == "iam"
    assert declared("FunctionUrlConfig", {"AuthType": "AWS_IAM"}).options["authorizer"]["type"] == "iam"
    assert declared("url", {"cors": True}).options["cors"] is True


@pytest.mark.parametrize(("integration", "expected"), [
    ("http", "custom"), ("mock", "custom"), ("lambda-proxy", "proxy"), ("AWS_PROXY", "proxy"), (None, "proxy"),
])
def test_an_integration_that_is_no_proxy_is_custom(integration: Any, expected: str) -> None:
    assert declared("http", {"method": "get", "path": "x", "integration": integration}).options["integration"] == expected


@pytest.mark.parametrize(("properties", "service", "expected"), [
    ({}, {}, "2.0"), ({}, {"httpApi": {"payload": "1.0"}}, "1.0"), ({}, {"provider": {"httpApi": {"payload": 1.0}}}, "1.0"),
    ({"payload": "1.0"}, {"httpApi": {"payload": "2.0"}}, "1.0"),
])
def test_the_payload_format_is_2_unless_said(properties: Any, service: Any, expected: str) -> None:
    assert declared("httpApi", {"path": "/x", **properties}, service).options["payload"] == expected


def test_stage_schema_cors_and_binary_types_are_read() -> None:
    schema = {"type": "object", "required": ["a"]}
    trigger = declared("http", {"method": "post", "path": "x", "cors": True, "request": {"schemas": {"application/json": schema}}},
                       {"stage": "prod", "apiGateway": {"binaryMediaTypes": ["*/*"]}})
    options = trigger.options
    assert (options["stage"], options["schema"], options["cors"], options["binary_types"]) == ("prod", schema, True, ("*/*",))
    named = declared("http", {"method": "post", "path": "x", "request": {"schemas": {"application/json": "todo"}}},
                     {"provider": {"stage": "qa", "apiGateway": {"request": {"schemas": {"todo": {"name": "todo", "schema": schema}}}}}})
    assert named.options["schema"] == schema and named.options["stage"] == "qa"
    sam = declared("Api", {"Method": "post", "Path": "/x", "RequestModel": {"Model": "Todo", "ValidateBody": True}},
                   {"Models": {"Todo": schema}, "StageName": "v1", "BinaryMediaTypes": ["image~1png"]})
    assert (sam.options["schema"], sam.options["stage"], sam.options["binary_types"]) == (schema, "v1", ("image/png",))
    assert declared("Api", {"Method": "get", "Path": "/x"}).options["stage"] == "Prod"
