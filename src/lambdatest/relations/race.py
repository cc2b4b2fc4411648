"""The relation `race`."""

from collections.abc import Iterator
from dataclasses import replace

from lambdatest.relations.difference import aside, differing, lens, shown_resource
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen
from lambdatest.results import Call, Hit, Outcome, Step, Transcript
from lambdatest.runtime.legality import reads

CONCURRENT = frozenset({"sns", "s3", "eventbridge", "direct", "websocket"})
MOST_PLACES = 2


def _concurrent(step: Step) -> bool:
    """Whether two invocations with the same event can run at the same time: not for streams, FIFO queues and schedules."""
    if step.case.kind == "sqs":
        return not _queue(step).endswith(".fifo")
    return step.case.kind in CONCURRENT or (step.http and step.method not in ("GET", "HEAD", "OPTIONS"))


def _queue(step: Step) -> str:
    records = step.event.get("Records") if isinstance(step.event, dict) else None
    return str(records[0].get("eventSourceARN", "")) if records else ""


def _resources(call: Call) -> frozenset[str]:
    """The tables and buckets that a call is about."""
    given = call.parameters
    names = [given.get("TableName"), given.get("Bucket"), *(given.get("RequestItems") or ())]
    for member in given.get("TransactItems") or ():
        names += [request.get("TableName") for request in member.values()]
    return frozenset(str(name) for name in names if name and not aside(str(name)))


def _places(outcome: Outcome) -> list[int]:
    """The calls that write what an earlier call has read: there a second invocation can come in between."""
    seen: set[str] = set()
    found = []
    for number, call in enumerate(outcome.calls):
        if call.service not in ("dynamodb", "s3") or call.error is not None:
            continue
        if reads(call.operation):
            seen |= _resources(call)
        elif seen & _resources(call):
            found.append(number)
            seen -= _resources(call)
    return found[:MOST_PLACES]


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The event twice, one after the other, and twice at once: the second before a write of the first."""
    step, outcome = transcript.last
    if not step.plain or outcome.faults or not outcome.ok or not _concurrent(step):
        return ()
    places = _places(outcome)
    if not places:
        return ()
    history = transcript.history
    serial = history.then(replace(step.case, event=step.event))
    return (Run(serial), *(Run(history, inserted=place) for place in places))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """Two invocations at the same time leave what one after the other would have left.

    Lambda runs as many at once as there are requests.  A handler that reads an item, computes, and writes it without a condition loses
    what another wrote in between; so does one that looks whether something is free, and then takes it.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate

    The second invocation, with the same event, happens whole before one write of the first.  What is then in tables and objects must
    be what the two leave one after the other, in whichever order, and one that is refused then must be refused at once too, unless both
    are a DELETE: each of them has what it asked for.  Left alone: an invocation that reports a failure, times and UUIDs, and what is
    invoked one at a time (streams, FIFO queues, schedules).
    """
    serial, raced = others[0], others[1:]
    first, second = serial.outcomes[-2:]
    promised_both = not second.ok and transcript.last[0].method != "DELETE"
    count = len(transcript.history.cases)
    places = _places(transcript.outcomes[-1])
    elsewhen_ = raced[len(places)] if len(raced) > len(places) else None
    look = lens(transcript, elsewhen_)
    for place, both in zip(places, raced, strict=False):
        if len(both.outcomes) != count + 1 or not all(outcome.ok for outcome in (first, *both.outcomes[-2:])):
            continue
        wanted, found = (look.contents(one.outcomes[-1].after, ("", "s3")) for one in (serial, both))
        changed = differing(wanted, found)
        call = transcript.outcomes[-1].calls[place]
        if changed or promised_both:
            where = " and ".join(map(shown_resource, changed)) or "what both were promised"
            message = f"a second invocation before call {place + 1} {call.name} is lost: {where} is not what one after the other leaves"
            yield Hit(message, call.name, frame=call.frame)
            return


RELATIONS.add("race", Relation("race", "warning", runs, compare, elsewhen))
