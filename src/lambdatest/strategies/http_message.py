"""The parts of an HTTP message as AWS writes them into an event: header maps, query strings, cookies, bodies."""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote, urlencode

from lambdatest.model import Request, parse_json

Pairs = Sequence[tuple[str, str]]

HEADER_LIMIT = 10_240
"""Bytes of all header names and values together that API Gateway lets in:
https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
FORM = "application/x-www-form-urlencoded"
_ENCODED_TYPES = re.compile(r"multipart/|application/x-www-form-urlencoded", re.IGNORECASE)


def sendable(request: Request) -> Request:
    """The request as it can stand on the wire.

    No text over HTTP holds a lone surrogate (U+FFFD takes its place), no header a control character or a name that is no
    token, and a body of no bytes is no body.
    """
    headers = tuple((name, _FORBIDDEN.sub("", text(value)).strip(" \t")) for name, value in request.headers if _TOKEN.fullmatch(name))
    content = text(request.body) if isinstance(request.body, str) else request.body
    return replace(
        request, path=text(request.path), query=tuple((text(name), text(value)) for name, value in request.query), headers=headers,
        path_parameters=tuple((name, text(value)) for name, value in request.path_parameters), body=content or None,
    )


def text(value: str) -> str:
    """*value* with U+FFFD in place of each lone surrogate."""
    if value.isascii():
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def header(headers: Pairs, name: str) -> str | None:
    """The last value of the header of that *name*, in any case; None where there is none."""
    wanted = name.lower()
    return next((value for other, value in reversed(headers) if other.lower() == wanted), None)


def without(headers: Pairs, names: Iterable[str]) -> list[tuple[str, str]]:
    """The headers but those of *names* (lower case)."""
    dropped = frozenset(names)
    return [(name, value) for name, value in headers if name.lower() not in dropped]


def one_spelling(headers: Pairs) -> list[tuple[str, str]]:
    """The headers with one spelling for each name, that of its first occurrence."""
    spelling: dict[str, str] = {}
    return [(spelling.setdefault(name.lower(), name), value) for name, value in headers]


def single(pairs: Pairs) -> dict[str, str]:
    """One value a name: the last."""
    return dict(pairs)


def multiple(pairs: Pairs) -> dict[str, list[str]]:
    """All values of a name, in order."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def joined(pairs: Pairs) -> dict[str, str]:
    """All values of a name joined by commas, as payload format 2.0 has them."""
    return {name: ",".join(values) for name, values in multiple(pairs).items()}


def lower_case(headers: Pairs) -> list[tuple[str, str]]:
    """The headers with names in lower case, values untouched."""
    return [(name.lower(), value) for name, value in headers]


def query_string(query: Pairs) -> str:
    """The query on the wire, without the question mark; a space is ``%20``."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)


def form(content: str) -> str:
    """JSON text of an object as the form of its members, a list as a field for each of its own, at least one; other text as it is."""
    found = parse_json(content)
    if not isinstance(found, dict):
        return content
    fields = [(name, one) for name, member in found.items() for one in ((member or ["a"]) if isinstance(member, list) else [member])]
    return urlencode([(name, one if isinstance(one, str) else json.dumps(one)) for name, one in fields], errors="replace")


def cookies(headers: Pairs) -> list[str]:
    """Every ``name=value`` of the Cookie headers."""
    values = [value for name, value in headers if name.lower() == "cookie"]
    return [cookie for value in values for cookie in (part.strip() for part in value.split(";")) if cookie]


def rest_body(request: Request) -> tuple[str | None, bool]:
    """Body and ``isBase64Encoded`` of payload format 1.0 from a REST API, which encodes what its binary media types name."""
    if isinstance(request.body, bytes):
        return b64encode(request.body).decode("ascii"), True
    return request.body, False


def http_body(request: Request) -> tuple[str | None, bool]:
    """Body and ``isBase64Encoded`` from an HTTP API or a function URL, which encode forms of either type too."""
    content = request.body
    if isinstance(content, str) and _ENCODED_TYPES.match(header(request.headers, "content-type") or ""):
        content = content.encode()
    return rest_body(replace(request, body=content))


def body_length(request: Request) -> int:
    """Bytes of the body on the wire."""
    return len(request.body.encode() if isinstance(request.body, str) else request.body or b"")


def headers_fit(request: Request, reserve: int = 2048) -> bool:
    """Whether the headers, path and query stay under `HEADER_LIMIT` with *reserve* bytes left for those that AWS adds."""
    size = len(request.path.encode(errors="replace")) + len(query_string(request.query))
    size += sum(len(name) + len(value.encode(errors="replace")) + 4 for name, value in request.headers)
    return size <= HEADER_LIMIT - reserve
