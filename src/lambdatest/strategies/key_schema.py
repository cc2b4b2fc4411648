"""The keys of a table as the DynamoDB strategies are told them, and values for its key attributes."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._dynamodb import HASH_KEY_BYTES, RANGE_KEY_BYTES
from lambdatest._validate import check_type
from lambdatest.model import Index, Table
from lambdatest.strategies.attribute_value import NUMBERS

KEY_TYPES = ("S", "N", "B")
_INDEXES = (("global", "GlobalSecondaryIndexes"), ("local", "LocalSecondaryIndexes"))
_TEXTS = ("a", "Zoë", "日本語", "😀", "1", " ", "e\u0301")
_PLAIN = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
_SHAPE = "pass a Table, the arguments of CreateTable, or a table's CloudFormation properties"


def declared(table: Table | Mapping[str, Any]) -> Table:
    """The table's keys, their types and its indexes.  Raises InvalidArgument where *table* does not tell them."""
    check_type("table", table, (Table, Mapping), _SHAPE)
    found = table if isinstance(table, Table) else _from_mapping(table)
    if not found.keys:
        raise InvalidArgument(f"table={found.name!r} has no key: KeySchema is empty")
    for name in (*found.keys, *index_keys(found)):
        if found.types.get(name) not in KEY_TYPES:
            kind = found.types.get(name)
            raise InvalidArgument(
                f"table={found.name!r}: the type of its key {name!r} is {kind!r}, not 'S', 'N' or 'B'; declare it in AttributeDefinitions")
    return found


def index_keys(table: Table) -> list[str]:
    """The attributes that key an index, and not the table itself."""
    return [name for name in dict.fromkeys(name for index in table.indexes for name in index.keys) if name not in table.keys]


def key_limit(table: Table, name: str) -> int:
    """The most bytes of a key attribute: those of a sort key where it is one, of the table or of an index."""
    sort_keys = {keys[1] for keys in (table.keys, *(index.keys for index in table.indexes)) if len(keys) > 1}
    return RANGE_KEY_BYTES if name in sort_keys else HASH_KEY_BYTES


def key_values(table: Table, name: str) -> SearchStrategy[Any]:
    """Values of a key attribute of the table or of an index: not empty, at times as large as the service takes."""
    if table.types[name] == "N":
        return NUMBERS
    limit = key_limit(table, name)
    if table.types[name] == "B":
        return st.one_of(_repeated((b"\x00", 1), (b"a", 1), (b"\xff", limit)), st.binary(min_size=1, max_size=20))
    return st.one_of(_repeated(*((text, 1) for text in _TEXTS), ("x", limit), ("é", limit // 2)), _PLAIN)


def _repeated(*parts: tuple[Any, int]) -> SearchStrategy[Any]:
    """One of the parts as often as it says: the strategy's own text stays short where its values are long."""
    return st.sampled_from(parts).map(lambda part: part[0] * part[1])


def _from_mapping(table: Mapping[str, Any]) -> Table:
    missing = [name for name in ("KeySchema", "AttributeDefinitions") if name not in table]
    if missing:
        raise InvalidArgument(f"table={dict(table)!r} has no {' and no '.join(missing)}")
    types = {_text(found, "AttributeName"): _text(found, "AttributeType") for found in _members(table, "AttributeDefinitions")}
    indexes = [
        Index(str(index.get("IndexName", "")), _keys(index), kind, _projected(index))
        for kind, name in _INDEXES for index in _members(table, name)
    ]
    return Table(str(table.get("TableName", "table")), _keys(table), types, tuple(indexes))


def _keys(owner: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the KeySchema of a table or an index, hash key first."""
    return tuple(_text(found, "AttributeName") for found in sorted(_members(owner, "KeySchema"), key=lambda one: _text(one, "KeyType")))


def _projected(index: Mapping[str, Any]) -> tuple[str, ...] | None:
    projection = index.get("Projection") or {}
    return None if projection.get("ProjectionType") == "ALL" else tuple(projection.get("NonKeyAttributes") or ())


def _members(owner: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = owner.get(name) or []
    if not isinstance(found, list | tuple) or not all(isinstance(member, Mapping) for member in found):
        raise InvalidArgument(f"table: {name}={found!r} is not a list of mappings; {_SHAPE}")
    return list(found)


def _text(member: Mapping[str, Any], name: str) -> str:
    if not isinstance(member.get(name), str):
        raise InvalidArgument(f"table: {dict(member)!r} has no {name}; {_SHAPE}")
    return str(member[name])
