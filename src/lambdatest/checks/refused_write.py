"""The check `refused_write`."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import items, objects, scalar
from lambdatest.model import Table
from lambdatest.results import Call, Hit, Outcome, Step

_WRITING = frozenset({"POST", "PUT", "PATCH"})
_REFUSED = "ConditionalCheckFailedException"


@registered("warning")
def refused_write(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A request whose write its condition refused is not answered as if it had been done.

    `ConditionalCheckFailedException` says that the item is not as the condition wants it: somebody else was first, most of the time.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html

    Only where nothing at all was written, the answer is 2xx and shows a value that the client sent, and the item has another in the
    attribute of that name.  An answer that shows what is stored is left alone: so does a request that comes a second time.
    """
    if step.method not in _WRITING or not outcome.ok or step.labels or outcome.before != outcome.after or not isinstance(step.json, dict):
        return
    for call in outcome.calls:
        if call.error == _REFUSED and call.operation in ("PutItem", "UpdateItem"):
            yield from _told_otherwise(step, outcome, call)


def _told_otherwise(step: Step, outcome: Outcome, call: Call) -> Iterator[Hit]:
    """The first attribute of the item that *call* could not write which the answer shows as it was sent."""
    for table in (table for table in step.tables if table.name == call.parameters.get("TableName")):
        stored = _item(table, outcome, call)
        for name in sorted(stored.keys() & step.json.keys() - set(table.keys)):
            there, sent = scalar(stored[name]), step.json[name]
            if isinstance(sent, str) and there and there != sent and any(one.get(name) == sent for one in objects(outcome.json)):
                told = f"{call.operation} was refused, and yet {outcome.status} answers {name}={sent!r}"
                yield Hit(f"{told}, where {table.name} has {there!r}", table.name, frame=call.frame)
                return


def _item(table: Table, outcome: Outcome, call: Call) -> Mapping[str, Any]:
    """The item that there is in the place of the one that was to be written."""
    wanted = call.parameters.get("Key") or call.parameters.get("Item") or {}
    found = items(table, outcome.after).values()
    return next((item for item in found if all(item.get(key) == wanted.get(key) for key in table.keys)), {})
