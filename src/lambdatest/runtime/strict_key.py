"""What DynamoDB demands of keys: those of requests, of items, of conditions and of pages.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lambdatest._dynamodb import HASH_KEY_BYTES, RANGE_KEY_BYTES, value_size
from lambdatest.runtime.refusal import Refusal
from lambdatest.runtime.strict_expression import key_conditions, top_level

_MISMATCH = "The provided key element does not match the schema"
START_OF_SCAN = f"The provided starting key is invalid: {_MISMATCH}"
_INVALID = "One or more parameter values were invalid: "
_EMPTY = {"S": "cannot contain an empty string value", "B": "cannot contain an empty binary value"}
# AWS writes "of2048" without the space.
_TOO_LONG = (
    (HASH_KEY_BYTES, "Size of hashkey has exceeded the maximum size limit of2048 bytes"),
    (RANGE_KEY_BYTES, "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"),
)


@dataclass(frozen=True, slots=True)
class Schema:
    """The key attributes of a table, hash key first, with their types, and those of each secondary index by its name."""

    keys: Mapping[str, str]
    indexes: Mapping[str, Mapping[str, str]]


Schemas = Callable[[str], Schema | None]


def schema_of(table: Any) -> Schema:
    """The schema of a table of moto (5.2.1 and 5.2.5)."""
    types = {found["AttributeName"]: found["AttributeType"] for found in table.attr}

    def typed(keys: Iterable[Mapping[str, str]]) -> dict[str, str]:
        return {key["AttributeName"]: types.get(key["AttributeName"], "S") for key in keys}

    return Schema(typed(table.schema), {index.name: typed(index.schema) for index in (*table.global_indexes, *table.indexes)})


def kind_of(value: Any) -> str:
    """The type of an attribute value: ``S``, ``N`` …"""
    return str(next(iter(value), "")) if isinstance(value, Mapping) else ""


def check_key(key: Mapping[str, Any], schema: Schema) -> None:
    """Raise Refusal unless *key* holds the table's key attributes, each of its type, size and not empty, and nothing else."""
    if set(key) != set(schema.keys) or any(kind_of(key[name]) != kind for name, kind in schema.keys.items()):
        raise Refusal(_MISMATCH)
    _check_content(key, schema)


def check_item(item: Mapping[str, Any], schema: Schema) -> None:
    """Raise Refusal unless *item* has the table's key attributes, and those of indexes, where it has them, of the right type."""
    for name, kind in schema.keys.items():
        if name not in item:
            raise Refusal(f"{_INVALID}Missing the key {name} in the item")
        if kind_of(item[name]) != kind:
            raise Refusal(f"{_INVALID}Type mismatch for key {name} expected: {kind} actual: {kind_of(item[name])}")
    _check_content(item, schema)
    check_index_keys(item, schema)


def _check_content(item: Mapping[str, Any], schema: Schema) -> None:
    """Raise Refusal where a key attribute of the table is empty or too long; a number is neither."""
    for (name, kind), (limit, message) in zip(schema.keys.items(), _TOO_LONG, strict=False):
        if item[name].get(kind) == "":
            raise Refusal(f"One or more parameter values are not valid. The AttributeValue for a key attribute {_EMPTY[kind]}. Key: {name}")
        if kind != "N" and value_size(item[name]) > limit:
            raise Refusal(_INVALID + message)


def check_index_keys(item: Mapping[str, Any], schema: Schema) -> None:
    """Raise Refusal where an attribute that is the key of an index is of another type or empty."""
    for index, keys in schema.indexes.items():
        for name, kind in keys.items():
            if name in item and kind_of(item[name]) != kind:
                raise Refusal(
                    f"{_INVALID}Type mismatch for Index Key {name} Expected: {kind} Actual: {kind_of(item[name])} IndexName: {index}")
            if name in item and item[name].get(kind) == "":
                raise Refusal(
                    "One or more parameter values are not valid. A value specified for a secondary index key is not supported. "
                    f"The AttributeValue for a key attribute {_EMPTY[kind]}. IndexName: {index}, IndexKey: {name}")


def identity(values: Mapping[str, Any], schema: Schema) -> str:
    """A text that two keys (or items) share where they mean the same item."""
    return json.dumps([values.get(name) for name in schema.keys], sort_keys=True)


def check_query(request: Mapping[str, Any], schema: Schema) -> None:
    """Raise Refusal where the conditions of a Query do not fit the keys of the table or of the index."""
    keys = _queried(request, schema)
    names = request.get("ExpressionAttributeNames") or {}
    values = request.get("ExpressionAttributeValues") or {}
    for name, placeholder in key_conditions(request.get("KeyConditionExpression") or "", names):
        found = kind_of(values.get(placeholder))
        if name in keys and found and found != keys[name]:
            raise Refusal("One or more parameter values were invalid: Condition parameter type does not match schema type")
    for name in top_level(request.get("FilterExpression") or "", names):
        if name in keys:
            raise Refusal(f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}")


def check_start(request: Mapping[str, Any], schema: Schema, whole: str = "The provided starting key is invalid") -> None:
    """Raise Refusal unless the ExclusiveStartKey of a Query or Scan is one that such a page ends with.

    *whole* is said where it has other attributes than those of the keys, of the table and of an index that is named.
    """
    start = request.get("ExclusiveStartKey")
    if not start:
        return
    queried = _queried(request, schema)
    if set(start) != {*schema.keys, *queried}:
        raise Refusal(whole)
    if any(kind_of(start[name]) != kind for name, kind in queried.items()):
        raise Refusal(_MISMATCH)
    if any(kind_of(start[name]) != kind for name, kind in schema.keys.items()):
        raise Refusal(START_OF_SCAN)


def _queried(request: Mapping[str, Any], schema: Schema) -> Mapping[str, str]:
    index = request.get("IndexName")
    return schema.keys if index is None else schema.indexes.get(index, {})
