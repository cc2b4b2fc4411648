"""Items that boto3 takes and DynamoDB refuses, each with the one rule that it breaks.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._dynamodb import ATTRIBUTE_NAME_BYTES, HASH_KEY_BYTES, ITEM_BYTES, RANGE_KEY_BYTES
from lambdatest._validate import check_one_of, check_type
from lambdatest.model import Table
from lambdatest.strategies.attribute_value import MAX_DEPTH, NAMES, to_wire_item, wrapped
from lambdatest.strategies.dynamodb import dynamodb_keys, filled
from lambdatest.strategies.key_schema import declared, index_keys, key_values

Item = dict[str, Any]
Wire = dict[str, Any]

_NUMBERS = {
    "infinite_number": (Decimal("-Infinity"), Decimal("-NaN"), Decimal("sNaN")),
    "large_number": (Decimal("1E+126"), Decimal("-1E+126"), Decimal("9.9E+126")),
    "small_number": (Decimal("1E-131"), Decimal("-1E-131"), Decimal("9E-131"), Decimal("1.5E-140")),
}
# What the wire alone can say: boto3's resource layer refuses these itself, or has no way to write them.
_WIRE: Mapping[str, tuple[Wire, ...]] = {
    "infinite_number": ({"N": "Infinity"}, {"N": "NaN"}, {"N": "+Infinity"}),
    "not_a_number": ({"N": ""}, {"N": "abc"}, {"N": "1_000"}, {"N": "0x10"}, {"N": "1,5"}, {"NS": ["1", "one"]}),
    "long_number": ({"N": "1" * 39}, {"N": "0." + "1" * 39}, {"N": "1" + "0" * 37 + "1"}, {"NS": ["-" + "9" * 39]}),
    "repeated_member": ({"SS": ["a", "b", "a"]}, {"NS": ["1", "1.0"]}, {"NS": ["100", "1E2"]}, {"BS": [b"a", b"a"]}),
    "empty_set": ({"SS": []}, {"NS": []}, {"BS": []}),
    "two_types": ({"S": "a", "N": "1"}, {"BOOL": True, "NULL": True}),
    "no_type": ({},),
    "false_null": ({"NULL": False},),
}
_OTHER_TYPE: Mapping[str, tuple[Any, ...]] = {
    "S": (1, b"a", True, None, ["a"], {"a": "a"}, {"a"}), "N": ("1", b"1", True, None, [1], {"a": 1}, {1}),
    "B": ("a", 1, True, None, [b"a"], {"a": b"a"}, {b"a"}),
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a sound item is made to break one rule; *applies* tells for which tables there is such an item."""

    items: Callable[[Table], SearchStrategy[Callable[[Item], Item]]]
    applies: Callable[[Table], bool] = lambda table: True


def rejected_dynamodb_items(
    table: Table | Mapping[str, Any], *, labels: Collection[str] | None = None, wire: bool = False,
) -> SearchStrategy[tuple[str, dict[str, Any]]]:
    """Pairs of a label and an item of *table* that boto3 takes as it is and DynamoDB refuses with a ValidationException.

    The label names the only rule that the item breaks: ``infinite_number`` (-Infinity, NaN), ``large_number`` (from 1E126),
    ``small_number`` (from 1E-131), ``empty_set``, ``deep_value`` (32 lists and maps), ``large_item`` (from 409,601 bytes),
    ``empty_name``, ``long_name`` (from 65,536 bytes); of the table's keys ``missing_key``, ``empty_key``, ``long_key`` (from
    2,049 bytes, 1,025 of a sort key) and ``key_type``; of an index' keys ``empty_index_key`` and ``index_key_type``.  With *wire*
    items are in the format of boto3's client, which can say more: ``not_a_number``, ``long_number`` (39 digits),
    ``repeated_member`` of a set, ``two_types`` or ``no_type`` in one value, ``false_null``.

    *labels* are those to draw; None draws each that applies to the table.  A table without keys of type S or B has none that are
    empty or too long.  Raises InvalidArgument when drawn from, also where no label applies.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
    """
    def define() -> SearchStrategy[tuple[str, dict[str, Any]]]:
        found = declared(table)
        rules = _chosen(found, labels, wire)
        return st.one_of([_broken(found, label, wire) for label in rules])
    return st.deferred(define)


def _chosen(table: Table, labels: Any, wire: bool) -> list[str]:
    check_type("labels", labels, (Collection, type(None)), "pass some of those that the documentation lists")
    known = [*_RULES, *(label for label in _WIRE if wire and label not in _RULES)]
    asked = known if labels is None else [labels] if isinstance(labels, str) else list(labels)
    for label in asked:
        check_one_of("labels", label, known)
    chosen = [label for label in asked if label not in _RULES or _RULES[label].applies(table)]
    if not chosen:
        raise InvalidArgument(f"labels={labels!r}: none of them applies to the keys of table {table.name!r}")
    return chosen


def _broken(table: Table, label: str, wire: bool) -> SearchStrategy[tuple[str, Item]]:
    sound = st.fixed_dictionaries({name: key_values(table, name) for name in table.keys}, optional={"title": st.just("x")})
    ways = [_RULES[label].items(table)] if label in _RULES else []
    broken = [st.tuples(sound, way).map(lambda drawn: drawn[1](drawn[0])) for way in ways]
    found = [one.map(to_wire_item) if wire else one for one in broken]
    if wire and label in _WIRE:
        parts = st.tuples(dynamodb_keys(table, wire=True), _names(table), _in_wire(label))
        found.append(parts.map(lambda drawn: {**drawn[0], drawn[1]: drawn[2]}))
    return st.tuples(st.just(label), st.one_of(found))


def _in_wire(label: str) -> SearchStrategy[Wire]:
    values = st.sampled_from(_WIRE[label])
    return st.one_of(values, values.map(lambda value: {"L": [{"S": "a"}, value]}), values.map(lambda value: {"M": {"a": value}}))


def _names(table: Table) -> SearchStrategy[str]:
    """Names of attributes that key nothing."""
    taken = {*table.keys, *index_keys(table)}
    return NAMES.filter(lambda name: name not in taken)


def _value(*values: Any) -> Callable[[Table], SearchStrategy[Callable[[Item], Item]]]:
    """One more attribute with one of *values*, plain or inside of a list or map."""
    def items(table: Table) -> SearchStrategy[Callable[[Item], Item]]:
        drawn = st.tuples(_names(table), st.sampled_from(values), st.sampled_from((0, 1, 2)))
        return drawn.map(lambda found: lambda item: {**item, found[0]: wrapped(found[1], found[2])})
    return items


def _deep(table: Table) -> SearchStrategy[Callable[[Item], Item]]:
    drawn = st.tuples(_names(table), st.sampled_from((MAX_DEPTH + 1, MAX_DEPTH + 2, 40)), st.booleans())
    return drawn.map(lambda found: lambda item: {**item, found[0]: wrapped("x", found[1], found[2])})


def _large(_: Table) -> SearchStrategy[Callable[[Item], Item]]:
    return st.sampled_from((ITEM_BYTES + 1, ITEM_BYTES + 2, ITEM_BYTES + 1000, 500_000)).map(lambda size: lambda item: filled(item, size))


def _named(*lengths: tuple[str, int]) -> Callable[[Table], SearchStrategy[Callable[[Item], Item]]]:
    """One more attribute, whose name is a letter so many times."""
    return lambda _: st.sampled_from(lengths).map(lambda drawn: lambda item: {**item, drawn[0] * drawn[1]: "x"})


def _replaced(table: Table, names: list[str], values: Callable[[Table, str], tuple[Any, ...]]) -> SearchStrategy[Callable[[Item], Item]]:
    """One of the key attributes *names* with one of its *values*."""
    pairs = [(name, value) for name in names for value in values(table, name)]
    return st.sampled_from(pairs).map(lambda pair: lambda item: {**item, pair[0]: pair[1]})


def _missing(table: Table) -> SearchStrategy[Callable[[Item], Item]]:
    return st.sampled_from(table.keys).map(lambda gone: lambda item: {name: value for name, value in item.items() if name != gone})


def _empty(table: Table, name: str) -> tuple[Any, ...]:
    return {"S": ("",), "B": (b"",), "N": ()}[table.types[name]]


def _long(table: Table, name: str) -> tuple[Any, ...]:
    limit = HASH_KEY_BYTES if name == table.hash_key else RANGE_KEY_BYTES
    texts = ("x" * (limit + 1), "é" * (limit // 2) + "x")
    return {"S": texts, "B": (b"\xff" * (limit + 1),), "N": ()}[table.types[name]]


def _typed(table: Table, name: str) -> tuple[Any, ...]:
    return _OTHER_TYPE[table.types[name]]


def _bytes_in(names: Callable[[Table], Collection[str]]) -> Callable[[Table], bool]:
    return lambda table: any(table.types[name] != "N" for name in names(table))


def _own(table: Table) -> list[str]:
    return list(table.keys)


_RULES: Mapping[str, _Rule] = {
    **{label: _Rule(_value(*values)) for label, values in _NUMBERS.items()},
    "empty_set": _Rule(_value(frozenset())),
    "deep_value": _Rule(_deep),
    "large_item": _Rule(_large),
    "empty_name": _Rule(_named(("", 1))),
    "long_name": _Rule(_named(("n", ATTRIBUTE_NAME_BYTES + 1), ("é", (ATTRIBUTE_NAME_BYTES + 1) // 2))),
    "missing_key": _Rule(_missing),
    "empty_key": _Rule(lambda table: _replaced(table, _own(table), _empty), _bytes_in(_own)),
    "long_key": _Rule(lambda table: _replaced(table, _own(table), _long), _bytes_in(_own)),
    "key_type": _Rule(lambda table: _replaced(table, _own(table), _typed)),
    "empty_index_key": _Rule(lambda table: _replaced(table, index_keys(table), _empty), _bytes_in(index_keys)),
    "index_key_type": _Rule(lambda table: _replaced(table, index_keys(table), _typed), lambda table: bool(index_keys(table))),
}
LABELS = (*_RULES, *(label for label in _WIRE if label not in _RULES))
"""Every label there is; the last six are drawn with *wire* alone."""
