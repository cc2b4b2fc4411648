"""Page after page, with the cursor that the answer before held."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from lambdatest.relations.cursor import SIZE, without
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


CUT = """
def handler(event, context):
    query = event.get("queryStringParameters") or {}
    limit, found, more = int(query.get("limit") or 20), [], {"ExclusiveStartKey": {"id": query["cursor"]}} if query.get("cursor") else {}
    while True:
        page = TABLE.scan(Limit=50, **more)
        found += [item["id"] for item in page["Items"]]
        last = page.get("LastEvaluatedKey")
        if not last or len(found) > limit:
            break
        more = {"ExclusiveStartKey": last}
    return {"statusCode": 200, "body": json.dumps({"items": found[:limit], "cursor": CURSOR})}
"""


@pytest.mark.parametrize(("cursor", "lost"), [
    ('last["id"] if last else None', True), ("found[limit - 1] if len(found) > limit or last else None", False),
], ids=("of what was read", "of what is shown"))
def test_what_is_cut_off_a_page_is_on_the_next_one(make_project: Make, cursor: str, lost: bool) -> None:
    told = said(make_project, CUT.replace("CURSOR", cursor))
    assert bool(told) is lost and all("are on none" in message for message in told)


@pytest.mark.parametrize(("name", "sizes"), [
    ("limit", True), ("pageSize", True), ("max_items", True), ("per_page", True), ("max_price", False), ("number", False), ("page", False),
])
def test_only_a_parameter_that_says_how_many_there_are_on_a_page_is_made_smaller(name: str, sizes: bool) -> None:
    assert bool(SIZE.fullmatch(name)) is sizes


def test_a_cursor_that_is_handed_out_and_never_read_leads_round_in_a_circle(make_project: Make) -> None:
    (message,) = said(make_project, NEVER_READ)
    assert "the same cursor again" in message


AFTER = """
from boto3.dynamodb.conditions import Attr

def handler(event, context):
    after = (event.get("queryStringParameters") or {}).get("after")
    more = {"ExclusiveStartKey": {"id": after}} if after else {}
    page = TABLE.scan(Limit=10, FilterExpression=Attr("n").not_exists(), **more)
    ids = [item["id"] for item in page["Items"]]
    return {"statusCode": 200, "body": json.dumps({"items": ids, "next": NEXT})}
"""
OF_A_FULL_PAGE = AFTER.replace("NEXT", "ids[-1] if len(ids) == 10 else None")
LAST = [ITEMS[0], {"id": {"S": "b"}}, {"id": {"S": "c"}}]


@pytest.mark.parametrize("kind", ["rest_api", "http_api"])
@pytest.mark.parametrize("query", [(), (("after", "a"),), (("after", "c"), ("more", "x"))], ids=("first", "later", "last"))
def test_a_cursor_that_only_a_full_page_has_is_none_where_a_filter_comes_first(
    make_project: Make, kind: str, query: tuple[tuple[str, str], ...]
) -> None:
    def told(code: str) -> list[str]:
        project = make_project(code, "GET /items", kind="http" if kind == "rest_api" else "httpApi")
        asked = history("GET", "/items", kind=kind, query=query, seeds=LAST)
        return [finding.message for finding in replay(project, asked, ["page_completeness"]).findings]

    (message,) = told(OF_A_FULL_PAGE)
    assert message == "of the items of one large page 2 are on none of the 1 pages that a client is led through"
    assert not told(AFTER.replace("NEXT", 'page.get("LastEvaluatedKey", {}).get("id")'))


def test_a_cursor_that_has_no_place_in_the_answer_of_the_last_page_is_looked_for_no_further(make_project: Make) -> None:
    answer = """**({"nextPage": page["LastEvaluatedKey"]["id"]} if "LastEvaluatedKey" in page else {})"""
    assert not said(make_project, AFTER.replace('"next": NEXT', answer))


@pytest.mark.parametrize(("cursor", "lost"), [
    ("if len(ids) == 10", True), ("if 'LastEvaluatedKey' in page", False),
], ids=("of a full page", "of the answer"))
def test_an_empty_page_without_a_cursor_leads_nowhere(make_project: Make, cursor: str, lost: bool) -> None:
    more = f'**({{"next": page["LastEvaluatedKey"]["id"]}} {cursor} else {{}})'
    asked = history("GET", "/items", seeds=LAST)
    found = replay(make_project(AFTER.replace('"next": NEXT', more), "GET /items"), asked, ["page_completeness"]).findings
    assert [finding.severity for finding in found] == ["failure"] * lost


@pytest.mark.parametrize("given", [
    {"queryStringParameters": {"after": "a"}, "rawQueryString": "after=a"},
    {"queryStringParameters": {"after": "a"}, "multiValueQueryStringParameters": {"after": ["a"]}},
    {"queryStringParameters": {"after": "a"}, "requestContext": {"elb": {}}},
], ids=("http api", "rest api", "load balancer"))
def test_a_request_without_its_one_parameter_says_so_as_its_format_does(given: dict[str, Any]) -> None:
    wanted = [{"rawQueryString": ""}, {"queryStringParameters": None, "multiValueQueryStringParameters": None},
              {"queryStringParameters": {}, "requestContext": {"elb": {}}}]
    assert without(given, "after") in wanted
    kept = {**given, "queryStringParameters": {"after": "a", "size": "2"}}
    assert without(kept, "after")["queryStringParameters"] == {"size": "2"}
