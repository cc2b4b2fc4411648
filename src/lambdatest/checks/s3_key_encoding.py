"""The check `s3_key_encoding`."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from lambdatest.checks.check import registered
from lambdatest.model import parse_json
from lambdatest.results import Call, Hit, Outcome, Step


@registered("failure")
def s3_key_encoding(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The key of an S3 notification is decoded before S3 is asked for the object.

    The key in the event is URL-encoded, with `+` for a space: `photo 1.jpg` arrives as `photo+1.jpg`, and no such object is there.
    `urllib.parse.unquote_plus` decodes it.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html

    Only calls of S3 with the very key of the event, on its bucket, where decoding changes it.  Events that come through EventBridge
    are left alone: their keys are not encoded.
    """
    encoded = {pair for pair in _named(step.event) if unquote_plus(pair[1]) != pair[1]}
    for call in outcome.calls:
        for bucket, key in _asked(call):
            if (bucket, key) in encoded:
                what = f"{call.operation} asks for {key!r}, the object is called {unquote_plus(key)!r}"
                yield Hit(what, call.operation, frame=call.frame)
                return


def _named(event: Any) -> Iterator[tuple[str, str]]:
    """Bucket and key, as they are written, of every notification in *event*, also in the messages of a queue or topic."""
    records = event.get("Records") if isinstance(event, dict) else None
    for record in records if isinstance(records, list) else ():
        found = record.get("s3") if isinstance(record, dict) else None
        if isinstance(found, dict):
            yield str(found["bucket"]["name"]), str(found["object"]["key"])
        elif isinstance(record, dict) and "body" in record:
            yield from _named(parse_json(record["body"]))


def _asked(call: Call) -> Iterator[tuple[str, str]]:
    """Bucket and key of the objects that a call reads."""
    if call.service != "s3":
        return
    parameters = call.parameters
    if call.operation in ("GetObject", "HeadObject", "GetObjectTagging", "GetObjectAttributes", "DeleteObject", "SelectObjectContent"):
        yield str(parameters.get("Bucket")), str(parameters.get("Key"))
    source = parameters.get("CopySource")
    if isinstance(source, dict):
        yield str(source.get("Bucket")), str(source.get("Key"))
