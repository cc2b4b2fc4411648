"""The same request with other texts: what a client sends when it asks for something else each time."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from lambdatest.model import parse_json

SUFFIX = "-of-a-request-that-nobody-ever-made-before-{:06d}"
"""What is put after each text: long enough to be seen where it is kept."""


def varied(event: Any, number: int) -> Any:
    """An HTTP *event* whose texts in path, query and body are unlike those of any other *number*; None where it has none."""
    if not isinstance(event, Mapping):
        return None
    suffix = SUFFIX.format(number)
    body = parse_json(event.get("body"))
    path = [text for text in (event.get("pathParameters") or {}).values() if isinstance(text, str) and text]
    query = [text for text in (event.get("queryStringParameters") or {}).values() if isinstance(text, str)]
    if not path and not query and not any(isinstance(leaf, str) for leaf in _leaves(body)):
        return None
    found = {name: _rewritten(name, value, path, suffix) for name, value in event.items()}
    if isinstance(body, dict | list) and not event.get("isBase64Encoded"):
        found["body"] = json.dumps(_each(body, suffix))
    return found


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


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [leaf for member in value.values() for leaf in _leaves(member)]
    if isinstance(value, list):
        return [leaf for member in value for leaf in _leaves(member)]
    return [value]
