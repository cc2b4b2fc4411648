"""Routes of an HTTP API in API Gateway's spelling: ``GET /todos/{id}``, ``ANY /{proxy+}``, ``$default``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from hypothesis.errors import InvalidArgument

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT = "$default"

_PLACEHOLDER = re.compile(r"\{([^{}+]+)(\+?)\}")
_UNRESERVED = "!$&'()*,;=:@~"


@dataclass(frozen=True, slots=True)
class Route:
    """A method (``ANY`` for all of them) and a path template; the template is ``$default`` where no other route matches."""

    method: str
    template: str

    def __str__(self) -> str:
        return DEFAULT if self.template == DEFAULT else f"{self.method} {self.template}"


def parse(route: str) -> Route:
    """The route of that spelling.  Raises InvalidArgument, naming the argument ``route``, where it is none."""
    if not isinstance(route, str):
        raise InvalidArgument(f"route={route!r} is not of type str; write for example 'GET /todos/{{id}}'")
    if route == DEFAULT:
        return Route("ANY", DEFAULT)
    method, _, template = route.partition(" ")
    if method.upper() not in (*METHODS, "ANY", "*"):
        known = ", ".join(METHODS)
        raise InvalidArgument(f"route={route!r} does not begin with a method ({known} or ANY); write for example 'GET /todos/{{id}}'")
    if not template.startswith("/"):
        raise InvalidArgument(f"route={route!r} has no path that begins with a slash; write for example 'GET /todos/{{id}}'")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", template)):
        raise InvalidArgument(f"route={route!r} has a brace that is no placeholder; a placeholder is {{name}}, or {{name+}} at the end")
    return Route("ANY" if method == "*" else method.upper(), template)


def placeholders(template: str) -> tuple[tuple[str, bool], ...]:
    """Name and greediness of each placeholder: ``{proxy+}`` is greedy, it takes the rest of the path with its slashes."""
    return tuple((name, bool(plus)) for name, plus in _PLACEHOLDER.findall(template))


def fill(template: str, values: Mapping[str, str]) -> str:
    """The path on the wire: every placeholder replaced by its value, percent-encoded; slashes stay only in a greedy one."""
    if template == DEFAULT:
        return "/"
    return _PLACEHOLDER.sub(lambda found: encode(values.get(found[1], ""), keep_slashes=bool(found[2])), template)


def encode(text: str, *, keep_slashes: bool = False) -> str:
    """Text as it stands in a path, percent-encoded where a client must."""
    return quote(text, safe=_UNRESERVED + ("/" if keep_slashes else ""), errors="replace")


@lru_cache(maxsize=256)
def _pattern(template: str) -> re.Pattern[str]:
    parts, at = [], 0
    for found in _PLACEHOLDER.finditer(template):
        parts += [re.escape(template[at:found.start()]), "/*(.+?)" if found[2] else "([^/]+)"]
        at = found.end()
    return re.compile("".join(parts) + re.escape(template[at:]).rstrip("/") + "/*", re.DOTALL)


def match(template: str, path: str) -> dict[str, str] | None:
    """The values of the placeholders as they stand in *path*, undecoded; None where the template does not match.

    A trailing slash of the path belongs to no placeholder: API Gateway drops it from ``pathParameters``.
    """
    if template == DEFAULT:
        return {}
    found = _pattern(template).fullmatch(path)
    return dict(zip((name for name, _ in placeholders(template)), found.groups(), strict=True)) if found else None
