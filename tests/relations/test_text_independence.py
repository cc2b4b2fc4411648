"""A name that is folded only where it is written is found, and a message whose text is cut; what treats all text alike is not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Project
from strategies.record import given, sqs, triggered
from strategies.service import history

ROUTE = "/items/{id}"
CODE = """
import unicodedata
def fold(text):
    return unicodedata.normalize("NFKC", text).casefold().strip()
def handler(event, context):
    name = event["pathParameters"]["id"]
    if event["httpMethod"] == "PUT":
        TABLE.put_item(Item={"id": WRITTEN})
        return {"statusCode": 204, "body": ""}
    found = TABLE.get_item(Key={"id": READ}).get("Item")
    return {"statusCode": 200 if found else 404, "body": json.dumps(found)}
"""


def said(project: Project, asked: History) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in replay(project, asked, ["text_independence"]).findings]


def written_and_read(name: str, asked: str | None = None) -> History:
    write, read = (
        history(method, f"/items/{text}", route=ROUTE, parameters={"id": text}, body="{}" if method == "PUT" else None).cases
        for method, text in (("PUT", name), ("GET", asked or name))
    )
    return History((*write, *read), {"items": ()})


@pytest.mark.parametrize("name", ["Bob", "e\u0301", "\u00a0b"])
@pytest.mark.parametrize(
    ("written", "read", "expected"),
    [
        ("fold(name)", "name", [("text_independence", "warning")]),
        ("fold(name)", "fold(name)", []),
        ("name", "name", []),
        ('"x" + name', "name", []),
    ],
)
def test_what_is_written_under_a_name_is_found_under_it(
    make_project: Callable[..., Project], name: str, written: str, read: str, expected: list[Any]
) -> None:
    code = CODE.replace("WRITTEN", written).replace("READ", read)
    assert said(make_project(code, f"PUT {ROUTE}", f"GET {ROUTE}"), written_and_read(name)) == expected


def test_a_word_of_the_body_is_no_name(make_project: Callable[..., Project]) -> None:
    """What was written is called otherwise, and what the plain word names was there before."""
    code = CODE.replace("WRITTEN", "name").replace("READ", "name")
    write = history("PUT", "/items/b", route=ROUTE, parameters={"id": "b"}, body='{"text": "a"}')
    read = history("GET", "/items/a", route=ROUTE, parameters={"id": "a"})
    asked = History((*write.cases, *read.cases), {"items": ({"id": {"S": "b"}},)})
    assert said(make_project(code, f"PUT {ROUTE}", f"GET {ROUTE}"), asked) == []


def test_another_name_may_be_unknown(make_project: Callable[..., Project]) -> None:
    code = CODE.replace("WRITTEN", "fold(name)").replace("READ", "name")
    assert said(make_project(code, f"PUT {ROUTE}", f"GET {ROUTE}"), written_and_read("Bob", "Eve")) == []


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        ('text.encode()[:9].decode("utf-8")', [("text_independence", "warning")]),
        ('text.encode()[:9].decode("utf-8", "ignore")', []),
        ('text if len(text.encode()) < 30 else {}["too long"]', []),
        ('text if len(text) < 10 else {}["too long"]', []),
        ('text if text.isascii() else {}["not ours"]', []),
    ],
)
def test_a_message_is_not_refused_for_its_characters(make_project: Callable[..., Project], cut: str, expected: list[Any]) -> None:
    code = f"""
    def handler(event, context):
        failures = []
        for record in event["Records"]:
            text = json.loads(record["body"])["text"]
            try:
                TABLE.put_item(Item={{"id": record["messageId"], "text": {cut}}})
            except (ValueError, KeyError):
                failures.append({{"itemIdentifier": record["messageId"]}})
        return {{"batchItemFailures": failures}}
    """
    project = triggered(make_project(code), "sqs", reports=True)
    asked = given("sqs", sqs({"text": "xé日😀é日😀"}))
    assert said(project, asked) == expected
    unicode = replace(asked, cases=(replace(asked.cases[0], labels=("unicode",)),))
    assert said(project, unicode) == expected
