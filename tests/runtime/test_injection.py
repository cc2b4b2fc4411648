"""Faults between the SDK and moto: what each operation can answer, how often, and what the SDK makes of it."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from hypothesis import given
from hypothesis import strategies as st

from lambdatest._fault import Fault
from lambdatest.model import Location, Resource
from lambdatest.runtime import legality
from lambdatest.runtime.account import Account
from lambdatest.runtime.call import recording
from lambdatest.runtime.injection import Injection, Stopped

HERE = Location("serverless.yml", 1)
QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/out"


ADD = {"TableName": "items", "Key": {"id": {"S": "a"}}, "UpdateExpression": "ADD n :n", "ExpressionAttributeValues": {":n": {"N": "5"}}}


@pytest.fixture(scope="module")
def started() -> Iterator[Account]:
    keys = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    }  # fmt: skip
    table = Resource("Items", "AWS::DynamoDB::Table", {"TableName": "items", "BillingMode": "PAY_PER_REQUEST", **keys}, HERE)
    queue = Resource("Out", "AWS::SQS::Queue", {"QueueName": "out"}, HERE)
    bucket = Resource("Files", "AWS::S3::Bucket", {"BucketName": "files"}, HERE)
    topic = Resource("Topic", "AWS::SNS::Topic", {"TopicName": "topic"}, HERE)
    stream = Resource("Stream", "AWS::Kinesis::Stream", {"Name": "stream", "ShardCount": 1}, HERE)
    with Account([table, queue, bucket, topic, stream]) as account:
        yield account


@pytest.fixture
def account(started: Account, monkeypatch: pytest.MonkeyPatch) -> Account:
    started.restore()
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    return started


def call(tmp_path: Any, service: str, operation: str, parameters: dict[str, Any], *faults: Fault) -> tuple[Any, Injection, Any]:
    """What comes of one call under *faults*: the answer or the exception, the injection, and the call as it was recorded."""
    injection = Injection(faults)
    make: Any = boto3.client
    client = make(service)
    with recording(tmp_path, injection=injection) as calls:
        try:
            answer = client._make_api_call(operation, parameters)
        except (ClientError, BotoCoreError) as error:
            answer = error
    return answer, injection, calls[0]


CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("dynamodb", "PutItem", {"TableName": "items", "Item": {"id": {"S": "a"}}}),
    ("dynamodb", "Scan", {"TableName": "items"}),
    ("sqs", "SendMessage", {"QueueUrl": QUEUE, "MessageBody": "x"}),
    ("sns", "Publish", {"TopicArn": "arn:aws:sns:us-east-1:123456789012:topic", "Message": "x"}),
    ("s3", "PutObject", {"Bucket": "files", "Key": "a", "Body": b"x"}),
    ("s3", "HeadBucket", {"Bucket": "files"}),
    ("kinesis", "PutRecord", {"StreamName": "stream", "Data": b"x", "PartitionKey": "a"}),
    ("events", "PutEvents", {"Entries": [{"Source": "a", "DetailType": "b", "Detail": "{}"}]}),
    ("lambda", "ListFunctions", {}),
    ("sts", "GetCallerIdentity", {}),
]


@pytest.mark.parametrize(("service", "operation", "parameters"), CALLS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_legal_fault_reaches_the_code_as_the_sdk_says_it(
    account: Account, tmp_path: Any, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    del account
    found = legality.kinds(service, operation, parameters)
    assert found
    for kind in found:
        answer, injection, recorded = call(tmp_path, service, operation, parameters, Fault(0, f"{service}:{operation}", kind))
        assert [fault.kind for fault in injection.fired] == [kind]
        if kind in legality.NETWORK:
            assert isinstance(answer, BotoCoreError)
        elif kind in legality.IN_PART | {legality.SHORT}:
            assert isinstance(answer, dict)
        else:
            assert isinstance(answer, ClientError)
            status = str(answer.response["ResponseMetadata"]["HTTPStatusCode"])
            assert answer.response["Error"]["Code"] == recorded.error == (status if operation == "HeadBucket" else kind)


def test_no_error_is_told_that_botocore_does_not_know_of_the_operation_or_of_all() -> None:
    usual = {"ThrottlingException", "InternalFailure", "ServiceUnavailable", "SlowDown", "InternalError"}
    for service, operation, _ in CALLS:
        model = legality.operation_model(service, operation)
        assert model is not None
        declared = {(shape.metadata.get("error") or {}).get("code") or shape.name for shape in model.error_shapes}
        assert {code for code, _ in legality.errors(service, operation).values()} <= declared | usual


@pytest.mark.parametrize(
    ("operation", "parameters", "kind", "legal"),
    [
        ("PutItem", {}, legality.CONDITION, False),
        ("PutItem", {"ConditionExpression": "attribute_not_exists(id)"}, legality.CONDITION, True),
        ("TransactWriteItems", {"TransactItems": [{}]}, legality.CANCELED, True),
        ("PutItem", {}, legality.CANCELED, False),
        ("BatchWriteItem", {"RequestItems": {"items": [{}, {}]}}, legality.UNPROCESSED, True),
        ("BatchWriteItem", {"RequestItems": {"items": [{}]}}, legality.UNPROCESSED, False),
        ("GetItem", {}, legality.LOST, False),
        ("Query", {}, legality.SHORT, True),
        ("GetItem", {}, legality.SHORT, False),
    ],
)
def test_a_fault_needs_a_call_that_can_meet_it(operation: str, parameters: dict[str, Any], kind: str, legal: bool) -> None:
    assert (kind in legality.kinds("dynamodb", operation, parameters)) is legal


def test_an_operation_that_nobody_knows_meets_no_fault() -> None:
    assert legality.kinds("dynamodb", "Levitate", {}) == () == legality.kinds("levitation", "Up", {})


@pytest.mark.parametrize("kind", ["ThrottlingException", "InternalServerError", legality.CLOSED])
def test_the_sdk_recovers_from_what_happens_once(account: Account, tmp_path: Any, kind: str) -> None:
    answer, injection, recorded = call(tmp_path, *CALLS[0], Fault(0, "dynamodb:PutItem", kind, 1))
    assert isinstance(answer, dict) and injection.fired and recorded.error is None
    assert account.items("items") == [{"id": "a"}]


def test_nothing_is_written_where_the_request_fails(account: Account, tmp_path: Any) -> None:
    for kind in set(legality.kinds(*CALLS[0])) - {legality.LOST}:
        call(tmp_path, *CALLS[0], Fault(0, "dynamodb:PutItem", kind))
    assert account.items("items") == []


def test_a_lost_answer_leaves_the_write_and_the_sdk_writes_again(account: Account, tmp_path: Any) -> None:
    answer, _, _ = call(tmp_path, "dynamodb", "UpdateItem", dict(ADD), Fault(0, "dynamodb:UpdateItem", legality.LOST, 1))
    assert isinstance(answer, dict)
    assert [int(item["n"]) for item in account.items("items")] == [10]


def test_a_transaction_with_its_token_is_done_once(account: Account, tmp_path: Any) -> None:
    asked: dict[str, Any] = {"TransactItems": [{"Update": ADD}]}
    call(tmp_path, "dynamodb", "TransactWriteItems", dict(asked), Fault(0, "dynamodb:TransactWriteItems", legality.LOST, 1))
    assert [int(item["n"]) for item in account.items("items")] == [5]
    client = boto3.client("dynamodb")
    for _ in range(2):
        client.transact_write_items(ClientRequestToken="order-1", **asked)
    assert [int(item["n"]) for item in account.items("items")] == [10]
    with pytest.raises(client.exceptions.IdempotentParameterMismatchException):
        client.transact_write_items(ClientRequestToken="order-1", TransactItems=[{"Delete": {"TableName": "items", "Key": ADD["Key"]}}])


@given(count=st.integers(2, 25))
def test_what_is_unprocessed_and_what_is_written_are_the_whole_batch(started: Account, tmp_path_factory: Any, count: int) -> None:
    started.restore()
    puts = [{"PutRequest": {"Item": {"id": {"S": str(n)}}}} for n in range(count)]
    path = tmp_path_factory.getbasetemp()
    fault = Fault(0, "dynamodb:BatchWriteItem", legality.UNPROCESSED)
    answer, _, recorded = call(path, "dynamodb", "BatchWriteItem", {"RequestItems": {"items": puts}}, fault)
    left = [put["PutRequest"]["Item"]["id"]["S"] for put in answer["UnprocessedItems"]["items"]]
    written = [item["id"] for item in started.items("items")]
    assert sorted(left + written) == sorted(str(n) for n in range(count)) and left and written
    assert len(recorded.refused) == len(left)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_entries_of_a_batch_fail_one_by_one(account: Account, tmp_path: Any, count: int) -> None:
    entries = [{"Id": str(n), "MessageBody": "x"} for n in range(count)]
    fault = Fault(0, "sqs:SendMessageBatch", legality.PARTIAL)
    answer, _, recorded = call(tmp_path, "sqs", "SendMessageBatch", {"QueueUrl": QUEUE, "Entries": entries}, fault)
    assert len(answer["Failed"]) + len(account.messages("out")) == count and len(recorded.refused) == len(answer["Failed"]) > 0


def test_records_of_a_stream_fail_one_by_one(account: Account, tmp_path: Any) -> None:
    del account
    records = [{"Data": json.dumps(n).encode(), "PartitionKey": "a"} for n in range(4)]
    fault = Fault(0, "kinesis:PutRecords", legality.PARTIAL)
    answer, _, recorded = call(tmp_path, "kinesis", "PutRecords", {"StreamName": "stream", "Records": records}, fault)
    assert answer["FailedRecordCount"] == 2 and recorded.refused == (2, 3)
    told = [("ErrorCode" in record, "SequenceNumber" in record) for record in answer["Records"]]
    assert told == [(False, True)] * 2 + [(True, False)] * 2


def test_a_fault_of_another_operation_does_not_happen(account: Account, tmp_path: Any) -> None:
    del account
    answer, injection, _ = call(tmp_path, *CALLS[0], Fault(0, "dynamodb:UpdateItem", "ThrottlingException"))
    assert isinstance(answer, dict) and not injection.fired


def test_calls_before_the_stop_are_answered_and_given_again(account: Account, tmp_path: Any) -> None:
    client = boto3.client("dynamodb")
    halted = Injection(stop=1)
    with recording(tmp_path, injection=halted), pytest.raises(Stopped):
        client.put_item(TableName="items", Item={"id": {"S": "a"}})
        client.put_item(TableName="items", Item={"id": {"S": "b"}})
    assert halted.stopped and [item["id"] for item in account.items("items")] == ["a"]
    account.restore()
    resumed = Injection(replayed=halted.answers)
    with recording(tmp_path, injection=resumed):
        client.put_item(TableName="items", Item={"id": {"S": "a"}})
        client.put_item(TableName="items", Item={"id": {"S": "b"}})
    assert not resumed.strayed and [item["id"] for item in account.items("items")] == ["b"]
