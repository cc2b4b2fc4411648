"""The search of one trigger in this process."""

from collections.abc import Callable
from dataclasses import replace

import pytest

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
