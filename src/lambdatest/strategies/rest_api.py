"""Events of a REST API with proxy integration (payload format 1.0).

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_one_of
from lambdatest.model import ACCOUNT_ID, Request
from lambdatest.strategies import caller, client, http_message
from lambdatest.strategies import opaque as ids
from lambdatest.strategies import route as routes

AUTHORIZERS = ("cognito", "lambda", "iam", "api_key")

_SET_BY_GATEWAY = ("host", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id", "x-forwarded-for")
_CLOUDFRONT = (
    ("CloudFront-Forwarded-Proto", "https"), ("CloudFront-Is-Desktop-Viewer", "true"), ("CloudFront-Is-Mobile-Viewer", "false"),
    ("CloudFront-Is-SmartTV-Viewer", "false"), ("CloudFront-Is-Tablet-Viewer", "false"), ("CloudFront-Viewer-Country", "US"),
)
_FREE_ROUTES = ("ANY /", "ANY /items", "ANY /items/{id}", "ANY /users/{user}/items/{item}", "ANY /{proxy+}")


def rest_api_event(  # pylint: disable=too-many-locals  # one a field of the event
    request: Request, *, resource: str, stage: str = "dev", authorizer: str | None = None, scopes: Sequence[str] = (), opaque: int = 0,
    epoch: int | None = None, stage_variables: Mapping[str, str] | None = None, region: str = ids.REGION, edge: bool = False,
    domain: str | None = None, base_path: str = "", test_invoke: bool = False,
) -> dict[str, Any]:
    """The event that a REST API makes of *request* on the path template *resource* (``/todos/{id}``).

    *authorizer* is None or one of `AUTHORIZERS`, its claims or context ``request.claims``; *opaque* makes every id, *epoch*
    is the time in ms (None: made of *opaque*).  *edge* adds the headers of an edge-optimised API.  With a custom *domain*,
    *base_path* (``/v1``) is what its mapping adds to the path.  *test_invoke* is the console's Test button, which sends no
    header of its own (both maps are null where the request has none) and asks no authorizer.  Bytes are a binary body.

    Raises InvalidArgument for another *authorizer*.
    """
    if authorizer is not None:
        check_one_of("authorizer", authorizer, AUTHORIZERS)
    sent = http_message.sendable(request)
    at = ids.epoch(opaque) if epoch is None else epoch
    matches = routes.match(resource, _collapsed(sent.path)) is not None
    wire = sent.path if matches else routes.fill(resource, dict(sent.path_parameters))
    api = ids.hexadecimal(opaque, "api", 10)
    host = "testPrefix.testDomainName" if test_invoke else domain or f"{api}.execute-api.{region}.amazonaws.com"
    prefix = base_path if domain and not test_invoke else ""
    address = ids.source_ip(opaque)
    headers = http_message.one_spelling(sent.headers) if test_invoke else _headers(sent, host, address, opaque, at, edge)
    body, encoded = http_message.rest_body(sent)
    context = _context(sent, resource, api, host, opaque, at)
    if test_invoke:
        context |= {"stage": "test-invoke-stage", "path": _collapsed(wire), "identity": caller.console_identity(opaque)}
    else:
        agent = http_message.header(headers, "user-agent")
        context |= {"stage": stage, "path": prefix + wire if domain else f"/{stage}{wire}"}
        context["identity"] = caller.identity(authorizer, sent.claims, opaque, address, agent)
        context |= _authorized(authorizer, sent, opaque, at, region, scopes)
    return {
        "resource": resource, "path": prefix + _collapsed(wire), "httpMethod": sent.method,
        "headers": http_message.single(headers) or None, "multiValueHeaders": http_message.multiple(headers) or None,
        "queryStringParameters": http_message.single(sent.query) or None,
        "multiValueQueryStringParameters": http_message.multiple(sent.query) or None,
        "pathParameters": routes.match(resource, _collapsed(wire)) or None,
        "stageVariables": dict(stage_variables) if stage_variables else None,
        "requestContext": context, "body": body, "isBase64Encoded": encoded,
    }


def _context(request: Request, resource: str, api: str, host: str, opaque: int, epoch: int) -> dict[str, Any]:
    """The members of ``requestContext`` that no option changes."""
    return {
        "resourceId": ids.hexadecimal(opaque, f"resource {resource}", 6), "resourcePath": resource, "httpMethod": request.method,
        "extendedRequestId": ids.gateway_id(opaque, "extended"), "requestTime": ids.request_time(epoch), "requestTimeEpoch": epoch,
        "accountId": ACCOUNT_ID, "protocol": "HTTP/1.1", "domainPrefix": host.split(".", 1)[0], "domainName": host,
        "requestId": ids.uuid(opaque, "request"), "deploymentId": ids.hexadecimal(opaque, "deployment", 6), "apiId": api,
    }


def _collapsed(path: str) -> str:
    """The path with one slash at its beginning: API Gateway keeps the others only in ``requestContext.path``."""
    return "/" + path.lstrip("/")


def _headers(request: Request, host: str, address: str, opaque: int, epoch: int, edge: bool) -> list[tuple[str, str]]:
    """The client's headers in its own spelling, and those that API Gateway (and CloudFront before it) adds."""
    forwarded = [value for name, value in request.headers if name.lower() == "x-forwarded-for"]
    found = http_message.without(request.headers, _SET_BY_GATEWAY)
    added = [("Host", host), ("X-Amzn-Trace-Id", ids.trace_id(opaque, epoch))]
    if http_message.header(found, "user-agent") is None:
        added.append(("User-Agent", client.USER_AGENT))
    if edge:
        cloudfront = f"{ids.hexadecimal(opaque, 'edge', 32)}.cloudfront.net"
        added += [*_CLOUDFRONT, ("Via", f"2.0 {cloudfront} (CloudFront)")]
        added.append(("X-Amz-Cf-Id", ids.hexadecimal(opaque, "cloudfront", 54) + "=="))
    addresses = [*forwarded, address, *(["198.51.100.7"] if edge else [])]
    added += [("X-Forwarded-For", ", ".join(addresses)), ("X-Forwarded-Port", "443"), ("X-Forwarded-Proto", "https")]
    return http_message.one_spelling([*found, *added])


def _authorized(authorizer: str | None, request: Request, opaque: int, epoch: int, region: str, scopes: Sequence[str]) -> dict[str, Any]:
    """What the authorizer adds to the request context."""
    if authorizer == "cognito":
        return {"authorizer": {"claims": caller.cognito_claims(request.claims, opaque, epoch, region, scopes)}}
    if authorizer == "lambda":
        return {"authorizer": caller.rest_context(request.claims, opaque)}
    return {}


def rest_api_events(
    *,
    route: str | None = None,
    bodies: SearchStrategy[Any] | None = None,
    headers: SearchStrategy[Any] | None = None,
    query: SearchStrategy[Any] | None = None,
    path_parameters: SearchStrategy[Any] | None = None,
    cookies: SearchStrategy[Any] | None = None,
    authorizer: str | SearchStrategy[str | None] | None = None,
    claims: SearchStrategy[Any] | None = None,
    stage: str = "dev",
    stage_variables: Mapping[str, str] | SearchStrategy[Any] | None = None,
    test_invoke: bool | None = False,
) -> SearchStrategy[dict[str, Any]]:
    """Events of a REST API, as Lambda hands them to a handler: plain JSON data.

    - *route*: ``"GET /todos/{id}"``; None is any of a few routes
    - *bodies*: a strategy of text, bytes (a binary body, which arrives in base64) or None; None sends JSON, text, bytes and
      nothing, and nothing with GET, HEAD and OPTIONS
    - *headers*, *query*, *cookies*: strategies of mappings from names to text, or to lists of text where a name comes more than
      once, or of pairs; None draws few of them, and none
    - *path_parameters*: a strategy of mappings with the decoded, non-empty value of each of the route's placeholders
    - *authorizer*: None, ``cognito``, ``lambda``, ``iam`` or ``api_key``, or a strategy of them
    - *claims*: a strategy of mappings: the claims that a Cognito token has beside the usual ones, the context that a Lambda
      authorizer returned, or members of the caller's IAM ``identity``
    - *stage_variables*: a mapping or a strategy of them; None draws both states, ``{}`` is always null
    - *test_invoke*: True is the console's Test button, whose ``headers`` are null; None draws both

    Header names keep the client's case, ``path`` and ``pathParameters`` stay percent-encoded, what is absent is null.
    All headers together stay under 10,240 bytes.  Raises InvalidArgument when drawn from.
    """
    return st.deferred(lambda: client.requests(
        routes=client.routes_of(route, _FREE_ROUTES), bodies=bodies, headers=headers, query=query, path_parameters=path_parameters,
        cookies=cookies, authorizer=client.authorizers("authorizer", authorizer, AUTHORIZERS), claims=claims,
        options={
            "edge": (False, True), "stage_variables": client.stage_variables(stage_variables), "test_invoke": _test_invoke(test_invoke),
        },
    ).map(partial(_event, client.texts("stage", stage))))


def _event(stage: str, sent: client.Sent) -> dict[str, Any]:
    return rest_api_event(
        sent.request, resource=sent.route.template, stage=stage, authorizer=sent.authorizer, opaque=sent.opaque, **sent.options)


def _test_invoke(test_invoke: bool | None) -> tuple[bool, ...]:
    if test_invoke not in (True, False, None):
        raise InvalidArgument(f"test_invoke={test_invoke!r} is not True, False or None, which draws both")
    return (False, True) if test_invoke is None else (test_invoke,)
