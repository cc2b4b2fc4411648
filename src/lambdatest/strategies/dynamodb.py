"""Items and keys of a DynamoDB table.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._dynamodb import ITEM_BYTES, item_size
from lambdatest._validate import check_type
from lambdatest.model import Table
from lambdatest.strategies.attribute_value import NAMES, VALUES, mappings, to_wire_item
from lambdatest.strategies.key_schema import declared, index_keys, key_limit, key_values

_PYTHON: Mapping[str, tuple[type, ...]] = {"S": (str,), "N": (int, Decimal), "B": (bytes,)}
_FULL = (False,) * 15 + (True,)
_FILLER = "padding"


def dynamodb_keys(table: Table | Mapping[str, Any], *, wire: bool = False) -> SearchStrategy[dict[str, Any]]:
    """Primary keys of *table*: a dict of its key attributes, each non-empty and of the declared type (S, N or B).

    *table* is a `Table`, or the arguments of CreateTable or the CloudFormation properties of a table as a mapping.  A partition
    key has at most 2,048 bytes, a sort key 1,024 (text in UTF-8), a number 38 digits.  Values are those of boto3's resource layer
    (str, int or Decimal, bytes); with *wire* those of its client (``{"S": "a"}``).

    Raises InvalidArgument when drawn from.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        found = declared(table)
        keys = st.fixed_dictionaries({name: key_values(found, name) for name in found.keys})
        return keys.map(to_wire_item) if wire else keys
    return st.deferred(define)


def dynamodb_items(
    table: Table | Mapping[str, Any], *, attributes: Mapping[str, SearchStrategy[Any]] | None = None, wire: bool = False,
) -> SearchStrategy[dict[str, Any]]:
    """Items of *table* that the service stores and boto3 takes as they are.

    *table* is a `Table`, or the arguments of CreateTable or the CloudFormation properties of a table as a mapping.  Every item
    has the table's key attributes; a key attribute of an index is there, with its declared type and not empty, or absent.

    *attributes* maps names to strategies: an item has exactly these beside its keys, and one for a key attribute takes the
    place of ours.  None draws up to five attributes of any name (reserved words often) and type, as `attribute_values` does.

    No item is larger than 409,600 bytes, names included; where *attributes* is None some have exactly that size.  Values are those
    of boto3's resource layer; with *wire* those of its client, where B stays bytes.

    Raises InvalidArgument when drawn from.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        found = declared(table)
        given = _given(attributes)
        keyed = st.fixed_dictionaries(
            {name: given[name].map(_checker(found, name)) if name in given else key_values(found, name) for name in found.keys},
            optional={name: key_values(found, name) for name in index_keys(found) if name not in given},
        )
        if attributes is None:
            items = st.tuples(_free(found), keyed, st.sampled_from(_FULL)).map(_filled)
        else:
            items = st.tuples(st.fixed_dictionaries(_others(found, given)), keyed).map(_joined).filter(_fits)
        return items.map(to_wire_item) if wire else items
    return st.deferred(define)


def _joined(drawn: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    others, keyed = drawn
    return {**keyed, **others}


def _filled(drawn: tuple[dict[str, Any], dict[str, Any], bool]) -> dict[str, Any]:
    """The item, and where it is to be full a text that brings it to the largest size there is."""
    others, keyed, full = drawn
    item = {**keyed, **others}
    return filled(item, ITEM_BYTES) if full else item


def filled(item: Mapping[str, Any], size: int) -> dict[str, Any]:
    """*item* with one text more, so that it weighs exactly *size* bytes."""
    name = _FILLER
    while name in item:
        name += "_"
    return {**item, name: "x" * (size - item_size(to_wire_item(item)) - len(name))}


def _others(table: Table, given: Mapping[str, SearchStrategy[Any]]) -> dict[str, SearchStrategy[Any]]:
    """The given attributes but the table's keys; those that key an index are checked."""
    indexed = index_keys(table)
    return {
        name: values.map(_checker(table, name)) if name in indexed else values for name, values in given.items() if name not in table.keys
    }


def _fits(item: Mapping[str, Any]) -> bool:
    return item_size(to_wire_item(item)) <= ITEM_BYTES


def _free(table: Table) -> SearchStrategy[dict[str, Any]]:
    taken = {*table.keys, *index_keys(table)}
    return mappings(NAMES.filter(lambda name: name not in taken), VALUES, 5)


def _given(attributes: Mapping[str, SearchStrategy[Any]] | None) -> Mapping[str, SearchStrategy[Any]]:
    check_type("attributes", attributes, (Mapping, type(None)), "pass a mapping from names to strategies")
    for name, values in (attributes or {}).items():
        check_type(f"attributes[{name!r}]", values, SearchStrategy, "pass a strategy, for example st.just(...)")
    return attributes or {}


def _checker(table: Table, name: str) -> Callable[[Any], Any]:
    """A function that hands a value of the key attribute *name* on, or raises InvalidArgument where the table would refuse it."""
    kind, limit = table.types[name], key_limit(table, name)

    def check(value: Any) -> Any:
        if not isinstance(value, _PYTHON[kind]) or isinstance(value, bool):
            raise InvalidArgument(f"attributes[{name!r}] drew {value!r} of type {type(value).__name__}, but it is a key of type {kind}")
        if value in ("", b""):
            raise InvalidArgument(f"attributes[{name!r}] drew {value!r}: a key is never empty; give the strategy min_size=1")
        size = item_size(to_wire_item({"": value}))
        if kind != "N" and size > limit:
            raise InvalidArgument(f"attributes[{name!r}] drew {size} bytes, but this key has at most {limit}; give the strategy a max_size")
        return value
    return check
