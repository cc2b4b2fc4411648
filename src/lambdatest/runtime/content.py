"""What the mocked account holds, read straight from moto without a request: tables, buckets, queues, topics.

The one place that touches the private parts of moto's S3, SQS and SNS (tested with moto 5.2.1 and 5.2.5).
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from moto.core.base_backend import BackendDict
from moto.s3.models import FakeDeleteMarker, FakeKey

from lambdatest.model import ACCOUNT_ID
from lambdatest.runtime.dynamodb_restore import Patch, wire_items

TEXT_BYTES = 65_536
Contents = tuple[Mapping[str, Any], ...]


def backends(service: str) -> Iterator[tuple[str, Any]]:
    """The backends of a service that are in use, with their regions (``aws`` for S3)."""
    registry: Any = BackendDict
    for found in list(registry._instances):
        if found.service_name == service:
            yield from list((dict.get(found, ACCOUNT_ID) or {}).items())


def contents(region: str) -> dict[str, Contents]:
    """Everything: tables by name, ``s3:bucket``, ``sqs:queue``, ``sns:topic``; names of other regions have the region before them."""
    found: dict[str, Contents] = {}
    for place, backend in backends("dynamodb"):
        found |= {_named("", place, region, name): wire_items(table) for name, table in list(backend.tables.items())}
    for _, backend in backends("s3"):
        found |= {f"s3:{name}": objects(bucket) for name, bucket in list(backend.buckets.items())}
    for place, backend in backends("sqs"):
        found |= {_named("sqs:", place, region, name): messages(queue) for name, queue in list(backend.queues.items())}
    for place, backend in backends("sns"):
        found |= {_named("sns:", place, region, topic.name): published(topic) for topic in list(backend.topics.values())}
    return found


def _named(prefix: str, place: str, region: str, name: str) -> str:
    return f"{prefix}{name}" if place == region else f"{prefix}{place}:{name}"


def objects(bucket: Any) -> Contents:
    """The objects of a bucket by key: ``Key``, ``Body`` (text, or ``sha256:…`` of bytes and of more than 64 KiB)."""
    current = [(name, found) for name, found in sorted(bucket.keys.items()) if not isinstance(found, FakeDeleteMarker)]
    return tuple({"Key": name, "Body": _body(found.value)} for name, found in current)


def put_object(bucket: str, seed: Mapping[str, Any]) -> bool:
    """Put an object, ``Key`` and ``Body`` (text) or ``Base64``, past notifications and requests; False where there is no such bucket."""
    octets = base64.b64decode(seed["Base64"]) if "Base64" in seed else str(seed.get("Body", "")).encode()
    for _, backend in backends("s3"):
        if bucket in backend.buckets:
            made = backend.put_object(bucket, seed["Key"], octets, disable_notification=True)
            if seed.get("VersionId"):
                made._version_id = seed["VersionId"]
            return True
    return False


def _body(value: bytes) -> str:
    if len(value) <= TEXT_BYTES:
        # What is no text is binary: its digest stands for it.
        with suppress(UnicodeDecodeError):
            return value.decode()
    return f"sha256:{hashlib.sha256(value).hexdigest()}"


def has_queue(name: str) -> bool:
    """Whether there is a queue called *name*, in any region."""
    return any(name in backend.queues for _, backend in backends("sqs"))


def messages(queue: Any) -> Contents:
    """The messages of a queue, received or not, in the order in which they were sent: ``Body``, attributes, group."""
    return tuple(_message(found) for found in list(queue._messages))


def _message(found: Any) -> Mapping[str, Any]:
    message: dict[str, Any] = {"Body": found.body}
    attributes = {name: {key: str(part) for key, part in value.items()} for name, value in sorted(found.message_attributes.items())}
    if attributes:
        message["MessageAttributes"] = attributes
    return {**message, "MessageGroupId": found.group_id} if found.group_id else message


def published(topic: Any) -> Contents:
    """What was published to a topic: ``Message``, ``Subject``."""
    return tuple({"Message": sent[1], "Subject": sent[2]} for sent in list(topic.sent_notifications))


def patches() -> list[Patch]:
    """moto closes the file of an object's bytes when the object is deleted: then it could not come back."""
    return [(FakeKey, "dispose", _dispose)]


def _dispose(self: Any, garbage: bool = False) -> None:
    if garbage:
        self._value_buffer.close()
        self.disposed = True
