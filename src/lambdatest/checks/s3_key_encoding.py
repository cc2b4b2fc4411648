"""The check `s3_key_encoding`."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote, unquote_plus

from lambdatest.checks.check import registered
from lambdatest.model import parse_json
from lambdatest.results import Call, Hit, Outcome, Step

ENCODED_PATHS = frozenset({"function_url", "alb"})


@registered("failure")
def s3_key_encoding(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A key that arrives URL-encoded is decoded once before S3 is asked for the object, and the key of an EventBridge event is not.

    The key in a notification of S3 is URL-encoded, with `+` for a space: `photo 1.jpg` arrives as `photo+1.jpg`, and no such object is
    there.  `urllib.parse.unquote_plus` decodes it; `unquote` leaves the `+`, and twice is once too often.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    In an event that S3 sends to EventBridge the key is as it is: to decode it makes another key of `a+b.txt`.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html

    The path of a function URL or a load balancer is URL-encoded too; an object under a part of it as it arrived is not the one that
    the client names (a warning: who writes and reads it that way alone sees no difference).
    https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html

    Only calls of S3 on the event's bucket with what is made of the event's key in one of these ways, where that is another key; not
    where the object itself is asked for too.
    """
    yield from _of_path(step, [(pair, call) for call in outcome.calls for pair in _asked(call)])
    yield from asks_for_another(step, outcome)


def asks_for_another(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The first call that asks S3 for another key than that of the object of which the event tells."""
    asked = [(pair, call) for call in outcome.calls for pair in _asked(call)]
    for bucket, told, key in _named(step.event):
        wrong = {told, unquote(told), unquote_plus(told), unquote_plus(unquote_plus(told))} - {key}
        if (bucket, key) in [pair for pair, _ in asked]:
            continue
        for (where, name), call in asked:
            if where == bucket and name in wrong:
                yield Hit(f"{call.operation} asks for {name!r}, the object is called {key!r}", call.operation, frame=call.frame)
                return


def _of_path(step: Step, asked: Sequence[tuple[tuple[str, str], Call]]) -> Iterator[Hit]:
    """The first call that asks for the end of an encoded path."""
    path = str(step.event.get("rawPath") or step.event.get("path")) if step.case.kind in ENCODED_PATHS else ""
    for (_, name), call in asked:
        if name and path.endswith(name) and unquote(name) != name:
            told = f"{call.operation} asks for {name!r}, the client asks for {unquote(name)!r}: this path arrives URL-encoded"
            yield Hit(told, "path", "warning", call.frame)
            return


def _named(event: Any) -> Iterator[tuple[str, str, str]]:
    """Bucket, key as it is written, and the object's key, of all that *event* tells, also in the messages of a queue or topic."""
    if not isinstance(event, dict):
        return
    detail = event.get("detail")
    if event.get("source") == "aws.s3" and isinstance(detail, dict) and "object" in detail:
        yield str(detail["bucket"]["name"]), str(detail["object"]["key"]), str(detail["object"]["key"])
    records = event.get("Records")
    for record in records if isinstance(records, list) else ():
        found = record.get("s3") if isinstance(record, dict) else None
        if isinstance(found, dict):
            yield str(found["bucket"]["name"]), str(found["object"]["key"]), unquote_plus(str(found["object"]["key"]))
        elif isinstance(record, dict):
            yield from _named(parse_json(record["body"] if "body" in record else (record.get("Sns") or {}).get("Message")))


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
