"""Values for the keys that a handler's code asks for, and the ways in which a client gets them wrong."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.model import Key
from lambdatest.strategies import hostile

PLAIN = ("a", "beta", "two words", "O'Brien", "Zoë", "日本語", "😀 ok", "2024-02-29", "1", "x" * 40, "x" + "é日😀" * 8)
DATES = ("2024-02-29", "2024-03-10T23:59:30Z", "2023-12-31T00:00:00+02:00")
NUMBERS = (1, 19.99, 0, 7, 0.1, 2.5, 100, -1, 1e-7, 123456789.123456789, 12345678901234567890)
INTEGERS = (1, 2, 0, 3, 5, 10, 100)

HOSTILE = hostile.PLAIN
LONG_UNICODE = ("é日😀" * 8, "x" + "é日😀" * 8)
"""Texts in one or the other of which every number of bytes ends in the middle of a character."""
UNICODE = ("日本語", *LONG_UNICODE, "e\u0301", "\u2028", "\x00")
SURROGATE = "\ud800"
FRACTIONS = (1.5, 19.99)
EXTREMES = (10**38, -(10**12), 0, -1, 1e300)
NON_FINITE = (float("nan"), float("inf"))
WRONG: tuple[Any, ...] = (5, 1.5, [], {"a": 1}, True, "x", [1])

_SCALARS = {"string": PLAIN, "integer": INTEGERS, "number": NUMBERS, "boolean": (False, True), "null": (None,), "date": DATES}
_PYTHON = {
    "string": (str,), "date": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "array": (list,), "object": (dict,),
    "null": (type(None),),
}


def values(key: Key, known: Sequence[str] = (), depth: int = 0) -> SearchStrategy[Any]:
    """Values that a well-behaved client sends for *key*; *known* ones come first, since they name something that exists."""
    found: list[SearchStrategy[Any]] = []
    if key.strategy is not None:
        own: SearchStrategy[Any] = key.strategy
        return st.one_of(st.sampled_from(list(known)), own) if known and key.known_ids else own
    if known:
        found.append(st.sampled_from([_typed(value, key) for value in known]))
    if key.constants:
        found.append(st.sampled_from(_near(key.constants)))
    for kind in sorted(key.types, key=list(_PYTHON).index):
        if kind == "array":
            found.append(st.lists(_element(key, depth), max_size=3))
        elif kind == "object":
            found.append(objects(key.fields, depth=depth + 1))
        elif not (known and kind in ("string", "integer", "number")):
            found.append(st.sampled_from(_SCALARS[kind]))
    if not found:
        found = [st.sampled_from(PLAIN), st.sampled_from(INTEGERS), st.booleans()]
    return found[0] if len(found) == 1 else st.one_of(found)


def objects(keys: Sequence[Key], known: Any = None, depth: int = 0) -> SearchStrategy[dict[str, Any]]:
    """Objects with every required key of *keys*, and the optional ones four times in five."""
    names = known or {}
    if depth > 3:
        return st.just({})
    members = [(key, values(key, names.get(key.name, ()), depth)) for key in keys]
    return st.tuples(*(value if key.required else _sometimes(value) for key, value in members)).map(
        lambda drawn: {key.name: value for (key, _), value in zip(members, drawn, strict=True) if value is not _LEFT_OUT}
    )


class _LeftOut:
    def __repr__(self) -> str:
        return "left out"


_LEFT_OUT = _LeftOut()


def _sometimes(value: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.integers(0, 4).flatmap(lambda n: value if n else st.just(_LEFT_OUT))


def _element(key: Key, depth: int) -> SearchStrategy[Any]:
    if key.fields:
        return objects(key.fields, depth=depth + 1)
    return st.sampled_from(PLAIN)


def _typed(value: str, key: Key) -> Any:
    """A known id in the type that the code asks for."""
    if key.types & {"integer", "number"} and "string" not in key.types and value.lstrip("-").isdigit():
        return int(value)
    return value


def _near(constants: Sequence[Any]) -> list[Any]:
    """The constants themselves, and for numbers their neighbours, where off-by-one errors live."""
    found: list[Any] = []
    for constant in constants:
        around = (constant, constant + 1, constant - 1) if isinstance(constant, int) and not isinstance(constant, bool) else (constant,)
        found += [value for value in around if value not in found or isinstance(value, bool)]
    return found


def wrong_values(key: Key) -> list[Any]:
    """Values of other JSON types than those that *key* is known to take; none where nothing is known of it."""
    if not key.types:
        return [[], {"a": 1}, True] if not key.constants else [5, [], {"a": 1}]
    allowed = tuple(kind for name in key.types for kind in _PYTHON[name])
    if key.types <= {"number", "integer"}:
        return ["x", True, [], {"a": 1}, "", "Zoë"]
    return [value for value in WRONG if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed)]


def takes_numbers(key: Key) -> bool:
    """Whether the code accepts a number for *key*: it is known to, or nothing is known of it."""
    return not any(isinstance(value, str) for value in key.constants) and (not key.types or bool(key.types & {"number", "integer"}))


def takes_text(key: Key) -> bool:
    """Whether the code accepts text for *key*: it is known to, or nothing is known of it."""
    return not key.types or "string" in key.types
