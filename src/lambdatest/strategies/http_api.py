"""Events of an HTTP API, in either payload format.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_one_of
from lambdatest.model import ACCOUNT_ID, Request
from lambdatest.strategies import caller, client, http_message
from lambdatest.strategies import opaque as ids
from lambdatest.strategies import route as routes
from lambdatest.strategies.route import Route

AUTHORIZERS = ("jwt", "lambda", "iam")
PAYLOADS = ("1.0", "2.0")

_SET_BY_GATEWAY = ("host", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id", "x-forwarded-for", "content-length")
_FREE_ROUTES = ("$default", "ANY /", "ANY /items", "ANY /items/{id}", "ANY /users/{user}/items/{item}", "ANY /{proxy+}")


def http_api_event(  # pylint: disable=too-many-locals  # one a field of the event
    request: Request, *, route: str, payload: str = "2.0", stage: str = "$default", authorizer: str | None = None,
    scopes: Sequence[str] | None = None, opaque: int = 0, epoch: int | None = None, stage_variables: Mapping[str, str] | None = None,
    region: str = ids.REGION,
) -> dict[str, Any]:
    """The event that an HTTP API makes of *request* to *route* (``GET /todos/{id}``, ``ANY /{proxy+}`` or ``$default``).

    *authorizer* is None or one of `AUTHORIZERS`, its claims or context ``request.claims``; *scopes* are what the route asks
    of a JWT, None nothing.  *opaque* makes every id, *epoch* is the time in ms (None: made of *opaque*).  Bytes and forms
    arrive in base64.  ``rawPath`` is decoded and ends at a decoded ``?``; the stage stands in it unless it is ``$default``.

    Raises InvalidArgument for another *authorizer*, *payload* or spelling of *route*.
    """
    check_one_of("payload", payload, PAYLOADS)
    if authorizer is not None:
        check_one_of("authorizer", authorizer, AUTHORIZERS)
    found = routes.parse(route)
    sent = http_message.sendable(request)
    at = ids.epoch(opaque) if epoch is None else epoch
    wire = sent.path if routes.match(found.template, sent.path) is not None else routes.fill(found.template, dict(sent.path_parameters))
    api = ids.hexadecimal(opaque, "api", 10)
    host = f"{api}.execute-api.{region}.amazonaws.com"
    path = ("" if stage == "$default" else f"/{stage}") + unquote(wire).split("?", 1)[0]
    values = {name: unquote(value) for name, value in (routes.match(found.template, wire) or {}).items()}
    shared = {
        "accountId": ACCOUNT_ID, "apiId": api, "domainName": host, "domainPrefix": api, "requestId": ids.gateway_id(opaque, "request"),
        "stage": stage,
    }
    headers = _headers(sent, host, opaque, at)
    if payload == "1.0":
        return _format_1(sent, found, path, values, headers, shared, authorizer, scopes, opaque, at, region, stage_variables)
    event = payload_2(sent, str(found), path, headers, shared, at, ids.source_ip(opaque))
    authorized = _authorized(authorizer, sent, opaque, at, region, scopes)
    if authorized:
        event["requestContext"] = {"authorizer": authorized, **event["requestContext"]}
    return event | ({"pathParameters": values} if values else {}) | ({"stageVariables": dict(stage_variables)} if stage_variables else {})


def payload_2(
    request: Request, route_key: str, path: str, headers: list[tuple[str, str]], shared: Mapping[str, Any], epoch: int, address: str,
) -> dict[str, Any]:
    """Payload format 2.0 without authorizer, path parameters and stage variables; a function URL's event has the same shape.

    What is absent has no key; header names are lower case, a repeated header or query parameter is joined by commas, and
    cookies stand in a list of their own.
    """
    body, encoded = http_message.http_body(request)
    cookies = http_message.cookies(headers)
    one = http_message.joined(http_message.without(headers, ("cookie",)))
    http = {"method": request.method, "path": path, "protocol": "HTTP/1.1", "sourceIp": address, "userAgent": one["user-agent"]}
    return {
        "version": "2.0", "routeKey": route_key, "rawPath": path, "rawQueryString": http_message.query_string(request.query),
        **({"cookies": cookies} if cookies else {}),
        "headers": one,
        **({"queryStringParameters": http_message.joined(request.query)} if request.query else {}),
        "requestContext": {**shared, "http": http, "routeKey": route_key, "time": ids.request_time(epoch), "timeEpoch": epoch},
        **({"body": body} if body is not None else {}),
        "isBase64Encoded": encoded,
    }


def _headers(request: Request, host: str, opaque: int, epoch: int) -> list[tuple[str, str]]:
    """The client's headers in lower case, and those that API Gateway sets."""
    found = http_message.lower_case(request.headers)
    forwarded = [value for name, value in found if name == "x-forwarded-for"]
    kept = http_message.without(found, _SET_BY_GATEWAY)
    if http_message.header(kept, "user-agent") is None:
        kept.append(("user-agent", client.USER_AGENT))
    return [
        *kept, ("content-length", str(http_message.body_length(request))), ("host", host),
        ("x-amzn-trace-id", ids.trace_id(opaque, epoch)), ("x-forwarded-for", ", ".join([*forwarded, ids.source_ip(opaque)])),
        ("x-forwarded-port", "443"), ("x-forwarded-proto", "https"),
    ]


def _authorized(
    authorizer: str | None, request: Request, opaque: int, epoch: int, region: str, scopes: Sequence[str] | None,
) -> dict[str, Any] | None:
    """``requestContext.authorizer`` of payload format 2.0; None where there is none."""
    if authorizer == "jwt":
        claims = caller.jwt_claims(request.claims, opaque, epoch, region, scopes or ())
        return {"jwt": {"claims": claims, "scopes": list(scopes) if scopes else None}}
    if authorizer == "lambda":
        return {"lambda": dict(request.claims) if request.claims else None}
    if authorizer == "iam":
        return {"iam": caller.iam_authorizer(request.claims, opaque)}
    return None


def _format_1(
    request: Request, route: Route, path: str, values: dict[str, str], headers: list[tuple[str, str]], shared: Mapping[str, Any],
    authorizer: str | None, scopes: Sequence[str] | None, opaque: int, epoch: int, region: str, stage_variables: Mapping[str, str] | None,
) -> dict[str, Any]:
    """Payload format 1.0: the shape of a REST API's event, what is absent null, header names in lower case."""
    body, encoded = http_message.http_body(request)
    authorized: dict[str, Any] = {"claims": None, "scopes": None}
    if authorizer == "jwt":
        authorized = (_authorized(authorizer, request, opaque, epoch, region, scopes) or {})["jwt"]
    elif authorizer == "lambda":
        authorized = caller.rest_context(request.claims, opaque)
    address = ids.source_ip(opaque)
    context = {
        **shared, "authorizer": authorized, "extendedRequestId": shared["requestId"], "httpMethod": request.method,
        "identity": caller.identity(authorizer, request.claims, opaque, address, http_message.header(headers, "user-agent")),
        "path": path, "protocol": "HTTP/1.1", "requestTime": ids.request_time(epoch), "requestTimeEpoch": epoch, "resourceId": None,
        "resourcePath": route.template,
    }
    return {
        "version": "1.0", "resource": route.template, "path": path, "httpMethod": request.method,
        "headers": http_message.single(headers), "multiValueHeaders": http_message.multiple(headers),
        "queryStringParameters": http_message.single(request.query) or None,
        "multiValueQueryStringParameters": http_message.multiple(request.query) or None,
        "requestContext": context, "pathParameters": values or None,
        "stageVariables": dict(stage_variables) if stage_variables else None, "body": body, "isBase64Encoded": encoded,
    }


def http_api_events(
    *,
    route: str | None = None,
    payload: str = "2.0",
    bodies: SearchStrategy[Any] | None = None,
    headers: SearchStrategy[Any] | None = None,
    query: SearchStrategy[Any] | None = None,
    path_parameters: SearchStrategy[Any] | None = None,
    cookies: SearchStrategy[Any] | None = None,
    authorizer: str | SearchStrategy[str | None] | None = None,
    claims: SearchStrategy[Any] | None = None,
    stage: str = "$default",
    stage_variables: Mapping[str, str] | SearchStrategy[Any] | None = None,
) -> SearchStrategy[dict[str, Any]]:
    """Events of an HTTP API, as Lambda hands them to a handler: plain JSON data.

    - *route*: ``"GET /todos/{id}"`` or ``"$default"``; None is any of a few routes
    - *payload*: ``2.0`` or ``1.0``, the payload format version of the integration
    - *bodies*: a strategy of text, bytes (which arrive in base64) or None; None sends JSON, text, a form, bytes and nothing,
      and nothing with GET, HEAD and OPTIONS
    - *headers*, *query*, *cookies*: strategies of mappings from names to text, or to lists of text where a name comes more than
      once, or of pairs; None draws few of them, and none
    - *path_parameters*: a strategy of mappings with the decoded, non-empty value of each of the route's placeholders
    - *authorizer*: None, ``jwt``, ``lambda`` or ``iam``, or a strategy of them
    - *claims*: a strategy of mappings: the claims that a token has beside the usual ones, the context that a Lambda authorizer
      returned (its values keep their types in 2.0), or members of the caller's IAM identity
    - *stage*: every stage but ``$default`` stands in the path; *stage_variables*: a mapping or a strategy of them; None draws
      both states, ``{}`` is none

    All headers together stay under 10,240 bytes.  Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        check_one_of("payload", payload, PAYLOADS)
        sent = client.requests(
            routes=client.routes_of(route, _FREE_ROUTES), bodies=bodies, headers=headers, query=query, path_parameters=path_parameters,
            cookies=cookies, authorizer=client.authorizers("authorizer", authorizer, AUTHORIZERS), claims=claims,
            options={"stage_variables": client.stage_variables(stage_variables), "scopes": (None, ("items/read", "items/write"))},
        )
        return sent.map(partial(_event, payload, client.texts("stage", stage)))
    return st.deferred(define)


def _event(payload: str, stage: str, sent: client.Sent) -> dict[str, Any]:
    return http_api_event(
        sent.request, route=str(sent.route), payload=payload, stage=stage, authorizer=sent.authorizer, opaque=sent.opaque, **sent.options)
