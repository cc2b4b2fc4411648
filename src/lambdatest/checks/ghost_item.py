"""The check `ghost_item`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import items, scalar, target
from lambdatest.results import Hit, Outcome, Step


@registered("warning")
def ghost_item(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Changing an item that does not exist does not bring it into being.

    `UpdateItem` creates the item where there is none: an update of an unknown id answers 200 and leaves an item with half of its
    attributes.  A condition such as `attribute_exists(id)` prevents it.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html

    A failure for PATCH, which changes what exists; a warning for PUT, which may create by RFC 9110.  Only `UpdateItem` is flagged.
    """
    if step.method not in ("PUT", "PATCH") or not outcome.ok:
        return
    for table in step.tables:
        wanted = target(step, table)
        updates = any(call.operation == "UpdateItem" and call.parameters.get("TableName") == table.name for call in outcome.calls)
        if wanted is None or not updates:
            continue
        before, after = items(table, outcome.before), items(table, outcome.after)
        if any(key not in before and scalar(after[key].get(table.hash_key)) == wanted for key in after):
            said = f"{step.method} of the unknown id {wanted!r} answered {outcome.status} and created an item in {table.name}"
            yield Hit(said, table.name, "failure" if step.method == "PATCH" else None)
