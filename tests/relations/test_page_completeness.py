"""Which call it is that reads one page."""

from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.service import history

Make = Callable[..., Project]
LIST = history("GET", "/items", seeds=[{"id": {"S": name}} for name in "abc"])

DESCRIBES = """
def handler(event, context):
    TABLE.meta.client.describe_table(TableName="items")
    found = TABLE.scan()["Items"]
    return {"statusCode": 200, "body": json.dumps([item["id"] for item in found])}
"""
TWO_LISTS = """
def handler(event, context):
    every, more = [], {}
    while more is not None:
        page = TABLE.scan(**more)
        every += page["Items"]
        more = {"ExclusiveStartKey": page["LastEvaluatedKey"]} if "LastEvaluatedKey" in page else None
    found = TABLE.scan()["Items"]
    return {"statusCode": 200, "body": json.dumps([len(every), len(found)])}
"""


@pytest.mark.parametrize("code", [DESCRIBES, TWO_LISTS], ids=("describes", "two lists"))
def test_what_is_told_is_the_call_whose_further_pages_nobody_asks_for(make_project: Make, code: str) -> None:
    (finding,) = replay(make_project(code, "GET /items"), LIST, ["page_completeness"]).findings
    assert finding.message.startswith("reads one page of Scan: ") and finding.source == 'found = TABLE.scan()["Items"]'


def test_a_table_that_is_only_described_has_no_pages(make_project: Make) -> None:
    code = """
    def handler(event, context):
        found = TABLE.meta.client.describe_table(TableName="items")["Table"]
        return {"statusCode": 200, "body": found["TableName"]}
    """
    assert not replay(make_project(code, "GET /items"), LIST, ["page_completeness"]).findings


OF_ONE = [{"id": {"S": "a"}, "at": {"S": name}} for name in "abc"]
SPAN = """
from boto3.dynamodb.conditions import Key

def handler(event, context):
    query = event.get("queryStringParameters") or {}
    more = {"ExclusiveStartKey": {"id": "a", "at": query["after"]}} if "after" in query else {}
    found = TABLE.query(KeyConditionExpression=Key("id").eq("a"), **more)
    every = [item["at"] for item in found["Items"]]
    return {"statusCode": 200, "body": json.dumps({"count": len(every), "first": every[0], "last": every[-1]})}
"""
NO_CURSOR = SPAN.replace("**more", "").replace("    more = {", "    _ = {").replace("ExclusiveStartKey", "Key")
WHETHER = NO_CURSOR.replace('"last": every[-1]', '"last": every[-1], "more": "LastEvaluatedKey" in found')
ENCODED = NO_CURSOR.replace('"last": every[-1]', '"cursor": json.dumps(found.get("LastEvaluatedKey"))')
IN_A_HEADER = NO_CURSOR.replace('{"statusCode": 200', '{"statusCode": 200, "headers": {"X-Next": str(found.get("LastEvaluatedKey", ""))}')


def said_of_one(make: Make, code: str) -> list[str]:
    project = make(code, "GET /items", keys={"id": "S", "at": "S"})
    return [one.message for one in replay(project, history("GET", "/items", seeds=OF_ONE), ["page_completeness"]).findings]


def test_the_last_item_in_an_answer_is_no_cursor_where_no_client_can_hand_it_back(make_project: Make) -> None:
    (message,) = said_of_one(make_project, NO_CURSOR)
    assert message.startswith("reads one page of Query: ")


@pytest.mark.parametrize(
    "code", [SPAN, WHETHER, ENCODED, IN_A_HEADER], ids=("handed back", "tells that there is more", "encoded", "in a header")
)
def test_an_answer_that_tells_where_the_next_page_begins_is_no_part(make_project: Make, code: str) -> None:
    assert not said_of_one(make_project, code)
