"""DynamoDB attribute values: what boto3's resource layer takes and the service stores.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

MAX_ITEM_SIZE = 409_600
"""Bytes of an item, attribute names included."""
MAX_DEPTH = 31
"""Lists and maps inside each other that the service stores; the documentation's 32nd level is the item itself."""
MAX_DIGITS = 38

_MIN_EXPONENT, _MAX_EXPONENT = -130, 125
_LARGEST = Decimal((0, (9,) * MAX_DIGITS, _MAX_EXPONENT - MAX_DIGITS + 1))
_NOTABLE_NUMBERS = (
    0, 1, -1, Decimal("0.1"), Decimal("19.99"), Decimal("1.50"), 2**53 + 1, 10**MAX_DIGITS - 1, 1 - 10**MAX_DIGITS,
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


def _scaled(drawn: tuple[int, int]) -> Decimal:
    """The digits of the first number at the exponent of the second, moved into the range that the service stores."""
    mantissa, exponent = drawn
    digits = tuple(map(int, str(abs(mantissa))))
    return Decimal((int(mantissa < 0), digits, min(exponent, _MAX_EXPONENT + 1 - len(digits))))


NUMBERS: SearchStrategy[int | Decimal] = st.one_of(
    st.integers(-1000, 1000), st.sampled_from(_NOTABLE_NUMBERS), st.integers(1 - 10**MAX_DIGITS, 10**MAX_DIGITS - 1),
    st.tuples(st.integers(1 - 10**MAX_DIGITS, 10**MAX_DIGITS - 1), st.integers(_MIN_EXPONENT, _MAX_EXPONENT)).map(_scaled),
)
"""Numbers of at most 38 significant digits from 1E-130 to 9.99…E+125, int or Decimal: those that boto3 takes as they are."""

TEXTS = st.one_of(st.sampled_from(("", "a", "Zoë", "日本語", "😀", "1", " ", "e\u0301")), st.text(_TEXT, max_size=20))
BINARIES = st.one_of(st.sampled_from((b"", b"\x00", b"\x89PNG\r\n")), st.binary(max_size=20))
NAMES = st.one_of(st.sampled_from(_NAMES), st.text(_TEXT, min_size=1, max_size=12))
_SETS: SearchStrategy[Any] = st.one_of(
    st.sets(TEXTS.filter(bool), min_size=1, max_size=3), st.sets(NUMBERS, min_size=1, max_size=3),
    st.sets(BINARIES.filter(bool), min_size=1, max_size=3),
)
_LEAVES: SearchStrategy[Any] = st.one_of(TEXTS, NUMBERS, st.sampled_from((None, True, False)), BINARIES, _SETS)


def _containers(members: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.one_of(st.lists(members, max_size=3), st.dictionaries(NAMES, members, max_size=3))


def _wrapped(drawn: tuple[Any, int]) -> Any:
    value, depth = drawn
    for level in range(depth):
        value = {"data": value} if level % 2 else [value]
    return value


VALUES: SearchStrategy[Any] = st.one_of(
    _LEAVES, _LEAVES, _LEAVES, _containers(_LEAVES), _containers(st.one_of(_LEAVES, _containers(_LEAVES))),
    st.tuples(st.sampled_from((True, 0, "")), st.sampled_from((3, 10, MAX_DEPTH))).map(_wrapped),
)
"""Values of every type: S N B BOOL NULL L M SS NS BS, empty where that is legal, up to `MAX_DEPTH` levels deep."""


def to_wire(value: Any) -> dict[str, Any]:
    """The attribute value of a Python value, as boto3's client takes it: B and the members of BS stay bytes."""
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
        kind = next(iter(members[0]))
        return {kind + "S": [member[kind] for member in members]}
    if isinstance(value, str):
        return {"S": value}
    return {"B": value} if isinstance(value, bytes) else {"N": str(value)}


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of an item of Python values, as the service counts them towards `MAX_ITEM_SIZE`.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Any) -> int:
    if value is None or isinstance(value, bool):
        return 1
    if isinstance(value, Mapping):
        return 3 + item_size(value) + len(value)
    if isinstance(value, list | tuple):
        return 3 + sum(map(_size, value)) + len(value)
    if isinstance(value, set | frozenset):
        return sum(map(_size, value))
    if isinstance(value, str):
        return len(value.encode())
    return len(value) if isinstance(value, bytes) else _number_size(Decimal(value))


def _number_size(number: Decimal) -> int:
    digits = number.normalize(Context(prec=400)).as_tuple().digits
    return (len(digits) + 1) // 2 + 1 + (number < 0)
