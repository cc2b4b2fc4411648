"""Routes that a handler tells apart by itself, behind ``{proxy+}``, ``$default`` or a function URL: those that its code names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from lambdatest.vocabulary import Vocabulary

GREEDY = re.compile(r"\{([^}+]+)\+\}$")
_ROUTE = re.compile(r"(?:([A-Z]+) )?(/[^\s^$?*()\\|]*)")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\+?\}|:(\w+)")
_WORD = re.compile(r"[a-z][\w-]{2,30}")
MOST_ROUTES = 24
Route = tuple[str | None, str]
"""A method (None: any) and a path with placeholders."""


def is_free(template: str) -> bool:
    """Whether the event source names no path at all: `$default`, `*` or a function URL."""
    return template.startswith("$") or template == "*"


def own_routes(template: str, vocabulary: Vocabulary) -> Sequence[Route]:
    """The routes below *template* that the code names; none where *template* itself says which path it is."""
    if not is_free(template) and not GREEDY.search(template):
        return ()
    found = list(dict.fromkeys(_named(vocabulary))) or list(dict.fromkeys(_words(vocabulary)))
    if is_free(template):
        found = [(None, "/"), *found, (None, "/:id")]
    return found[:MOST_ROUTES]


def _named(vocabulary: Vocabulary) -> Iterator[Route]:
    for text in vocabulary.constants:
        match = _ROUTE.fullmatch(text)
        if match and text != "/":
            yield match[1], match[2]


def _words(vocabulary: Vocabulary) -> Iterator[Route]:
    """What may be a segment of a path that the code takes apart."""
    yield from ((None, "/" + text) for text in vocabulary.constants if _WORD.fullmatch(text))


def filled(path: str, values: Mapping[str, str]) -> str:
    """*path* on the wire, each placeholder's value percent-encoded."""
    return _PARAMETER.sub(lambda match: quote(values[_name(match)], safe="", errors="replace"), path)


def parameters(path: str) -> list[str]:
    """The names of the placeholders of *path*, in each of the usual spellings: ``<id>``, ``{id}``, ``:id``."""
    return [_name(match) for match in _PARAMETER.finditer(path)]


def _name(match: re.Match[str]) -> str:
    return match[1] or match[2] or match[3]
