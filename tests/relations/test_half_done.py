"""What a request leaves behind that is refused half-way, and what a batch that was read in part is taken for."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lambdatest._fault import Fault
from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.service import history

Make = Callable[..., Project]
SEED = [{"id": {"S": name}, "n": {"N": "100"}} for name in "abc"]
POST, GET = history("POST", "/items", body="{}", seeds=SEED), history("GET", "/items", seeds=SEED)
SECOND = Fault(1, "dynamodb:UpdateItem", "ConditionalCheckFailedException")
PART = Fault(0, "dynamodb:BatchGetItem", "Unprocessed")

MOVES = """
CLIENT = boto3.client("dynamodb")
def change(key, amount):
    CLIENT.update_item(TableName="items", Key={"id": {"S": key}}, UpdateExpression="ADD n :n", ConditionExpression="attribute_exists(id)",
                       ExpressionAttributeValues={":n": {"N": str(amount)}})
def handler(event, context):
    try:
        change("a", -5)
        change("b", 5)
    except CLIENT.exceptions.ConditionalCheckFailedException:
        REFUSED
    return {"statusCode": 200, "body": "moved"}
"""
REFUSES = MOVES.replace("REFUSED", 'return {"statusCode": 409, "body": "no such item"}')
GIVES_BACK = MOVES.replace("REFUSED", 'change("a", 5)\n        return {"statusCode": 409, "body": "no such item"}')
RAISES = MOVES.replace("REFUSED", "raise")
READS = """
import time
def handler(event, context):
    wanted, found = {"items": {"Keys": [{"id": key} for key in "abc"]}}, []
    page = boto3.resource("dynamodb").batch_get_item(RequestItems=wanted)
    found += page["Responses"]["items"]
    MORE
    return {"statusCode": 200, "body": json.dumps({"count": len(found), "items": sorted(item["id"] for item in found)})}
"""
TAKES_PART_FOR_ALL = READS.replace("MORE", "")
ASKS_AGAIN = READS.replace("MORE", """while page.get("UnprocessedKeys"):
        page = boto3.resource("dynamodb").batch_get_item(RequestItems=page["UnprocessedKeys"])
        found += page["Responses"]["items"]""")
SAYS_SO = READS.replace("MORE", 'if page.get("UnprocessedKeys"): return {"statusCode": 503, "body": "later"}')


def said(project: Project, asked: object, fault: Fault) -> list[tuple[str, str]]:
    replayed = replay(project, replace(asked, faults=(fault,)), ["fault_loss"])  # type: ignore[type-var]
    assert replayed.outcomes[-1].faults
    return [(finding.check, finding.severity) for finding in replayed.findings]


@pytest.mark.parametrize(
    ("code", "expected"), [(REFUSES, [("fault_loss", "warning")]), (GIVES_BACK, []), (RAISES, [])], ids=("409", "back", "raises")
)
def test_a_request_that_is_refused_leaves_no_half_behind(make_project: Make, code: str, expected: list[tuple[str, str]]) -> None:
    assert said(make_project(code, "POST /items"), POST, SECOND) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [(TAKES_PART_FOR_ALL, [("fault_loss", "failure")]), (ASKS_AGAIN, []), (SAYS_SO, [])], ids=("part", "again", "503")
)
def test_a_batch_that_was_read_in_part_is_not_answered_as_all(make_project: Make, code: str, expected: list[tuple[str, str]]) -> None:
    assert said(make_project(code, "GET /items"), GET, PART) == expected
