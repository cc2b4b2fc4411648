"""The tree of keys that a handler reads from its event itself, whatever service sends it."""

from collections.abc import Sequence
from dataclasses import replace

from lambdatest.inference.evidence import MAX_NESTING, groups, is_key, key_of
from lambdatest.inference.place import Place
from lambdatest.vocabulary import Key

MOST = 60


def event_keys(event: Place) -> tuple[Key, ...]:
    """Every key of *event* with the keys below it, required ones first; a text that is parsed has the keys of what it holds."""
    return _keys([event], 0)


def _keys(places: Sequence[Place], depth: int) -> tuple[Key, ...]:
    found = [_key(group, depth) for group in groups(places) if is_key(group) or _leads_on(group)]
    return tuple(sorted(found, key=lambda key: not key.required))[:MOST]


def _leads_on(group: Sequence[Place]) -> bool:
    """Whether the code reads something below, though not the place itself: through a framework's view of the event."""
    return any(place.children or place.parsed is not None for place in group)


def _key(group: Sequence[Place], depth: int) -> Key:
    key = key_of(group)
    parsed = [place.parsed for place in group if place.parsed is not None]
    if not parsed or depth >= MAX_NESTING:
        below = _keys(group, depth + 1) if depth < MAX_NESTING else ()
        return replace(key, fields=below) if below else key
    return replace(key, types=frozenset({"string"}), evidence=True, fields=_keys(parsed, depth + 1))
