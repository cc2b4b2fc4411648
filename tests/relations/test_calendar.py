"""The days of the year on which calendars go wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.record import given, schedule, triggered
from strategies.service import history

Make = Callable[..., Project]
GET = history("GET", "/items")

NEXT_MONTH = """
import datetime
def handler(event, context):
    today = datetime.date.today()
    return {"statusCode": 200, "body": str(today.replace(month=today.month + 1, day=1))}
"""
NEXT_YEAR = """
import datetime
def handler(event, context):
    today = datetime.date.today()
    return {"statusCode": 200, "body": str(today.replace(year=today.year + 1))}
"""
SAME_DAY_NEXT_MONTH = """
import datetime
def handler(event, context):
    today = datetime.date.today()
    return {"statusCode": 200, "body": str(today.replace(year=today.year + today.month // 12, month=today.month % 12 + 1))}
"""
ROUNDED = NEXT_MONTH.replace(
    "today.replace(month=today.month + 1, day=1)", "today.replace(year=today.year + today.month // 12, month=today.month % 12 + 1, day=1)"
)
EXPIRES = """
import time
UNTIL = time.time() + 3600
def handler(event, context):
    if time.time() > UNTIL:
        return {}["expired"]
    return {"statusCode": 200, "body": "ok"}
"""
CLOSED = """
import datetime
def handler(event, context):
    if datetime.date.today().month == 12:
        raise RuntimeError("closed in December")
    return {"statusCode": 200, "body": "ok"}
"""
OF_THE_EVENT = """
import datetime
def handler(event, context):
    day = datetime.datetime.fromisoformat(event["time"]).date()
    TABLE.put_item(Item={"id": str(day.replace(month=day.month + 1, day=1))})
"""


def said(project: Project, asked: object) -> list[tuple[str, str]]:
    return [(finding.severity, finding.message) for finding in replay(project, asked, ["calendar"]).findings]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "day"), [(NEXT_MONTH, "31 December"), (NEXT_YEAR, "29 February"), (SAME_DAY_NEXT_MONTH, "31 January")], ids=("12", "29", "31")
)
def test_a_handler_that_raises_on_one_day_of_the_year_fails(make_project: Make, code: str, day: str) -> None:
    ((severity, message),) = said(make_project(code, "GET /items"), GET)
    assert severity == "failure" and message.startswith("raises ValueError: ") and day in message


@pytest.mark.parametrize("code", [ROUNDED, EXPIRES, CLOSED], ids=("rounded", "expires", "closed"))
def test_a_handler_that_works_every_day_or_stops_after_a_while_is_left_alone(make_project: Make, code: str) -> None:
    assert not said(make_project(code, "GET /items"), GET)


@pytest.mark.parametrize(("cron", "fails"), [("cron(0 6 28 * ? *)", True), ("cron(0 6 28 6 ? *)", False)])
def test_the_time_of_a_schedules_event_is_that_of_the_day(make_project: Make, cron: str, fails: bool) -> None:
    project = triggered(make_project(OF_THE_EVENT), "schedule")
    function = project.function("api")
    trigger = replace(function.triggers[0], label=f"schedule {cron}")
    project = replace(project, functions=(replace(function, triggers=(trigger,)),))
    asked = given("schedule", schedule())
    asked = replace(asked, cases=(replace(asked.cases[0], trigger=trigger.label),))
    assert bool(said(project, asked)) is fails
