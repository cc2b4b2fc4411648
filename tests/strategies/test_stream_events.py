"""Events of DynamoDB Streams, Kinesis and Firehose."""

import base64
import json
from itertools import pairwise
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import DynamoDBStreamEvent, KinesisStreamEvent
from aws_lambda_powertools.utilities.parser.models import DynamoDBStreamModel, KinesisDataStreamModel, KinesisFirehoseModel
from boto3.dynamodb.types import TypeDeserializer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest import strategies as aws
from lambdatest.strategies.dynamodb_stream import VIEWS, chained

few = settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
TABLE = {
    "TableName": "orders", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"}],
}
SAME_ITEM = {"id": st.sampled_from("ab"), "at": st.just(1), "n": st.integers(1, 3)}


@few
@given(aws.dynamodb_stream_events(table=TABLE))
def test_a_stream_s_batch_is_plain_json_that_powertools_accepts(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    DynamoDBStreamModel.model_validate(event)
    for record in DynamoDBStreamEvent(event).records:
        assert record.dynamodb is not None and record.dynamodb.keys.keys() == {"id", "at"}


@few
@given(st.sampled_from(VIEWS).flatmap(lambda view: aws.dynamodb_stream_events(table=TABLE, view=view)))
def test_a_record_shows_the_images_of_its_view_and_of_what_happened(event: dict[str, Any]) -> None:
    for record in event["Records"]:
        told, name = record["dynamodb"], record["eventName"]
        assert ("NewImage" in told) == (told["StreamViewType"].startswith("NEW") and name != "REMOVE")
        assert ("OldImage" in told) == (told["StreamViewType"] in ("NEW_AND_OLD_IMAGES", "OLD_IMAGE") and name != "INSERT")
        for image in (told[image] for image in ("NewImage", "OldImage") if image in told):
            assert {name: image[name] for name in told["Keys"]} == told["Keys"]
        assert "userIdentity" not in record or name == "REMOVE"
        assert record["eventSourceARN"].split("/")[1] == "orders" and record["awsRegion"] == record["eventSourceARN"].split(":")[3]


@few
@given(aws.dynamodb_stream_events(table=TABLE, attributes=SAME_ITEM, min_size=4))
def test_changes_to_one_item_follow_from_one_another(event: dict[str, Any]) -> None:
    known: dict[str, Any] = {}
    for record in event["Records"]:
        told = record["dynamodb"]
        place = json.dumps(told["Keys"])
        if place in known:
            assert told.get("OldImage") == known[place]
        assert told.get("OldImage") != told.get("NewImage")
        known[place] = told.get("NewImage")
    numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in event["Records"]]
    assert numbers == sorted(set(numbers))


def test_an_item_that_was_removed_comes_anew_and_one_that_stays_the_same_is_removed() -> None:
    item, other = {"id": {"S": "a"}, "n": {"N": "1"}}, {"id": {"S": "a"}, "n": {"N": "2"}}
    drawn = [(item, other, "REMOVE"), (item, other, "MODIFY"), (item, other, "INSERT")]
    assert [change.name for change in chained(["id"], drawn[1:], removals=False)] == ["MODIFY"]
    changes = chained(["id"], drawn)
    assert [(change.name, change.old, change.new) for change in changes] == [
        ("REMOVE", other, None), ("INSERT", None, item), ("REMOVE", item, None),
    ]


@few
@given(aws.dynamodb_stream_events(table=TABLE))
def test_every_attribute_value_is_one_that_boto3_reads(event: dict[str, Any]) -> None:
    for record in event["Records"]:
        for image in (record["dynamodb"].get(name, {}) for name in ("NewImage", "OldImage")):
            for value in image.values():
                TypeDeserializer().deserialize(value) if "B" not in str(value) else None


@few
@given(aws.kinesis_events(data=st.binary(max_size=20), min_size=2, tumbling_window=60))
def test_a_data_stream_s_batch_is_one_that_powertools_accepts(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    KinesisDataStreamModel.model_validate(event)
    numbers = [int(record.kinesis.sequence_number) for record in KinesisStreamEvent(event).records]
    assert all(one < other for one, other in pairwise(numbers))
    for record in event["Records"]:
        assert record["eventID"] == f"{event['shardId']}:{record['kinesis']['sequenceNumber']}"
    assert event["window"]["start"] < event["window"]["end"] and event["state"] == {}


@few
@given(st.one_of(aws.firehose_events(), aws.firehose_events(source="clicks")))
def test_a_delivery_stream_s_batch_is_one_that_powertools_accepts(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    found = KinesisFirehoseModel.model_validate(event)
    assert len({record.recordId for record in found.records}) == len(found.records)
    assert [record.data for record in found.records] == [base64.b64decode(record["data"]) for record in event["records"]]
    assert all(("kinesisRecordMetadata" in record) == ("sourceKinesisStreamArn" in event) for record in event["records"])
    assert event["region"] == event["deliveryStreamArn"].split(":")[3]


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (aws.dynamodb_stream_events(table=TABLE, view="ALL"), "view='ALL' is not one of"),
        (aws.dynamodb_stream_events(table={}), "has no KeySchema and no AttributeDefinitions"),
        (aws.dynamodb_stream_events(table=TABLE, max_size=10_001), "the largest batch that Lambda reads from a stream"),
        (aws.kinesis_events(data=st.just(1)), "data drew 1 of type int, not str or bytes"),
        (aws.kinesis_events(tumbling_window=901), "tumbling_window=901 is not between 1 and 900"),
        (aws.kinesis_events(partitions=st.just("")), "a partition key has 1 to 256 characters"),
        (aws.firehose_events(data=st.just(1_024_001).map(bytes)), "more than 1,024,000, the largest record of Firehose"),
        (aws.firehose_events(source="a:b"), "source='a:b' is neither a name nor an ARN"),
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
