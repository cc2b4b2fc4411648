"""What Lambda and Firehose make of the answer to a batch: the truth table that was recorded on AWS."""

from typing import Any

import pytest

from lambdatest.event_sources import dynamodb_stream, firehose, kinesis, sqs
from lambdatest.model import Location, Trigger
from lambdatest.strategies.dynamodb_stream import Change, dynamodb_stream_event
from lambdatest.strategies.firehose import firehose_event
from lambdatest.strategies.kinesis import Datum, kinesis_event
from lambdatest.strategies.sqs import Message, sqs_event

SQS = sqs_event([Message("a"), Message("b")], queue="arn:aws:sqs:us-east-1:123456789012:in")
IDS = [record["messageId"] for record in SQS["Records"]]
FIREHOSE = firehose_event([b"a", b"b"], delivery_stream="arn:aws:firehose:us-east-1:123456789012:deliverystream/in")
RECORDS = [record["recordId"] for record in FIREHOSE["records"]]


def trigger(kind: str, reports: bool) -> Trigger:
    return Trigger(kind, kind, "f", Location("serverless.yml", 1), {"reports": reports})


def failures(*identifiers: Any) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": one} for one in identifiers]}


FINE = [[], None, {}, failures(), {"batchItemFailures": None}, failures(*IDS), failures(IDS[1]), {"done": 2}, "ok"]


@pytest.mark.parametrize("answer", FINE)
def test_success_and_named_records_are_fine(answer: Any) -> None:
    assert sqs.response_error(trigger("sqs", True), SQS, answer) is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (failures(""), "names no record"), (failures(None), "names no record"), (failures("other"), "is none of a record in this batch"),
        ({"batchItemFailures": [{"foo": IDS[0]}]}, "has no itemIdentifier"), ({"batchItemFailures": [IDS[0]]}, "has no itemIdentifier"),
        ({"batchItemFailures": IDS[0]}, "is not a list"), ({"failedItems": [IDS[0]]}, "Lambda reads batchItemFailures, not 'failedItems'"),
        ({"batch_item_failures": [{"itemIdentifier": IDS[0]}]}, "the failed records are lost"),
    ],
)
def test_an_answer_that_names_failed_records_wrongly_is_told(answer: Any, said: str) -> None:
    assert said in str(sqs.response_error(trigger("sqs", True), SQS, answer))


def test_failed_records_are_lost_where_the_mapping_does_not_ask_for_them() -> None:
    assert "declare ReportBatchItemFailures, or the 1 failed record will be lost" in str(
        sqs.response_error(trigger("sqs", False), SQS, failures(IDS[0])))
    for answer in (failures(), {"failedItems": [IDS[0]]}, None, "ok"):
        assert sqs.response_error(trigger("sqs", False), SQS, answer) is None


def test_streams_name_records_by_their_sequence_number() -> None:
    item = {"id": {"S": "a"}}
    stream = "arn:aws:dynamodb:us-east-1:1:table/t/stream/x"
    table = dynamodb_stream_event([Change(None, item)], keys=["id"], stream=stream, view="NEW_IMAGE")
    data = kinesis_event([Datum(b"a")], stream="arn:aws:kinesis:us-east-1:1:stream/s")
    cases: Any = [
        (dynamodb_stream, "dynamodb_stream", table, table["Records"][0]["dynamodb"]["SequenceNumber"], table["Records"][0]["eventID"]),
        (kinesis, "kinesis", data, data["Records"][0]["kinesis"]["sequenceNumber"], data["Records"][0]["eventID"]),
    ]
    for source, kind, event, right, wrong in cases:
        assert source.response_error(trigger(kind, True), event, failures(right)) is None
        assert "is none of a record in this batch" in source.response_error(trigger(kind, True), event, failures(wrong))


def transformed(*changes: dict[str, Any]) -> dict[str, Any]:
    """An answer with both records, changed."""
    records = [{"recordId": identifier, "result": "Ok", "data": "YQ=="} for identifier in RECORDS]
    return {"records": [record | change for record, change in zip(records, [*changes, {}, {}], strict=False)]}


@pytest.mark.parametrize("change", [{}, {"result": "Dropped", "data": None}, {"result": "ProcessingFailed"}, {"data": ""}, {"metadata": 1}])
def test_records_that_come_back_are_fine(change: dict[str, Any]) -> None:
    assert firehose.response_error(trigger("firehose", False), FIREHOSE, transformed(change)) is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "is not an object with a list of records"), ({"Records": []}, "is not an object with a list of records"),
        ({"records": transformed()["records"][:1]}, "fails 1 of 2 records: the answer has no record with the recordId"),
        (transformed({"recordId": "x"}), "the recordId 'x' was not sent"), (transformed({"recordId": None}), "has no recordId"),
        (transformed({"result": "OK"}), "is none of Ok, Dropped"),
        (transformed({"data": "no base64!"}), "is not base64"), (transformed({"data": {"a": 1}}), "is not text in base64"),
        ({"records": [*transformed()["records"], transformed()["records"][0]]}, "is in the answer twice"),
    ],
)
def test_a_record_that_does_not_come_back_as_firehose_wants_it_is_told(answer: Any, said: str) -> None:
    assert said in str(firehose.response_error(trigger("firehose", False), FIREHOSE, answer))
