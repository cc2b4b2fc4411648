"""A write whose answer is lost: the SDK sends it again."""

from collections.abc import Callable

import pytest

from lambdatest._fault import Fault
from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.service import history

Make = Callable[..., Project]
POST = history("POST", "/items", body='{"amount": 5}', seeds=[{"id": {"S": "a"}, "n": {"N": "100"}}])


def said(project: Project, operation: str, call: int = 0) -> list[tuple[str, str]]:
    faulty = type(POST)(POST.cases, POST.seeds, (), (Fault(call, operation, "LostAnswer", 1),))
    replayed = replay(project, faulty, ["lost_response"])
    assert replayed.outcomes[-1].faults
    return [(finding.check, finding.severity) for finding in replayed.findings]


def update(expression: str, values: str, condition: str = "") -> str:
    return f"""
    def handler(event, context):
        sent = json.loads(event["body"])
        TABLE.update_item(Key={{"id": "a"}}, UpdateExpression="{expression}", ExpressionAttributeValues={values}{condition})
        return {{"statusCode": 200, "body": "ok"}}
    """


@pytest.mark.parametrize("expression", ["SET n = n - :x", "ADD n :x"])
def test_an_amount_is_taken_twice(make_project: Make, expression: str) -> None:
    project = make_project(update(expression, '{":x": sent["amount"]}'), "POST /items")
    assert said(project, "dynamodb:UpdateItem") == [("lost_response", "warning")]


@pytest.mark.parametrize(
    "code",
    [
        update("ADD n :one", '{":one": 1}'),
        update("SET n = :x", '{":x": sent["amount"]}'),
        update("SET n = n - :x, lastPayment = :p", '{":x": sent["amount"], ":p": "p1"}', ', ConditionExpression="lastPayment <> :p"'),
    ],
    ids=("counter", "put", "condition"),
)
def test_what_can_be_done_twice_is_left_alone(make_project: Make, code: str) -> None:
    assert said(make_project(code, "POST /items"), "dynamodb:UpdateItem") == []


def test_a_transaction_has_a_token_of_the_sdk(make_project: Make) -> None:
    code = """
    CLIENT = boto3.client("dynamodb")
    def handler(event, context):
        CLIENT.transact_write_items(TransactItems=[{"Update": {"TableName": "items", "Key": {"id": {"S": "a"}},
            "UpdateExpression": "ADD n :n", "ExpressionAttributeValues": {":n": {"N": "5"}}}}])
        return {"statusCode": 200, "body": "ok"}
    """
    assert said(make_project(code, "POST /items"), "dynamodb:TransactWriteItems") == []


CREATES = """
def handler(event, context):
    try:
        TABLE.put_item(Item={"id": "new", "by": context.aws_request_id}, ConditionExpression="attribute_not_exists(id)")
    except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
        REFUSED
    return {"statusCode": 201, "body": "made"}
"""
CONFLICT = CREATES.replace("REFUSED", 'return {"statusCode": 409, "body": "it exists"}')
LOOKS = CREATES.replace(
    "REFUSED",
    'if TABLE.get_item(Key={"id": "new"}, ConsistentRead=True)["Item"]["by"] != context.aws_request_id:\n'
    '            return {"statusCode": 409, "body": "it exists"}',
)
GONE = CONFLICT.replace('"statusCode": 409', '"statusCode": 404')
OF_THE_GATEWAY = CONFLICT.replace("context.aws_request_id", 'event["requestContext"]["requestId"]')
OF_THE_CLIENT = CONFLICT.replace("context.aws_request_id", 'json.loads(event["body"])["amount"]')


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (CONFLICT, [("lost_response", "warning")]),
        (OF_THE_GATEWAY, [("lost_response", "warning")]),
        (OF_THE_CLIENT, []),
        (LOOKS, []),
        (GONE, []),
    ],
    ids=("409", "409, id of the gateway", "nothing tells", "looks", "404"),
)
def test_who_creates_an_item_is_not_told_that_it_exists(make_project: Make, code: str, expected: list[tuple[str, str]]) -> None:
    assert said(make_project(code, "POST /items"), "dynamodb:PutItem") == expected
