"""What Lambda delivers again."""

from pathlib import Path

from lambdatest.engine.redelivery import redelivered
from lambdatest.model import Case, Function, Location, Trigger
from lambdatest.results import Call, Outcome, Raised, Step
from lambdatest.strategies.sqs import Message, sqs_event
from lambdatest.vocabulary import Vocabulary

HERE = Location("template.yaml", 1)
EVENT = sqs_event([Message("one"), Message("two"), Message("three")], queue="arn:aws:sqs:us-east-1:123456789012:jobs")
HANDLES = [record["receiptHandle"] for record in EVENT["Records"]]
FAILED = Raised("ValueError", "three")


def left(*calls, raised=FAILED, **result):
    """The bodies that come again after an invocation that made these *calls*."""
    function = Function("api", "api", "app.handler", "python3.13", Path(), HERE)
    step = Step(Case("api", "sqs", "sqs", EVENT), function, Trigger("sqs", "sqs", "api", HERE, {"reports": True}), Vocabulary())
    case = redelivered(step, Outcome(raised=raised, result=result, calls=calls))
    return None if case is None else [record["body"] for record in case.event["Records"]]


def deletion(handle, error=None):
    return Call("sqs", "DeleteMessage", {"QueueUrl": "jobs", "ReceiptHandle": handle}, error)


def test_a_message_that_the_handler_deleted_does_not_come_again():
    batch = Call("sqs", "DeleteMessageBatch", {"Entries": [{"Id": "a", "ReceiptHandle": one} for one in HANDLES]}, refused=(1,))
    reported = {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in EVENT["Records"][:2]]}
    assert left(deletion(HANDLES[0])) == ["two", "three"]
    assert left(batch) == ["two"]
    assert left(*map(deletion, HANDLES)) is None
    assert left(deletion(HANDLES[1]), raised=None, **reported) == ["one"]


def test_a_message_whose_deletion_failed_or_which_was_only_hidden_comes_again():
    hidden = Call("sqs", "ChangeMessageVisibility", {"ReceiptHandle": HANDLES[0], "VisibilityTimeout": 60})
    assert left(deletion(HANDLES[0], "Throttling"), hidden) == ["one", "two", "three"]
