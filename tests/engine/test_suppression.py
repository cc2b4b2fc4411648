"""A finding that somebody decided to live with is kept out where the decision has a reason, and only there."""

import re
from dataclasses import replace

import pytest

from lambdatest.engine import Options, fuzz
from lambdatest.engine.options import Override
from lambdatest.engine.suppression import Suppression
from lambdatest.errors import LambdatestError

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

    def run(ignored=None, overrides=None, **comments):
        code = re.sub(r"# (above|beside|line|raised)", lambda found: comments.get(found[1], ""), HANDLER)
        options = Options(max_examples=6, workers=1, mode="positive", ignored=ignored or {}, overrides=overrides or {})
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


def test_a_setting_of_one_function_is_about_that_function(report):
    found = report(overrides={"api": Override(ignored={"unhandled_exception": "an old function"})})
    assert checks(found) == ["safe_method"]
    assert [one.place for one in found.suppressed] == ["[tool.lambdatest.functions.api.ignore]"]
    with pytest.raises(LambdatestError, match="there is no function 'app'"):
        report(overrides={"app": Override(mode="positive")})


def test_a_decision_about_one_function_leaves_another_alone(report):
    (finding, *_) = report().findings
    decision = Suppression(frozenset({finding.check}), "it is wanted", "pyproject.toml", function="api")
    assert decision.covers(finding) and not decision.covers(replace(finding, function="other"))


def test_a_function_is_searched_with_what_holds_for_it(report):
    own = Override(max_examples=5, mode="positive", checks=("cors",))
    found = report(overrides={"api": own})
    assert checks(found) == [] and found.functions[0].triggers[0].examples == 5


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
