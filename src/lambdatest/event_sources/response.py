"""What an HTTP service refuses of a handler's answer: only what was recorded or is documented, and nothing where both are silent.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#respond-to-load-balancer
"""

import json
from collections.abc import Mapping
from typing import Any

KEYS = ("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded")

REST_API = "API Gateway answers 502"
HTTP_API = "API Gateway answers 500"
FUNCTION_URL = "the function URL answers 502"
_PACKINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd", "compress"})
ALB = "the load balancer answers 502"


def rest_api_error(result: Any) -> str | None:
    """What a REST API refuses of *result*: it answers 502, ``Malformed Lambda proxy response``.

    No status code is 200; one that is text is fine where it is a number; a header's value may be a boolean; ``headers`` may be null.
    """
    if not isinstance(result, dict):
        return f"{REST_API}: the answer {shown(result)} is not an object with {', '.join(KEYS)}"
    for name in result:
        if name not in KEYS:
            return f"{REST_API}: the answer has the key {name!r}, which is none of {', '.join(KEYS)}"
    return _member_error(REST_API, result) or _list_error(result.get("multiValueHeaders"), REST_API)


def payload_1_error(result: Any) -> str | None:
    """What an HTTP API refuses of *result* in payload format 1.0, which it does not infer anything in."""
    if not isinstance(result, dict):
        return f"{HTTP_API}: the answer {shown(result)} is not an object with {', '.join(KEYS)}, as payload format 1.0 wants it"
    return _member_error(HTTP_API, result) or _list_error(result.get("multiValueHeaders"), HTTP_API)


def payload_2_error(result: Any, service: str = HTTP_API) -> str | None:
    """What an HTTP API or a function URL refuses of *result* in payload format 2.0.

    Anything without a ``statusCode`` is the body of a 200, in JSON; with one the other members have their types too.
    """
    if not isinstance(result, dict) or "statusCode" not in result:
        return None
    return _member_error(service, result) or _cookie_error(service, result.get("cookies"))


def alb_error(result: Any, *, multi_value: bool = False) -> str | None:
    """What a load balancer refuses of *result*: the status is a number, and headers are text (or lists of it with *multi_value*)."""
    if not isinstance(result, dict):
        return f"{ALB}: the answer {shown(result)} is not an object with statusCode, headers and body"
    status = result.get("statusCode")
    if isinstance(status, bool) or not isinstance(status, int | float) or status != int(status):
        return f"{ALB}: statusCode {shown(status)} is not an integer"
    headers = result.get("headers")
    for name, value in headers.items() if isinstance(headers, dict) else ():
        if not isinstance(value, str):
            return f"{ALB}: the value {shown(value)} of header {name!r} is not text"
    if multi_value and headers and not result.get("multiValueHeaders"):
        return "the load balancer drops the headers: with multi-value headers on, the answer must have them in multiValueHeaders"
    return _member_error(ALB, result) or _list_error(result.get("multiValueHeaders"), ALB)


def websocket_error(result: Any) -> str | None:
    """What a WebSocket API refuses of a *result* that names a status: it must be a number; anything else was never recorded."""
    if not isinstance(result, dict) or "statusCode" not in result or _numeric(result["statusCode"]):
        return None
    return f"API Gateway answers 500: statusCode {shown(result['statusCode'])} is not a number"


def _member_error(service: str, result: Mapping[str, Any]) -> str | None:
    """What is wrong with the members that every format has."""
    status, headers, body = result.get("statusCode"), result.get("headers"), result.get("body")
    if not _numeric(status):
        return f"{service}: statusCode {shown(status)} is not a number"
    if headers is not None and headers != "" and not isinstance(headers, dict):
        return f"{service}: headers {shown(headers)} is not an object"
    for name, value in (headers or {}).items():
        if isinstance(value, dict | list):
            return f"{service}: the value {shown(value)} of header {name!r} is {_kind(value)}, not text"
    if body is not None and not isinstance(body, str):
        return f"{service}: body {shown(body)} is not text; json.dumps it"
    return _packing_error(result, headers or {})


def _packing_error(result: Mapping[str, Any], headers: Mapping[str, Any]) -> str | None:
    """What no client can unpack: text is not what gzip makes.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
    """
    packing = next((str(value).strip().lower() for name, value in headers.items() if str(name).lower() == "content-encoding"), "")
    if packing in _PACKINGS and result.get("body") and result.get("isBase64Encoded") is not True:
        return f"no client can unpack it: Content-Encoding is {packing}, and without isBase64Encoded the body goes out as text"
    return None


def _numeric(status: Any) -> bool:
    """Whether the service can read a status code out of it; what was never recorded passes."""
    if isinstance(status, str) and status.strip():
        try:
            float(status)
        except ValueError:
            return False
    return not isinstance(status, dict | list)


def _list_error(headers: Any, service: str) -> str | None:
    if isinstance(headers, list):
        return f"{service}: multiValueHeaders {shown(headers)} is not an object"
    for name, value in headers.items() if isinstance(headers, dict) else ():
        if value is not None and not isinstance(value, list):
            return f"{service}: the value {shown(value)} of {name!r} in multiValueHeaders is not a list"
    return None


def _cookie_error(service: str, cookies: Any) -> str | None:
    if cookies is not None and not isinstance(cookies, list):
        return f"{service}: cookies {shown(cookies)} is not a list of text"
    for cookie in cookies or ():
        if isinstance(cookie, dict | list):
            return f"{service}: the cookie {shown(cookie)} is not text"
    return None


def _kind(value: Any) -> str:
    return "an object" if isinstance(value, dict) else "a list"


def shown(value: Any) -> str:
    """The value as JSON, at most 60 characters of it; text in Python's quotes."""
    text = repr(value) if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
