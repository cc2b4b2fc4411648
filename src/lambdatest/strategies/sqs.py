"""Events of Amazon SQS, standard and FIFO.

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
"""

import re
import struct
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_type
from lambdatest.strategies import batch
from lambdatest.strategies import opaque as ids
from lambdatest.strategies.client import OPAQUE

MESSAGE_LIMIT = 1024 * 1024
"""Bytes of a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"""
FIFO_BATCH = 10
_FIRST_SEQUENCE = 18_850_000_000_000_000_000
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a queue: *attributes* maps names to text or bytes, *group* is that of a FIFO queue, *receives* counts deliveries."""

    body: str
    attributes: Mapping[str, str | bytes] = field(default_factory=dict)
    group: str = "a"
    receives: int = 1
    dead_letter_of: str | None = None


def sqs_event(messages: Sequence[Message], *, queue: str, opaque: int = 0, epoch: int | None = None) -> dict[str, Any]:
    """The event of a batch of *messages* of the queue with the ARN *queue*, which is FIFO where its name says so.

    All ids are made of *opaque*; *epoch* is the time of the first message in milliseconds.
    """
    sent = ids.epoch(opaque) if epoch is None else epoch
    return {"Records": [_record(message, n, queue, opaque, sent + 7 * n) for n, message in enumerate(messages)]}


def _record(message: Message, n: int, queue: str, opaque: int, sent: int) -> dict[str, Any]:
    """One record; the first delivery is a few milliseconds after it was sent, later ones do not change that."""
    handle = b64encode(ids.hexadecimal(opaque, f"handle {n}.{message.receives}", 60).encode()).decode()
    attributes = {
        "ApproximateReceiveCount": str(message.receives), "SentTimestamp": str(sent),
        "SenderId": "AIDA" + ids.hexadecimal(opaque, "sender", 17).upper(), "ApproximateFirstReceiveTimestamp": str(sent + 9),
    }
    if queue.endswith(".fifo"):
        attributes |= {
            "SequenceNumber": str(_FIRST_SEQUENCE + 256 * (1000 * (sent % 10**12) + n)), "MessageGroupId": message.group,
            "MessageDeduplicationId": ids.hexadecimal(opaque, f"deduplication {n}", 64),
        }
    if message.dead_letter_of:
        attributes["DeadLetterQueueSourceArn"] = message.dead_letter_of
    found = {
        "messageId": ids.uuid(opaque, f"message {n}"), "receiptHandle": f"AQEB{handle}", "body": message.body, "attributes": attributes,
        "messageAttributes": {name: _attribute(value) for name, value in message.attributes.items()},
        "md5OfBody": md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs", "eventSourceARN": queue, "awsRegion": batch.region_of(queue),
    }
    return found | ({"md5OfMessageAttributes": attributes_digest(message.attributes)} if message.attributes else {})


def _attribute(value: str | bytes) -> dict[str, Any]:
    kind, name = ("Binary", "binaryValue") if isinstance(value, bytes) else ("String", "stringValue")
    text = b64encode(value).decode() if isinstance(value, bytes) else value
    return {name: text, "stringListValues": [], "binaryListValues": [], "dataType": kind}


def attributes_digest(attributes: Mapping[str, str | bytes]) -> str:
    """The MD5 digest of a message's attributes.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
    """
    def sized(part: bytes) -> bytes:
        return struct.pack("!I", len(part)) + part
    found = b""
    for name, value in sorted(attributes.items()):
        binary = isinstance(value, bytes)
        found += sized(name.encode()) + sized(b"Binary" if binary else b"String") + (b"\x02" if binary else b"\x01")
        found += sized(value if isinstance(value, bytes) else value.encode())
    return md5(found, usedforsecurity=False).hexdigest()


def refusal(text: str) -> str | None:
    """Why SQS would refuse *text* as a message, or None."""
    if not text:
        return "a message has at least one character"
    found = _REFUSED.search(text)
    if found:
        return f"SQS refuses the character {found[0]!a}; escape it, as json.dumps does"
    size = len(text.encode())
    return f"its {size:,} bytes are more than {MESSAGE_LIMIT:,}, the largest message of SQS" if size > MESSAGE_LIMIT else None


def sqs_events(
    *,
    bodies: SearchStrategy[str] | None = None,
    queue: str | None = None,
    fifo: bool | None = None,
    groups: SearchStrategy[str] | None = None,
    attributes: SearchStrategy[Mapping[str, str | bytes]] | None = None,
    min_size: int = 1,
    max_size: int = 10,
) -> SearchStrategy[dict[str, Any]]:
    """Events of a queue, as Lambda hands them to a handler: plain JSON data.

    - *bodies*: a strategy of texts, for example ``orders.map(json.dumps)``; None sends JSON and other text
    - *queue*: the queue's name or ARN; *fifo*: whether it is a FIFO queue, by default what its name says (``.fifo``)
    - *groups*: a strategy of the message groups of a FIFO queue; None draws from two
    - *attributes*: a strategy of mappings from names to text or bytes; None draws few of them, and none
    - *min_size*, *max_size*: records of a batch, at most 10,000, or 10 of a FIFO queue

    Ids and receipt handles are unique, digests and times agree with what they are of; sequence numbers of a FIFO queue increase.
    A message is at times delivered again, or comes out of a dead-letter queue.  For messages that came through SNS pass
    `sns_notifications` as *bodies*.  Raises InvalidArgument when drawn from.
    """
    return st.deferred(lambda: _events(bodies, _queue(queue, fifo), groups, attributes, min_size, max_size))


def _events(  # pylint: disable=too-many-arguments,too-many-positional-arguments  # they are the options of `sqs_events`
    bodies: Any, queue: str, groups: Any, attributes: Any, min_size: Any, max_size: Any
) -> SearchStrategy[dict[str, Any]]:
    largest = FIFO_BATCH if queue.endswith(".fifo") else batch.LARGEST_BATCH
    batch.check_sizes(min_size, max_size, largest, f"the largest batch that Lambda polls from {_kind(queue)} queue")
    message = st.builds(
        Message, batch.texts("bodies", bodies, batch.MESSAGES, refusal), batch.attribute_maps(attributes), _groups(groups),
        st.sampled_from((1, 1, 1, 2, 5)), st.sampled_from((None, None, None, f"{queue.removesuffix('.fifo')}-source{_suffix(queue)}")),
    )
    drawn = st.lists(message, min_size=min_size, max_size=max_size).filter(_fits)
    return st.builds(lambda messages, opaque: sqs_event(messages, queue=queue, opaque=opaque), drawn, OPAQUE)


def _fits(messages: Sequence[Message]) -> bool:
    """Whether Lambda would send them in one batch: an event has at most 6 MB."""
    return sum(len(message.body) * 2 + 1500 for message in messages) < batch.INVOCATION_LIMIT or len(messages) == 1


def _suffix(queue: str) -> str:
    return ".fifo" if queue.endswith(".fifo") else ""


def _kind(queue: str) -> str:
    return "a FIFO" if queue.endswith(".fifo") else "a standard"


def _queue(queue: Any, fifo: Any) -> str:
    check_type("fifo", fifo, (bool, type(None)))
    found = batch.named("queue", queue if queue is not None else "queue.fifo" if fifo else "queue", "sqs")
    if fifo is not None and fifo != found.endswith(".fifo"):
        raise InvalidArgument(f"fifo={fifo!r} with queue={queue!r}: the name of a FIFO queue, and of no other, ends in .fifo")
    return found


def _groups(groups: Any) -> SearchStrategy[str]:
    own = st.sampled_from(("a", "a", "b"))
    return batch.texts("groups", groups, own, lambda group: None if group else "a message of a FIFO queue has a group")
