"""DynamoDB attribute values: what boto3's resource layer takes and the service stores.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._dynamodb import LARGEST_EXPONENT, NESTING_LEVELS, SIGNIFICANT_DIGITS, SMALLEST_EXPONENT
from lambdatest._validate import check_one_of, check_type

MAX_DEPTH = NESTING_LEVELS - 1
"""Lists and maps inside each other that the service stores; the documentation's 32nd level is the item itself."""

_BOUND = 10**SIGNIFICANT_DIGITS - 1
_LARGEST = Decimal((0, (9,) * SIGNIFICANT_DIGITS, LARGEST_EXPONENT - SIGNIFICANT_DIGITS + 1))
_NOTABLE_NUMBERS = (
    0, 1, -1, Decimal("0.1"), Decimal("19.99"), Decimal("1.50"), 2**53 + 1, _BOUND, -_BOUND,
    _LARGEST, _LARGEST.copy_negate(), Decimal("1E-130"), Decimal("-1E-130"), Decimal("1E+125"), Decimal("1E+3"),
)
# Reserved words first: an expression must give each of them a placeholder.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
_NAMES = (
    "name", "status", "date", "data", "count", "user", "year", "value", "size", "state", "owner", "items", "time", "values", "title",
    "price",
    "a.b", "with space", "#hash", ":colon", "ключ", "camelCase", "kebab-case", "0",
)
_TEXT = st.characters(codec="utf-8")


def attribute_values(*, types: Collection[str] | None = None, wire: bool = False) -> SearchStrategy[Any]:
    """Values of an attribute that is no key, as boto3's resource layer takes them and the service stores them.

    *types* are those of the value itself, out of S N B BOOL NULL L M SS NS BS; None draws each of them.  What lists and maps
    hold is of any type, and they stand up to 31 deep.  Numbers are int or Decimal of at most 38 digits, from 1E-130 to
    9.99…E+125 and their negatives; B is bytes.  Text, bytes, lists and maps are empty at times, and so are the members of SS and
    BS; a set itself never is.  With *wire* values are those of boto3's client (``{"S": "a"}``), where B stays bytes.

    Raises InvalidArgument when drawn from.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
    """
    def define() -> SearchStrategy[Any]:
        values = VALUES if types is None else st.one_of([_OF_TYPE[name] for name in _checked(types)])
        return values.map(to_wire) if wire else values
    return st.deferred(define)


def _checked(types: Any) -> Collection[str]:
    check_type("types", types, Collection, "pass some of " + " ".join(_OF_TYPE))
    found = [types] if isinstance(types, str) else list(types)
    for name in found or [""]:
        check_one_of("types", name, _OF_TYPE)
    return found


def _scaled(drawn: tuple[int, int]) -> Decimal:
    """The digits of the first number at the exponent of the second, moved into the range that the service stores."""
    mantissa, exponent = drawn
    digits = tuple(map(int, str(abs(mantissa))))
    return Decimal((int(mantissa < 0), digits, min(exponent, LARGEST_EXPONENT + 1 - len(digits))))


NUMBERS: SearchStrategy[int | Decimal] = st.one_of(
    st.integers(-1000, 1000), st.sampled_from(_NOTABLE_NUMBERS), st.integers(-_BOUND, _BOUND),
    st.tuples(st.integers(-_BOUND, _BOUND), st.integers(SMALLEST_EXPONENT, LARGEST_EXPONENT)).map(_scaled),
)
"""Numbers of at most 38 significant digits from 1E-130 to 9.99…E+125, int or Decimal: those that boto3 takes as they are."""

TEXTS = st.one_of(st.sampled_from(("", "a", "Zoë", "日本語", "😀", "1", " ", "e\u0301")), st.text(_TEXT, max_size=20))
BINARIES = st.one_of(st.sampled_from((b"", b"\x00", b"\x89PNG\r\n")), st.binary(max_size=20))
NAMES = st.one_of(st.sampled_from(_NAMES), st.text(_TEXT, min_size=1, max_size=12))
_SETS: Mapping[str, SearchStrategy[Any]] = {
    "SS": st.sets(TEXTS, min_size=1, max_size=3), "NS": st.sets(NUMBERS, min_size=1, max_size=3),
    "BS": st.sets(BINARIES, min_size=1, max_size=3),
}
_LEAVES: SearchStrategy[Any] = st.one_of(TEXTS, NUMBERS, st.sampled_from((None, True, False)), BINARIES, *_SETS.values())


def _lists(members: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.lists(members, max_size=3)


def _maps(members: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return mappings(NAMES, members, 3)


def mappings(names: SearchStrategy[str], members: SearchStrategy[Any], most: int) -> SearchStrategy[dict[str, Any]]:
    """Dictionaries; of equal names the last counts, which costs less than to draw again."""
    return st.lists(st.tuples(names, members), max_size=most).map(dict)


def wrapped(value: Any, depth: int, outermost: bool = False) -> Any:
    """*value* inside *depth* lists and maps by turns; the outermost is a map where *outermost* says so."""
    for level in range(depth, 0, -1):
        value = {"data": value} if level % 2 == outermost else [value]
    return value


def _deep(outermost: bool) -> SearchStrategy[Any]:
    drawn = st.tuples(st.sampled_from((True, 0, "")), st.sampled_from((3, 10, MAX_DEPTH)))
    return drawn.map(lambda found: wrapped(*found, outermost))


_MEMBERS = st.one_of(_LEAVES, _lists(_LEAVES), _maps(_LEAVES))
_OF_TYPE: Mapping[str, SearchStrategy[Any]] = {
    "S": TEXTS, "N": NUMBERS, "B": BINARIES, "BOOL": st.booleans(), "NULL": st.none(),
    "L": st.one_of(_lists(_LEAVES), _lists(_MEMBERS), _deep(False)), "M": st.one_of(_maps(_LEAVES), _maps(_MEMBERS), _deep(True)), **_SETS,
}
_ALL: SearchStrategy[Any] = st.one_of(_LEAVES, _OF_TYPE["L"], _OF_TYPE["M"])


@st.composite
def _any_value(draw: st.DrawFn) -> Any:
    """One of all; a function of its own, so that the text of every strategy that holds it stays short."""
    return draw(_ALL)


VALUES = _any_value()
"""Values of every type: S N B BOOL NULL L M SS NS BS, empty where that is legal, up to `MAX_DEPTH` levels deep."""


def to_wire(value: Any) -> dict[str, Any]:
    """The attribute value of a Python value, as boto3's client takes it: B and the members of BS stay bytes.

    An empty set, which the service refuses, becomes an NS as in boto3's own serialiser.  Raises InvalidArgument for other types.
    """
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, Mapping):
        return {"M": {name: to_wire(member) for name, member in value.items()}}
    if isinstance(value, list | tuple):
        return {"L": [to_wire(member) for member in value]}
    if isinstance(value, set | frozenset):
        members = [to_wire(member) for member in sorted(value)]
        kind = next(iter(members[0])) if members else "N"
        return {kind + "S": [member[kind] for member in members]}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bytes | bytearray):
        return {"B": bytes(value)}
    if not isinstance(value, int | Decimal):
        raise InvalidArgument(f"{value!r} of type {type(value).__name__} is no attribute value of boto3; numbers are int or Decimal")
    return {"N": str(value)}


def to_wire_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item or key of Python values in the wire format of boto3's client."""
    return {name: to_wire(value) for name, value in item.items()}
