"""What a DELETE marks is asked for where it is read."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lambdatest.engine import Options, fuzz, replay
from lambdatest.model import Project
from strategies.service import history

ROUTE = "/items/{id}"
ITEM = {"id": {"S": "a"}, "text": {"S": "x"}}
CODE = """
def handler(event, context):
    key = {"id": event["pathParameters"]["id"]}
    if event["httpMethod"] == "DELETE":
        TABLE.update_item(Key=key, UpdateExpression="SET gone = :yes", ExpressionAttributeValues={":yes": True})
        return {"statusCode": STATUS}
    item = TABLE.get_item(Key=key).get("Item")
    if UNSEEN:
        return {"statusCode": 404}
    return {"statusCode": 200, "body": json.dumps(SHOWN)}
"""
READ = 'item.get("text", "")'


@pytest.mark.parametrize(("status", "unseen", "shown", "found"), [
    ("204", "item is None", READ, 1), ("204", "item is None or item.get('gone')", READ, 0), ("202", "item is None", READ, 0),
    ("200", "item is None", "[item['text'], item.get('gone', False)]", 0), ("204", "False", "'always'", 1),
])  # fmt: skip
def test_an_item_that_is_marked_as_deleted_is_not_read(
    make_project: Callable[..., Project], status: str, unseen: str, shown: str, found: int
) -> None:
    code = CODE.replace("STATUS", status).replace("UNSEEN", unseen).replace("SHOWN", shown)
    project = make_project(code, f"DELETE {ROUTE}", f"GET {ROUTE}")
    gone, read = (history(method, "/items/a", route=ROUTE, parameters={"id": "a"}, seeds=[ITEM]) for method in ("DELETE", "GET"))
    assert len(replay(project, gone.then(*read.cases), ["read_after_delete"]).findings) == found
    other = replace(read.cases[0], event=history("GET", "/items/b", route=ROUTE, parameters={"id": "b"}).cases[0].event)
    assert replay(project, gone.then(other), ["read_after_delete"]).findings == ()


def test_it_is_found_without_being_told_how(make_project: Callable[..., Project]) -> None:
    code = CODE.replace("STATUS", "204").replace("UNSEEN", "item is None").replace("SHOWN", READ)
    options = Options(max_examples=20, workers=1, checks=("read_after_delete",))
    report = fuzz(make_project(code, f"DELETE {ROUTE}", f"GET {ROUTE}"), options)
    assert [one.check for one in report.findings] == ["read_after_delete"]
