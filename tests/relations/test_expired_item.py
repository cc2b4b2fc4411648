"""An item that has expired, and that DynamoDB has not deleted yet."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.service import history

Make = Callable[..., Project]
READS = """
import time
def handler(event, context):
    if event["httpMethod"] == "POST":
        TABLE.put_item(Item={"id": "a", "note": "x", "NAME": int(time.time()) + 900})
        return {"statusCode": 201}
    item = TABLE.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
    if not item:
        return {"statusCode": 404}
    return {"statusCode": 200, "body": json.dumps({"note": item["note"]})}
"""
LOOKS = READS.replace("if not item:", 'if not item or item.get("expires_at", item.get("expiresAt", 0)) <= time.time():')
TELLS = READS.replace('{"note": item["note"]}', '{"note": item["note"], "until": str(item.get("expires_at"))}')
LISTS = """
def handler(event, context):
    return {"statusCode": 200, "body": json.dumps([item["note"] for item in TABLE.scan()["Items"]])}
"""


def said(make: Make, code: str, number: str = "1600000000", name: str = "expires_at", method: str = "GET") -> list[tuple[str, str]]:
    item: dict[str, Any] = {"id": {"S": "a"}, "note": {"S": "x"}, name: {"N": number}}
    asked = history(method, "/items/a", route="/items/{id}", parameters={"id": "a"}, seeds=[item])
    found = replay(make(code.replace("NAME", name), f"{method} /items/{{id}}"), asked, ["expired_item"]).findings
    return [(finding.check, finding.severity) for finding in found]


@pytest.mark.parametrize("name", ["expires_at", "expiresAt", "session_expiry", "valid_until"])
def test_an_item_that_has_expired_is_not_served(make_project: Make, name: str) -> None:
    assert said(make_project, READS, name=name) == [("expired_item", "warning")]


@pytest.mark.parametrize("code", [LOOKS, TELLS, LISTS], ids=("looks", "tells", "lists"))
def test_who_looks_tells_or_lists_is_left_alone(make_project: Make, code: str) -> None:
    assert said(make_project, code) == []


@pytest.mark.parametrize(
    ("number", "name"), [("4102444800", "expires_at"), ("17", "expires_at"), ("19.99", "expires_at"), ("1600000000", "ttl")]
)
def test_what_is_not_over_or_no_time_is_left_alone(make_project: Make, number: str, name: str) -> None:
    assert said(make_project, READS, number, name) == []


def test_an_attribute_that_the_function_does_not_name_may_be_that_of_other_items(make_project: Make) -> None:
    assert said(make_project, READS.replace(', "NAME": int(time.time()) + 900', "")) == []


def test_a_request_that_does_not_read_is_left_alone(make_project: Make) -> None:
    assert said(make_project, READS, method="DELETE") == []
