"""What an IaC file declares of load balancers, WebSocket APIs, authorizers, user pools and custom resources becomes triggers."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import lambdatest
from lambdatest.model import Project, Trigger

ARN = {"Fn::GetAtt": ["Own", "Arn"]}
POOL_ARN = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a"


def function(events: Any = None) -> dict[str, Any]:
    properties = {"Handler": "app.handler", "Runtime": "python3.12", "CodeUri": ".", **({"Events": events} if events else {})}
    return {"Type": "AWS::Serverless::Function", "Properties": properties}


def serverless(folder: Path, events: Any = (), others: Any = None, provider: Any = None, resources: Any = None) -> Project:
    document = {
        "service": "shop", "provider": {"name": "aws", "runtime": "python3.12", **(provider or {})},
        "functions": {"own": {"handler": "app.handler", "events": list(events)}, **(others or {})},
        "resources": {"Resources": resources or {}},
    }
    (folder / "serverless.yml").write_text(yaml.safe_dump(document))
    return lambdatest.load(folder)


def sam(folder: Path, resources: Any = None, events: Any = None, own: Any = None) -> Project:
    declared: dict[str, Any] = {"Own": function(own)}
    if events:
        declared["Items"] = function(events)
    document = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {**declared, **(resources or {})}}
    (folder / "template.yaml").write_text(yaml.safe_dump(document))
    return lambdatest.load(folder)


def only(project: Project, name: str) -> Trigger:
    trigger, = project.function(name).triggers
    assert project.function(name).unknown == () and trigger.function == name
    return trigger


def items(kind: str, authorizer: Any) -> dict[str, Any]:
    path = "items" if kind == "http" else "/items"
    return {"items": {"handler": "app.items", "events": [{kind: {"path": path, "method": "get", "authorizer": authorizer}}]}}


@pytest.mark.parametrize(("conditions", "label", "routes"), [
    ({"path": "/items"}, "ALB ANY /items", (("ANY", "/items"),)),
    ({"path": ["/a/*", "/b"], "method": ["get", "POST"]}, "ALB ANY /a/{proxy+}",
     (("GET", "/a/{proxy+}"), ("POST", "/a/{proxy+}"), ("GET", "/b"), ("POST", "/b"))),
    ({"path": "/*", "method": "GET"}, "ALB", (("GET", "$default"),)),
    ({"host": "example.com"}, "ALB", (("ANY", "$default"),)),
])
def test_a_load_balancer_s_conditions_are_routes(tmp_path: Path, conditions: Any, label: str, routes: Any) -> None:
    trigger = only(serverless(tmp_path, [{"alb": {"listenerArn": "arn:aws:x", "priority": 1, "conditions": conditions}}]), "own")
    assert (trigger.kind, trigger.label, trigger.options["routes"]) == ("alb", label, routes)
    assert trigger.options["multi_value"] is False and trigger.options["health_check"] is False


def test_a_target_group_of_a_template_is_a_load_balancer(tmp_path: Path) -> None:
    properties = {
        "TargetType": "lambda", "Targets": [{"Id": ARN}], "HealthCheckEnabled": True,
        "TargetGroupAttributes": [{"Key": "lambda.multi_value_headers.enabled", "Value": "true"}],
    }
    trigger = only(sam(tmp_path, {"Group": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": properties}}), "Own")
    assert trigger.kind == "alb" and trigger.options["multi_value"] and trigger.options["health_check"]


def test_websocket_routes_of_serverless(tmp_path: Path) -> None:
    events = [{"websocket": "$connect"}, {"websocket": {"route": "send", "routeResponseSelectionExpression": "$default"}}]
    project = serverless(tmp_path, events, provider={"websocketsApiRouteSelectionExpression": "$request.body.do"})
    found = [(one.label, one.options["selection"], one.options["respond"]) for one in project.function("own").triggers]
    assert found == [("WebSocket $connect", "do", False), ("WebSocket send", "do", True)]


def test_websocket_routes_of_a_template(tmp_path: Path) -> None:
    uri = {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Own.Arn}/invocations"}
    trigger = only(sam(tmp_path, {
        "Socket": {"Type": "AWS::ApiGatewayV2::Api",
                   "Properties": {"Name": "s", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.message"}},
        "SendIntegration": {"Type": "AWS::ApiGatewayV2::Integration",
                            "Properties": {"ApiId": {"Ref": "Socket"}, "IntegrationType": "AWS_PROXY", "IntegrationUri": uri}},
        "SendRoute": {"Type": "AWS::ApiGatewayV2::Route",
                      "Properties": {"ApiId": {"Ref": "Socket"}, "RouteKey": "send",
                                     "Target": {"Fn::Join": ["/", ["integrations", {"Ref": "SendIntegration"}]]}}},
    }), "Own")
    assert (trigger.kind, trigger.label, trigger.options["selection"]) == ("websocket", "WebSocket send", "message")


@pytest.mark.parametrize(("authorizer", "kind", "options"), [
    ("own", "token_authorizer", {"expression": None, "routes": (("GET", "/items"),)}),
    ({"name": "own", "type": "token", "identityValidationExpression": "^Bearer "}, "token_authorizer", {"expression": "^Bearer "}),
    ({"arn": {"Fn::GetAtt": ["OwnLambdaFunction", "Arn"]}}, "token_authorizer", {"stage": "dev"}),
    ({"name": "own", "type": "request"}, "request_authorizer", {"sources": (("header", "Authorization"),), "websocket": False}),
    ({"name": "own", "type": "REQUEST", "identitySource": "method.request.header.X-Key, method.request.querystring.k"},
     "request_authorizer", {"sources": (("header", "X-Key"), ("querystring", "k"))}),
])
def test_an_authorizer_that_a_rest_api_of_serverless_names(tmp_path: Path, authorizer: Any, kind: str, options: dict[str, Any]) -> None:
    trigger = only(serverless(tmp_path, others=items("http", authorizer)), "own")
    assert trigger.kind == kind and trigger.options.items() >= options.items()


@pytest.mark.parametrize("authorizer", ["aws_iam", {"arn": POOL_ARN}, {"type": "COGNITO_USER_POOLS", "authorizerId": "x"}])
def test_an_authorizer_that_is_no_function_gives_no_trigger(tmp_path: Path, authorizer: Any) -> None:
    assert only(serverless(tmp_path, others=items("http", authorizer)), "own").kind == "direct"


@pytest.mark.parametrize(("declared", "options"), [
    ({"functionName": "own"}, {"payload": "2.0", "simple": None, "sources": ()}),
    ({"functionName": "own", "payloadVersion": "1.0", "identitySource": "$request.header.Auth"},
     {"payload": "1.0", "sources": (("header", "Auth"),)}),
    ({"functionArn": {"Fn::GetAtt": ["OwnLambdaFunction", "Arn"]}, "enableSimpleResponses": True}, {"simple": True}),
])
def test_an_authorizer_that_an_http_api_of_serverless_names(tmp_path: Path, declared: Any, options: dict[str, Any]) -> None:
    provider = {"httpApi": {"authorizers": {"mine": {"type": "request", **declared}}}}
    trigger = only(serverless(tmp_path, others=items("httpApi", {"name": "mine"}), provider=provider), "own")
    assert trigger.kind == "http_api_authorizer" and trigger.options.items() >= options.items()


def test_an_authorizer_of_two_routes_is_one_trigger_and_keeps_its_own(tmp_path: Path) -> None:
    others = {name: {"handler": "app.items", "events": [{"http": {"path": name, "method": "get", "authorizer": "own"}}]} for name in "ab"}
    project = serverless(tmp_path, [{"schedule": "rate(1 hour)"}], others)
    guards = [one for one in project.function("own").triggers if one.kind == "token_authorizer"]
    assert [one.options["routes"] for one in guards] == [(("GET", "/a"), ("GET", "/b"))]


def test_a_websocket_s_authorizer(tmp_path: Path) -> None:
    authorizer = {"name": "own", "identitySource": ["route.request.querystring.token"]}
    others = {"socket": {"handler": "app.items", "events": [{"websocket": {"route": "$connect", "authorizer": authorizer}}]}}
    project = serverless(tmp_path, others=others)
    trigger = only(project, "own")
    assert (trigger.kind, trigger.options["websocket"]) == ("request_authorizer", True)
    assert trigger.options["sources"] == (("querystring", "token"),)
    assert only(project, "socket").options["authorizer"] == {"type": "lambda"}


@pytest.mark.parametrize(("type_", "declared", "kind", "options"), [
    ("Api", {"FunctionArn": ARN, "Identity": {"Header": "Auth", "ValidationExpression": "^x"}}, "token_authorizer", {"expression": "^x"}),
    ("Api", {"FunctionArn": ARN, "FunctionPayloadType": "REQUEST", "Identity": {"Headers": ["A"], "QueryStrings": ["q"]}},
     "request_authorizer", {"sources": (("header", "A"), ("querystring", "q"))}),
    ("HttpApi", {"FunctionArn": ARN, "AuthorizerPayloadFormatVersion": "2.0"}, "http_api_authorizer", {"payload": "2.0", "simple": False}),
    ("HttpApi", {"FunctionArn": ARN, "AuthorizerPayloadFormatVersion": 2.0, "EnableSimpleResponses": True}, "http_api_authorizer",
     {"simple": True}),
    ("HttpApi", {"FunctionArn": ARN, "AuthorizerPayloadFormatVersion": "1.0"}, "http_api_authorizer", {"payload": "1.0"}),
])
def test_an_authorizer_of_an_api_of_sam(tmp_path: Path, type_: str, declared: Any, kind: str, options: dict[str, Any]) -> None:
    auth = {"Auth": {"DefaultAuthorizer": "Mine", "Authorizers": {"Mine": declared}}}
    resources = {"Gate": {"Type": f"AWS::Serverless::{type_}", "Properties": {"StageName": "v1", **auth}}}
    reference = {"RestApiId" if type_ == "Api" else "ApiId": {"Ref": "Gate"}}
    project = sam(tmp_path, resources, {"Get": {"Type": type_, "Properties": {"Path": "/items", "Method": "get", **reference}}})
    trigger = only(project, "Own")
    assert trigger.kind == kind and trigger.options.items() >= options.items() and trigger.options["routes"] == (("GET", "/items"),)


@pytest.mark.parametrize("type_", ["Api", "HttpApi"])
def test_an_authorizer_guards_the_routes_of_its_api_s_document_wherever_they_lead(tmp_path: Path, type_: str) -> None:
    queue = {"x-amazon-apigateway-integration": {"type": "aws_proxy", "integrationSubtype": "SQS-SendMessage"}}
    paths = {
        "/jobs": {"post": queue, "options": queue, "parameters": []}, "/open": {"get": {**queue, "security": []}},
        "/all": {"x-amazon-apigateway-any-method": {**queue, "security": [{"Mine": []}]}}, "/other": {"get": {"security": [{"Else": []}]}},
    }
    auth = {"DefaultAuthorizer": "Mine", "Authorizers": {"Mine": {"FunctionArn": ARN, "AuthorizerPayloadFormatVersion": "2.0"}}}
    gate = {"StageName": "v1", "Auth": auth, "DefinitionBody": {"openapi": "3.0.1", "paths": paths}}
    project = sam(tmp_path, {"Gate": {"Type": f"AWS::Serverless::{type_}", "Properties": gate}})
    assert set(only(project, "Own").options["routes"]) == {("POST", "/jobs"), ("ANY", "/all")}
    del auth["DefaultAuthorizer"]
    project = sam(tmp_path, {"Gate": {"Type": f"AWS::Serverless::{type_}", "Properties": gate}})
    assert only(project, "Own").options["routes"] == (("ANY", "/all"),)


def test_an_authorizer_that_is_a_resource_of_its_own(tmp_path: Path) -> None:
    uri = {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Own.Arn}/invocations"}
    properties = {"Name": "mine", "Type": "TOKEN", "AuthorizerUri": uri, "IdentitySource": "method.request.header.Authorization"}
    first = sam(tmp_path, {"Mine": {"Type": "AWS::ApiGateway::Authorizer", "Properties": properties}})
    assert only(first, "Own").kind == "token_authorizer"
    properties = {"Name": "mine", "AuthorizerType": "REQUEST", "AuthorizerUri": uri, "AuthorizerPayloadFormatVersion": "2.0"}
    second = sam(tmp_path, {"Mine": {"Type": "AWS::ApiGatewayV2::Authorizer", "Properties": properties}})
    assert only(second, "Own").kind == "http_api_authorizer"


def test_triggers_of_a_user_pool(tmp_path: Path) -> None:
    trigger = only(serverless(tmp_path, [{"cognitoUserPool": {"pool": "users", "trigger": "PreSignUp", "existing": True}}]), "own")
    assert (trigger.kind, trigger.label, trigger.options["assumed"]) == ("cognito", "Cognito PreSignUp", True)


def test_attributes_that_a_user_pool_requires(tmp_path: Path) -> None:
    properties = {"UsernameAttributes": ["email"], "Schema": [{"Name": "name", "Required": True}]}
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": properties}
    event = {"Type": "Cognito", "Properties": {"UserPool": {"Ref": "Pool"}, "Trigger": ["PreSignUp", "PostConfirmation"]}}
    trigger = only(sam(tmp_path, {"Pool": pool}, own={"Users": event}), "Own")
    assert trigger.options["triggers"] == ("PreSignUp", "PostConfirmation") and trigger.options["required"] == ("name", "email")


def test_a_pool_that_names_the_function_itself(tmp_path: Path) -> None:
    config = {"PreSignUp": ARN, "PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": "V2_0"}, "KMSKeyID": "arn:aws:kms:x"}
    project = sam(tmp_path, {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"LambdaConfig": config}}})
    found = [(one.options["triggers"], one.options["version"]) for one in project.function("Own").triggers]
    assert found == [(("PreSignUp",), "V1_0"), (("PreTokenGeneration",), "V2_0")]


@pytest.mark.parametrize("type_", ["Custom::Thing", "AWS::CloudFormation::CustomResource"])
def test_a_custom_resource_is_a_trigger_of_the_function_that_its_token_names(tmp_path: Path, type_: str) -> None:
    resource = {"Type": type_, "Properties": {"ServiceToken": ARN, "Size": 3}}
    trigger = only(sam(tmp_path, {"Thing": resource, "Other": {"Type": type_, "Properties": {"ServiceToken": "arn:aws:sns:x"}}}), "Own")
    assert (trigger.kind, trigger.label, trigger.options["properties"]) == ("custom_resource", f"{type_} Thing", {"Size": 3})


def test_a_function_without_any_wiring_is_invoked_directly(tmp_path: Path) -> None:
    trigger = only(serverless(tmp_path), "own")
    assert (trigger.kind, trigger.label) == ("direct", "direct invocation (event inferred)")


def test_a_function_whose_trigger_is_not_known_is_none_of_them(tmp_path: Path) -> None:
    found = serverless(tmp_path, [{"alexaSkill": "amzn1"}]).function("own")
    assert found.triggers == () and [one.type for one in found.unknown] == ["alexaSkill"]
