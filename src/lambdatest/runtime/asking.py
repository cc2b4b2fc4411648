"""What a handler asks its event for while it runs: keys of bodies and parameters, and what it compares their texts with.

For one invocation the event is made of mappings and texts that remember it, and so is what the handler parses of the event's JSON.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

BODY, QUERY = "body", "query"
_TEXTS = frozenset({"body", "Message"})


@dataclass(slots=True)
class Asked:
    """*keys* are the names that were asked for at ``body`` and ``query``, each with whether it had to be there; *compared* the texts
    that a key's value was compared with, *parsed* whether a text of the event was read as JSON at all."""

    keys: dict[tuple[str, str], bool] = field(default_factory=dict)
    compared: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    parsed: bool = False

    def key(self, place: str, name: object, needed: bool) -> None:
        """The handler asked for a key."""
        if place and isinstance(name, str):
            self.keys[place, str(name)] = self.keys.get((place, str(name)), False) or needed

    def constant(self, place: str, name: str, other: object) -> None:
        """The handler compared the value of a key."""
        known = self.compared.setdefault((place, name), [])
        if place and isinstance(other, str) and not isinstance(other, _Text) and other and other not in known:
            known.append(other)


class _Text(str):
    """A text that remembers what it was compared with."""

    asked: Asked
    place: str
    name: str

    def __eq__(self, other: object) -> bool:
        self.asked.constant(self.place, self.name, other)
        return str.__eq__(self, other) is True

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


class _Map(dict[str, Any]):
    """A mapping that remembers which keys were asked for."""

    asked: Asked
    place: str

    def __getitem__(self, name: str) -> Any:
        self.asked.key(self.place, name, True)
        return dict.__getitem__(self, name)

    def __contains__(self, name: object) -> bool:
        self.asked.key(self.place, name, False)
        return dict.__contains__(self, name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or *default*."""
        self.asked.key(self.place, name, False)
        return dict.get(self, name, default)

    def pop(self, name: str, *default: Any) -> Any:
        """The value, which is taken out."""
        self.asked.key(self.place, name, not default)
        return dict.pop(self, name, *default)


def _wrapped(value: Any, asked: Asked, place: str, name: str = "") -> Any:
    """*value* with mappings and texts that remember: those below ``queryStringParameters`` and ``detail`` belong to a place."""
    if isinstance(value, dict):
        inner = {"queryStringParameters": QUERY, "detail": BODY}
        found = _Map({key: _wrapped(member, asked, place or inner.get(key, ""), key) for key, member in value.items()})
        found.asked, found.place = asked, place or inner.get(name, "")
        return found
    if isinstance(value, list):
        return [_wrapped(member, asked, place, name) for member in value]
    if isinstance(value, str) and place:
        text = _Text(value)
        text.asked, text.place, text.name = asked, place, name
        return text
    return value


def _bodies(event: Any) -> Iterator[str]:
    """The texts of the event that the application wrote."""
    if isinstance(event, Mapping):
        yield from (text for name, text in event.items() if name in _TEXTS and isinstance(text, str))
        for member in event.values():
            yield from _bodies(member)
    elif isinstance(event, list):
        for member in event:
            yield from _bodies(member)


@contextmanager
def asking(event: Any, asked: Asked | None) -> Iterator[Any]:
    """The event that a handler is given in the block; with *asked* one that remembers there what it is asked for."""
    if asked is None:
        yield event
        return
    texts = set(_bodies(event))
    original = json.JSONDecoder.decode

    def decode(self: json.JSONDecoder, text: str, *rest: Any) -> Any:
        asked.parsed |= text in texts
        found = original(self, text, *rest)
        return _wrapped(found, asked, BODY) if text in texts and isinstance(found, dict) else found

    setattr(json.JSONDecoder, "decode", decode)
    try:
        yield _wrapped(event, asked, "")
    finally:
        setattr(json.JSONDecoder, "decode", original)
