"""Events of an Application Load Balancer whose target is a function.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
"""

import re
from base64 import b64encode
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest.model import ACCOUNT_ID, Request
from lambdatest.strategies import client, http_message
from lambdatest.strategies import opaque as ids

HEALTH_CHECKER = "ELB-HealthChecker/2.0"
SINGLE = ("queryStringParameters", "headers")
MULTIPLE = ("multiValueQueryStringParameters", "multiValueHeaders")
"""The names of query and headers: a target group has the one or the other, never both."""
_TEXT = re.compile(r"(text/|application/(json|javascript|xml)\s*(;|$))", re.IGNORECASE)
"""Content types whose bodies are not encoded, unless there is a content encoding."""
_SET_BY_BALANCER = ("host", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id", "x-forwarded-for", "content-length")
_FREE_ROUTES = ("ANY /", "ANY /items", "ANY /items/{id}")


def alb_event(
    request: Request, *, multi_value: bool = False, opaque: int = 0, epoch: int | None = None, region: str = ids.REGION,
) -> dict[str, Any]:
    """The event that a load balancer makes of *request*.

    With *multi_value* headers and query are lists (``lambda.multi_value_headers.enabled`` of the target group); without, the last
    value of a name counts.  Header names are lower case, path and query stay percent-encoded, no body is ``""``.  A body that is
    neither text, JSON, JavaScript nor XML arrives in base64.
    """
    sent = http_message.sendable(request)
    at = ids.epoch(opaque) if epoch is None else epoch
    query = [(quote(name, safe=""), quote(value, safe="")) for name, value in sent.query]
    headers = _headers(sent, opaque, at, region)
    shape = http_message.multiple if multi_value else http_message.single
    names = MULTIPLE if multi_value else SINGLE
    body, encoded = _body(sent)
    return {
        "requestContext": {"elb": {"targetGroupArn": target_group(opaque, region)}}, "httpMethod": sent.method, "path": sent.path,
        names[0]: shape(query), names[1]: shape(headers), "body": body, "isBase64Encoded": encoded,
    }


def target_group(opaque: int = 0, region: str = ids.REGION) -> str:
    """The ARN of a target group."""
    return f"arn:aws:elasticloadbalancing:{region}:{ACCOUNT_ID}:targetgroup/lambda/{ids.hexadecimal(opaque, 'target group', 16)}"


def health_check_event(*, path: str = "/", multi_value: bool = False, opaque: int = 0) -> dict[str, Any]:
    """What the balancer itself asks a target whose health checks are on: a GET with hardly a header."""
    agent: dict[str, Any] = {"user-agent": [HEALTH_CHECKER] if multi_value else HEALTH_CHECKER}
    names = MULTIPLE if multi_value else SINGLE
    return {
        "requestContext": {"elb": {"targetGroupArn": target_group(opaque)}}, "httpMethod": "GET", "path": path, names[0]: {},
        names[1]: agent, "body": "", "isBase64Encoded": False,
    }


def _headers(request: Request, opaque: int, epoch: int, region: str) -> list[tuple[str, str]]:
    """The client's headers in lower case, and those that the balancer sets."""
    found = http_message.lower_case(request.headers)
    forwarded = [value for name, value in found if name == "x-forwarded-for"]
    kept = http_message.without(found, _SET_BY_BALANCER)
    if http_message.header(kept, "user-agent") is None:
        kept.append(("user-agent", client.USER_AGENT))
    if request.body is not None:
        kept.append(("content-length", str(http_message.body_length(request))))
    host = f"lambda-alb-{ids.hexadecimal(opaque, 'balancer', 10)}.{region}.elb.amazonaws.com"
    return [
        *kept, ("host", host), ("x-amzn-trace-id", ids.trace_id(opaque, epoch)),
        ("x-forwarded-for", ", ".join([*forwarded, ids.source_ip(opaque)])), ("x-forwarded-port", "443"), ("x-forwarded-proto", "https"),
    ]


def _body(request: Request) -> tuple[str, bool]:
    if request.body is None:
        return "", False
    plain = _TEXT.match(http_message.header(request.headers, "content-type") or "") is not None
    if isinstance(request.body, str) and plain and http_message.header(request.headers, "content-encoding") is None:
        return request.body, False
    content = request.body if isinstance(request.body, bytes) else request.body.encode()
    return b64encode(content).decode("ascii"), True


def alb_events(
    *,
    route: str | None = None,
    bodies: SearchStrategy[Any] | None = None,
    headers: SearchStrategy[Any] | None = None,
    query: SearchStrategy[Any] | None = None,
    path_parameters: SearchStrategy[Any] | None = None,
    cookies: SearchStrategy[Any] | None = None,
    multi_value: bool | None = False,
    health_checks: bool = False,
) -> SearchStrategy[dict[str, Any]]:
    """Events of an Application Load Balancer, as Lambda hands them to a handler: plain JSON data.

    - *route*: ``"GET /todos/{id}"``, a route of the handler's own, since the event names none; None is any path
    - *bodies*: a strategy of text, bytes (which arrive in base64) or None; None sends JSON, text, a form, bytes and nothing,
      and nothing with GET, HEAD and OPTIONS
    - *headers*, *query*, *cookies*: strategies of mappings from names to text, or to lists of text where a name comes more than
      once, or of pairs; None draws few of them, and none
    - *path_parameters*: a strategy of mappings with the decoded, non-empty value of each of the route's placeholders
    - *multi_value*: whether the target group has multi-value headers; None draws both
    - *health_checks*: True draws the balancer's own health checks besides

    Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        if multi_value not in (True, False, None):
            raise InvalidArgument(f"multi_value={multi_value!r} is not True, False or None, which draws both")
        several = st.booleans() if multi_value is None else st.just(multi_value)
        sent = client.requests(
            routes=client.routes_of(route, _FREE_ROUTES), bodies=bodies, headers=headers, query=query, path_parameters=path_parameters,
            cookies=cookies, authorizer=st.none(), claims=None,
        )
        found = st.builds(lambda call, many, opaque: alb_event(call.request, multi_value=many, opaque=opaque), sent, several, client.OPAQUE)
        if not health_checks:
            return found
        return found | st.builds(lambda many, opaque: health_check_event(multi_value=many, opaque=opaque), several, client.OPAQUE)
    return st.deferred(define)
