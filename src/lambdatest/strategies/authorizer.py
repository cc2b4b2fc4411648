"""Events of Lambda authorizers: TOKEN and REQUEST of REST and WebSocket APIs, both payload formats of HTTP APIs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_one_of
from lambdatest.model import ACCOUNT_ID, Request
from lambdatest.strategies import client, http_message
from lambdatest.strategies import opaque as ids
from lambdatest.strategies import route as routes
from lambdatest.strategies.http_api import PAYLOADS, http_api_event
from lambdatest.strategies.rest_api import rest_api_event
from lambdatest.strategies.websocket import websocket_event

ROUTE = "GET /items"
IDENTITY = ("Authorization",)


def _arn(opaque: int, stage: str, route: str, path: str, region: str) -> str:
    """The ARN of what the client asks for: ``…:api/stage/GET/items/1``, of a WebSocket API ``…:api/stage/$connect``."""
    api = ids.hexadecimal(opaque, "api", 10)
    what = route if route.startswith("$") and not path else f"{routes.parse(route).method}/{path.lstrip('/')}"
    return f"arn:aws:execute-api:{region}:{ACCOUNT_ID}:{api}/{stage}/{what}"


def token_authorizer_event(
    token: str, *, method: str = "GET", path: str = "/items", stage: str = "dev", opaque: int = 0, region: str = ids.REGION,
) -> dict[str, Any]:
    """The event of a TOKEN authorizer of a REST API: the value of the header that is its token source, and what is asked for."""
    arn = _arn(opaque, stage, f"{method} {path}", path, region)
    return {"type": "TOKEN", "methodArn": arn, "authorizationToken": http_message.text(token)}


def request_authorizer_event(
    request: Request, *, resource: str = "/items", stage: str = "dev", opaque: int = 0, epoch: int | None = None, region: str = ids.REGION,
) -> dict[str, Any]:
    """The event of a REQUEST authorizer of a REST API: the request without its body.  Absent parameters are ``{}``, not null."""
    event = rest_api_event(request, resource=resource, stage=stage, opaque=opaque, epoch=epoch, region=region)
    arn = _arn(opaque, stage, f"{request.method} {resource}", request.path, region)
    maps = ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables", "headers", "multiValueHeaders")
    given = {name: event[name] or {} for name in maps}
    kept = {name: event[name] for name in ("resource", "path", "httpMethod", "requestContext")}
    return {"type": "REQUEST", "methodArn": arn, **kept, **given}


def websocket_authorizer_event(
    request: Request, *, stage: str = "dev", opaque: int = 0, epoch: int | None = None, region: str = ids.REGION,
) -> dict[str, Any]:
    """The event of a REQUEST authorizer of a WebSocket API, asked when a client connects: neither path nor method."""
    event = websocket_event("$connect", request=request, stage=stage, opaque=opaque, epoch=epoch, region=region)
    maps = ("headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters", "stageVariables")
    given = {name: event.get(name) or {} for name in maps}
    return {"type": "REQUEST", "methodArn": _arn(opaque, stage, "$connect", "", region), **given, "requestContext": event["requestContext"]}


def http_api_authorizer_event(
    request: Request, *, route: str = ROUTE, payload: str = "2.0", identity: Sequence[str] = (), stage: str = "$default", opaque: int = 0,
    epoch: int | None = None, region: str = ids.REGION,
) -> dict[str, Any]:
    """The event of an HTTP API's authorizer in payload format 1.0 or 2.0.

    *identity* names the headers that are its identity sources: their values stand in ``identitySource``, which is null in format
    2.0 where there are none.  Raises InvalidArgument for another *payload*.
    """
    check_one_of("payload", payload, PAYLOADS)
    event = http_api_event(request, route=route, payload=payload, stage=stage, opaque=opaque, epoch=epoch, region=region)
    sources = [value for name in identity if (value := http_message.header(http_message.sendable(request).headers, name))]
    arn = _arn(opaque, stage, f"{request.method} {request.path}", request.path, region)
    kept = {name: value for name, value in event.items() if name not in ("body", "isBase64Encoded", "version")}
    if payload == "2.0":
        return {"version": "2.0", "type": "REQUEST", "routeArn": arn, "identitySource": sources or None, **kept}
    joined = ",".join(sources)
    empty = ("queryStringParameters", "pathParameters", "stageVariables")
    given = {name: kept.pop(name, None) or {} for name in empty}
    kept.pop("multiValueQueryStringParameters", None)
    return {
        "version": "1.0", "type": "REQUEST", "methodArn": arn, "identitySource": joined, "authorizationToken": joined, **kept, **given,
    }


def token_authorizer_events(
    *, tokens: SearchStrategy[str] | None = None, route: str = ROUTE, stage: str = "dev"
) -> SearchStrategy[dict[str, Any]]:
    """Events of a TOKEN authorizer of a REST API, as Lambda hands them to a handler: plain JSON data.

    - *tokens*: a strategy of text, the whole value of the token source (``Bearer …``); None draws good-looking and bad ones
    - *route*: ``"GET /todos/{id}"``, which the client asks for; *stage*: the API's stage

    Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        found = routes.parse(route)
        path = routes.fill(found.template, {name: "a" for name, _ in routes.placeholders(found.template)})
        method = "GET" if found.method == "ANY" else found.method
        where = client.texts("stage", stage)
        return st.builds(
            lambda token, opaque: token_authorizer_event(token, method=method, path=path, stage=where, opaque=opaque),
            _TOKENS if tokens is None else tokens, client.OPAQUE)
    return st.deferred(define)


def request_authorizer_events(
    *, route: str | None = None, headers: SearchStrategy[Any] | None = None, query: SearchStrategy[Any] | None = None, stage: str = "dev",
    websocket: bool = False,
) -> SearchStrategy[dict[str, Any]]:
    """Events of a REQUEST authorizer of a REST API, or with *websocket* of a WebSocket API: plain JSON data.

    - *route*: ``"GET /todos/{id}"``, which the client asks for; None is ``GET /items``
    - *headers*, *query*: strategies of mappings, or of pairs; None draws an Authorization header in most states, and no query

    Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        where = client.texts("stage", stage)

        def event(call: client.Sent, opaque: int) -> dict[str, Any]:
            if websocket:
                return websocket_authorizer_event(call.request, stage=where, opaque=opaque)
            return request_authorizer_event(call.request, resource=call.route.template, stage=where, opaque=opaque)
        return st.builds(event, _sent(route, headers, query), client.OPAQUE)
    return st.deferred(define)


def http_api_authorizer_events(
    *, route: str | None = None, headers: SearchStrategy[Any] | None = None, query: SearchStrategy[Any] | None = None,
    payload: str | None = None, identity: Sequence[str] = IDENTITY,
) -> SearchStrategy[dict[str, Any]]:
    """Events of an HTTP API's authorizer, as Lambda hands them to a handler: plain JSON data.

    - *route*: ``"GET /todos/{id}"``, which the client asks for; None is ``GET /items``
    - *headers*, *query*: strategies of mappings, or of pairs; None draws an Authorization header in most states, and no query
    - *payload*: ``1.0`` or ``2.0``; None draws both
    - *identity*: the headers that are identity sources; ``()`` is none

    Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        formats = st.sampled_from(PAYLOADS) if payload is None else st.just(payload)

        def event(call: client.Sent, form: str, opaque: int) -> dict[str, Any]:
            return http_api_authorizer_event(call.request, route=str(call.route), payload=form, identity=identity, opaque=opaque)
        return st.builds(event, _sent(route, headers, query), formats, client.OPAQUE)
    return st.deferred(define)


def _sent(route: str | None, headers: Any, query: Any) -> SearchStrategy[client.Sent]:
    """A request without a body: an authorizer is never given one."""
    credentials: SearchStrategy[Mapping[str, str]] = st.one_of(_TOKENS.map(lambda token: {"Authorization": token}), st.just({}))
    return client.requests(
        routes=client.routes_of(route, (ROUTE,)), bodies=st.none(), headers=credentials if headers is None else headers,
        query=st.just({}) if query is None else query, path_parameters=None, cookies=None, authorizer=st.none(), claims=None,
    )


_TOKENS = st.sampled_from(
    ("allow", "deny", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "bearer x", "Bearer", "", "eyJhbGciOiJub25lIn0.e30.", "0", "x" * 2000))
