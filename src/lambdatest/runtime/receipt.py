"""Receipt handles of the messages that an invocation was given: a consumer may delete them itself, or keep them hidden for longer.

moto knows the handles that it gave out alone, and no event comes from it.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

OPERATIONS = frozenset({"DeleteMessage", "DeleteMessageBatch", "ChangeMessageVisibility", "ChangeMessageVisibilityBatch"})
MOST_ENTRIES = 10
LONGEST_HIDDEN = 43_200
"""Seconds: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html"""
_HEADERS = {"content-type": "application/x-amz-json-1.0"}
_delivered: list[dict[str, str]] = []


@contextmanager
def delivered(event: Any) -> Iterator[None]:
    """Know the handles of *event* while the block runs, besides those of events whose invocations are under way."""
    found = _handles(event)
    _delivered.append(found)
    try:
        yield
    finally:
        _delivered[:] = [one for one in _delivered if one is not found]


def _handles(event: Any) -> dict[str, str]:
    """The name of the queue of each receipt handle in *event*."""
    records = event.get("Records") if isinstance(event, Mapping) else None
    found = [one for one in records if isinstance(one, Mapping)] if isinstance(records, list) else []
    return {str(one["receiptHandle"]): _name(one.get("eventSourceARN"), ":") for one in found if "receiptHandle" in one}


def answer(operation: str, text: bytes, is_there: Callable[[str], bool]) -> tuple[int, dict[str, str], str] | None:
    """The answer of SQS to a request about messages of the events; None where moto has it.

    *is_there* tells whether the account has a queue of a name: a handle is refused by another queue than its own.
    """
    if operation not in OPERATIONS or not any(_delivered):
        return None
    body = json.loads(text)
    asked, is_batch = _name(body.get("QueueUrl"), "/"), operation.endswith("Batch")
    entries = body.get("Entries") or [] if is_batch else [body]
    known = all(_is_own(entry, asked, is_there) and _is_hideable(operation, entry) for entry in entries)
    names = [entry.get("Id") for entry in entries]
    if not known or not 0 < len(entries) <= MOST_ENTRIES or len(set(names)) < len(names):
        return None
    done = {"Successful": [{"Id": name} for name in names], "Failed": []} if is_batch else {}
    return 200, dict(_HEADERS), json.dumps(done)


def _is_own(entry: Mapping[str, Any], asked: str, is_there: Callable[[str], bool]) -> bool:
    """Whether the handle of *entry* is of an event's message, and nothing says that it came from another queue than the one *asked*."""
    queues = [found[str(entry.get("ReceiptHandle"))] for found in _delivered if str(entry.get("ReceiptHandle")) in found]
    return any(asked == name or not (is_there(asked) and is_there(name)) for name in queues)


def _is_hideable(operation: str, entry: Mapping[str, Any]) -> bool:
    seconds = entry.get("VisibilityTimeout", 0)
    return operation.startswith("Delete") or isinstance(seconds, int) and 0 <= seconds <= LONGEST_HIDDEN


def _name(address: Any, sign: str) -> str:
    return str(address).rpartition(sign)[2]
