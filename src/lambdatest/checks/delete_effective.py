"""The check `delete_effective`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import WRITES, called, items, scalar, target
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def delete_effective(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A DELETE that answers 200 or 204 has deleted the item, or at least changed it.

    https://www.rfc-editor.org/rfc/rfc9110#name-delete

    Only where the path names the item by its key, the handler used that table, and nothing at all changed in the account.  202 says
    that it comes later and is left alone, and so is a DELETE that updates the item: it takes a part of it away, which was not there.
    A warning where the handler did not even try to write: it may have its reasons.
    """
    if step.method != "DELETE" or outcome.raised is not None or outcome.timed_out or outcome.status not in (200, 204):
        return
    if outcome.before != outcome.after:
        return
    for table in step.tables:
        wanted = target(step, table)
        if wanted is None or not called(outcome, table) or called(outcome, table, frozenset({"UpdateItem"})):
            continue
        if any(scalar(item.get(table.hash_key)) == wanted for item in items(table, outcome.after).values()):
            severity = None if called(outcome, table, WRITES) else "warning"
            yield Hit(f"DELETE of {wanted!r} answered {outcome.status}, and the item is still in {table.name}", table.name, severity)
