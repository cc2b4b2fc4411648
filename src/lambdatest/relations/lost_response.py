"""The relation `lost_response`."""

import json
from collections.abc import Iterator
from dataclasses import replace

from lambdatest.model import strings
from lambdatest.relations.difference import differing, is_identity, lens, shown_resource
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen
from lambdatest.results import Call, Hit, Outcome, Step, Transcript
from lambdatest.runtime.legality import LOST

_STEPS = frozenset({"0", "1", "-1"})


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same history without its faults, where an answer was lost and the handler reported success or a conflict."""
    step, outcome = transcript.last
    if not step.plain or not any(fault.kind == LOST for fault in outcome.faults):
        return ()
    if outcome.batch_item_failures or not (outcome.ok or _conflict(step, outcome)):
        return ()
    return (Run(replace(transcript.history, faults=())),)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """A write whose answer is lost on the way is made once, though the SDK sends it again.

    The SDK retries a request whose connection broke, and cannot know whether it was carried out.  `SET balance = balance - :x` is
    then done twice; a condition, or `TransactWriteItems` with its token, is not.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.AtomicCounters

    Run again without the lost answer: tables and objects must be the same.  Left alone: counters that go up or down by one, which AWS
    recommends where a few too many do no harm; messages that are sent twice; and whatever the caller was told of a failure.

    Nor is who creates an item told that it exists (409 or another 4xx): the item in the way of the second attempt is its own.  Only
    for a `PutItem` whose item says so, by the id of the request or a UUID that was made for it: where all of it comes from the client,
    409 after `attribute_not_exists` is the usual answer, and nothing in the item tells whose it is.
    """
    reference = others[0]
    if not reference.outcomes[-1].ok:
        return
    look = lens(reference, others[1] if len(others) > 1 else None)
    wanted, found = (look.contents(one.outcomes[-1].after, ("", "s3")) for one in (reference, transcript))
    changed = differing(wanted, found)
    fault = transcript.outcomes[-1].faults[0]
    call = transcript.outcomes[-1].calls[fault.call]
    status = transcript.outcomes[-1].status
    if status >= 400:
        if not changed and call.operation == "PutItem" and _tells(transcript.last[0], call):
            yield Hit(f"{fault}; the SDK sends it again, and {status} is answered to who has got it", "conflict", frame=call.frame)
        return
    if not changed or _counts(call):
        return
    where = " and ".join(map(shown_resource, changed))
    yield Hit(f"{fault}; the SDK sends it again, and {where} is not as without that", fault.operation, frame=call.frame)


def _conflict(step: Step, outcome: Outcome) -> bool:
    """Whether a request was refused because of what is there, and not because it is gone."""
    refused = step.http and outcome.raised is None and not outcome.timed_out and 400 <= outcome.status < 500
    return refused and outcome.status not in (401, 403, 404, 410)


def _tells(step: Step, call: Call) -> bool:
    """Whether the item holds what only this request can have put there."""
    sent = json.dumps(step.event, ensure_ascii=False)
    request = (step.event.get("requestContext") or {}).get("requestId")
    return any(text == request or is_identity(text) and text not in sent for text in strings(call.parameters.get("Item")))


def _counts(call: Call) -> bool:
    """Whether an update moves its numbers by one."""
    values = [value["N"] for value in (call.parameters.get("ExpressionAttributeValues") or {}).values() if "N" in value]
    return call.operation == "UpdateItem" and bool(values) and set(values) <= _STEPS


def _doubts(transcript: Transcript) -> tuple[Run, ...]:
    return elsewhen(replace(transcript, history=replace(transcript.history, faults=())))


RELATIONS.add("lost_response", Relation("lost_response", "warning", runs, compare, _doubts, faulty=True))
