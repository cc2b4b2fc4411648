"""A FIFO queue's messages after one that failed."""

from collections.abc import Callable

import pytest

from lambdatest._fault import Fault
from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.record import given, sqs, triggered

Make = Callable[..., Project]
FIFO = "arn:aws:sqs:us-east-1:123456789012:in.fifo"

GOES_ON = """
def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            TABLE.put_item(Item=json.loads(record["body"]))
        except Exception:
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
"""
STOPS = """
def handler(event, context):
    for n, record in enumerate(event["Records"]):
        try:
            TABLE.put_item(Item=json.loads(record["body"]))
        except Exception:
            return {"batchItemFailures": [{"itemIdentifier": left["messageId"]} for left in event["Records"][n:]]}
    return {"batchItemFailures": []}
"""
SKIPS_THE_GROUP = """
def handler(event, context):
    failed, groups = [], set()
    for record in event["Records"]:
        group = record["attributes"]["MessageGroupId"]
        try:
            if group in groups:
                raise RuntimeError("an earlier one failed")
            TABLE.put_item(Item=json.loads(record["body"]))
        except Exception:
            groups.add(group)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
"""


@pytest.mark.parametrize(
    ("code", "queue", "expected"),
    [
        (GOES_ON, FIFO, [("fifo_order", "failure")]),
        (GOES_ON, FIFO.removesuffix(".fifo"), []),
        (STOPS, FIFO, []),
        (SKIPS_THE_GROUP, FIFO, []),
    ],
)
def test_no_message_overtakes_one_of_its_group(make_project: Make, code: str, queue: str, expected: list[tuple[str, str]]) -> None:
    event = sqs({"id": "a"}, {"id": "b"}, {"id": "c"}, queue=queue, groups=("g", "h", "g"))
    faulty = given("sqs", event, faults=(Fault(0, "dynamodb:PutItem", "ThrottlingException"),))
    replayed = replay(triggered(make_project(code, timeout=60), "sqs", reports=True), faulty, ["fifo_order"])
    assert replayed.outcomes[-1].faults
    assert [(finding.check, finding.severity) for finding in replayed.findings] == expected
