"""The routes of an API that is declared as resources: methods, routes and OpenAPI bodies whose integration is a function.

Whatever the IaC format: its resources are CloudFormation's by now.  A route becomes a declaration in SAM's spelling.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGatewayV2.html
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdatest.model import Declaration, Location, Resource, Service
from lambdatest.readers import openapi
from lambdatest.readers.openapi import IAM, Route

METHOD, ROUTE = "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route"
"""The types that declarations of routes have, of a REST API and of an HTTP API."""
_REST = {"AWS::ApiGateway::RestApi": "Body", "AWS::Serverless::Api": "DefinitionBody"}
_HTTP = {"AWS::ApiGatewayV2::Api": "Body", "AWS::Serverless::HttpApi": "DefinitionBody"}
_TOP = 100
Named = Callable[[Any], str | None]
"""The name of the function that an ARN or a URI names."""


def routes(service: Service, named: Named) -> Iterator[Declaration]:
    """A declaration of every route that leads to a function of *service*."""
    known = {one.identity: one for one in service.resources if one.identity}
    for one in service.resources:
        if one.type == METHOD:
            yield from _method(service, one, known, named)
        elif one.type == ROUTE:
            yield from _route(service, one, known, named)
        elif one.type in _REST or one.type in _HTTP:
            yield from _document(service, one, named)


def _method(service: Service, resource: Resource, known: Mapping[str, Resource], named: Named) -> Iterator[Declaration]:
    given = resource.properties
    integration = given.get("Integration")
    if not isinstance(integration, Mapping):
        return
    path = _path(given.get("ResourceId"), known)
    route = Route(str(given.get("HttpMethod")), path, str(integration.get("Uri")), str(integration.get("Type")))
    who = known.get(str(given.get("AuthorizerId")))
    kind = str(given.get("AuthorizationType")).upper()
    if kind == IAM:
        route = replace(route, authorizer=IAM)
    elif who is not None and kind in ("CUSTOM", "COGNITO_USER_POOLS"):
        name = str(who.properties.get("Name") or who.logical_id)
        route = replace(route, authorizer=name, authorizers={name: _rest_authorizer(who.properties)})
    route = replace(route, api_key=str(given.get("ApiKeyRequired")).lower() == "true", schema=_model(given, service, known))
    yield from _declared(service, METHOD, route, given.get("RestApiId"), resource.location, named)


def _path(resource_id: Any, known: Mapping[str, Resource]) -> str:
    """The path of an AWS::ApiGateway::Resource: its part and those above it; the API's own root has none."""
    parts: list[str] = []
    while (found := known.get(str(resource_id))) is not None and found.type == "AWS::ApiGateway::Resource" and len(parts) < _TOP:
        parts.append(str(found.properties.get("PathPart")))
        resource_id = found.properties.get("ParentId")
    return "/" + "/".join(reversed(parts))


def _rest_authorizer(given: Mapping[str, Any]) -> dict[str, Any]:
    kind, source = str(given.get("Type")).upper(), given.get("IdentitySource")
    if kind == "COGNITO_USER_POOLS":
        return {"UserPoolArn": given.get("ProviderARNs")}
    if kind == "TOKEN":
        header = str(source or "Authorization").rpartition(".")[2]
        return openapi.token(given.get("AuthorizerUri"), header, given.get("IdentityValidationExpression"))
    return openapi.request(given.get("AuthorizerUri"), source)


def _model(given: Mapping[str, Any], service: Service, known: Mapping[str, Resource]) -> Mapping[str, Any] | None:
    """The schema of the body, where a validator is asked to look at it."""
    validator = known.get(str(given.get("RequestValidatorId")))
    models = given.get("RequestModels")
    if validator is None or str(validator.properties.get("ValidateRequestBody")).lower() != "true" or not isinstance(models, Mapping):
        return None
    name = str(models.get("application/json"))
    declared = (one for one in service.resources if one.type == "AWS::ApiGateway::Model")
    schema = next((one.properties.get("Schema") for one in declared if name in (one.properties.get("Name"), one.logical_id)), None)
    return schema if isinstance(schema, Mapping) else None


def _route(service: Service, resource: Resource, known: Mapping[str, Resource], named: Named) -> Iterator[Declaration]:
    given = resource.properties
    api = known.get(str(given.get("ApiId")))
    if api is not None and str(api.properties.get("ProtocolType")).upper() == "WEBSOCKET":
        return
    integration = known.get(str(given.get("Target")).rpartition("/")[2])
    if integration is None:
        return
    target, key = integration.properties, str(given.get("RouteKey"))
    method, _, path = key.partition(" ")
    payload = target.get("PayloadFormatVersion")
    route = Route(
        method if path else "ANY", path or "$default", str(target.get("IntegrationUri")), str(target.get("IntegrationType")),
        None if payload is None else str(payload))
    who = known.get(str(given.get("AuthorizerId")))
    if str(given.get("AuthorizationType")).upper() == IAM:
        route = replace(route, authorizer=IAM)
    elif who is not None:
        name = str(who.properties.get("Name") or who.logical_id)
        route = replace(route, authorizer=name, authorizers={name: _http_authorizer(who.properties)})
    yield from _declared(service, ROUTE, route, given.get("ApiId"), resource.location, named)


def _http_authorizer(given: Mapping[str, Any]) -> dict[str, Any]:
    if str(given.get("AuthorizerType")).upper() != "REQUEST":
        return {"JwtConfiguration": given.get("JwtConfiguration") or {}}
    return openapi.request(given.get("AuthorizerUri"), given.get("IdentitySource")) | {
        "AuthorizerPayloadFormatVersion": str(given.get("AuthorizerPayloadFormatVersion") or "1.0"),
        "EnableSimpleResponses": str(given.get("EnableSimpleResponses")).lower() == "true",
    }


def _document(service: Service, resource: Resource, named: Named) -> Iterator[Declaration]:
    """The routes of an API's OpenAPI document, and the one of an HTTP API that names its target."""
    rest = resource.type in _REST
    type_, body = (METHOD, _REST[resource.type]) if rest else (ROUTE, _HTTP[resource.type])
    for route in openapi.routes(resource.properties.get(body)):
        yield from _declared(service, type_, route, resource.identity, resource.location, named, resource.properties)
    target = resource.properties.get("Target")
    if not rest and isinstance(target, str):
        method, _, path = str(resource.properties.get("RouteKey") or "$default").partition(" ")
        route = Route(method if path else "ANY", path or "$default", target, "AWS_PROXY", "2.0")
        yield from _declared(service, type_, route, resource.identity, resource.location, named)


def _declared(
    service: Service, type_: str, route: Route, api: Any, location: Location, named: Named, given: Mapping[str, Any] | None = None
) -> Iterator[Declaration]:
    """The declaration of *route* in the API with the id *api*, where a function of the service answers it."""
    function = named(route.uri)
    if function is None:
        return
    rest = type_ == METHOD
    own = next((one.properties for one in service.resources if one.identity and one.identity == str(api)), given or {})
    stage = _stage(service, api) or own.get("StageName") or ("Prod" if rest else "$default")
    properties: dict[str, Any] = {"Method": route.method, "Path": route.path, "integration": route.type or "AWS_PROXY"}
    auth = {"Authorizer": route.authorizer} if route.authorizer else {}
    properties["Auth"] = auth | ({"ApiKeyRequired": True} if route.api_key else {})
    shared: dict[str, Any] = {"StageName": str(stage), "Auth": {"Authorizers": dict(route.authorizers or {})}}
    if route.schema:
        properties["RequestModel"] = {"Model": "body", "ValidateBody": True}
        shared["Models"] = {"body": route.schema}
    if rest:
        shared["BinaryMediaTypes"] = own.get("BinaryMediaTypes") or ()
    else:
        properties["PayloadFormatVersion"] = route.payload or "1.0"  # what CloudFormation and OpenAPI documents mean without one
        shared["CorsConfiguration"] = own.get("CorsConfiguration")
    found = {"stage": str(stage), "Api" if rest else "HttpApi": shared}
    yield Declaration("cloudformation", type_, function, properties, location, found)


def _stage(service: Service, api: Any) -> str | None:
    """The first stage that the API with that id is deployed to."""
    for type_, key in (("Stage", "RestApiId"), ("Deployment", "RestApiId"), ("Stage", "ApiId")):
        for one in service.resources:
            if one.type in (f"AWS::ApiGateway::{type_}", f"AWS::ApiGatewayV2::{type_}") and one.properties.get(key) == api:
                if name := one.properties.get("StageName"):
                    return str(name)
    return None
