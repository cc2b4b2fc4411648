"""The check `ghost_item`."""

import re
from collections.abc import Collection, Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.sent import sent
from lambdatest.checks.stored_item import Item, conditional, items, scalar, target
from lambdatest.checks.whole_item import Whole, identity, of_one_kind, wholes, written_whole
from lambdatest.model import Table
from lambdatest.results import MESSAGE_KINDS, Call, Hit, Outcome, Step

_UPSERT = re.compile(r"\bADD\b|\bif_not_exists\b|\blist_append\b", re.IGNORECASE)
"""What an update says that is meant for an item that is not there yet: a counter, a default, a list that begins."""
_TIME = re.compile(r"(?:_at|[a-z]At|_on|[a-z]On)$|^(?i:created|updated|modified)$|(?i:time|date|version|ttl|expir)")
"""Attributes that say when an item was written, and not what it is."""
_ANY_KIND = re.compile(r"id|uuid|[phsr]k|(hash|partition|sort|range)?_?key|partition|hash", re.IGNORECASE)
"""Names of keys that do not tell what the items of the table are: there may be several kinds."""


@registered("warning")
def ghost_item(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Changing an item that does not exist does not bring it into being.

    `UpdateItem` creates the item where there is none: an update of an unknown id answers 200 and leaves an item with half of its
    attributes.  A condition such as `attribute_exists(id)` prevents it.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html

    A failure for PATCH, which changes what exists; a warning for PUT, which may create by RFC 9110.  Only `UpdateItem` is flagged.

    A warning too for a message of a queue, a topic, an event bus or a stream: it may come when the item that it names was deleted.
    Only where an earlier case of the history wrote an item of that table whole, with attributes that every such item has and that
    the update does not set.  Left alone are updates with a condition, counters and defaults (`ADD`, `if_not_exists`), updates
    that set most of what whole items have, numbers of an item that was read before, keys that the message does not name, items that
    may be of another kind (``USER#1`` and ``ORDER#1``), items that expire, items of the table whose stream it is, notifications of S3,
    and functions that are called with an event of their own, as a state machine does.
    """
    if not outcome.ok:
        return
    yield from _of_request(step, outcome) if step.method in ("PUT", "PATCH") else ()
    yield from _of_message(step, outcome) if _consumed(step, outcome) else ()


def _of_request(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """What a client's change of an unknown id has made."""
    for table in step.tables:
        wanted = target(step, table)
        updates = any(call.operation == "UpdateItem" and call.parameters.get("TableName") == table.name for call in outcome.calls)
        if wanted is None or not updates:
            continue
        before, after = items(table, outcome.before), items(table, outcome.after)
        if any(key not in before and scalar(after[key].get(table.hash_key)) == wanted for key in after):
            said = f"{step.method} of the unknown id {wanted!r} answered {outcome.status} and created an item in {table.name}"
            yield Hit(said, table.name, "failure" if step.method == "PATCH" else None)


def _consumed(step: Step, outcome: Outcome) -> bool:
    """Whether the event is messages of which none was reported as failed, and no notification of what S3 holds."""
    shaped = bool(step.records) or (isinstance(step.event, dict) and "detail" in step.event)
    of_s3 = "s3" in (step.vocabulary.wrapping, (step.trigger.options.get("wraps") or {}).get("via"))
    told = step.case.kind in MESSAGE_KINDS and (shaped or step.case.kind != "direct")
    return told and step.plain and not of_s3 and not outcome.batch_item_failures


def _of_message(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """What a message about an item that is not there has made: one hit a table."""
    named = {text for _, text in sent(step)}
    for table in (table for table in step.tables if not _of_stream(step, table)):
        known = wholes(step, table)
        for ghost, call in _ghosts(outcome, table) if known else ():
            alike = [whole for whole in known if _comparable(table, ghost, whole.item, named)]
            if alike and all(_partial(table, ghost, whole) for whole in alike):
                yield Hit(_said(table, ghost, alike[0]), table.name, "warning", call.frame)
                break


def _of_stream(step: Step, table: Table) -> bool:
    """Whether the records are changes of *table* itself: each item was there when its record was written."""
    return any(f":table/{table.name}/stream/" in str(record.get("eventSourceARN")) for record in step.records if isinstance(record, dict))


def _ghosts(outcome: Outcome, table: Table) -> Iterator[tuple[Item, Call]]:
    """The items that plain updates alone brought into being, each with the first of its updates."""
    before, after = items(table, outcome.before), items(table, outcome.after)
    put = [_key(table, item) for item in written_whole(outcome, table)]
    for item in (item for place, item in after.items() if place not in before and (table.ttl or "") not in item):
        key = _key(table, item)
        updates = [call for call in outcome.calls if call.operation == "UpdateItem" and _updates(call, table, key)]
        if updates and key not in put and not any(_upsert(call, outcome) for call in updates):
            yield item, updates[0]


def _key(table: Table, item: Item) -> Item:
    return {name: item.get(name, {}) for name in table.keys}


def _updates(call: Call, table: Table, key: Item) -> bool:
    return call.error is None and call.parameters.get("TableName") == table.name and call.parameters.get("Key") == key


def _upsert(call: Call, outcome: Outcome) -> bool:
    """Whether an update is meant for an item that may not be there: by what it says, or as a number that begins where none was read."""
    given = call.parameters
    counts = any(change.get("Action") == "ADD" for change in (given.get("AttributeUpdates") or {}).values())
    read = any(other.operation == "GetItem" and other.parameters.get("Key") == given.get("Key") for other in outcome.calls)
    computed = read and any("N" in value for value in (given.get("ExpressionAttributeValues") or {}).values())
    return conditional(call) or counts or computed or bool(_UPSERT.search(str(given.get("UpdateExpression", ""))))


def _comparable(table: Table, ghost: Item, whole: Item, named: Collection[str]) -> bool:
    """Whether the two may be items of one kind, and the message names the ghost: a part of its key that it does not name is the same."""
    texts = [(scalar(ghost.get(name)), scalar(whole.get(name))) for name in table.keys]
    told = [text in named or identity(text) in named for text, _ in texts]
    return all(of_one_kind(*pair) if by_name else pair[0] == pair[1] for pair, by_name in zip(texts, told, strict=True))


def _partial(table: Table, ghost: Item, whole: Whole) -> bool:
    """Whether the ghost lacks no less of what every whole item has than it shares with it, times aside.

    A single attribute that no request need hold may be one that only some items have, and without a common one, or a key whose name
    tells what the table holds, the two may be of different kinds.
    """
    shared = whole.item.keys() & ghost.keys() - set(table.keys)
    if not shared and _ANY_KIND.fullmatch(table.hash_key):
        return False
    lacking = {name for name in (whole.made | whole.needed) - ghost.keys() if not _TIME.search(name)}
    return bool(lacking & whole.needed or len(lacking) > 1) and len(lacking) >= len([name for name in shared if not _TIME.search(name)])


def _said(table: Table, ghost: Item, whole: Whole) -> str:
    name = " ".join(repr(scalar(ghost.get(key))) for key in table.keys)
    made = ", ".join(ghost)
    return f"UpdateItem of {name}, which is not in {table.name}, made an item of {made}; {whole.function} writes {', '.join(whole.item)}"
