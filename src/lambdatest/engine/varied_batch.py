"""A batch whose records differ from each other: with records that are alike, nothing is seen of what one does to another."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis.strategies import SearchStrategy

from lambdatest.engine.shrink import examples
from lambdatest.model import History, parse_json

DRAWN = 30
"""Histories among which the one is taken whose records differ in most things: drawing costs a millisecond each, and nothing is run."""


def varied_batch(strategy: SearchStrategy[History]) -> History | None:
    """Of some histories of *strategy* the one whose last event has the records that differ in most; None where no two differ."""
    drawn: list[History] = []
    examples(strategy, drawn.append, DRAWN, 0)
    best = max(drawn, key=_variety, default=None)
    return best if best is not None and _variety(best) else None


def _variety(history: History) -> int:
    """How many values the records of the last event have under each key, taken together; 0 where no two records differ."""
    event = history.cases[-1].event
    contents = [_content(record) for record in event.get("Records") or event.get("records") or ()]
    if _different(contents) < 2:
        return 0
    if not all(isinstance(one, dict) for one in contents):
        return _different(contents)
    return sum(_different([one.get(key) for one in contents]) for key in {key for one in contents for key in one})


def _different(values: list[Any]) -> int:
    return len({json.dumps(value, sort_keys=True, default=repr) for value in values})


def _content(record: Mapping[str, Any]) -> Any:
    """What a record tells, without what identifies it."""
    stream = record.get("dynamodb")
    if stream is not None:
        return stream.get("Keys")
    text = record["body"] if "body" in record else (record.get("kinesis") or record).get("data")
    found = parse_json(text)
    return text if found is None else found
