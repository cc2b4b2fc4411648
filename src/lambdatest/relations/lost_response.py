"""The relation `lost_response`."""

from collections.abc import Iterator
from dataclasses import replace

from lambdatest.relations.difference import differing, lens, shown_resource
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen
from lambdatest.results import Call, Hit, Transcript
from lambdatest.runtime.legality import LOST

_STEPS = frozenset({"0", "1", "-1"})


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same history without its faults, where an answer was lost and the handler reported success all the same."""
    step, outcome = transcript.last
    if not step.plain or not outcome.ok or outcome.batch_item_failures or not any(fault.kind == LOST for fault in outcome.faults):
        return ()
    return (Run(replace(transcript.history, faults=())),)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """A write whose answer is lost on the way is made once, though the SDK sends it again.

    The SDK retries a request whose connection broke, and cannot know whether it was carried out.  `SET balance = balance - :x` is
    then done twice; a condition, or `TransactWriteItems` with its token, is not.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.AtomicCounters

    Run again without the lost answer: tables and objects must be the same.  Left alone: counters that go up or down by one, which AWS
    recommends where a few too many do no harm; messages that are sent twice; and whatever the caller was told of a failure.
    """
    reference = others[0]
    if not reference.outcomes[-1].ok:
        return
    look = lens(reference, others[1] if len(others) > 1 else None)
    wanted, found = (look.contents(one.outcomes[-1].after, ("", "s3")) for one in (reference, transcript))
    changed = differing(wanted, found)
    fault = transcript.outcomes[-1].faults[0]
    call = transcript.outcomes[-1].calls[fault.call]
    if not changed or _counts(call):
        return
    where = " and ".join(map(shown_resource, changed))
    yield Hit(f"{fault}; the SDK sends it again, and {where} is not as without that", fault.operation, frame=call.frame)


def _counts(call: Call) -> bool:
    """Whether an update moves its numbers by one."""
    values = [value["N"] for value in (call.parameters.get("ExpressionAttributeValues") or {}).values() if "N" in value]
    return call.operation == "UpdateItem" and bool(values) and set(values) <= _STEPS


def _doubts(transcript: Transcript) -> tuple[Run, ...]:
    return elsewhen(replace(transcript, history=replace(transcript.history, faults=())))


RELATIONS.add("lost_response", Relation("lost_response", "warning", runs, compare, _doubts, faulty=True))
