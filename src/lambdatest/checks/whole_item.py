"""Whole items of a table, as earlier cases of a history wrote them: which attributes each has whatever its request held."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lambdatest.checks.sent import Leaf, leaves, sent
from lambdatest.checks.stored_item import Item
from lambdatest.model import Table
from lambdatest.results import Call, Outcome, Step

_PART = re.compile(r"[#|/:]")
"""What stands between the kind of an item and its id in the key of a table that holds several kinds: ``ORDER#1``.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-sort-keys.html
"""


@dataclass(frozen=True, slots=True)
class Whole:
    """An item that *function* wrote whole.

    *made* are attributes of the function's own making, *needed* those that hold what a request must have; both are in every item.
    An attribute that is in neither may be there because this one request held it.
    """

    function: str
    item: Item
    made: frozenset[str]
    needed: frozenset[str]


def wholes(step: Step, table: Table) -> list[Whole]:
    """The items of *table* that the cases before *step* wrote whole."""
    return [
        Whole(earlier.function.name, item, *_certain(earlier, table, item))
        for earlier, outcome in step.earlier
        if outcome.ok
        for item in written_whole(outcome, table)
    ]


def written_whole(outcome: Outcome, table: Table) -> Iterator[Item]:
    """The items of *table* that an invocation put: one by one, in batches and in transactions."""
    for call in outcome.calls:
        if call.service == "dynamodb" and call.error is None:
            yield from (item for name, item in _puts(call) if name == table.name)


def _puts(call: Call) -> Iterator[tuple[str, Item]]:
    given = call.parameters
    if call.operation == "PutItem":
        yield str(given.get("TableName")), given.get("Item") or {}
    elif call.operation == "TransactWriteItems":
        members = [member["Put"] for member in given.get("TransactItems") or () if "Put" in member]
        yield from ((str(one.get("TableName")), one.get("Item") or {}) for one in members)
    elif call.operation == "BatchWriteItem":
        for name, requests in (given.get("RequestItems") or {}).items():
            yield from ((str(name), request["PutRequest"]["Item"]) for request in requests if "PutRequest" in request)


def of_one_kind(one: str, other: str) -> bool:
    """Whether two values of a key attribute may be those of items of one kind: ``ORDER#1`` and ``ORDER#2``."""
    parts, others = _PART.split(one), _PART.split(other)
    return len(parts) == len(others) and (len(parts) == 1 or parts[0] == others[0])


def identity(text: str) -> str:
    """The id in a value of a key attribute, without the kind that stands before it."""
    return _PART.split(text)[-1]


def _certain(step: Step, table: Table, item: Item) -> tuple[frozenset[str], frozenset[str]]:
    """The attributes of *item* that do not come from what the request of *step* held, and those that come from what it must hold."""
    required = {key.name for key in step.vocabulary.body if key.required}
    held: dict[str, set[str]] = {}
    for name, text in sent(step):
        held.setdefault(text, set()).add(name)
    made: set[str] = set()
    needed: set[str] = set()
    for name, value in item.items():
        holders = _holders(leaves(value), held)
        if name in table.keys or (holders and not holders <= required and name not in required):
            continue
        (made if not holders and name not in required else needed).add(name)
    return frozenset(made), frozenset(needed)


def _holders(found: Iterator[Leaf], held: Mapping[str, set[str]]) -> set[str]:
    """The keys of a request under which the scalars of an attribute stood."""
    return set().union(*(held.get(text, set()) for _, text in found))
