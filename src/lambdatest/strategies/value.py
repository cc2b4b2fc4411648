"""Values for the keys that a handler's code asks for, and the ways in which a client gets them wrong."""

import re
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.model import REFERENCE
from lambdatest.strategies import hostile
from lambdatest.strategies.pattern import fits, matching
from lambdatest.vocabulary import Key

PLAIN = ("a", "beta", "two words", "O'Brien", "Zoë", "日本語", "😀 ok", "2024-02-29", "1", "x" * 40, "x" + "é日😀" * 8)
DATES = ("2024-02-29", "2024-03-10T23:59:30Z", "2023-12-31T00:00:00+02:00")
_MOMENTS = (datetime(2024, 2, 29, tzinfo=UTC), datetime(2024, 3, 10, 23, 59, 30, tzinfo=UTC), datetime(2023, 12, 31, tzinfo=UTC))
NUMBERS = (1, 19.99, 0, 7, 0.1, 2.5, 100, -1, 1e-7, 123456789.123456789, 12345678901234567890)
UNTIL = re.compile(r"(session_?|token_?)?(expir(es|y|ation)|valid_?until)\w*(_ms|Ms|[mM]illis|[mM]illiseconds)")
"""Names of attributes that tell until when something holds, in milliseconds."""
MILLISECONDS = (4_102_444_800_000, 1_600_000_000_000)
"""Times since 1970 in the years 2100 and 2020, which is over."""
INTEGERS = (1, 2, 0, 3, 5, 10, 100)

MANY = 101
"""More than any batch of DynamoDB, SQS or EventBridge takes, by which an array is sent on at once.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
"""
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


Names = Mapping[str, Sequence[str]]


def values(key: Key, known: Sequence[str] = (), depth: int = 0, names: Names | None = None) -> SearchStrategy[Any]:
    """Values that a well-behaved client sends for *key*; *known* ones come first, since they name something that exists.

    *names* are such values by the name of a key, for what the value holds.
    """
    found: list[SearchStrategy[Any]] = []
    if key.strategy is not None:
        own: SearchStrategy[Any] = key.strategy
        return st.one_of(st.sampled_from(list(known)), own) if known and key.known_ids else own
    known = _fitting(known, key.patterns) if key.patterns else known
    if key.separator:
        found.append(st.sampled_from([key.separator.join(part) for part in _parts(known or PLAIN[:3])]))
    elif known and not key.types & {"array", "object"}:
        found.append(st.sampled_from([_typed(value, key) for value in known]))
    if key.constants:
        found.append(st.sampled_from(_near(key.constants)))
    for kind in sorted(key.types, key=list(_PYTHON).index):
        if kind == "array":
            found.append(st.lists(_element(key, known, depth, names), max_size=3))
        elif kind == "object":
            found.append(objects(key.fields, names, depth + 1))
        elif not ((known or key.separator) and kind in ("string", "integer", "number")):
            found.append(st.sampled_from(dates(key) if kind == "date" else plain_texts(key) if kind == "string" else _SCALARS[kind]))
    if not found:
        found = [st.sampled_from(PLAIN), st.sampled_from(INTEGERS), st.booleans()]
    return found[0] if len(found) == 1 else st.one_of(found)


def _fitting(known: Sequence[str], patterns: Sequence[str]) -> Sequence[str]:
    """Those of the *known* ids that fit the *patterns*, or others that do; one that an earlier answer gives is not known yet."""
    kept = [text for text in known if REFERENCE.search(text) or fits(text, patterns)]
    if all(REFERENCE.search(text) for text in kept):
        return (*matching(patterns), *kept) if known and matching(patterns) else known
    return kept


def plain_texts(key: Key) -> Sequence[str]:
    """Texts for *key*: such as fit the patterns that the code holds them against, where there are any."""
    return (matching(key.patterns, PLAIN) if key.patterns else ()) or PLAIN


def dates(key: Key) -> Sequence[str]:
    """Dates as the code reads them: in its own layouts, where it names some, else in those of ISO 8601."""
    return tuple(dict.fromkeys(text for layout in key.layouts for moment in _MOMENTS for text in _written(moment, layout))) or DATES


@lru_cache
def _written(moment: datetime, layout: str) -> tuple[str, ...]:
    """*moment* in that *layout*; nothing where the text cannot be read again: a 29th of February without its year, a broken layout."""
    with warnings.catch_warnings(), suppress(ValueError, re.error):
        warnings.simplefilter("ignore", DeprecationWarning)  # a day without a year, from Python 3.13 on
        text = moment.strftime(layout)
        datetime.strptime(text, layout)
        return (text,)
    return ()


def many(key: Key, count: int = MANY) -> list[Any]:
    """An array of *count* elements, no two of which are alike."""
    return [_numbered(key, n) for n in range(count)]


def _numbered(key: Key, n: int) -> Any:
    """The n-th element of an array, or member of one: like it others have, and another value."""
    if key.fields:
        return {one.name: _member(one, n) for one in key.fields}
    return f"a{n}"


def _member(key: Key, n: int) -> Any:
    if key.constants:
        return key.constants[0]
    if "array" in key.types:
        return [_numbered(key, n)]
    if "object" in key.types:
        return {one.name: _member(one, n) for one in key.fields}
    kind = next((kind for kind in ("integer", "number", "boolean", "date") if kind in key.types), "string")
    return {"integer": n + 1, "number": n + 1, "boolean": False, "date": dates(key)[0], "string": f"a{n}"}[kind]


def _parts(known: Sequence[str]) -> list[Sequence[str]]:
    """The first of *known*, the first two, and so on, and each alone."""
    return [*(known[: n + 1] for n in range(len(known))), *([one] for one in known[1:])]


def objects(keys: Sequence[Key], known: Names | None = None, depth: int = 0) -> SearchStrategy[dict[str, Any]]:
    """Objects with every required key of *keys*, and the optional ones four times in five."""
    names = known or {}
    if depth > 3:
        return st.just({})
    members = [(key, values(key, names.get(key.name, ()), depth, names)) for key in keys]
    return st.tuples(*(value if key.required else _sometimes(value) for key, value in members)).map(
        lambda drawn: {key.name: value for (key, _), value in zip(members, drawn, strict=True) if value is not _LEFT_OUT}
    )


class _LeftOut:
    def __repr__(self) -> str:
        return "left out"


_LEFT_OUT = _LeftOut()


def _sometimes(value: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.integers(0, 4).flatmap(lambda n: value if n else st.just(_LEFT_OUT))


def _element(key: Key, known: Sequence[str], depth: int, names: Names | None) -> SearchStrategy[Any]:
    if key.fields:
        return objects(key.fields, names, depth + 1)
    return st.sampled_from(list(known) or PLAIN)


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
