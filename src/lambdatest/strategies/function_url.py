"""Events of a function URL: payload format 2.0 with one route, ``$default``, and a path that stays percent-encoded.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_one_of
from lambdatest.model import ACCOUNT_ID, Request
from lambdatest.strategies import caller, client, http_message
from lambdatest.strategies import opaque as ids
from lambdatest.strategies import route as routes
from lambdatest.strategies.http_api import payload_2

AUTHORIZERS = ("iam",)

_SET_BY_LAMBDA = ("host", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id", "x-forwarded-for", "content-length")
_FREE_ROUTES = ("$default", "ANY /", "ANY /items", "ANY /items/{id}")


def function_url_event(
    request: Request, *, authorizer: str | None = None, opaque: int = 0, epoch: int | None = None, region: str = ids.REGION,
) -> dict[str, Any]:
    """The event that a function URL makes of *request*.

    *authorizer* is None or ``iam``, whose identity ``request.claims`` override by name.  *opaque* makes every id, *epoch* is
    the time in ms (None: made of *opaque*).  There are neither path parameters nor stage variables.

    Raises InvalidArgument for another *authorizer*.
    """
    if authorizer is not None:
        check_one_of("authorizer", authorizer, AUTHORIZERS)
    sent = http_message.sendable(request)
    at = ids.epoch(opaque) if epoch is None else epoch
    url = ids.hexadecimal(opaque, "url", 32)
    host = f"{url}.lambda-url.{region}.on.aws"
    shared: dict[str, Any] = {
        "accountId": ACCOUNT_ID if authorizer else "anonymous", "apiId": url, "domainName": host, "domainPrefix": url,
        "requestId": ids.uuid(opaque, "request"), "stage": "$default",
    }
    if authorizer:
        shared["authorizer"] = {"iam": caller.iam_authorizer(sent.claims, opaque)}
    return payload_2(sent, routes.DEFAULT, sent.path, _headers(sent, host, opaque, at), shared, at, ids.source_ip(opaque))


def _headers(request: Request, host: str, opaque: int, epoch: int) -> list[tuple[str, str]]:
    """The client's headers in lower case, and those that the URL sets."""
    found = http_message.lower_case(request.headers)
    forwarded = [value for name, value in found if name == "x-forwarded-for"]
    kept = http_message.without(found, _SET_BY_LAMBDA)
    if http_message.header(kept, "user-agent") is None:
        kept.append(("user-agent", client.USER_AGENT))
    if request.body is not None:
        kept.append(("content-length", str(http_message.body_length(request))))
    return [
        *kept, ("host", host), ("x-amzn-tls-version", "TLSv1.2"), ("x-amzn-tls-cipher-suite", "ECDHE-RSA-AES128-GCM-SHA256"),
        ("x-amzn-trace-id", ids.trace_id(opaque, epoch)), ("x-forwarded-for", ", ".join([*forwarded, ids.source_ip(opaque)])),
        ("x-forwarded-port", "443"), ("x-forwarded-proto", "https"),
    ]


def function_url_events(
    *,
    route: str | None = None,
    bodies: SearchStrategy[Any] | None = None,
    headers: SearchStrategy[Any] | None = None,
    query: SearchStrategy[Any] | None = None,
    path_parameters: SearchStrategy[Any] | None = None,
    cookies: SearchStrategy[Any] | None = None,
    authorizer: str | SearchStrategy[str | None] | None = None,
    claims: SearchStrategy[Any] | None = None,
) -> SearchStrategy[dict[str, Any]]:
    """Events of a function URL, as Lambda hands them to a handler: plain JSON data.

    - *route*: ``"GET /todos/{id}"``, a route of the handler's own, since the event names only ``$default``; None is any path
    - *bodies*: a strategy of text, bytes (which arrive in base64) or None; None sends JSON, text, a form, bytes and nothing,
      and nothing with GET, HEAD and OPTIONS
    - *headers*, *query*, *cookies*: strategies of mappings from names to text, or to lists of text where a name comes more than
      once, or of pairs; None draws few of them, and none
    - *path_parameters*: a strategy of mappings with the decoded, non-empty value of each of the route's placeholders
    - *authorizer*: None or ``iam``, or a strategy of them; *claims*: a strategy of mappings, members of the caller's identity

    All headers together stay under 10,240 bytes.  Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        sent = client.requests(
            routes=client.routes_of(route, _FREE_ROUTES), bodies=bodies, headers=headers, query=query, path_parameters=path_parameters,
            cookies=cookies, authorizer=client.authorizers("authorizer", authorizer, AUTHORIZERS), claims=claims,
        )
        return sent.map(lambda call: function_url_event(call.request, authorizer=call.authorizer, opaque=call.opaque))
    return st.deferred(define)
