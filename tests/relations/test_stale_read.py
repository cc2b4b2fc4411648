"""What was written is read again as it was before."""

from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.service import history

Make = Callable[..., Project]
POST = history("POST", "/items", body="{}", seeds=[{"id": {"S": "a"}, "n": {"N": "3"}}])

ANSWERS_WHAT_IT_READS = """
def handler(event, context):
    TABLE.update_item(Key={"id": "a"}, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": 7})
    return {"statusCode": 200, "body": str(TABLE.get_item(Key={"id": "a"})["Item"]["n"])}
"""
COUNTS_THE_TABLE = """
def handler(event, context):
    TABLE.put_item(Item={"id": "new"})
    count = len(TABLE.scan()["Items"])
    TABLE.put_item(Item={"id": "a", "n": count})
    return {"statusCode": 200, "body": "ok"}
"""
FAILS_WITHOUT_IT = """
def handler(event, context):
    TABLE.put_item(Item={"id": "new", "n": 1})
    return {"statusCode": 200, "body": str(TABLE.get_item(Key={"id": "new"})["Item"]["n"])}
"""
CONSISTENT = ANSWERS_WHAT_IT_READS.replace('Key={"id": "a"})["Item"]', 'Key={"id": "a"}, ConsistentRead=True)["Item"]')
RETURNED = """
def handler(event, context):
    found = TABLE.update_item(Key={"id": "a"}, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": 7}, ReturnValues="ALL_NEW")
    return {"statusCode": 200, "body": str(found["Attributes"]["n"])}
"""
ANOTHER_ITEM = FAILS_WITHOUT_IT.replace('Key={"id": "new"}', 'Key={"id": "a"}')
NO_DIFFERENCE = """
def handler(event, context):
    TABLE.put_item(Item={"id": "new"})
    print(TABLE.get_item(Key={"id": "new"}).get("Item"))
    return {"statusCode": 200, "body": "ok"}
"""
BEFORE = """
def handler(event, context):
    found = TABLE.get_item(Key={"id": "a"})["Item"]
    TABLE.put_item(Item={"id": "a", "n": 7})
    return {"statusCode": 200, "body": str(found["n"])}
"""


def said(make: Make, code: str) -> list[str]:
    """What the relation says of a POST to that handler."""
    return [finding.message for finding in replay(make(code, "POST /items"), POST, ("stale_read",)).findings]


@pytest.mark.parametrize("code", [ANSWERS_WHAT_IT_READS, COUNTS_THE_TABLE, FAILS_WITHOUT_IT])
def test_an_eventually_consistent_read_of_what_was_just_written_is_a_warning(make_project: Make, code: str) -> None:
    (message,) = said(make_project, code)
    assert "reads what was written just before, without ConsistentRead" in message


@pytest.mark.parametrize("code", [CONSISTENT, RETURNED, ANOTHER_ITEM, NO_DIFFERENCE, BEFORE])
def test_a_handler_that_does_without_it_is_left_alone(make_project: Make, code: str) -> None:
    assert not said(make_project, code)
