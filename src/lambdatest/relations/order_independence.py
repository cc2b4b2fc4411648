"""The relation `order_independence`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lambdatest.model import Case
from lambdatest.relations.difference import differing, lens, shown_resource, writer
from lambdatest.relations.later import later_event, orders
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen
from lambdatest.results import Hit, Transcript

UNORDERED = frozenset({"sqs", "sns", "s3", "eventbridge"})


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The records of the last batch in the opposite order, or the last two events, where something in them tells their order."""
    step, outcome = transcript.last
    if step.case.kind not in UNORDERED or not step.plain or not outcome.ok:
        return ()
    history = transcript.history
    records = _records(step.event)
    if _fifo(records[0]):
        return ()
    if len(records) > 1:
        if not _ordered(records):
            return ()
        turned = replace(step.case, event={**step.event, "Records": records[::-1]})
        return (Run(history.ending(turned)),)
    if len(history.cases) < 2 or not _same(history.cases[-2], step.case):
        return _with_another(transcript)
    earlier = transcript.steps[-2]
    if not _ordered([*_records(earlier.event), *records]):
        return _with_another(transcript)
    swapped = (replace(step.case, event=step.event), replace(earlier.case, event=earlier.event))
    return (Run(replace(history, cases=(*history.cases[:-2], *swapped))),)


def _with_another(transcript: Transcript) -> tuple[Run, ...]:
    """The last event and a later one about the same in both orders."""
    step, history = transcript.steps[-1], transcript.history
    other = later_event(step)
    if other is None:
        return ()
    pair = (replace(step.case, event=step.event), replace(step.case, event=other))
    return tuple(Run(history.ending(*cases)) for cases in (pair, pair[::-1]))


def _records(event: Any) -> list[Any]:
    return event.get("Records") or [event]


def _same(one: Case, other: Case) -> bool:
    return (one.function, one.trigger) == (other.function, other.trigger) and one.event != other.event


def _fifo(record: Any) -> bool:
    return str(record.get("eventSourceARN", "")).endswith(".fifo")


def _ordered(records: list[Any]) -> bool:
    """Whether two records say which of them is the later one: by the same key with other values, or as S3's `sequencer` does."""
    if all("s3" in record for record in records):
        told = {(record["s3"]["object"].get("key"), record["s3"]["object"].get("sequencer")) for record in records}
        return len({key for key, _ in told}) < len(told)
    known = [orders(record) for record in records]
    return any(one[name] != other[name] for n, one in enumerate(known) for other in known[n + 1 :] for name in one.keys() & other.keys())


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """Messages leave the same behind in whatever order they come.

    Standard queues, topics, buckets and EventBridge do not keep the order: an older state that comes late must not replace a newer one.
    A condition on the version or the time of the message prevents it; S3 gives a `sequencer` for it.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html

    Only messages that say which of them is the later one, by a version or a time: without that a handler can do nothing about it.  The
    order of lists does not count.  FIFO queues and streams keep theirs.  A message alone is followed by a later one about the same, and
    the creation of an object by its removal, with a `sequencer` each, where the bucket tells of both.  Where whatever comes second is
    left out, the handler takes it for the same message, and that is not said.
    """
    count = len(runs(transcript))
    one, turned = (transcript, others[0]) if count == 1 else others[:2]
    alone = count == 2 and transcript.last[0].case.kind != "s3"
    if alone and all(run.outcomes[-1].before == run.outcomes[-1].after for run in (one, turned)):
        return
    if not all(outcome.ok and not outcome.batch_item_failures for outcome in (*one.outcomes[-2:], *turned.outcomes[-2:])):
        return
    told = frozenset(str(value) for step in turned.steps for record in _records(step.event) for value in orders(record).values())
    look = replace(lens(transcript, others[count] if len(others) > count else None), told=told)
    changed = differing(*(look.contents(run.outcomes[-1].after, ("", "s3")) for run in (one, turned)))
    if changed:
        message = f"in the opposite order the same messages leave something else in {' and '.join(map(shown_resource, changed))}"
        yield Hit(message, changed[0], frame=writer(transcript.outcomes[-1]))


RELATIONS.add("order_independence", Relation("order_independence", "warning", runs, compare, elsewhen))
