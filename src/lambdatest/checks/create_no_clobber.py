"""The check `create_no_clobber`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import items
from lambdatest.results import Hit, Outcome, Step


@registered("warning")
def create_no_clobber(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Creating an item does not replace one that exists.

    `PutItem` without a condition replaces the whole item of the same key, and the caller is told that it was created.  A condition
    such as `attribute_not_exists(id)` prevents it.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html

    Only POST, and only where an item was replaced and none was read before: a service may mean to replace.
    """
    operations = {call.operation for call in outcome.calls}
    if step.method != "POST" or not outcome.ok or not operations & {"PutItem", "BatchWriteItem"}:
        return
    if operations & {"GetItem", "UpdateItem", "Query", "TransactWriteItems"}:
        return
    for table in step.tables:
        before, after = items(table, outcome.before), items(table, outcome.after)
        lost = [key for key in before if key in after and after[key] != before[key]]
        if lost and len(before) == len(after):
            yield Hit(f"POST answered {outcome.status} and replaced the item {lost[0]} of {table.name}", table.name)
