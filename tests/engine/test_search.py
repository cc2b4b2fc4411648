"""The search of one trigger in this process."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lambdatest.engine import fuzz
from lambdatest.engine.finding import distinct
from lambdatest.engine.options import Options
from lambdatest.engine.search import search
from lambdatest.engine.stage import staged
from lambdatest.finding import Finding, Report
from lambdatest.model import History, Project
from strategies.service import history

CODE = """
def handler(event, context):
    items = TABLE.scan(Limit=5)["Items"]
    if event["httpMethod"] == "POST" and not event["body"]:
        raise ValueError("no body")
    return {"statusCode": 200, "body": json.dumps([{"id": item["id"], "n": int(item.get("n", 0))} for item in items])}
"""


def told(report: Report) -> list[tuple[str, str, History]]:
    """The findings of a report, with what shows them."""
    return [(finding.id, finding.severity, finding.history) for finding in report.findings]


ASKS_FOR_EIGHT = """
def handler(event, context):
    sent = json.loads(event["body"])
    if not isinstance(sent.get("name"), str) or not 8 <= len(sent["name"]) <= 40 or not sent["name"].isascii():
        return {"statusCode": 400, "body": "name"}
    return {"statusCode": 200, "body": str(1 / 0)}
"""


ASKS_FOR_TWO = """
def handler(event, context):
    query = event.get("queryStringParameters") or {}
    shop, page = query.get("shop", ""), query.get("page", "")
    if not shop or not page.isdigit():
        return {"statusCode": 400, "body": "shop, page"}
    items = TABLE.scan()["Items"]
    return {"statusCode": 200, "body": json.dumps([item["id"] for item in items])}
"""


def test_where_short_texts_are_refused_longer_ones_are_tried(make_project: Callable[..., Project]) -> None:
    report = fuzz(make_project(ASKS_FOR_EIGHT, "POST /items"), Options(max_examples=20, workers=1, checks=("unhandled_exception",)))
    assert [finding.exception for finding in report.findings] == ["ZeroDivisionError"]


def test_a_request_without_what_the_code_may_do_without_is_refused_and_the_search_goes_on_with_it(
    make_project: Callable[..., Project]
) -> None:
    project = make_project(ASKS_FOR_TWO, "GET /items")
    for seed in (1, 2, 3):
        found = fuzz(project, Options(max_examples=40, seed=seed, workers=1)).findings
        assert "page_completeness" in {finding.check for finding in found}, seed


LASTS = """
import time
def expired(until, now=NOW):
    return until < (now or time.time())

def handler(event, context):
    until = (event.get("queryStringParameters") or {}).get("until", "")
    if not until.isdigit() or len(until) > 10:
        return {"statusCode": 400, "body": "until"}
    return {"statusCode": 200, "body": json.dumps({"expired": expired(int(until))})}
"""


@pytest.mark.parametrize(("now", "found"), [("time.time()", True), ("None", False)])
def test_a_time_that_is_asked_for_is_one_near_now(make_project: Callable[..., Project], now: str, found: bool) -> None:
    report = fuzz(make_project(LASTS.replace("NOW", now), "GET /items"), Options(max_examples=40, workers=1))
    assert ("warm_clock" in {finding.check for finding in report.findings}) is found


def test_what_a_trigger_shows_does_not_depend_on_the_others_of_its_function(make_project: Callable[..., Project]) -> None:
    project = make_project(CODE, "GET /items", "POST /items")
    first, second = project.function("api").triggers
    options = Options(max_examples=30)
    with staged(project, "api") as stage:
        before, after = search(project, stage, first, options), search(project, stage, second, options)
    with staged(project, "api") as stage:
        alone, then = search(project, stage, second, options), search(project, stage, first, options)
    assert told(after) == told(alone) != [] and told(before) == told(then) != []


@pytest.mark.parametrize("severities", [("warning", "failure"), ("failure", "warning")])
def test_a_finding_that_two_triggers_show_is_the_worse_one(severities: tuple[str, str]) -> None:
    one = Finding("cors", "failure", "api", "GET /items", "message", (), history("GET", "/items"), 0)
    found = distinct(replace(one, severity=severity, trigger=severity) for severity in severities)
    assert [(finding.severity, finding.trigger) for finding in found] == [("failure", "failure")]


@pytest.mark.usefixtures("nobody_traces")
def test_defects_behind_one_answer_are_told_apart_and_shown_without_a_fault(make_project: Callable[..., Project]) -> None:
    code = """
def handler(event, context):
    try:
        body = json.loads(event["body"])
        TABLE.put_item(Item={"id": body["id"], "n": len(body["name"])})
        return {"statusCode": 200, "body": body["name"].replace("x", "").strip()[0]}
    except Exception:
        return {"statusCode": 500, "body": "sorry"}
"""
    project = make_project(code, "POST /items")
    with staged(project, "api") as stage:
        report = search(project, stage, project.function("api").triggers[0], Options(max_examples=100))
    answers = {(one.exception, one.source.partition(" ")[0]) for one in report.findings if one.check in ("server_error", "malformed_input")}
    assert {("IndexError", "return"), ("JSONDecodeError", "body"), ("KeyError", 'TABLE.put_item(Item={"id":')} <= answers
    assert not any(one.history.faults for one in report.findings if one.check in ("server_error", "malformed_input"))


def test_a_proxy_that_answers_for_nothing_yet_does_not_end_the_search(make_project: Callable[..., Project]) -> None:
    code = """
class Proxy:
    def __getattr__(self, name):
        raise RuntimeError("outside of a request")
request = Proxy()
seen = {}
def handler(event, context):
    seen[event["path"]] = 1
    return {"statusCode": 200, "body": "{}"}
"""
    (result,) = fuzz(make_project(code, "GET /items"), Options(max_examples=5, workers=1)).functions
    assert result.status == "passed"


def test_what_ends_the_search_itself_is_told(make_project: Callable[..., Project]) -> None:
    code = """
class Liar:
    def __getattr__(self, name):
        raise RuntimeError("nobody asks")
    @property
    def __class__(self):
        raise RuntimeError("nobody asks")
liar = Liar()
seen = {}
def handler(event, context):
    seen[event["path"]] = 1
    return {"statusCode": 200, "body": "{}"}
"""
    (result,) = fuzz(make_project(code, "GET /items"), Options(max_examples=5, workers=1)).functions
    assert result.status == "not_run" and "nobody asks" in result.reason and result.remedy is not None
