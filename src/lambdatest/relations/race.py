"""The relation `race`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from lambdatest.event_sources.claim import claims
from lambdatest.relations.difference import Lens, aside, differing, lens, masked, shown_resource
from lambdatest.relations.identity import of_somebody_else
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen
from lambdatest.results import Call, Hit, Outcome, Step, Transcript
from lambdatest.runtime.legality import reads

CONCURRENT = frozenset({"sns", "s3", "eventbridge", "direct", "websocket"})
MOST_PLACES = 2
_ANOTHER = "2"


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
    """For each second event: the two, one after the other (both ways, if they differ), and it before a write of the first."""
    return tuple(run for _, _, group in _groups(transcript) for run in group)


def _groups(transcript: Transcript) -> Iterator[tuple[str, int, list[Run]]]:
    """For each second event whose it is, and the runs with it: so many one after the other, then one for each place."""
    step, outcome = transcript.last
    if not step.plain or not outcome.ok or not _concurrent(step):
        return
    history, places = transcript.history, _places(outcome)
    for who, second in _seconds(step, outcome) if places else ():
        case = replace(step.case, event=second)
        serial = [Run(history.then(case)), *([Run(history.ending(case, history.cases[-1]))] if who else [])]
        yield who, len(serial), [*serial, *(Run(history, inserted=place, second=second) for place in places)]


def _seconds(step: Step, outcome: Outcome) -> Iterator[tuple[str, Any]]:
    """The events of a second invocation: the same one, that of somebody else where the code looks at who calls, one that makes another
    item out of the same others (a stock, an account), and one that makes the same item of something else (a seat, a name)."""
    yield "", step.event
    if step.http and step.vocabulary.claims and claims(step.event):
        other = of_somebody_else(step.event)
        if other != step.event:
            yield " of another caller", other
    sent: Any = step.event if step.case.kind == "direct" else step.json if step.http else None
    found = _made(step, outcome, sent) if isinstance(sent, dict) else None
    if found is None:
        return
    name, item, changed = found
    if changed:
        yield f" with another {name}", _with(step, {**sent, name: f"{sent[name]}{_ANOTHER}"})
    held = [value["S"] for value in item.values() if "S" in value]
    others = {other: f"{value}{_ANOTHER}" for other, value in sent.items() if other != name and value in held}
    if others:
        yield f" for the same {name}", _with(step, {**sent, **others})


def _with(step: Step, sent: dict[str, Any]) -> Any:
    return sent if step.case.kind == "direct" else {**step.event, "body": json.dumps(sent), "isBase64Encoded": False}


def _made(step: Step, outcome: Outcome, sent: dict[str, Any]) -> tuple[str, Mapping[str, Any], bool] | None:
    """The key of what was sent that names the one item which a request makes, the item, and whether another one was changed too."""
    made, changed = [], False
    for table in step.tables:
        before, after = (
            {str([item.get(name) for name in table.keys]): item for item in state.get(table.name, ())}
            for state in (outcome.before, outcome.after)
        )
        made += [(item[table.hash_key].get("S"), item) for key, item in after.items() if key not in before]
        changed |= any(after.get(key, item) != item for key, item in before.items())
    named = [name for name, value in sent.items() if isinstance(value, str) and value and [value] == [key for key, _ in made]]
    return (named[0], made[0][1], changed) if len(named) == 1 else None


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """Two invocations at the same time leave what one after the other would have left.

    Lambda runs as many at once as there are requests.  A handler that reads an item, computes, and writes it without a condition loses
    what another wrote in between; so does one that looks whether something is free, and then takes it.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate

    The second invocation, with the same event, that of another caller, one that makes another item out of the same others, or the same
    item of other texts, happens whole before one write of the first.  What is then in tables and objects must be what the two leave one
    after the other, in whichever order, and one that is refused then must be refused at once too, unless both are a DELETE: each of them
    has what it asked for.  Left alone: an invocation that reports a failure, times and UUIDs, and what is invoked one at a time (streams,
    FIFO queues, schedules).
    """
    groups = list(_groups(transcript))
    wanted = sum(len(group) for _, _, group in groups)
    look = lens(transcript, others[wanted] if len(others) > wanted else None)
    given = iter(others)
    for who, count, group in groups:
        ran = list(islice(given, len(group)))
        for run, both in zip(group[count:], ran[count:], strict=True):
            lost = _lost(look, ran[:count], both, transcript)
            if lost:
                place = run.inserted or 0
                call = transcript.outcomes[-1].calls[place]
                before = f"a second invocation{who} before call {place + 1} {call.name} is lost"
                message = f"{before}: {lost} is not what one after the other leaves"
                yield Hit(message, call.name, frame=call.frame)
                return


def _lost(look: Lens, serials: Sequence[Transcript], both: Transcript, transcript: Transcript) -> str:
    """What the two at once leave, in words, where none of *serials* leaves it; nothing where one does, or one of the two failed."""
    ended = both.outcomes[-2:]
    alone = [serial.outcomes[-2] for serial in serials]
    if len(both.outcomes) != len(transcript.history.cases) + 1 or not all(outcome.ok for outcome in (*alone, *ended)):
        return ""
    found = look.contents(both.outcomes[-1].after, ("", "s3"))
    words = ""
    for serial in serials:
        changed = differing(look.contents(serial.outcomes[-1].after, ("", "s3")), found)
        refused = not serial.outcomes[-1].ok and transcript.last[0].method != "DELETE"
        refused |= transcript.last[0].case.kind == "direct" and _told(serial) != _told(both)
        if not changed and not refused:
            return ""
        words = words or " and ".join(map(shown_resource, changed)) or "what both were promised"
    return words


def _told(transcript: Transcript) -> list[str]:
    """What the two invocations answered, whichever was first: a direct one refuses in words of its own."""
    return sorted(masked(json.dumps(outcome.result, default=repr, sort_keys=True)) for outcome in transcript.outcomes[-2:])


RELATIONS.add("race", Relation("race", "warning", runs, compare, elsewhen))
