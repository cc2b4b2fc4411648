"""Stored items around an invocation: which there are, which are new, and which one an answer speaks of."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lambdatest.model import Table
from lambdatest.results import Call, Outcome, State, Step

WRITES = frozenset({
    "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "ExecuteStatement", "BatchExecuteStatement",
    "ExecuteTransaction",
})
Item = Mapping[str, Mapping[str, Any]]


def items(table: Table, state: State) -> dict[str, Item]:
    """The items of *table* in *state* by the JSON text of their key."""
    return {json.dumps([item.get(name) for name in table.keys]): item for item in state.get(table.name, ())}


def scalar(value: Mapping[str, Any] | None) -> str:
    """The text of a string or number attribute value; empty for any other."""
    return str((value or {}).get("S", (value or {}).get("N", "")))


def numbers(item: Item) -> Iterator[tuple[str, Decimal]]:
    """The number attributes of an item."""
    for name, value in item.items():
        if "N" in value:
            yield name, Decimal(value["N"])


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object inside a JSON value."""
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from objects(member)
    elif isinstance(value, list):
        for member in value:
            yield from objects(member)


def written(outcome: Outcome, table: Table) -> list[Item]:
    """The items of *table* that the invocation put or updated, even to what they were, and those that are new or changed."""
    before = items(table, outcome.before)
    named = [
        call.parameters.get("Item") or call.parameters.get("Key") or {}
        for call in outcome.calls
        if call.operation in ("PutItem", "UpdateItem") and call.parameters.get("TableName") == table.name and call.error is None
    ]
    touched = {json.dumps([key.get(name) for name in table.keys], default=repr) for key in named}
    return [item for key, item in items(table, outcome.after).items() if key in touched or before.get(key) != item]


def conditional(call: Call) -> bool:
    """Whether a write is made only where a condition holds."""
    return "ConditionExpression" in call.parameters or "Expected" in call.parameters


def as_sent(step: Step, item: Item) -> bool:
    """Whether *item* has no attribute but those of the request's body: a service that keeps documents as they come."""
    return isinstance(step.json, dict) and item.keys() <= step.json.keys()


def called(outcome: Outcome, table: Table, operations: frozenset[str] | None = None) -> bool:
    """Whether the invocation called one of *operations* (or anything) on *table*."""
    return any(
        call.service == "dynamodb" and (operations is None or call.operation in operations) and table.name in str(call.parameters)
        for call in outcome.calls
    )


def target(step: Step, table: Table) -> str | None:
    """The id that the request's path names for a table with a hash key alone, or None where that cannot be told."""
    values = list(step.path_parameters.values())
    if table.range_key is not None or len(values) != 1:
        return None
    return str(values[0])


def answered_number(value: Any) -> Decimal | None:
    """A JSON number as it was written, or None for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None
