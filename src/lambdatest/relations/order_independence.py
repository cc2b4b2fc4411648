"""The relation `order_independence`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lambdatest.model import Case, parse_json
from lambdatest.relations.difference import differing, lens, shown_resource, writer
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen
from lambdatest.results import Hit, Step, Transcript
from lambdatest.strategies.s3 import expanded

UNORDERED = frozenset({"sqs", "sns", "s3", "eventbridge"})
_ORDERING = re.compile(
    r"(.*_)?(version|revision|rev|seq|sequence(_?number)?|timestamp|ts|event_?time|as_of|last_?(updated|modified)"
    r"|(updated|modified|changed|occurred|created|sent|happened)(_?(at|on|time))?)",
    re.IGNORECASE,
)
EMPTY = "d41d8cd98f00b204e9800998ecf8427e"
"""The digest of an object that holds nothing."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The records of the last batch in the opposite order, or the last two events, where something in them tells their order."""
    step, outcome = transcript.last
    if step.case.kind not in UNORDERED or not step.plain or not outcome.ok:
        return ()
    history = transcript.history
    records = step.event.get("Records") or [step.event]
    if len(records) > 1:
        if _fifo(records[0]) or not _ordered(records):
            return ()
        turned = replace(step.case, event={**step.event, "Records": records[::-1]})
        return (Run(history.ending(turned)),)
    if len(history.cases) < 2 or not _same(history.cases[-2], step.case):
        return _with_another(transcript)
    earlier = transcript.steps[-2]
    if not _ordered([*(earlier.event.get("Records") or [earlier.event]), *records]):
        return _with_another(transcript)
    swapped = (replace(step.case, event=step.event), replace(earlier.case, event=earlier.event))
    return (Run(replace(history, cases=(*history.cases[:-2], *swapped))),)


def _with_another(transcript: Transcript) -> tuple[Run, ...]:
    """The last notification of an object and a later one of it in both orders, where the bucket tells of new and of removed objects."""
    step, history = transcript.steps[-1], transcript.history
    later = _later(step)
    if later is None:
        return ()
    pair = (replace(step.case, event=step.event), replace(step.case, event=later))
    return tuple(Run(history.ending(*cases)) for cases in (pair, pair[::-1]))


def _later(step: Step) -> dict[str, Any] | None:
    """What S3 tells when the object of the notification is removed, or was and is there again."""
    records = step.event.get("Records") if isinstance(step.event, dict) else None
    if step.case.kind != "s3" or not records or len(records) != 1:
        return None
    types = expanded([str(event) for rule in step.trigger.options.get("rules") or () for event in rule.get("events") or ()])
    record, there = records[0], records[0]["eventName"].startswith("ObjectCreated:")
    wanted = next((kind for kind in types if kind.startswith("ObjectRemoved:" if there else "ObjectCreated:")), None)
    if wanted is None or not record["eventName"].startswith(("ObjectCreated:", "ObjectRemoved:")):
        return None
    found = {**record["s3"]["object"], "sequencer": f"{int(record['s3']['object']['sequencer'], 16) + 1:018X}"}
    kept = {name: value for name, value in found.items() if not (there and name in ("size", "eTag"))}
    told = kept if there else {"size": 0, "eTag": EMPTY, **kept}
    return {**step.event, "Records": [{**record, "eventName": wanted, "s3": {**record["s3"], "object": told}}]}


def _same(one: Case, other: Case) -> bool:
    return (one.function, one.trigger) == (other.function, other.trigger) and one.event != other.event


def _fifo(record: Any) -> bool:
    return str(record.get("eventSourceARN", "")).endswith(".fifo")


def _ordered(records: list[Any]) -> bool:
    """Whether two records say which of them is the later one: by the same key with other values, or as S3's `sequencer` does."""
    if all("s3" in record for record in records):
        told = {(record["s3"]["object"].get("key"), record["s3"]["object"].get("sequencer")) for record in records}
        return len({key for key, _ in told}) < len(told)
    known = [_orders(record) for record in records]
    return any(one[name] != other[name] for n, one in enumerate(known) for other in known[n + 1 :] for name in one.keys() & other.keys())


def _orders(record: Any) -> dict[str, Any]:
    body = parse_json(record.get("body") or record.get("Sns", {}).get("Message")) or record.get("detail")
    return {name: value for name, value in body.items() if _ORDERING.fullmatch(_HUMP.sub("_", name))} if isinstance(body, dict) else {}


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """Messages leave the same behind in whatever order they come.

    Standard queues, topics, buckets and EventBridge do not keep the order: an older state that comes late must not replace a newer one.
    A condition on the version or the time of the message prevents it; S3 gives a `sequencer` for it.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html

    Only messages that say which of them is the later one, by a version or a time: without that a handler can do nothing about it.  The
    order of lists does not count.  FIFO queues and streams keep theirs.  Where a bucket tells of new and of removed objects, the
    removal of an object and its creation, with a `sequencer` each, are handled in both orders.
    """
    count = len(runs(transcript))
    one, turned = (transcript, others[0]) if count == 1 else others[:2]
    if not all(outcome.ok and not outcome.batch_item_failures for outcome in (*one.outcomes[-2:], *turned.outcomes[-2:])):
        return
    look = lens(transcript, others[count] if len(others) > count else None)
    changed = differing(*(look.contents(run.outcomes[-1].after, ("", "s3")) for run in (one, turned)))
    if changed:
        message = f"in the opposite order the same messages leave something else in {' and '.join(map(shown_resource, changed))}"
        yield Hit(message, changed[0], frame=writer(transcript.outcomes[-1]))


RELATIONS.add("order_independence", Relation("order_independence", "warning", runs, compare, elsewhen))
