"""Events of Amazon Data Firehose: records to be transformed on their way.

https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
"""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_type
from lambdatest.strategies import batch
from lambdatest.strategies import opaque as ids
from lambdatest.strategies.client import OPAQUE

RECORD_LIMIT = 1000 * 1024
"""Bytes of a record: https://docs.aws.amazon.com/firehose/latest/dev/limits.html"""


def firehose_event(
    data: Sequence[bytes], *, delivery_stream: str, source: str | None = None, opaque: int = 0, epoch: int | None = None
) -> dict[str, Any]:
    """The event of a batch of records; *source* is the ARN of the Kinesis stream that they come from, None where they are put directly."""
    at = ids.epoch(opaque) if epoch is None else epoch
    event = {
        "invocationId": ids.uuid(opaque, "invocation"), "deliveryStreamArn": delivery_stream, "region": batch.region_of(delivery_stream),
        "records": [_record(found, n, source, opaque, at + 7 * n) for n, found in enumerate(data)],
    }
    return event | ({"sourceKinesisStreamArn": source} if source else {})


def _record(data: bytes, n: int, source: str | None, opaque: int, at: int) -> dict[str, Any]:
    sequence = str(ids.number(opaque, "sequence", 50) * 10**6 + 17 * n)
    record = {"recordId": f"{sequence}000000", "approximateArrivalTimestamp": at, "data": b64encode(data).decode()}
    if source:
        record["kinesisRecordMetadata"] = {
            "shardId": "shardId-000000000000", "partitionKey": ids.uuid(opaque, f"partition {n}"), "approximateArrivalTimestamp": at,
            "sequenceNumber": sequence, "subsequenceNumber": 0,
        }
    return record


def firehose_events(
    *,
    data: SearchStrategy[bytes | str] | None = None,
    delivery_stream: str = "delivery-stream",
    source: str | None = None,
    min_size: int = 1,
    max_size: int = 10,
) -> SearchStrategy[dict[str, Any]]:
    """Events of a delivery stream that transforms its records, as Lambda hands them to a handler; data is in base64.

    - *data*: a strategy of bytes or text, for example ``lines.map(json.dumps)``; None sends JSON, text and other bytes
    - *delivery_stream*: its name or ARN; *source*: name or ARN of the Kinesis stream that it reads, None where records are put directly
    - *min_size*, *max_size*: records of a batch, at most 10,000

    Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        batch.check_sizes(min_size, max_size, batch.LARGEST_BATCH, "more than an invocation of 6 MB holds")
        check_type("source", source, (str, type(None)), "pass the name or ARN of a Kinesis stream")
        stream = batch.named("delivery_stream", delivery_stream, "firehose", "deliverystream/")
        origin = None if source is None else batch.named("source", source, "kinesis", "stream/")
        found = st.lists(batch.octets("data", data, RECORD_LIMIT, "the largest record of Firehose"), min_size=min_size, max_size=max_size)
        return st.builds(lambda drawn, opaque: firehose_event(drawn, delivery_stream=stream, source=origin, opaque=opaque), found, OPAQUE)
    return st.deferred(define)
