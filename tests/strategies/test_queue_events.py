"""Events of SQS and SNS, and notifications of SNS in a queue."""

import json
from base64 import b64decode
from hashlib import md5
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import SNSEvent, SQSEvent
from aws_lambda_powertools.utilities.parser.models import SnsModel, SnsNotificationModel, SqsModel
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from moto.sqs.models import Message

from lambdatest import strategies as aws

few = settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
orders = st.fixed_dictionaries({"sku": st.text(min_size=1), "quantity": st.integers(1, 99)})
EITHER = st.one_of(aws.sqs_events(), aws.sqs_events(fifo=True))


@few
@given(EITHER)
def test_a_batch_is_plain_json_that_powertools_accepts(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    assert len(SqsModel.model_validate(event).Records) == len(event["Records"])


@few
@given(EITHER)
def test_digests_are_those_of_the_message_and_of_its_attributes(event: dict[str, Any]) -> None:
    for record in event["Records"]:
        assert record["md5OfBody"] == md5(record["body"].encode()).hexdigest()
        theirs = Message("id", "x")
        theirs.message_attributes = {
            name: {"DataType": one["dataType"], "StringValue": one.get("stringValue"), "BinaryValue": b64decode(one.get("binaryValue", ""))}
            for name, one in record["messageAttributes"].items()
        }
        assert record.get("md5OfMessageAttributes") == (theirs.attribute_md5 if record["messageAttributes"] else None)


@few
@given(EITHER)
def test_ids_differ_and_what_is_said_twice_agrees(event: dict[str, Any]) -> None:
    records = event["Records"]
    for member in ("messageId", "receiptHandle"):
        assert len({record[member] for record in records}) == len(records)
    for record in records:
        arn, given_ = record["eventSourceARN"], record["attributes"]
        assert record["awsRegion"] == arn.split(":")[3]
        assert int(given_["SentTimestamp"]) <= int(given_["ApproximateFirstReceiveTimestamp"])
        assert ("SequenceNumber" in given_) == ("MessageGroupId" in given_) == arn.endswith(".fifo")


@few
@given(aws.sqs_events(fifo=True, min_size=2))
def test_sequence_numbers_of_a_fifo_queue_rise(event: dict[str, Any]) -> None:
    numbers = [int(record["attributes"]["SequenceNumber"]) for record in event["Records"]]
    assert numbers == sorted(set(numbers)) and all(len(str(number)) == 20 for number in numbers)


@few
@given(aws.sqs_events(bodies=orders.map(json.dumps), queue="arn:aws:sqs:eu-west-1:210987654321:orders", max_size=3))
def test_bodies_and_queue_are_the_user_s_own(event: dict[str, Any]) -> None:
    for record in SQSEvent(event).records:
        assert record.json_body.keys() == {"sku", "quantity"} and record.aws_region == "eu-west-1"
        assert record.queue_url == "https://sqs.eu-west-1.amazonaws.com/210987654321/orders"


@few
@given(aws.sns_events())
def test_a_topic_s_event_has_one_record_that_powertools_accepts(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    assert len(SnsModel.model_validate(event).Records) == 1
    record = SNSEvent(event).record
    assert record.event_subscription_arn.startswith(record.sns.topic_arn + ":") and record.sns.topic_arn.endswith(":topic")


@few
@given(aws.sqs_events(bodies=aws.sns_notifications(messages=orders.map(json.dumps), topic="sales"), max_size=2))
def test_a_notification_in_a_queue_is_one_that_powertools_accepts(event: dict[str, Any]) -> None:
    for record in event["Records"]:
        told = json.loads(record["body"])
        assert {"SigningCertURL", "UnsubscribeURL"} <= told.keys()  # spelt otherwise in a function's event
        assert json.loads(SnsNotificationModel.model_validate(told).Message).keys() == {"sku", "quantity"}
        assert SQSEvent(event).records.__next__().decoded_nested_sns_event.message == json.loads(event["Records"][0]["body"])["Message"]


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (aws.sqs_events(bodies=orders), "'quantity': 1} of type dict, not str; for JSON pass bodies.map(json.dumps)"),
        (aws.sqs_events(bodies=st.just("")), "a message has at least one character"),
        (aws.sqs_events(bodies=st.just("a\0")), r"SQS refuses the character '\x00'; escape it, as json.dumps does"),
        (aws.sqs_events(bodies=st.just(600_000).map("é".__mul__)), "more than 1,048,576, the largest message of SQS"),
        (aws.sqs_events(max_size=0), "max_size=0 is not between 1 and 10000, the largest batch that Lambda polls from a standard queue"),
        (aws.sqs_events(fifo=True, max_size=11), "max_size=11 is not between 1 and 10, the largest batch that Lambda polls from a FIFO"),
        (aws.sqs_events(min_size=5, max_size=3), "min_size=5 is not between 1 and 3, max_size=3"),
        (aws.sqs_events(queue="orders", fifo=True), "the name of a FIFO queue, and of no other, ends in .fifo"),
        (aws.sqs_events(queue="arn:aws:sns:us-east-1:123456789012:x"), "is an ARN of sns, not of sqs"),
        (aws.sqs_events(queue="a:b"), "queue='a:b' is neither a name nor an ARN"),
        (aws.sqs_events(attributes=st.just({"a": 1})), "which is no mapping from names to text or bytes that are not empty"),
        (aws.sqs_events(attributes=st.just({str(n): "a" for n in range(11)})), "a message has at most 10"),
        (aws.sqs_events(groups=st.just("")), "a message of a FIFO queue has a group"),
        (aws.sns_events(messages=st.just("")), "a message has at least one character"),
        (aws.sns_events(subjects=st.just("a\nb")), "a subject has 1 to 99 printable characters"),
        (aws.sns_notifications(topic="a:b"), "topic='a:b' is neither a name nor an ARN"),
    ],
)
def test_an_argument_that_the_service_would_refuse_is_named_when_it_is_drawn_from(strategy: Any, message: str) -> None:
    @settings(max_examples=1, database=None, deadline=None)
    @given(strategy)
    def drawn(_event: Any) -> None:
        """Draws once."""

    with pytest.raises(InvalidArgument) as raised:
        drawn()
    assert message in str(raised.value)
