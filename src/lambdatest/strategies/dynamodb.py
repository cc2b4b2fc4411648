"""Items and keys of a DynamoDB table.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_type
from lambdatest.model import Index, Table
from lambdatest.strategies import attribute_value
from lambdatest.strategies.attribute_value import MAX_ITEM_SIZE, NAMES, NUMBERS, VALUES, item_size, to_wire

HASH_KEY_BYTES = 2048
RANGE_KEY_BYTES = 1024

_PYTHON: Mapping[str, tuple[type, ...]] = {"S": (str,), "N": (int, Decimal), "B": (bytes,)}


def dynamodb_keys(table: Table | Mapping[str, Any], *, wire: bool = False) -> SearchStrategy[dict[str, Any]]:
    """Primary keys of *table*: a dict of its key attributes, each non-empty and of the declared type (S, N or B).

    *table* is a `Table`, or the arguments of CreateTable or the CloudFormation properties of a table as a mapping.  A partition
    key has at most 2,048 bytes, a sort key 1,024, a number 38 digits.  Values are those of boto3's resource layer (int or
    Decimal, bytes); with *wire* those of its client (``{"S": "a"}``).  Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        schema = table_of(table)
        keys = st.fixed_dictionaries({name: _key(schema, name) for name in schema.keys})
        return keys.map(_to_wire_item) if wire else keys
    return st.deferred(define)


def dynamodb_items(
    table: Table | Mapping[str, Any], *, attributes: Mapping[str, SearchStrategy[Any]] | None = None, wire: bool = False,
) -> SearchStrategy[dict[str, Any]]:
    """Items of *table* that the service stores and boto3 takes as they are.

    *table* is a `Table`, or the arguments of CreateTable or the CloudFormation properties of a table as a mapping.  Every item
    has the table's key attributes; a key attribute of an index is there, with its declared type and not empty, or absent.

    *attributes* maps names to strategies: an item has exactly these beside its keys, and one for a key attribute takes the
    place of ours.  None draws up to five attributes of any name (reserved words often) and type: text, numbers of 38 digits
    from 1E-130 to 9.99…E+125, bytes, booleans, None, lists, maps up to 31 deep, sets; empty where that is legal.

    No item is larger than 409,600 bytes.  Values are those of boto3's resource layer; with *wire* those of its client, where B
    stays bytes.  Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        schema = table_of(table)
        given = _given(attributes)
        keyed = st.fixed_dictionaries(
            {name: given[name].map(_checker(schema, name)) if name in given else _key(schema, name) for name in schema.keys},
            optional={name: _key(schema, name) for name in _index_keys(schema) if name not in given},
        )
        rest = _free(schema) if attributes is None else st.fixed_dictionaries(_others(schema, given))
        items = st.tuples(rest, keyed).map(lambda drawn: {**drawn[1], **drawn[0]}).filter(_fits)
        return items.map(_to_wire_item) if wire else items
    return st.deferred(define)


def _others(schema: Table, given: Mapping[str, SearchStrategy[Any]]) -> dict[str, SearchStrategy[Any]]:
    """The given attributes but the table's keys; those that key an index are checked."""
    indexed = _index_keys(schema)
    return {
        name: values.map(_checker(schema, name)) if name in indexed else values for name, values in given.items() if name not in schema.keys
    }


def _fits(item: Mapping[str, Any]) -> bool:
    return item_size(item) <= MAX_ITEM_SIZE


def _to_wire_item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_wire(value) for name, value in item.items()}


def _free(schema: Table) -> SearchStrategy[dict[str, Any]]:
    taken = {*schema.keys, *_index_keys(schema)}
    return st.dictionaries(NAMES.filter(lambda name: name not in taken), VALUES, max_size=5)


def _given(attributes: Mapping[str, SearchStrategy[Any]] | None) -> Mapping[str, SearchStrategy[Any]]:
    check_type("attributes", attributes, (Mapping, type(None)), "pass a mapping from names to strategies")
    for name, values in (attributes or {}).items():
        check_type(f"attributes[{name!r}]", values, SearchStrategy, "pass a strategy, for example st.just(...)")
    return attributes or {}


def _checker(schema: Table, name: str) -> Any:
    """A function that hands a value of the key attribute *name* on, or raises InvalidArgument where the table would refuse it."""
    kind = schema.types[name]

    def check(value: Any) -> Any:
        if not isinstance(value, _PYTHON[kind]) or isinstance(value, bool):
            raise InvalidArgument(f"attributes[{name!r}] drew {value!r} of type {type(value).__name__}, but it is a key of type {kind}")
        if value in ("", b""):
            raise InvalidArgument(f"attributes[{name!r}] drew {value!r}: a key is never empty; give the strategy min_size=1")
        return value
    return check


def _index_keys(schema: Table) -> list[str]:
    return [name for name in dict.fromkeys(name for index in schema.indexes for name in index.keys) if name not in schema.keys]


def _key(schema: Table, name: str) -> SearchStrategy[Any]:
    """Values of a key attribute of the table or of an index: not empty, at times as large as the service takes."""
    if schema.types[name] == "N":
        return NUMBERS
    sort_keys = {keys[1] for keys in (schema.keys, *(index.keys for index in schema.indexes)) if len(keys) > 1}
    limit = RANGE_KEY_BYTES if name in sort_keys else HASH_KEY_BYTES
    if schema.types[name] == "B":
        return st.one_of(st.binary(min_size=1, max_size=20), st.just(b"\xff" * limit))
    return st.one_of(attribute_value.TEXTS.filter(bool), st.sampled_from(("x" * limit, "é" * (limit // 2))))


def table_of(table: Table | Mapping[str, Any]) -> Table:
    """The table's keys, their types and its indexes.  Raises InvalidArgument where *table* does not tell them."""
    check_type("table", table, (Table, Mapping), "pass a Table, the arguments of CreateTable, or a table's CloudFormation properties")
    found = table if isinstance(table, Table) else _from_mapping(table)
    if not found.keys:
        raise InvalidArgument(f"table={found.name!r} has no key: KeySchema is empty")
    for name in (*found.keys, *_index_keys(found)):
        if found.types.get(name) not in _PYTHON:
            kind = found.types.get(name)
            raise InvalidArgument(
                f"table={found.name!r}: the type of its key {name!r} is {kind!r}, not 'S', 'N' or 'B'; declare it in AttributeDefinitions")
    return found


def _from_mapping(table: Mapping[str, Any]) -> Table:
    missing = [name for name in ("KeySchema", "AttributeDefinitions") if name not in table]
    if missing:
        raise InvalidArgument(f"table={dict(table)!r} has no {' and no '.join(missing)}")
    types = {member["AttributeName"]: member["AttributeType"] for member in table["AttributeDefinitions"]}
    indexes = [
        Index(str(index.get("IndexName", "")), _keys(index["KeySchema"]), kind)
        for kind, name in (("global", "GlobalSecondaryIndexes"), ("local", "LocalSecondaryIndexes")) for index in table.get(name) or ()
    ]
    return Table(str(table.get("TableName", "table")), _keys(table["KeySchema"]), types, tuple(indexes))


def _keys(schema: Any) -> tuple[str, ...]:
    """The names of a KeySchema, hash key first."""
    return tuple(member["AttributeName"] for member in sorted(schema, key=lambda member: str(member["KeyType"])))
