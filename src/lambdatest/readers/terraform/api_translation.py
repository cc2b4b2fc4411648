"""API Gateway and load balancers, from Terraform's resources to CloudFormation's."""

from collections.abc import Callable, Mapping
from typing import Any

from lambdatest.readers.terraform.view import View, block, blocks, document, picked, renamed

_RESOURCE = {"RestApiId": "rest_api_id", "ParentId": "parent_id", "PathPart": "path_part"}
_METHOD = {
    "RestApiId": "rest_api_id", "ResourceId": "resource_id", "HttpMethod": "http_method", "AuthorizationType": "authorization",
    "AuthorizerId": "authorizer_id", "AuthorizationScopes": "authorization_scopes", "ApiKeyRequired": "api_key_required",
    "RequestModels": "request_models", "RequestParameters": "request_parameters", "RequestValidatorId": "request_validator_id",
}
INTEGRATION = {
    "Type": "type", "Uri": "uri", "IntegrationHttpMethod": "integration_http_method", "RequestTemplates": "request_templates",
    "PassthroughBehavior": "passthrough_behavior",
}
_AUTHORIZER = {
    "RestApiId": "rest_api_id", "Name": "name", "AuthorizerUri": "authorizer_uri", "IdentitySource": "identity_source",
    "IdentityValidationExpression": "identity_validation_expression", "ProviderARNs": "provider_arns",
}
_VALIDATOR = {
    "RestApiId": "rest_api_id", "Name": "name", "ValidateRequestBody": "validate_request_body",
    "ValidateRequestParameters": "validate_request_parameters",
}
_ROUTE = {
    "ApiId": "api_id", "RouteKey": "route_key", "Target": "target", "AuthorizationType": "authorization_type",
    "AuthorizerId": "authorizer_id", "AuthorizationScopes": "authorization_scopes", "ApiKeyRequired": "api_key_required",
    "RouteResponseSelectionExpression": "route_response_selection_expression",
}
_INTEGRATION_V2 = {
    "ApiId": "api_id", "IntegrationType": "integration_type", "IntegrationUri": "integration_uri",
    "IntegrationMethod": "integration_method", "PayloadFormatVersion": "payload_format_version",
}
_AUTHORIZER_V2 = {
    "ApiId": "api_id", "Name": "name", "AuthorizerType": "authorizer_type", "AuthorizerUri": "authorizer_uri",
    "IdentitySource": "identity_sources", "AuthorizerPayloadFormatVersion": "authorizer_payload_format_version",
    "EnableSimpleResponses": "enable_simple_responses",
}
_CORS = {
    "AllowCredentials": "allow_credentials", "AllowHeaders": "allow_headers", "AllowMethods": "allow_methods",
    "AllowOrigins": "allow_origins", "ExposeHeaders": "expose_headers", "MaxAge": "max_age",
}


def _rest_api(one: View) -> dict[str, Any]:
    body = document(one.given("body"))
    found = picked(one, {"Name": "name", "BinaryMediaTypes": "binary_media_types"})
    return found | ({"Body": body} if isinstance(body, Mapping) else {})


def _route(one: View) -> dict[str, Any]:
    found = picked(one, _ROUTE)
    target = str(found.get("Target") or "")
    # A plan knows the integration alone, which nobody has made yet.
    return found | ({"Target": f"integrations/{target}"} if target and "/" not in target else {})


def _rest_authorizer(one: View) -> dict[str, Any]:
    return {"Type": one.given("type") or "TOKEN", **picked(one, _AUTHORIZER)}


def _model(one: View) -> dict[str, Any]:
    found = picked(one, {"RestApiId": "rest_api_id", "Name": "name", "ContentType": "content_type"})
    return {**found, "Schema": document(one.given("schema"))}


def _api(one: View) -> dict[str, Any]:
    body, cors = document(one.given("body")), block(one, "cors_configuration")
    found = picked(one, {
        "Name": "name", "ProtocolType": "protocol_type", "RouteSelectionExpression": "route_selection_expression", "Target": "target",
        "RouteKey": "route_key"})
    found |= {"Body": body} if isinstance(body, Mapping) else {}
    return found | ({"CorsConfiguration": picked(cors, _CORS)} if cors else {})


def _integration(one: View) -> dict[str, Any]:
    found = picked(one, _INTEGRATION_V2)
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html: Terraform's default is 1.0
    return {"PayloadFormatVersion": "1.0", **found}


def _authorizer(one: View) -> dict[str, Any]:
    found, jwt = picked(one, _AUTHORIZER_V2), block(one, "jwt_configuration")
    return found | ({"JwtConfiguration": picked(jwt, {"Audience": "audience", "Issuer": "issuer"})} if jwt else {})


def _target_group(one: View) -> dict[str, Any]:
    many, check = one.given("lambda_multi_value_headers_enabled"), block(one, "health_check")
    found: dict[str, Any] = picked(one, {"TargetType": "target_type"})
    if many is not None:
        text = "true" if many is True else "false"
        found["TargetGroupAttributes"] = [{"Key": "lambda.multi_value_headers.enabled", "Value": text}]
    return found | ({"HealthCheckEnabled": check.get("enabled", True) is not False} if check else {})


_CONDITIONS = {
    "path_pattern": ("path-pattern", "PathPatternConfig"), "host_header": ("host-header", "HostHeaderConfig"),
    "http_request_method": ("http-request-method", "HttpRequestMethodConfig"),
}


def _rule(one: View) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    for condition in blocks(one, "condition"):
        for name, (field, config) in _CONDITIONS.items():
            found += [{"Field": field, config: {"Values": given.get("values")}} for given in blocks(condition, name)]
    shared = picked(one, {"ListenerArn": "listener_arn", "Priority": "priority"})
    return {**shared, "Conditions": found, "Actions": _actions(one, "action")}


def _listener(one: View) -> dict[str, Any]:
    return {**picked(one, {"LoadBalancerArn": "load_balancer_arn"}), "DefaultActions": _actions(one, "default_action")}


def _actions(one: View, name: str) -> list[dict[str, Any]]:
    found = []
    for action in blocks(one, name):
        groups = [given.get("arn") for forward in blocks(action, "forward") for given in blocks(forward, "target_group")]
        found += [
            {"Type": action.get("type"), "TargetGroupArn": arn} for arn in (groups or [action.get("target_group_arn")]) if arn is not None]
    return found


TRANSLATIONS: Mapping[str, Callable[[View], dict[str, Any]]] = {
    "aws_api_gateway_authorizer": _rest_authorizer, "aws_api_gateway_method": renamed(_METHOD), "aws_api_gateway_model": _model,
    "aws_api_gateway_request_validator": renamed(_VALIDATOR), "aws_api_gateway_resource": renamed(_RESOURCE),
    "aws_api_gateway_rest_api": _rest_api, "aws_api_gateway_stage": renamed({"RestApiId": "rest_api_id", "StageName": "stage_name"}),
    "aws_apigatewayv2_api": _api, "aws_apigatewayv2_authorizer": _authorizer, "aws_apigatewayv2_integration": _integration,
    "aws_apigatewayv2_route": _route, "aws_apigatewayv2_stage": renamed({"ApiId": "api_id", "StageName": "name"}),
    "aws_alb_target_group": _target_group, "aws_lb_listener": _listener, "aws_lb_listener_rule": _rule,
    "aws_lb_target_group": _target_group,
}
