"""The relation `fault_loss`."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdatest.relations.difference import (
    Element, Lens, Loss, differing, is_part, leaves, lens, lost, masked, moved_less, shown_resource,
)  # fmt: skip
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen
from lambdatest.results import REDELIVERED_KINDS, Hit, Outcome, Step, Transcript
from lambdatest.runtime.legality import GONE, IN_PART, LOST, OF_THE_DATA, POST, SHORT, batch, reads

_KEPT = re.compile(r"idempoten|lock|session|rate|quota|limit|attempt|event|histor|outbox|saga", re.IGNORECASE)
"""Names of tables whose rows are kept of what was refused, too."""
_ABSENT = re.compile(r"missing|absent|unknown|not_?found|not_?there|no_such|nonexist", re.IGNORECASE)
"""Names of what an answer says not to exist."""
_PRESENT = re.compile(r"exist|found|present", re.IGNORECASE)


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same history without its faults, and with what it reported as failed delivered again."""
    step, outcome = transcript.last
    if not outcome.faults or not step.plain or any(fault.kind in (LOST, SHORT) for fault in outcome.faults):
        return ()
    if outcome.faults[0].kind == GONE:
        return (Run(replace(transcript.history, faults=())),)
    if outcome.faults[0].kind in OF_THE_DATA:
        return (Run(replace(transcript.history, faults=())),) if _refused(step, outcome) else ()
    if step.case.kind not in REDELIVERED_KINDS and not outcome.ok:
        return ()  # the caller was told
    return (Run(replace(transcript.history, faults=())), Run(transcript.history, redelivered=True))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """Where a call to AWS fails, either the failure is reported or nothing is lost.

    Any call can be throttled, fail or be done in part, after all retries of the SDK too.  A handler that swallows the error, or does
    not look at `UnprocessedItems`, `Failed` or `FailedRecordCount`, reports success, and the data is gone.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

    Run again without the fault: what that leaves in the account must be there after the fault too, once everything that was reported
    as failed (by an exception, or record by record where `ReportBatchItemFailures` is declared) is delivered again.  An answer from
    400 on, or another answer than without the fault, reports the failure.  A warning where only one of several things that the
    handler writes is lost, which may be of less importance.  Left alone: logs, metrics and caches, and data that was put elsewhere
    instead (a dead-letter queue, an item that says that it failed).

    A batch that was read in part must not be answered as if that were all, nor with the rest as `missing`, or not `found` (a warning).
    And a request that is refused with a 4xx, because the condition of one write fails, must not have left another write behind (a
    warning): `TransactWriteItems` does both or none.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html

    A warning too: of several WebSocket clients one has left without a `$disconnect`, and those after it get nothing.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
    """
    reference = others[0]
    step, outcome = transcript.last
    first = len(transcript.history.cases) - 1
    wanted = reference.outcomes[-1]
    if not wanted.ok or wanted.batch_item_failures:
        return
    if outcome.faults[0].kind in OF_THE_DATA:
        yield from _half_done(transcript, others)
        return
    if outcome.faults[0].kind == GONE:
        yield from _left_out(step, wanted, outcome)
        return
    delivered = others[1]
    if _in_part(wanted, outcome):
        told = f"{outcome.faults[0]}: what was left out of the answer is taken for all, and the caller is told of no failure"
        yield Hit(told, outcome.faults[0].operation, frame=outcome.calls[outcome.faults[0].call].frame)
        return
    if _absent(wanted, outcome):
        told = f"{outcome.faults[0]}: what was left out of the answer is said not to be there, and the caller is told of no failure"
        yield Hit(told, outcome.faults[0].operation, "warning", outcome.calls[outcome.faults[0].call].frame)
        return
    if step.case.kind not in REDELIVERED_KINDS and _told(wanted) != _told(outcome):
        return
    look = lens(reference, others[2] if len(others) > 2 else None)
    ended = delivered.outcomes[first:]
    loss = _lost(look, reference, Transcript(transcript.history, delivered.steps[first:], ended), transcript)
    if loss is None:
        return
    fault = outcome.faults[0]
    partly = fault.kind not in IN_PART and set(loss.resources) != loss.changed
    where = " and ".join(map(shown_resource, loss.resources))
    again = " and delivered again" if len(ended) > 1 else ""
    told = "the failure is reported" if len(ended) > 1 else "success is reported"
    message = f"{fault}: {told}{again}, and what should be in {where} is not there"
    frame = outcome.calls[fault.call].frame if fault.call < len(outcome.calls) else None
    yield Hit(message, fault.operation, "warning" if partly else None, frame)


def _left_out(step: Step, wanted: Outcome, outcome: Outcome) -> Iterator[Hit]:
    """The connections that get nothing since another one is gone; whoever sent the request is told of a failure by that."""
    fault = outcome.faults[0]
    call = outcome.calls[fault.call]
    context = step.event.get("requestContext") if isinstance(step.event, Mapping) else None
    aside = {call.parameters.get("ConnectionId"), (context or {}).get("connectionId")}
    missed = _posted(wanted) - _posted(outcome) - aside
    if missed:
        others = "another one gets" if len(missed) == 1 else f"{len(missed)} others get"
        yield Hit(f"{fault}: that client has left, and {others} nothing", GONE, "warning", call.frame)


def _posted(outcome: Outcome) -> set[Any]:
    """The connections that something was sent to."""
    return {call.parameters.get("ConnectionId") for call in outcome.calls if call.name == POST and call.error is None}


def _refused(step: Step, outcome: Outcome) -> bool:
    """Whether the handler itself answered that the client cannot have it."""
    return step.http and outcome.raised is None and not outcome.timed_out and 400 <= outcome.status < 500


def _in_part(wanted: Outcome, outcome: Outcome) -> bool:
    """Whether a part of a batch was read, and the answer holds a part of what it should, and nothing else."""
    missing, extra = _exchanged(wanted, outcome)
    return is_part(missing, extra)


def _absent(wanted: Outcome, outcome: Outcome) -> bool:
    """Whether a part of a batch was read, and the answer says of nothing but the rest that it does not exist."""
    missing, extra = _exchanged(wanted, outcome)
    unread = _unread(outcome)
    moved = {text for _, text in missing} | unread
    return bool(extra) and all(_denied(path, text, dict(missing), moved, unread) for path, text in extra)


def _denied(path: str, text: str, whole: Mapping[str, str], moved: Collection[str], unread: Collection[str]) -> bool:
    """Whether a leaf of an answer says that there is no such item as was not read: it is listed or counted, or a flag is down."""
    if text in ("False", "None"):
        name = path.rpartition(".")[2]
        instead = any(one == path or one.startswith(f"{path}.") for one in whole)
        return instead and (name in unread or _PRESENT.search(name) is not None)
    return _ABSENT.search(path) is not None and (text in moved or moved_less("0", whole.get(path, ""), text))


def _unread(outcome: Outcome) -> set[str]:
    """What stands in the keys that the answer to a batch named as unprocessed."""
    call = outcome.calls[outcome.faults[0].call]
    asked = batch(call.parameters)
    return {text for place in call.refused if place < len(asked) for _, text in leaves(asked[place][1])}


def _exchanged(wanted: Outcome, outcome: Outcome) -> tuple[Element, Element]:
    """What the answer lacks where a part of a batch was read, and what it has instead; nothing where another thing happened."""
    fault = outcome.faults[0]
    if fault.kind not in IN_PART or not reads(fault.operation.partition(":")[2]) or not outcome.ok:
        return (), ()
    full, got = (Counter(leaves(one.json)) for one in (wanted, outcome))
    return tuple((full - got).elements()), tuple((got - full).elements())


def _half_done(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """What a refused request left behind of what it does when it is not refused."""
    outcome = transcript.outcomes[-1]
    look = lens(others[0], others[1] if len(others) > 1 else None)
    before, after = (look.contents(state, ("", "s3")) for state in (outcome.before, outcome.after))
    changed = [name for name in differing(before, after) if not _KEPT.search(name)]
    fault = outcome.faults[0]
    written = [call for call in outcome.calls[: fault.call] if not reads(call.operation) and call.error is None]
    if changed and written:
        where = " and ".join(map(shown_resource, changed))
        message = f"{fault}: {outcome.status} is answered, and what call {written[0].name} wrote before stays in {where}"
        yield Hit(message, "half", "warning", outcome.calls[fault.call].frame)


def _told(outcome: Outcome) -> tuple[str, str]:
    """What the caller was told: the answer, and what a custom resource sent to CloudFormation."""
    return masked(outcome.text), masked(repr(outcome.received))


def _lost(look: Lens, reference: Transcript, delivered: Transcript, transcript: Transcript) -> Loss | None:
    """What the account lacks, or the services whose contents it does not show."""
    before = look.contents(reference.outcomes[-1].before)
    after, found = look.contents(reference.outcomes[-1].after), look.contents(delivered.outcomes[-1].after)
    sent, got = look.sent(reference.outcomes[-1:]), look.sent(delivered.outcomes)
    return lost(before, {**after, **sent}, {**found, **got}, transcript.steps[-1].tables)


def _doubts(transcript: Transcript) -> tuple[Run, ...]:
    return elsewhen(replace(transcript, history=replace(transcript.history, faults=())))


RELATIONS.add("fault_loss", Relation("fault_loss", "failure", runs, compare, _doubts, faulty=True))
