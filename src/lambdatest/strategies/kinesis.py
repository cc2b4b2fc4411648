"""Events of Amazon Kinesis Data Streams, and of the tumbling windows that a stream's events can stand in.

https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_between, check_type
from lambdatest.model import ACCOUNT_ID
from lambdatest.strategies import batch
from lambdatest.strategies import opaque as ids
from lambdatest.strategies.client import OPAQUE

RECORD_LIMIT = 10 * 1024 * 1024
"""Bytes of a record, where the stream allows it: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html"""
SHARD = "shardId-000000000000"


@dataclass(frozen=True, slots=True)
class Datum:
    """What a producer puts into a stream: *data* under a *partition* key."""

    data: bytes
    partition: str = "a"


def kinesis_event(data: Sequence[Datum], *, stream: str, opaque: int = 0, epoch: int | None = None) -> dict[str, Any]:
    """The event of a batch of one shard of the stream with the ARN *stream*, sequence numbers rising."""
    at = ids.epoch(opaque) if epoch is None else epoch
    return {"Records": [_record(datum, n, stream, opaque, at + 7 * n) for n, datum in enumerate(data)]}


def _record(datum: Datum, n: int, stream: str, opaque: int, at: int) -> dict[str, Any]:
    sequence = str(ids.number(opaque, "sequence", 50) * 10**6 + 17 * n)
    return {
        "kinesis": {
            "kinesisSchemaVersion": "1.0", "partitionKey": datum.partition, "sequenceNumber": sequence,
            "data": b64encode(datum.data).decode(), "approximateArrivalTimestamp": at / 1000,
        },
        "eventSource": "aws:kinesis", "eventVersion": "1.0", "eventID": f"{SHARD}:{sequence}", "eventName": "aws:kinesis:record",
        "invokeIdentityArn": f"arn:aws:iam::{ACCOUNT_ID}:role/lambda-role", "awsRegion": batch.region_of(stream), "eventSourceARN": stream,
    }


def in_window(event: dict[str, Any], *, state: dict[str, Any], final: bool, early: bool, seconds: int, epoch: int) -> dict[str, Any]:
    """*event* as an invocation of a tumbling window: *state* is what the last one returned, empty for the first.

    https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html
    """
    start = epoch - epoch % (seconds * 1000)
    stream = event["Records"][0]["eventSourceARN"]
    return event | {
        "window": {"start": ids.iso_time(start, fraction=False), "end": ids.iso_time(start + seconds * 1000, fraction=False)},
        "state": state, "shardId": SHARD, "eventSourceARN": stream, "isFinalInvokeForWindow": final, "isWindowTerminatedEarly": early,
    }


def windows(events: SearchStrategy[dict[str, Any]], seconds: int | None) -> SearchStrategy[dict[str, Any]]:
    """*events*, each in a tumbling window of *seconds*, where there are any: one of its first invocations, or the final one."""
    if seconds is None:
        return events
    places = st.sampled_from(((False, False), (True, False), (False, True), (True, True)))

    def placed(event: dict[str, Any], place: tuple[bool, bool]) -> dict[str, Any]:
        return in_window(event, state={}, final=place[0], early=place[1], seconds=seconds, epoch=_arrival(event))
    return st.builds(placed, events, places)


def _arrival(event: dict[str, Any]) -> int:
    """When the first record of *event* was written, in milliseconds."""
    first = event["Records"][0]
    at = first["kinesis"]["approximateArrivalTimestamp"] if "kinesis" in first else first["dynamodb"]["ApproximateCreationDateTime"]
    return int(at * 1000)


def kinesis_events(
    *,
    data: SearchStrategy[bytes | str] | None = None,
    stream: str = "stream",
    partitions: SearchStrategy[str] | None = None,
    tumbling_window: int | None = None,
    min_size: int = 1,
    max_size: int = 10,
) -> SearchStrategy[dict[str, Any]]:
    """Events of a data stream, as Lambda hands them to a handler: plain JSON data, with each record's data in base64.

    - *data*: a strategy of bytes or text, for example ``orders.map(json.dumps)``; None sends JSON, text and other bytes
    - *stream*: the stream's name or ARN
    - *partitions*: a strategy of partition keys; None draws from a few
    - *tumbling_window*: the seconds of a tumbling window, which every event then stands in
    - *min_size*, *max_size*: records of a batch, at most 10,000

    Sequence numbers rise within a batch.  Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        batch.check_sizes(min_size, max_size, batch.LARGEST_BATCH, "the largest batch that Lambda reads from a stream")
        check_window(tumbling_window)
        arn = batch.named("stream", stream, "kinesis", "stream/")
        own = st.sampled_from(("a", "a", "b", "Zoë"))
        keys = batch.texts("partitions", partitions, own, _partition_refusal)
        datum = st.builds(Datum, batch.octets("data", data, RECORD_LIMIT, "the largest record of a stream"), keys)
        found = st.lists(datum, min_size=min_size, max_size=max_size)
        return windows(st.builds(lambda drawn, opaque: kinesis_event(drawn, stream=arn, opaque=opaque), found, OPAQUE), tumbling_window)
    return st.deferred(define)


def _partition_refusal(key: str) -> str | None:
    return None if 0 < len(key) <= 256 else "a partition key has 1 to 256 characters"


def check_window(seconds: Any) -> None:
    """Raise InvalidArgument unless *seconds* is None or a window that Lambda has."""
    check_type("tumbling_window", seconds, (int, type(None)), "pass seconds")
    if seconds is not None:
        check_between("tumbling_window", seconds, 1, 900, "the seconds that a tumbling window can last")
