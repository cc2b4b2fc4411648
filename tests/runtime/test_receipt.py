"""A consumer's own requests about the messages that it was given."""

import pytest

from lambdatest.model import Location, Resource
from lambdatest.runtime.account import Account
from lambdatest.runtime.loading import load
from lambdatest.strategies.sqs import Message, sqs_event

URL = "https://sqs.us-east-1.amazonaws.com/123456789012"
ARN = "arn:aws:sqs:us-east-1:123456789012:{}"
QUEUES = [Resource(name, "AWS::SQS::Queue", {"QueueName": name}, Location("template.yaml", 1)) for name in ("jobs", "other")]
EVENT = sqs_event([Message("one"), Message("two")], queue=ARN.format("jobs"))
REQUESTS = (
    "sqs.delete_message(QueueUrl={url!r}, ReceiptHandle=handles[0])",
    "sqs.change_message_visibility(QueueUrl={url!r}, ReceiptHandle=handles[1], VisibilityTimeout=60)",
    "sqs.delete_message_batch(QueueUrl={url!r}, Entries=[dict(Id=str(n), ReceiptHandle=h) for n, h in enumerate(handles)])",
    "sqs.change_message_visibility_batch(QueueUrl={url!r}, Entries=["
    "dict(Id=str(n), ReceiptHandle=h, VisibilityTimeout=0) for n, h in enumerate(handles)])",
)  # fmt: skip


def asked(make_function, request, queue, *events):
    """What the last of the invocations with *events* made of its *request* to *queue*: its answer, or the error's code."""
    source = f"""
    import boto3
    sqs = boto3.client("sqs")
    def handler(event, context):
        handles = event if isinstance(event, list) else [record["receiptHandle"] for record in event["Records"]]
        return {request.format(url=f"{URL}/{queue}")}
    """
    with Account(QUEUES):
        loaded = load(make_function(source), "us-east-1")
        outcome = [loaded.invoke(event, request_id="r-1") for event in events][-1]
    return outcome.result if outcome.raised is None else outcome.raised.code


@pytest.mark.parametrize("queue", ["jobs", "of-another-stack"])
@pytest.mark.parametrize("request_", REQUESTS)
def test_a_message_of_the_event_can_be_deleted_and_hidden_by_its_handle(make_function, request_, queue):
    found = asked(make_function, request_, queue, EVENT)
    assert found["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert [entry["Id"] for entry in found.get("Successful", ())] == (["0", "1"] if "batch" in request_ else [])
    assert not found.get("Failed")


@pytest.mark.parametrize("request_", REQUESTS[:2])
def test_a_handle_of_no_message_of_the_event_is_refused_and_so_is_one_of_another_queue(make_function, request_):
    handles = [record["receiptHandle"] for record in EVENT["Records"]]
    assert asked(make_function, request_, "other", EVENT) == "ReceiptHandleIsInvalid"
    assert asked(make_function, request_, "jobs", EVENT, handles) == "ReceiptHandleIsInvalid"
    assert asked(make_function, request_, "jobs", ["made up", "made up"]) == "ReceiptHandleIsInvalid"


def test_a_batch_that_sqs_refuses_is_refused_for_messages_of_the_event_too(make_function):
    same = "sqs.delete_message_batch(QueueUrl={url!r}, Entries=[dict(Id=h, ReceiptHandle=handles[0]) for h in 'aa'])"
    none = "sqs.delete_message_batch(QueueUrl={url!r}, Entries=[])"
    long = "sqs.change_message_visibility(QueueUrl={url!r}, ReceiptHandle=handles[0], VisibilityTimeout=43201)"
    assert "NotDistinct" in asked(make_function, same, "jobs", EVENT)
    assert "EmptyBatchRequest" in asked(make_function, none, "jobs", EVENT)
    assert "InvalidParameterValue" in asked(make_function, long, "jobs", EVENT)
