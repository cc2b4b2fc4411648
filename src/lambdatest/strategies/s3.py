"""Notifications of Amazon S3.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
"""

from base64 import b64encode
from collections.abc import Collection
from hashlib import md5
from typing import Any
from urllib.parse import quote_plus

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_type
from lambdatest.errors import did_you_mean
from lambdatest.strategies import batch
from lambdatest.strategies import opaque as ids
from lambdatest.strategies.client import OPAQUE

KEY_BYTES = 1024
"""Bytes of a key: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html"""

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
EVENT_TYPES = (
    *(f"ObjectCreated:{how}" for how in ("Put", "Post", "Copy", "CompleteMultipartUpload")),
    *(f"ObjectRemoved:{how}" for how in ("Delete", "DeleteMarkerCreated")),
    *(f"ObjectRestore:{how}" for how in ("Post", "Completed", "Delete")),
    *(f"ObjectTagging:{how}" for how in ("Put", "Delete")),
    *(f"LifecycleExpiration:{how}" for how in ("Delete", "DeleteMarkerCreated")),
    "ObjectAcl:Put", "LifecycleTransition", "IntelligentTiering", "ReducedRedundancyLostObject",
)
_REMOVALS = ("ObjectRemoved", "LifecycleExpiration")
NAMES = (
    "report.txt", "photo 1.jpg", "a+b=c.csv", "Zoë.json", "日本語.png", "100%.txt", "folder/deeper/file.bin", "x&y;z.txt",
    "'quoted'.json", "~tmp",
)
"""Names of objects, most of which are not the same once they are URL-encoded."""


def encoded_key(key: str) -> str:
    """The *key* as a notification writes it: URL-encoded as in a form, a space is ``+``, slashes stay."""
    return quote_plus(key, safe="/*", errors="replace").replace("~", "%7E")


def expanded(events: Collection[str]) -> tuple[str, ...]:
    """The types that *events* name, without ``s3:``; ``s3:ObjectCreated:*`` is four of them.  A type that is not known is kept."""
    found: dict[str, None] = {}
    for event in events:
        name = event.removeprefix("s3:")
        several = [known for known in EVENT_TYPES if known.startswith(name.removesuffix("*"))] if name.endswith("*") else [name]
        found |= dict.fromkeys(several or [name.removesuffix(":*")])
    return tuple(found)


def exists(event: str) -> bool:
    """Whether the object is there after an event of that type."""
    return not event.startswith((*_REMOVALS, "ReducedRedundancy"))


def s3_event(
    key: str, *, bucket: str, event: str = "ObjectCreated:Put", content: bytes = b"", version: str | None = None,
    region: str = ids.REGION, opaque: int = 0, epoch: int | None = None,
) -> dict[str, Any]:
    """The event of one object: *key* is as S3 stores it, *content* what it holds; *version* is its id in a versioned bucket."""
    at = ids.epoch(opaque) if epoch is None else epoch
    request = ids.hexadecimal(opaque, "s3 request", 16).upper()
    record: dict[str, Any] = {
        "eventVersion": "2.3" if event.startswith(("Lifecycle", "Intelligent", "ObjectTagging", "ObjectAcl")) else "2.1",
        "eventSource": "aws:s3", "awsRegion": region, "eventTime": ids.iso_time(at), "eventName": event,
        "userIdentity": {"principalId": f"AWS:AIDA{ids.hexadecimal(opaque, 'principal', 17).upper()}"},
        "requestParameters": {"sourceIPAddress": ids.source_ip(opaque)},
        "responseElements": {
            "x-amz-request-id": request, "x-amz-id-2": b64encode(bytes.fromhex(ids.hexadecimal(opaque, "s3 host", 64)) * 2).decode(),
        },
        "s3": {
            "s3SchemaVersion": "1.0", "configurationId": ids.uuid(0, f"notification {bucket}"),
            "bucket": {"name": bucket, "ownerIdentity": {"principalId": "A3I5XTEXAMAI3E"}, "arn": f"arn:aws:s3:::{bucket}"},
            "object": _object(key, event, content, version, at, opaque % 1_000 + 1_000 * (*EVENT_TYPES, event).index(event)),
        },
    }
    if event == "ObjectRestore:Completed":
        restored = {"lifecycleRestorationExpiryTime": ids.iso_time(at + 86_400_000), "lifecycleRestoreStorageClass": "GLACIER"}
        record["glacierEventData"] = {"restoreEventData": restored}
    if event == "IntelligentTiering":
        record["intelligentTieringEventData"] = {"destinationAccessTier": "ARCHIVE_ACCESS"}
    if event == "LifecycleTransition":
        record["lifecycleEventData"] = {"transitionEventData": {"destinationStorageClass": "GLACIER"}}
    return {"Records": [record]}


def _object(key: str, event: str, content: bytes, version: str | None, at: int, place: int) -> dict[str, Any]:
    """An object that was deleted has no size and no digest; *place* is that of the event among those of one millisecond."""
    found: dict[str, Any] = {"key": encoded_key(key)}
    if not event.startswith(_REMOVALS):
        found |= {"size": len(content), "eTag": md5(content, usedforsecurity=False).hexdigest()}
    return found | ({"versionId": version} if version else {}) | {"sequencer": f"00{at * 1_000_000 + 2 * place:016X}"}


def s3_events(
    *,
    keys: SearchStrategy[str] | None = None,
    bucket: str = "bucket",
    events: Collection[str] | str = ("s3:ObjectCreated:*",),
    contents: SearchStrategy[bytes] | None = None,
    versioned: bool | None = False,
) -> SearchStrategy[dict[str, Any]]:
    """Notifications of a bucket, as Lambda hands them to a handler; each has one record.

    - *keys*: a strategy of keys as S3 stores them; the event has them URL-encoded (``photo+1.jpg``); None draws names that tell
    - *bucket*: the bucket's name; *events*: the types of a notification, ``s3:ObjectCreated:*`` among them
    - *contents*: a strategy of the bytes that size and digest are of; None draws few
    - *versioned*: whether the bucket keeps versions; None draws both

    For notifications that come through a queue pass ``s3_events(…).map(json.dumps)`` as *bodies* of `sqs_events`.
    Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        types = _types([events] if isinstance(events, str) else events)
        check_type("bucket", bucket, str)
        check_type("versioned", versioned, (bool, type(None)))
        version_id = ids.hexadecimal(0, "version", 32)
        states = (None, version_id) if versioned is None else (version_id if versioned else None,)
        return st.builds(
            lambda key, event, content, version, opaque: s3_event(
                key, bucket=bucket, event=event, content=content, version=version, opaque=opaque),
            batch.texts("keys", keys, KEYS, key_refusal), st.sampled_from(types),
            batch.octets("contents", contents, 5 * 1024**3, "the largest object of one PUT"), st.sampled_from(states), OPAQUE,
        )
    return st.deferred(define)


def _types(events: Collection[str]) -> tuple[str, ...]:
    for event in events:
        check_type("events", event, str, "pass names such as 's3:ObjectCreated:*'")
    types = expanded(events)
    for event in types:
        if event not in EVENT_TYPES:
            raise InvalidArgument(f"events={events!r} names {event!r}, which S3 does not send; {did_you_mean(event, list(EVENT_TYPES))}")
    if not types:
        raise InvalidArgument(f"events={events!r} names no type; pass for example 's3:ObjectCreated:*'")
    return types


def key_refusal(key: str) -> str | None:
    """Why S3 would refuse *key*, or None."""
    size = len(key.encode("utf-8", "replace"))
    return None if 0 < size <= KEY_BYTES else f"a key has 1 to {KEY_BYTES:,} bytes, not {size:,}"


KEYS: SearchStrategy[str] = st.one_of(
    st.sampled_from(NAMES), st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20),
)
"""Keys of objects, as S3 stores them."""
