"""A batch whose records differ from each other: with records that are alike, nothing is seen of what one does to another."""

import json
from dataclasses import replace
from typing import Any

from hypothesis.strategies import SearchStrategy

from lambdatest.checks.sent import content, leaves
from lambdatest.engine.shrink import examples
from lambdatest.model import History

ENTRIES, MOST_RECORDS = 10, 26
"""The entries that a batch of SQS, SNS or EventBridge has at most, and one more than one of DynamoDB has.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
"""
DRAWN = 30
"""Histories among which the one is taken whose records differ in most things: drawing costs a millisecond each, and nothing is run."""


def varied_batch(strategy: SearchStrategy[History]) -> History | None:
    """Of some histories of *strategy* the one whose last event has the records that differ in most; None where no two differ."""
    drawn = _drawn(strategy)
    best = max(drawn, key=_variety, default=None)
    return best if best is not None and _variety(best) else None


def full_batch(strategy: SearchStrategy[History], size: int) -> History | None:
    """As many records as AWS hands over at once where many wait, *size* at most, put together of some histories of *strategy*.

    None where that is no more than `ENTRIES`: no limit of a service is met with fewer.
    """
    drawn = _drawn(strategy) if size > ENTRIES else []
    found: dict[str, Any] = {}
    seeds: dict[str, dict[str, Any]] = {}
    for history in drawn:
        for record in history.cases[-1].event.get("Records") or ():
            found.setdefault(str(_place(record)), record)
        for table, items in history.seeds.items():
            seeds.setdefault(table, {}).update({json.dumps(item, sort_keys=True): item for item in items})
    if len(found) <= ENTRIES:
        return None
    records = sorted(list(found.values())[: min(size, MOST_RECORDS)], key=_place)
    last = drawn[0].cases[-1]
    whole = replace(drawn[0], seeds={table: tuple(items.values()) for table, items in seeds.items()})
    return whole.ending(replace(last, event={**last.event, "Records": records}))


def _place(record: Any) -> tuple[int, str]:
    """The place of a record among others, which its sequence number tells, where it has one, and its id."""
    stream = record.get("kinesis") or record.get("dynamodb") or {}
    number = stream.get("sequenceNumber") or stream.get("SequenceNumber") or "0"
    return int(number), str(record.get("eventID") or record.get("messageId"))


def _drawn(strategy: SearchStrategy[History]) -> list[History]:
    found: list[History] = []
    examples(strategy, found.append, DRAWN, 0)
    return found


def _variety(history: History) -> int:
    """How many different values the records of the last event hold, each under its key; 0 where no two records differ."""
    event = history.cases[-1].event
    told = [frozenset(leaves(content(record))) for record in event.get("Records") or event.get("records") or ()]
    return len(frozenset().union(*told)) if len(set(told)) > 1 else 0
