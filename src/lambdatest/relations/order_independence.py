"""The relation `order_independence`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lambdatest.model import Case, parse_json
from lambdatest.relations.difference import differing, lens, shown_resource, writer
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen
from lambdatest.results import Hit, Transcript

UNORDERED = frozenset({"sqs", "sns", "s3", "eventbridge"})
_ORDERING = re.compile(
    r"(.*_)?(version|revision|rev|seq|sequence(_?number)?|timestamp|ts|event_?time|as_of|last_?(updated|modified)"
    r"|(updated|modified|changed|occurred|created|sent|happened)(_?(at|on|time))?)",
    re.IGNORECASE,
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The records of the last batch in the opposite order, or the last two events, where something in them tells their order."""
    step, outcome = transcript.last
    if step.case.kind not in UNORDERED or not step.plain or outcome.faults or not outcome.ok:
        return ()
    history = transcript.history
    records = step.event.get("Records") or [step.event]
    if len(records) > 1:
        if _fifo(records[0]) or not _ordered(records):
            return ()
        turned = replace(step.case, event={**step.event, "Records": records[::-1]})
        return (Run(replace(history, cases=(*history.cases[:-1], turned))),)
    if len(history.cases) < 2 or not _same(history.cases[-2], step.case):
        return ()
    earlier = transcript.steps[-2]
    if not _ordered([*(earlier.event.get("Records") or [earlier.event]), *records]):
        return ()
    swapped = (replace(step.case, event=step.event), replace(earlier.case, event=earlier.event))
    return (Run(replace(history, cases=(*history.cases[:-2], *swapped))),)


def _same(one: Case, other: Case) -> bool:
    return (one.function, one.trigger) == (other.function, other.trigger) and one.event != other.event


def _fifo(record: Any) -> bool:
    return str(record.get("eventSourceARN", "")).endswith(".fifo")


def _ordered(records: list[Any]) -> bool:
    """Whether two records say which of them is the later one: by the same key with other values, or as S3's `sequencer` does."""
    if all("s3" in record for record in records):
        return len({record["s3"]["object"].get("key") for record in records}) < len(records)
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
    order of lists does not count.  FIFO queues and streams keep theirs.
    """
    turned = others[0]
    if not turned.outcomes[-1].ok or turned.outcomes[-1].batch_item_failures or transcript.outcomes[-1].batch_item_failures:
        return
    look = lens(transcript, others[1] if len(others) > 1 else None)
    changed = differing(*(look.contents(one.outcomes[-1].after, ("", "s3")) for one in (transcript, turned)))
    if changed:
        message = f"in the opposite order the same messages leave something else in {' and '.join(map(shown_resource, changed))}"
        yield Hit(message, changed[0], frame=writer(transcript.outcomes[-1]))


RELATIONS.add("order_independence", Relation("order_independence", "warning", runs, compare, elsewhen))
