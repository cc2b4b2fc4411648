"""The same request with other texts: what a client sends when it asks for something else each time."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from lambdatest.model import parse_json

SUFFIX = "-of-a-request-that-nobody-ever-made-before-{:06d}"
"""What is put after each text: long enough to be seen where it is kept."""
SHORT = "{}"


def varied(event: Any, number: int, suffixed: str = SUFFIX) -> Any:
    """An HTTP *event* whose texts in path, query and body are unlike those of any other *number*; None where it has none.

    *suffixed* tells what is put after each; `SHORT` keeps what a pattern or a range admits more often.
    """
    if not isinstance(event, Mapping):
        return None
    suffix = suffixed.format(number)
    body = _body(event, suffix)
    path = [text for text in (event.get("pathParameters") or {}).values() if isinstance(text, str) and text]
    query = [text for text in (event.get("queryStringParameters") or {}).values() if isinstance(text, str)]
    if not path and not query and body == event.get("body"):
        return None
    found = {name: _rewritten(name, value, path, suffix) for name, value in event.items()}
    return {**found, "body": body} if "body" in event else found


def _body(event: Mapping[str, Any], suffix: str) -> Any:
    """The body of *event* with other texts: those in its JSON, else itself; bytes that are no text stay as they are."""
    body = event.get("body")
    if not isinstance(body, str) or not body:
        return body
    if event.get("isBase64Encoded"):
        try:
            return b64encode(_text(b64decode(body).decode(), suffix).encode()).decode()
        except ValueError:
            return body
    return _text(body, suffix)


def _text(body: str, suffix: str) -> str:
    parsed = parse_json(body)
    if parsed is None and body.strip() != "null":
        return body + suffix
    other = _each(parsed, suffix)
    return body if other == parsed else json.dumps(other)


def _rewritten(name: str, value: Any, path: list[str], suffix: str) -> Any:
    if name in ("pathParameters", "queryStringParameters", "multiValueQueryStringParameters"):
        return _each(value, suffix)
    if name in ("path", "rawPath") and isinstance(value, str):
        segments = {quote(text, safe="") for text in path} | set(path)
        return "/".join(segment + suffix if segment in segments else segment for segment in value.split("/"))
    if name == "rawQueryString" and value:
        return "&".join(pair + suffix for pair in value.split("&"))
    return value


def _each(value: Any, suffix: str) -> Any:
    """The value with *suffix* after each text in it; keys stay."""
    if isinstance(value, str):
        return value + suffix
    if isinstance(value, Mapping):
        return {name: _each(member, suffix) for name, member in value.items()}
    if isinstance(value, list):
        return [_each(member, suffix) for member in value]
    return value
