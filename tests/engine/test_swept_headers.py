"""What ends a header is stored by one request, and read by the next."""

from collections.abc import Callable

import pytest

from lambdatest.engine import Options, fuzz
from lambdatest.model import Project

CODE = """
from urllib.parse import quote
def handler(event, context):
    if event["httpMethod"] in ("PUT", "POST"):
        body = json.loads(event["body"])
        if not isinstance(body.get("name"), str):
            return {"statusCode": 400, "body": "{}"}
        key = event["pathParameters"]["id"] if event["httpMethod"] == "PUT" else "n-" + body["name"][:3]
        TABLE.put_item(Item={"id": key, "name": body["name"]})
        return {"statusCode": 201, "body": json.dumps({"id": key})}
    item = TABLE.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
    if item is None:
        return {"statusCode": 404, "body": "{}"}
    return {"statusCode": 200, "headers": {"Content-Disposition": "attachment; filename=" + NAME}, "body": "x"}
"""
OPTIONS = Options(max_examples=40, workers=1, checks=("header_injection",))


@pytest.mark.parametrize("writes", ["PUT /items/{id}", "POST /items"])
@pytest.mark.parametrize(
    ("name", "expected"), [('item["name"]', ["header_injection"]), ('quote(item["name"], safe="", errors="replace")', [])]
)
def test_a_name_that_is_stored_is_found_in_the_header_that_holds_it(
    make_project: Callable[..., Project], writes: str, name: str, expected: list[str]
) -> None:
    project = make_project(CODE.replace("NAME", name), writes, "GET /items/{id}")
    assert [finding.check for finding in fuzz(project, OPTIONS).findings] == expected
