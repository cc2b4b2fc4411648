"""Events of queues, streams, buckets and schedules for a service of one function, and histories of one such event."""

import json
from dataclasses import replace
from typing import Any

from lambdatest._fault import Fault
from lambdatest.model import Case, History, Project, Trigger

LABELS = {
    "sqs": "SQS in", "dynamodb_stream": "stream of items", "s3": "S3 uploads", "schedule": "schedule rate(1 day)", "sns": "SNS in",
    "kinesis": "Kinesis in", "eventbridge": "EventBridge shop", "cognito": "Cognito PostConfirmation", "direct": "direct invocation",
    "alb": "ALB GET /items", "custom_resource": "Custom::Thing Thing",
}
QUEUE = "arn:aws:sqs:us-east-1:123456789012:in"
STREAM = "arn:aws:dynamodb:us-east-1:123456789012:table/items/stream/2024-01-01T00:00:00.000"


def triggered(project: Project, kind: str, **options: Any) -> Project:
    """*project* with that kind of trigger for its function ``api``."""
    function = project.function("api")
    trigger = Trigger(kind, LABELS[kind], "api", function.location, options)
    return replace(project, functions=(replace(function, triggers=(trigger,)),))


def sqs(*bodies: Any, queue: str = QUEUE, groups: tuple[str, ...] = ()) -> dict[str, Any]:
    """A batch of messages, JSON texts of *bodies*; *groups* are those of a FIFO queue's messages."""
    records = []
    for n, body in enumerate(bodies):
        attributes = {"ApproximateReceiveCount": "1", "SentTimestamp": str(1_710_072_000_000 + n)}
        if groups:
            attributes |= {"MessageGroupId": groups[n], "SequenceNumber": str(18_850_000_000_000_000_000 + n)}
        text = body if isinstance(body, str) else json.dumps(body)
        message = {"messageId": f"00000000-0000-4000-9000-00000000000{n}", "body": text, "attributes": attributes}
        records.append({**message, "messageAttributes": {}, "eventSource": "aws:sqs", "eventSourceARN": queue, "awsRegion": "us-east-1"})
    return {"Records": records}


def stream(*items: dict[str, Any], name: str = "INSERT") -> dict[str, Any]:
    """A batch of changes of the table ``items``: each item in wire format, new."""
    return {
        "Records": [
            {
                "eventID": f"{n:032x}", "eventName": name, "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
                "dynamodb": {"Keys": {"id": item["id"]}, "NewImage": item, "SequenceNumber": str(4_421_584_500_000_000_017_450_000 + n),
                             "StreamViewType": "NEW_AND_OLD_IMAGES", "ApproximateCreationDateTime": 1_710_072_000.0},
                "eventSourceARN": STREAM,
            }
            for n, item in enumerate(items)
        ]
    }  # fmt: skip


def s3(key: str, event: str = "ObjectCreated:Put", bucket: str = "uploads") -> dict[str, Any]:
    """The notification of one object."""
    later = event.startswith("ObjectRemoved")
    found = {"key": key, "size": 3, "eTag": "0" * 32, "sequencer": "0055AED6DCD90281E6" if later else "0055AED6DCD90281E5"}
    return {"Records": [{"eventSource": "aws:s3", "eventName": event, "eventTime": "2024-03-10T11:59:00.000Z",
                         "s3": {"bucket": {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"}, "object": found}}]}  # fmt: skip


def schedule(time: str = "2024-03-10T11:59:00Z") -> dict[str, Any]:
    """The event of a schedule."""
    rule = "arn:aws:events:us-east-1:123456789012:rule/daily"
    return {"version": "0", "id": "0" * 8, "detail-type": "Scheduled Event", "source": "aws.events", "account": "123456789012",
            "time": time, "region": "us-east-1", "resources": [rule], "detail": {}}  # fmt: skip


def given(kind: str, event: Any, *, seeds: dict[str, Any] | None = None, faults: tuple[Fault, ...] = ()) -> History:
    """A history of one event of that kind to the function ``api``."""
    return History((Case("api", LABELS[kind], kind, event),), {name: tuple(items) for name, items in (seeds or {}).items()}, (), faults)
