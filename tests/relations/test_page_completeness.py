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
