"""Page after page, with the cursor that the answer before held."""

from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.service import history

Make = Callable[..., Project]
ITEMS = [{"id": {"S": name}, "n": {"N": str(n)}} for n, name in enumerate("abc")]
LIST = history("GET", "/items", seeds=ITEMS)

WALKS = """
def handler(event, context):
    cursor = (event.get("queryStringParameters") or {}).get("cursor")
    more = {"ExclusiveStartKey": {"id": cursor}} if cursor else {}
    page = TABLE.scan(Limit=10, **more)
    last = page.get("LastEvaluatedKey")
    return {"statusCode": 200, "body": json.dumps({"items": [item["id"] for item in page["Items"]], "next": last["id"] if last else None})}
"""
SKIPS = WALKS.replace('last["id"] if last else None', 'last["id"] + "~" if last else None').replace(
    '{"id": cursor}', '{"id": sorted("abc")[-1] if cursor else ""}')
NOT_JSON = WALKS.replace('last["id"] if last else None', "str({1} if last else '') if not last else json.dumps({1})")
NEVER_READ = WALKS.replace("more = {", "more = {} and {")
PLAIN = """
def handler(event, context):
    return {"statusCode": 200, "body": json.dumps([item["id"] for item in TABLE.scan(Limit=10)["Items"]])}
"""


def said(make: Make, code: str) -> list[str]:
    return [finding.message for finding in replay(make(code, "GET /items"), LIST, ["page_completeness"]).findings]


@pytest.mark.parametrize(
    ("code", "what"),
    [(NOT_JSON, "page 1 is answered TypeError"), (SKIPS, "are on none of the 2 pages")],
    ids=("no json", "skips"),
)
def test_what_a_client_cannot_walk_through_fails(make_project: Make, code: str, what: str) -> None:
    (message,) = said(make_project, code)
    assert what in message


@pytest.mark.parametrize("code", [WALKS, PLAIN], ids=("walks", "ten at most"))
def test_a_client_that_gets_everything_is_left_alone(make_project: Make, code: str) -> None:
    assert not said(make_project, code)


def test_a_cursor_that_is_handed_out_and_never_read_leads_round_in_a_circle(make_project: Make) -> None:
    (message,) = said(make_project, NEVER_READ)
    assert "the same cursor again" in message
