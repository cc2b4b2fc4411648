"""Functions that authorize requests: they are named where a route is declared, in an API's settings, or as a resource.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway#http-endpoints-with-custom-authorizers
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-controlling-access-to-apis.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdatest.event_sources import http_declaration
from lambdatest.event_sources.http_declaration import member
from lambdatest.event_sources.resource import function_named, listed
from lambdatest.model import Declaration, Resource, Service

TYPE = "authorizer"
DEFAULT_SOURCE = "request.header.Authorization"
_METHODS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_SOURCE = re.compile(r"request\.(header|querystring)\.([\w-]+)")


def wirings(service: Service, kind: str) -> tuple[Declaration, ...]:
    """The declarations of the authorizers of *kind*, ``token``, ``request`` or ``http_api``: one a function and name, with the *routes*
    that it guards."""
    found: dict[tuple[str, str], Declaration] = {}
    for one in (*_at_routes(service), *_resources(service)):
        if one.properties["kind"] != kind:
            continue
        key = (one.function, str(one.properties["name"]))
        routes = (*(found[key].properties["routes"] if key in found else ()), *one.properties["routes"])
        first = found.get(key, one)
        found[key] = replace(first, properties={**first.properties, "routes": tuple(dict.fromkeys(routes))})
    return tuple(found.values())


def _at_routes(service: Service) -> Iterator[Declaration]:
    for declaration in (one for function in service.functions for one in function.declarations):
        read = _READERS.get((declaration.format, declaration.type))
        properties = read(declaration) if read else None
        function = function_named(service, properties.pop("target")) if properties else None
        if properties and function:
            yield Declaration(declaration.format, TYPE, function, properties, declaration.location, declaration.service)


def _made(kind: str, name: Any, target: Any, sources: Any, routes: Iterable[tuple[str, str]] = (), **more: Any) -> dict[str, Any]:
    """The properties of a wiring; *sources* are the headers and query parameters without which API Gateway answers 401 by itself."""
    found = tuple(match.groups() for text in listed(sources) for match in _SOURCE.finditer(str(text)))
    return {"kind": kind, "name": str(name), "target": target, "sources": found, "routes": tuple(routes), **more}


def _given(declaration: Declaration) -> Mapping[str, Any]:
    found = declaration.properties.get("authorizer")
    return found if isinstance(found, Mapping) else {"name": found} if found else {}


def _serverless_rest(declaration: Declaration) -> dict[str, Any] | None:
    given, properties = _given(declaration), declaration.properties
    kind = "request" if str(given.get("type")).lower() == "request" else "token"
    route = (http_declaration.method(properties.get("method")), "/" + str(properties.get("path") or "").strip("/"))
    target, sources = given.get("arn") or given.get("name"), given.get("identitySource") or DEFAULT_SOURCE
    return _made(kind, given.get("name") or target, target, sources, [route], expression=given.get("identityValidationExpression"))


def _serverless_http(declaration: Declaration) -> dict[str, Any] | None:
    given, properties = _given(declaration), declaration.properties
    name = given.get("name")
    declared = member(declaration.service, "httpApi", "authorizers", str(name))
    if not isinstance(declared, Mapping) or str(declared.get("type")).lower() != "request":
        return None
    simple = declared.get("enableSimpleResponses")
    route = (http_declaration.method(properties.get("method")), http_declaration.path(properties.get("path")))
    return _made(
        "http_api", name, declared.get("functionArn") or declared.get("functionName"), declared.get("identitySource"), [route],
        payload=_payload(declared.get("payloadVersion")), simple=simple if isinstance(simple, bool) else None)


def _serverless_websocket(declaration: Declaration) -> dict[str, Any] | None:
    given = _given(declaration)
    target = given.get("arn") or given.get("name")
    sources = given.get("identitySource") or f"route.{DEFAULT_SOURCE}"
    return _made("request", given.get("name") or target, target, sources, websocket=True)


def _sam_rest(declaration: Declaration) -> dict[str, Any] | None:
    name, declared = _sam(declaration, "Api")
    if not name:
        return None
    identity = declared.get("Identity") or {}
    route = (http_declaration.method(declaration.properties.get("Method")), "/" + str(declaration.properties.get("Path")).strip("/"))
    if str(declared.get("FunctionPayloadType")).upper() != "REQUEST":
        source = f"request.header.{identity.get('Header') or 'Authorization'}"
        return _made("token", name, declared.get("FunctionArn"), source, [route], expression=identity.get("ValidationExpression"))
    return _made("request", name, declared.get("FunctionArn"), _sam_sources(identity), [route])


def _sam_http(declaration: Declaration) -> dict[str, Any] | None:
    name, declared = _sam(declaration, "HttpApi")
    if not name:
        return None
    route = (http_declaration.method(declaration.properties.get("Method")), http_declaration.path(declaration.properties.get("Path")))
    payload = _payload(declared.get("AuthorizerPayloadFormatVersion"))
    return _made(
        "http_api", name, declared.get("FunctionArn"), _sam_sources(declared.get("Identity") or {}), [route], payload=payload,
        simple=payload == "2.0" and bool(declared.get("EnableSimpleResponses")))


def _sam(declaration: Declaration, api: str) -> tuple[str | None, Mapping[str, Any]]:
    """The name of the event's authorizer and what the API says of it, where that is a function."""
    auth, own = member(declaration.service, api, "Auth"), member(declaration.properties, "Auth", "Authorizer")
    name = own or member(auth, "DefaultAuthorizer")
    declared = member(auth, "Authorizers", str(name))
    return (str(name), declared) if isinstance(declared, Mapping) and declared.get("FunctionArn") else (None, {})


def _sam_sources(identity: Mapping[str, Any]) -> list[str]:
    headers = [f"request.header.{name}" for name in listed(identity.get("Headers"))]
    return headers + [f"request.querystring.{name}" for name in listed(identity.get("QueryStrings"))]


def _payload(value: Any) -> str:
    return "1.0" if str(value) in ("1", "1.0") else "2.0"


def _resources(service: Service) -> Iterator[Declaration]:
    """The authorizers that a template declares as resources of their own."""
    for resource in service.resources:
        given = resource.properties
        yield from _of_sam(service, resource)
        function = function_named(service, given.get("AuthorizerUri"))
        kind = str(given.get("Type") or given.get("AuthorizerType")).upper()
        if function is None or kind not in ("TOKEN", "REQUEST"):
            continue
        name, sources = given.get("Name") or resource.logical_id, given.get("IdentitySource")
        if resource.type == "AWS::ApiGateway::Authorizer":
            made = _made(kind.lower(), name, None, sources, expression=given.get("IdentityValidationExpression"))
        elif given.get("AuthorizerPayloadFormatVersion") is None:  # only HTTP APIs have one
            made = _made("request", name, None, sources, websocket=True)
        else:
            simple = bool(given.get("EnableSimpleResponses"))
            made = _made("http_api", name, None, sources, payload=_payload(given["AuthorizerPayloadFormatVersion"]), simple=simple)
        yield Declaration(service.format, TYPE, function, made, resource.location, {"stage": service.stage})


def _of_sam(service: Service, resource: Resource) -> Iterator[Declaration]:
    """The authorizers of an API of SAM, whether an event names them or not: the API may have a document of its own."""
    type_ = _SAM_APIS.get(resource.type)
    known = member(resource.properties, "Auth", "Authorizers") if type_ else None
    for name in known if isinstance(known, Mapping) else ():
        event = {"Auth": {"Authorizer": name}}
        read, shared = _READERS["sam", str(type_)], {"stage": service.stage, str(type_): resource.properties}
        made = read(Declaration("sam", str(type_), "", event, resource.location, shared))
        function = function_named(service, made.pop("target")) if made else None
        if made and function:
            routes = tuple(_guarded(resource.properties, name, str(type_)))
            yield Declaration(service.format, TYPE, function, {**made, "routes": routes}, resource.location, {"stage": service.stage})


def _guarded(api: Mapping[str, Any], name: str, type_: str) -> Iterator[tuple[str, str]]:
    """The routes of an API's own document, wherever they lead, that the authorizer *name* guards: SAM writes it into each of them."""
    by_default = member(api, "Auth", "DefaultAuthorizer") == name
    paths = member(api, "DefinitionBody", "paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        for key, operation in item.items() if isinstance(item, Mapping) else ():
            found = http_declaration.method(key)
            security = operation.get("security") if isinstance(operation, Mapping) else []
            named = any(isinstance(one, Mapping) and name in one for one in listed(security))
            if found in _METHODS and (named or by_default and security is None and found != "OPTIONS"):
                yield found, http_declaration.path(path) if type_ == "HttpApi" else "/" + str(path).strip("/")


_SAM_APIS = {"AWS::Serverless::Api": "Api", "AWS::Serverless::HttpApi": "HttpApi"}
_READERS = {
    ("serverless", "http"): _serverless_rest, ("serverless", "httpApi"): _serverless_http,
    ("serverless", "websocket"): _serverless_websocket, ("sam", "Api"): _sam_rest, ("sam", "HttpApi"): _sam_http,
    ("cloudformation", "AWS::ApiGateway::Method"): _sam_rest, ("cloudformation", "AWS::ApiGatewayV2::Route"): _sam_http,
}
