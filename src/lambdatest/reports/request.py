"""The request behind an HTTP event: the way back from what the handler got to what a client sends."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

from lambdatest.model import Request

KINDS = ("rest_api", "http_api", "function_url")
BOILERPLATE = re.compile(
    r"(accept|accept-encoding|accept-language|cache-control|connection|content-length|host|postman-token|user-agent|via"
    r"|x-forwarded-.*|x-amz-cf-id|x-amzn-trace-id|x-amz-date|cloudfront-.*|sec-.*|upgrade-insecure-requests)",
    re.IGNORECASE,
)
_UNRESERVED = "/:@!$&'()*+,;=~-._"


def request(event: Any, kind: str) -> Request | None:
    """The request that makes this event, or None for an event of another kind.

    Never raises, whatever the event holds.  The path is below the stage and percent-encoded; references to earlier answers
    (``~1.id~``) stay as they are.
    """
    if kind not in KINDS or not isinstance(event, Mapping):
        return None
    context = _mapping(event.get("requestContext"))
    return _second(event, context, kind) if "rawPath" in event else _first(event, context, kind)


def boilerplate(name: str) -> bool:
    """Whether a header says nothing of the case: proxies, browsers and clients add it to any request."""
    return BOILERPLATE.fullmatch(name) is not None


def leaves(value: Any) -> int:
    """How many values plain JSON data holds; an empty container is one."""
    members = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else []
    return sum(map(leaves, members)) if members else 1


def _first(event: Mapping[str, Any], context: Mapping[str, Any], kind: str) -> Request:
    """Payload 1.0: names and values decoded, the path percent-encoded."""
    path = str(event.get("path") or context.get("path") or "/")
    return Request(
        method=str(event.get("httpMethod") or context.get("httpMethod") or "GET"),
        path=_wire(_below_stage(path, context) if kind == "http_api" else path, decoded=False),
        path_parameters=tuple(_pairs(event.get("pathParameters"))),
        query=tuple(_pairs(event.get("multiValueQueryStringParameters") or event.get("queryStringParameters"))),
        headers=tuple(_pairs(event.get("multiValueHeaders") or event.get("headers"))),
        body=_body(event),
        claims=_mapping(context.get("authorizer")) or None,
    )


def _second(event: Mapping[str, Any], context: Mapping[str, Any], kind: str) -> Request:
    """Payload 2.0: the query as it was sent, cookies apart, the path decoded by an HTTP API alone."""
    http = _mapping(context.get("http"))
    cookies = event.get("cookies")
    cookie = [("cookie", "; ".join(map(str, cookies)))] if isinstance(cookies, list) and cookies else []
    return Request(
        method=str(http.get("method") or "GET"),
        path=_wire(_below_stage(str(event.get("rawPath") or "/"), context), decoded=kind == "http_api"),
        path_parameters=tuple(_pairs(event.get("pathParameters"))),
        query=tuple(parse_qsl(str(event.get("rawQueryString") or ""), keep_blank_values=True, errors="surrogateescape")),
        headers=(*_pairs(event.get("headers")), *cookie),
        body=_body(event),
        claims=_mapping(context.get("authorizer")) or None,
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    for name, held in _mapping(value).items():
        for member in held if isinstance(held, list) else [held]:
            yield str(name), "" if member is None else str(member)


def _below_stage(path: str, context: Mapping[str, Any]) -> str:
    stage = f"/{context.get('stage')}"
    if stage == "/$default" or not (path == stage or path.startswith(stage + "/")):
        return path
    return path[len(stage) :] or "/"


def _wire(path: str, *, decoded: bool) -> str:
    encoded = quote(path.encode("utf-8", "surrogatepass"), safe=_UNRESERVED if decoded else _UNRESERVED + "%")
    return encoded if encoded.startswith("/") else "/" + encoded


def _body(event: Mapping[str, Any]) -> str | bytes | None:
    body = event.get("body")
    if body is None or not isinstance(body, str):
        return None if body is None else str(body)
    if event.get("isBase64Encoded") is not True:
        return body
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return body  # says base64 and is not: the text itself is what matters
