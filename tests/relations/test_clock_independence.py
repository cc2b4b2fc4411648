"""A schedule's event, handled before midnight and after it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Project, Trigger
from strategies.record import given, schedule, triggered

Make = Callable[..., Project]
NIGHTLY = given("schedule", schedule())
HEAD = "import datetime, time\n"

ASKS_FOR_THE_DAY = "TABLE.put_item(Item={'id': 'report#' + datetime.date.today().isoformat()})"
READS_THE_EVENT = "TABLE.put_item(Item={'id': 'report#' + event['time'][:10]})"
SAYS_WHEN = """TABLE.put_item(Item={'id': 'last', 'at': datetime.datetime.now().isoformat(), 'epoch': int(time.time()),
                           'clock': time.strftime('%H:%M:%S'), 'day': event['time'][:10]})"""
NOTHING = "TABLE.get_item(Key={'id': 'a'})"


def said(project: Project, asked: History, relation: str) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in replay(project, asked, [relation]).findings]


@pytest.mark.parametrize(
    ("line", "expected"),
    [(ASKS_FOR_THE_DAY, [("clock_independence", "warning")]), (READS_THE_EVENT, []), (SAYS_WHEN, []), (NOTHING, [])],
    ids=("today", "event", "when", "nothing"),
)
def test_a_schedules_event_is_handled_alike_after_midnight(make_project: Make, line: str, expected: list[Any]) -> None:
    project = triggered(make_project(f"{HEAD}def handler(event, context):\n    {line}\n"), "schedule")
    assert said(project, NIGHTLY, "clock_independence") == expected


@pytest.mark.parametrize(("hours", "expected"), [("2", []), ("8,12", []), ("20", ["clock_independence"]), ("*", ["clock_independence"])])
def test_a_schedule_far_from_midnight_is_left_alone(make_project: Make, hours: str, expected: list[str]) -> None:
    label = f"schedule cron(0 {hours} * * ? *)"
    project = triggered(make_project(f"{HEAD}def handler(event, context):\n    {ASKS_FOR_THE_DAY}\n"), "schedule")
    function = project.function("api")
    project = replace(project, functions=(replace(function, triggers=(Trigger("schedule", label, "api", function.location),)),))
    asked = replace(NIGHTLY, cases=(replace(NIGHTLY.cases[0], trigger=label),))
    assert [check for check, _ in said(project, asked, "clock_independence")] == expected
