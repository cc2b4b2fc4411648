"""A finding that somebody decided to live with is kept out where the decision has a reason, and only there."""

import re

import pytest

from lambdatest.engine import Options, fuzz

pytestmark = pytest.mark.searches

HANDLER = """
import json

# above
def handler(event, context): # beside
    read = event["pathParameters"]["id"]
    count(read)
    return {"statusCode": 200, "body": "{}"}

def count(read):
    TABLE.put_item(Item={"id": "hits"}) # line
    raise ValueError(read) # raised
"""


@pytest.fixture
def report(make_project):
    """The report of the handler with comments put in the place of its markers, and the setting `ignore`."""

    def run(ignored=None, **comments):
        code = re.sub(r"# (above|beside|line|raised)", lambda found: comments.get(found[1], ""), HANDLER)
        options = Options(max_examples=6, workers=1, mode="positive", ignored=ignored or {})
        return fuzz(make_project(code, "GET /items/{id}"), options)

    return run


def checks(report):
    return sorted(finding.check for finding in report.findings)


def test_without_a_comment_everything_is_found(report):
    assert checks(report()) == ["safe_method", "unhandled_exception"]


@pytest.mark.parametrize(
    ("place", "check", "left"),
    [
        ("beside", "safe_method", ["unhandled_exception"]),
        ("above", "safe_method", ["unhandled_exception"]),
        ("above", "unhandled_exception", ["safe_method"]),
        ("raised", "unhandled_exception", ["safe_method"]),
        ("line", "unhandled_exception", ["safe_method"]),
        ("above", "unhandled_exception, safe_method", []),
    ],
)
def test_a_comment_with_a_reason_keeps_its_check_out(report, place, check, left):
    found = report(**{place: f"# lambdatest: ignore[{check}] it is wanted"})
    assert checks(found) == left
    assert {(one.function, one.reason) for one in found.suppressed} == {("api", "it is wanted")}
    assert found.functions[0].status == ("passed" if "unhandled_exception" not in left else "failed")
    assert not found.notes


def test_a_setting_keeps_a_check_out_of_the_whole_project(report):
    found = report(ignored={"unhandled_exception": "an old service"})
    assert checks(found) == ["safe_method"]
    assert [(one.check, one.reason, one.place) for one in found.suppressed] == [
        ("unhandled_exception", "an old service", "[tool.lambdatest.ignore]")
    ]


@pytest.mark.parametrize(
    ("comment", "note"),
    [
        ("# lambdatest: ignore[safe_method]", "lambdatest: ignore[safe_method] has no reason"),
        ("# lambdatest: ignore it is wanted", "names no check"),
        ("# lambdatest: ignore[safe_methods] it is wanted", "there is no check 'safe_methods' to ignore; did you mean 'safe_method'?"),
        ("# lambdatest: ignore[cors] it is wanted", "nothing is left to ignore for cors; remove the comment"),
    ],
)
def test_a_comment_that_decides_nothing_is_noted_with_its_line(report, comment, note):
    found = report(beside=comment)
    assert checks(found) == ["safe_method", "unhandled_exception"]
    assert len(found.notes) == 1 and note in found.notes[0] and re.match(r"app\.py:\d+: ", found.notes[0])
    assert not found.suppressed


def test_a_comment_beside_one_line_is_not_about_another(report):
    assert checks(report(raised="# lambdatest: ignore[safe_method] the counter is wanted")) == ["safe_method", "unhandled_exception"]
