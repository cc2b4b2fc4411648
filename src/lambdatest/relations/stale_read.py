"""The relation `stale_read`."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.relations.difference import differing, lens, shown_resource
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, elsewhen, shown
from lambdatest.results import Call, Hit, Outcome, Transcript
from lambdatest.runtime.legality import batch, reads

MOST_READS = 2
_EVENTUAL = frozenset({"GetItem", "BatchGetItem", "Query", "Scan"})


def _written(call: Call) -> Iterator[tuple[str, Any]]:
    """The tables that a call writes to, each with the key, or the item, that it names."""
    given = call.parameters
    if call.operation in ("PutItem", "UpdateItem", "DeleteItem"):
        yield str(given.get("TableName")), given.get("Key") or given.get("Item")
    for member in given.get("TransactItems") or () if call.operation == "TransactWriteItems" else ():
        for request in member.values():
            yield str(request.get("TableName")), request.get("Key") or request.get("Item")
    for table, request in batch(given) if call.operation == "BatchWriteItem" else ():
        for member in request.values():
            yield table, member.get("Key") or member.get("Item")


def _asked(call: Call) -> Iterator[tuple[str, Any]]:
    """The tables that a call may read as they were a moment ago, each with the key that it names; None is any item."""
    given = call.parameters
    if call.operation == "BatchGetItem":
        consistent = {table for table, wanted in given.get("RequestItems", {}).items() if wanted.get("ConsistentRead")}
        yield from ((table, key) for table, key in batch(given) if table not in consistent)
    elif call.operation in _EVENTUAL and not given.get("ConsistentRead"):
        yield str(given.get("TableName")), given.get("Key")


def _places(outcome: Outcome) -> list[int]:
    """The eventually consistent reads of what the same invocation has written."""
    written: list[tuple[str, Any]] = []
    found = []
    for number, call in enumerate(outcome.calls):
        if call.service != "dynamodb" or call.error is not None:
            continue
        if any(table == other and _holds(content, key) for table, key in _asked(call) for other, content in written):
            found.append(number)
        written += [] if reads(call.operation) else _written(call)
    return found[:MOST_READS]


def _holds(content: Any, key: Any) -> bool:
    """Whether what was written is the item that is asked for."""
    if key is None:
        return True
    return isinstance(content, Mapping) and all(content.get(name) == value for name, value in key.items())


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same history with one read of the last case answered as before the case wrote, for the first such reads."""
    step, outcome = transcript.last
    if step.labels or not outcome.ok:
        return ()
    return tuple(Run(transcript.history, stale=place) for place in _places(outcome))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """What a handler has written it reads again only with `ConsistentRead`, or does without.

    A read of DynamoDB is eventually consistent by default: for a moment it may answer what was there before the write, or that
    there is nothing.  Indexes are never read in another way.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html

    A read of an item, or of the table, that the same invocation has written is answered once as before: the answer and what is in
    tables and objects must be the same.  Left alone: reads whose answer makes no difference.
    """
    outcome = transcript.outcomes[-1]
    places = _places(outcome)
    look = lens(transcript, others[len(places)] if len(others) > len(places) else None)
    for place, other in zip(places, others, strict=False):
        call = outcome.calls[place]
        changed = differing(*(look.contents(one.outcomes[-1].after, ("", "s3")) for one in (transcript, other)))
        if answer(transcript) == answer(other) and not changed:
            continue
        what = f"{' and '.join(map(shown_resource, changed))} is another" if changed else f"the answer is {shown(other)}"
        where = f"call {place + 1} {call.name} reads what was written just before, without ConsistentRead"
        yield Hit(f"{where}: if it reads what was there before, {what}", call.operation, frame=call.frame)
        return


RELATIONS.add("stale_read", Relation("stale_read", "warning", runs, compare, elsewhen))
