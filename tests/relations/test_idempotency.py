"""The same event twice: correct handlers of several styles, and wrong ones."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Location, Project, Resource
from lambdatest.strategies.cognito import cognito_event
from strategies.record import given, s3, schedule, sqs, stream, triggered
from strategies.service import history

Make = Callable[..., Project]
ORDER = given("sqs", sqs({"id": "a", "amount": 5}))
SEED = {"id": {"S": "1"}, "n": {"N": "1"}}

ADDS = """
def handler(event, context):
    for record in event["Records"]:
        order = json.loads(record["body"])
        TABLE.update_item(Key={"id": "balance"}, UpdateExpression="ADD n :n", ExpressionAttributeValues={":n": order["amount"]})
"""
INSERTS_UNDER_A_NEW_ID = """
import uuid
def handler(event, context):
    for record in event["Records"]:
        TABLE.put_item(Item={"id": str(uuid.uuid4()), **{"order": json.loads(record["body"])["id"]}})
"""
INSERTS_UNDER_A_SHORT_ID = """
import secrets, time
def handler(event, context):
    for record in event["Records"]:
        TABLE.put_item(Item={"id": secrets.token_hex(5), "at": int(time.time()), "order": json.loads(record["body"])["id"]})
"""
APPENDS = """
def handler(event, context):
    for record in event["Records"]:
        TABLE.update_item(Key={"id": "all"}, UpdateExpression="SET #o = list_append(if_not_exists(#o, :none), :one)",
                          ExpressionAttributeNames={"#o": "orders"},
                          ExpressionAttributeValues={":none": [], ":one": [json.loads(record["body"])["amount"]]})
"""
UPSERTS = """
import time, uuid
def handler(event, context):
    for record in event["Records"]:
        item = json.loads(record["body"])
        TABLE.put_item(Item={**item, "updatedAt": int(time.time()), "ttl": int(time.time()) + 86400, "trace": uuid.uuid4().hex[:9]})
"""
KEYED_BY_MESSAGE = """
from botocore.exceptions import ClientError
CLIENT = boto3.client("dynamodb")
def handler(event, context):
    for record in event["Records"]:
        try:
            CLIENT.transact_write_items(TransactItems=[
                {"Put": {"TableName": "items", "Item": {"id": {"S": record["messageId"]}},
                         "ConditionExpression": "attribute_not_exists(id)"}},
                {"Update": {"TableName": "items", "Key": {"id": {"S": "total"}}, "UpdateExpression": "ADD n :n",
                            "ExpressionAttributeValues": {":n": {"N": "5"}}}},
            ])
        except CLIENT.exceptions.TransactionCanceledException:
            print("seen before")
"""
CONDITIONAL = """
from botocore.exceptions import ClientError
def handler(event, context):
    for record in event["Records"]:
        try:
            TABLE.put_item(Item=json.loads(record["body"]), ConditionExpression="attribute_not_exists(id)")
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
"""
COUNTS_ATTEMPTS = """
def handler(event, context):
    for record in event["Records"]:
        TABLE.update_item(Key={"id": "a"}, UpdateExpression="SET amount = :a ADD deliveryAttempts :one, version :one",
                          ExpressionAttributeValues={":a": 5, ":one": 1})
"""
FAILS_THE_SECOND_TIME = """
def handler(event, context):
    for record in event["Records"]:
        TABLE.put_item(Item=json.loads(record["body"]), ConditionExpression="attribute_not_exists(id)")
"""


def said(project: Project, asked: History) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in replay(project, asked, ["idempotency"]).findings]


@pytest.mark.parametrize(
    "code", [ADDS, INSERTS_UNDER_A_NEW_ID, INSERTS_UNDER_A_SHORT_ID, APPENDS], ids=("adds", "uuid", "token", "appends")
)
def test_a_redelivered_message_must_not_count_twice(make_project: Make, code: str) -> None:
    assert said(triggered(make_project(code), "sqs"), ORDER) == [("idempotency", "failure")]


@pytest.mark.parametrize("code", [UPSERTS, KEYED_BY_MESSAGE, CONDITIONAL, COUNTS_ATTEMPTS], ids=("upserts", "key", "condition", "attempts"))
def test_a_handler_that_can_take_a_message_twice_is_left_alone(make_project: Make, code: str) -> None:
    assert said(triggered(make_project(code), "sqs"), ORDER) == []


def test_a_message_that_fails_when_it_comes_again_is_a_warning(make_project: Make) -> None:
    assert said(triggered(make_project(FAILS_THE_SECOND_TIME), "sqs"), ORDER) == [("idempotency", "warning")]


def with_resource(project: Project, kind: str, **properties: Any) -> Project:
    return replace(project, resources=(*project.resources, Resource("X", kind, properties, Location("serverless.yml", 1))))


def test_messages_that_are_sent_again_and_lines_of_an_audit_table_are_nobodys_business(make_project: Make) -> None:
    sends = """
    import uuid
    def handler(event, context):
        for record in event["Records"]:
            boto3.client("sqs").send_message(QueueUrl="https://sqs.us-east-1.amazonaws.com/123456789012/out", MessageBody=record["eventID"])
            boto3.resource("dynamodb").Table("orders-audit").put_item(Item={"id": str(uuid.uuid4())})
    """
    keys = {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    }  # fmt: skip
    project = with_resource(triggered(make_project(sends), "dynamodb_stream"), "AWS::SQS::Queue", QueueName="out")
    project = with_resource(project, "AWS::DynamoDB::Table", TableName="orders-audit", BillingMode="PAY_PER_REQUEST", **keys)
    assert said(project, given("dynamodb_stream", stream({"id": {"S": "a"}}))) == []


def test_a_row_for_each_run_of_a_schedule_is_no_duplicate_but_a_sum_is_a_warning(make_project: Make) -> None:
    rows = """
    import datetime
    def handler(event, context):
        TABLE.put_item(Item={"id": datetime.datetime.now().isoformat(), "count": 3})
    """
    assert said(triggered(make_project(rows), "schedule"), given("schedule", schedule())) == []
    sums = """
    def handler(event, context):
        TABLE.update_item(Key={"id": "a"}, UpdateExpression="ADD n :n", ExpressionAttributeValues={":n": 7})
    """
    assert said(triggered(make_project(sums), "schedule"), given("schedule", schedule())) == [("idempotency", "warning")]


@pytest.mark.parametrize(
    ("key", "expected"), [("str(uuid.uuid4())", [("idempotency", "warning")]), ('event["id"]', []), ('event["time"]', [])],
)
def test_a_row_that_bears_the_time_of_the_event_is_not_of_the_run(make_project: Make, key: str, expected: list[Any]) -> None:
    grants = f"""
    import uuid
    def handler(event, context):
        TABLE.put_item(Item={{"id": {key}, "at": event["time"], "points": 10}})
    """
    assert said(triggered(make_project(grants), "schedule"), given("schedule", schedule())) == expected


def test_a_run_that_takes_away_what_is_to_be_done_leaves_something_else_to_the_next(make_project: Make) -> None:
    goes_on = """
    def handler(event, context):
        noted = TABLE.get_item(Key={"id": "page"}).get("Item", {"n": 0})
        TABLE.put_item(Item={"id": "copied", "from": noted["n"]})
        TABLE.delete_item(Key={"id": "page"})
    """
    noted = given("schedule", schedule(), seeds={"items": [{"id": {"S": "page"}, "n": {"N": "7"}}]})
    assert said(triggered(make_project(goes_on), "schedule"), noted) == []


@pytest.mark.parametrize(("condition", "expected"), [
    ("attribute_not_exists(id)", [("idempotency", "warning")]),
    ("attribute_not_exists(id) OR account = :user", []),
])
def test_cognito_calls_again_a_trigger_that_is_late(make_project: Make, condition: str, expected: list[Any]) -> None:
    values = ', ExpressionAttributeValues={":user": event["userName"]}' if ":user" in condition else ""
    reserves = f"""
    def handler(event, context):
        try:
            TABLE.put_item(Item={{"id": event["request"]["userAttributes"]["email"], "account": event["userName"]}},
                           ConditionExpression="{condition}"{values})
        except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
            raise ValueError("taken") from None
        return event
    """
    event = cognito_event("PostConfirmation", {"email": "a@example.com"})
    assert said(triggered(make_project(reserves), "cognito"), given("cognito", event)) == expected


def test_an_object_is_registered_once(make_project: Make) -> None:
    registers = """
    import uuid
    def handler(event, context):
        for record in event["Records"]:
            key = record["s3"]["object"]["key"]
            TABLE.put_item(Item={"id": ID, "key": key})
    """
    bad = triggered(make_project(registers.replace("ID", "str(uuid.uuid4())")), "s3")
    assert said(bad, given("s3", s3("a.txt"))) == [("idempotency", "failure")]
    good = triggered(make_project(registers.replace("ID", "key")), "s3")
    assert said(good, given("s3", s3("a.txt"))) == []


DELETE = history("DELETE", "/items/1", route="/items/{id}", parameters={"id": "1"}, seeds=[SEED])
PUT = history("PUT", "/items/1", route="/items/{id}", parameters={"id": "1"}, body='{"n": 2}', seeds=[SEED])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('old = TABLE.delete_item(Key=key, ReturnValues="ALL_OLD")["Attributes"]', [("idempotency", "failure")]),
        ("TABLE.delete_item(Key=key)", []),
        ('if "Item" not in TABLE.get_item(Key=key):\n        return {"statusCode": 404, "body": ""}\n    TABLE.delete_item(Key=key)', []),
    ],
)
def test_a_second_delete_may_find_nothing_but_not_fail(make_project: Make, body: str, expected: list[Any]) -> None:
    code = f"def handler(event, context):\n    key = event['pathParameters']\n    {body}\n    return {{'statusCode': 204, 'body': ''}}\n"
    assert said(make_project(code, "DELETE /items/{id}"), DELETE) == expected


@pytest.mark.parametrize(("expression", "expected"), [("SET n = :n", []), ("SET n = n + :n", [("idempotency", "failure")])])
def test_a_put_that_comes_again_puts_the_same(make_project: Make, expression: str, expected: list[Any]) -> None:
    code = f"""
    def handler(event, context):
        TABLE.update_item(Key=event["pathParameters"], UpdateExpression="{expression}",
                          ExpressionAttributeValues={{":n": json.loads(event["body"])["n"]}})
        return {{"statusCode": 200, "body": "{{}}"}}
    """
    assert said(make_project(code, "PUT /items/{id}"), PUT) == expected


def test_a_post_may_do_something_twice(make_project: Make) -> None:
    code = ADDS.replace('event["Records"]', "[event]") + '    return {"statusCode": 200, "body": ""}\n'
    assert said(make_project(code, "POST /items"), history("POST", "/items", body='{"amount": 2}')) == []


ORDERS = """
import uuid
def handler(event, context):
    key = event["headers"].get("idempotency-key") or json.loads(event["body"]).get("clientToken")
    TABLE.put_item(Item={"id": ID, "sku": "a"})
    return {"statusCode": 201, "body": ""}
"""
WITH_KEY = (
    history("POST", "/items", kind="http_api", headers=(("Idempotency-Key", "k"),), body="{}"),
    history("POST", "/items", kind="http_api", body='{"clientToken": "k"}'),
)


@pytest.mark.parametrize("sent", WITH_KEY, ids=("header", "body"))
def test_a_post_with_an_idempotency_key_does_nothing_twice(make_project: Make, sent: History) -> None:
    bad = make_project(ORDERS.replace("ID", "str(uuid.uuid4())"), "POST /items", kind="httpApi")
    (finding,) = replay(bad, sent, ["idempotency"]).findings
    assert finding.severity == "failure"
    assert finding.message == "the same POST with the same idempotency key once more changes the table items again"
    assert said(make_project(ORDERS.replace("ID", "key"), "POST /items", kind="httpApi"), sent) == []


def test_a_key_that_the_code_does_not_read_makes_no_promise(make_project: Make) -> None:
    code = ORDERS.replace("ID", "str(uuid.uuid4())").replace('event["headers"].get("idempotency-key") or ', "").replace("clientToken", "x")
    assert [said(make_project(code, "POST /items", kind="httpApi"), sent) for sent in WITH_KEY] == [[], []]
