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
