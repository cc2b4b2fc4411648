"""The check `create_no_clobber`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import Item, as_sent, conditional, items, scalar
from lambdatest.model import Table
from lambdatest.results import Hit, Outcome, Step

_CREATES = re.compile(
    r"creat|sign[_-]?up|regist|enrol|subscrib|insert|(^|[^a-z])(new|add|join|invite|book|reserve)([^a-z]|$)", re.IGNORECASE
)
_CREATED = 201


@registered("warning")
def create_no_clobber(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Creating an item does not replace one that exists.

    `PutItem` without a condition replaces the whole item of the same key, and the caller is told that it was created.  A condition
    such as `attribute_not_exists(id)` prevents it.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html

    Only POST that says it creates, by the status 201 or by the name of its function or route, and only where an item was replaced and
    none was read before: a service may mean to replace, and where its put has a condition it says when.  So may one that stores the
    body as it came, one that always writes to the same key, and a batch.  An id that API Gateway gives each request names no other
    request's item.
    """
    operations = {call.operation for call in outcome.calls}
    if step.method != "POST" or not outcome.ok or "PutItem" not in operations or not _creates(step, outcome):
        return
    if operations & {"GetItem", "UpdateItem", "Query", "TransactWriteItems"}:
        return
    if any(call.operation == "PutItem" and conditional(call) for call in outcome.calls):
        return
    for table in (table for table in step.tables if not _fixed(step, table)):
        before, after = items(table, outcome.before), items(table, outcome.after)
        own = _ids_of_the_request(step)
        lost = [
            key for key, old in before.items()
            if (new := after.get(key, old)) != old and not _kept_as_sent(step, new) and scalar(new.get(table.hash_key)) not in own
        ]
        if lost and len(before) == len(after):
            yield Hit(f"POST answered {outcome.status} and replaced the item {lost[0]} of {table.name}", table.name)


def _kept_as_sent(step: Step, item: Item) -> bool:
    """Whether the service keeps documents: it stores what it is sent, and does not pick its attributes."""
    return step.vocabulary.stores_body and as_sent(step, item)


def _creates(step: Step, outcome: Outcome) -> bool:
    """Whether the request says that it creates something."""
    names = (step.function.name, step.function.handler, str(step.trigger.options.get("path", "")))
    return outcome.status == _CREATED or any(_CREATES.search(name) for name in names)


def _ids_of_the_request(step: Step) -> set[str]:
    """What tells this request from every other one: a history may hold one event twice, a service never sees it again."""
    context = step.event.get("requestContext") or {}
    return {str(context[name]) for name in ("requestId", "extendedRequestId", "messageId") if context.get(name)}


def _fixed(step: Step, table: Table) -> bool:
    """Whether the code names the key that it writes."""
    return any(attribute.name == table.hash_key and any(attribute.constants) for attribute in step.vocabulary.attributes)
