"""A query that arrives as the client sent it."""

from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from lambdatest.strategies.alb import alb_event
from lambdatest.strategies.client import Request
from strategies.record import given, triggered
from strategies.service import history

LOOKS = """
from urllib.parse import unquote_plus
def handler(event, context):
    query = event.get("queryStringParameters") or {n: v[-1] for n, v in (event.get("multiValueQueryStringParameters") or {}).items()}
    item = TABLE.get_item(Key={"id": query["city"]}).get("Item")
    return {"statusCode": 200 if item else 404, "statusDescription": "OK", "headers": {}, "body": "", "isBase64Encoded": False}
"""
DECODES = LOOKS.replace('query["city"]', 'unquote_plus(query["city"])')


def said(project: Project, city: str, several: bool) -> list[tuple[str, str]]:
    asked = given("alb", alb_event(Request("GET", "/items", query=(("city", city),)), multi_value=several))
    found = replay(triggered(project, "alb", path="/items", method="GET"), asked, ["query_encoding"]).findings
    return [(finding.check, finding.severity) for finding in found]


@pytest.mark.parametrize("several", [False, True], ids=("one value", "lists"))
@pytest.mark.parametrize("city", ["New York", "a+b", "Zürich"])
def test_a_load_balancer_leaves_the_query_to_be_decoded(make_project: Callable[..., Project], city: str, several: bool) -> None:
    assert said(make_project(LOOKS), city, several) == [("query_encoding", "warning")]


@pytest.mark.parametrize(("code", "city"), [(DECODES, "New York"), (DECODES, "a+b"), (LOOKS, "Rome")])
def test_what_is_decoded_or_the_same_is_left_alone(make_project: Callable[..., Project], code: str, city: str) -> None:
    assert said(make_project(code), city, False) == []


def test_api_gateway_decodes_it_itself(make_project: Callable[..., Project]) -> None:
    asked = history("GET", "/items", query=(("city", "New%20York"),))
    assert not replay(make_project(LOOKS, "GET /items"), asked, ["query_encoding"]).findings
