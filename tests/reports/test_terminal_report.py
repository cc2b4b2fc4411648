"""The terminal report, held by snapshots: set LAMBDATEST_SNAPSHOTS=write to take them anew, then read the difference."""

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from lambdatest.finding import Report, Unreached
from lambdatest.model import Location
from lambdatest.reports import View
from lambdatest.reports.terminal import show

SNAPSHOTS = Path(__file__).parent / "snapshots"


def rendered(report: Report, view: View, width: int = 100, encoding: str = "utf-8") -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="backslashreplace", write_through=True)
    show(report, view, Console(file=stream, width=width, color_system=None, _environ={}))
    return "\n".join(line.rstrip() for line in stream.buffer.getvalue().decode(encoding).splitlines()) + "\n"


def same(name: str, text: str) -> None:
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("LAMBDATEST_SNAPSHOTS") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_a_first_draft_reads_well(todos_report: Report, todos_view: View) -> None:
    same("first_draft", rendered(todos_report, todos_view))


def test_a_narrow_terminal_loses_nothing_but_width(todos_report: Report, todos_view: View) -> None:
    text = rendered(todos_report, todos_view, width=44)
    same("narrow", text)
    assert max(map(len, text.splitlines())) <= 44


def test_an_ascii_terminal_gets_ascii(todos_report: Report, todos_view: View) -> None:
    text = rendered(todos_report, todos_view, encoding="ascii")
    same("ascii", text)
    assert text.isascii()


def test_quiet_prints_findings_and_the_last_line_only(todos_report: Report, todos_view: View) -> None:
    same("quiet", rendered(todos_report, replace(todos_view, quiet=True)))


def test_a_run_without_findings_is_short(todos_report: Report, todos_view: View) -> None:
    good = replace(todos_report, findings=(), functions=todos_report.functions[2:3], notes=())
    same("passed", rendered(good, todos_view))


def test_findings_of_the_baseline_take_one_line_each(todos_report: Report, todos_view: View) -> None:
    known = replace(todos_report, baseline=tuple(finding.id for finding in todos_report.findings))
    same("baseline", rendered(known, todos_view))


def test_failures_come_before_warnings(todos_report: Report, todos_view: View) -> None:
    text = rendered(todos_report, todos_view)
    assert text.rindex("━━ failure ━━") < text.index("━━ warning ━━")


def test_what_was_changed_is_said_of_the_shown_case_alone(todos_report: Report, todos_view: View) -> None:
    found = next(finding for finding in todos_report.findings if finding.check == "unhandled_exception")
    shown_case = replace(found.history.cases[0], labels=("wrong_type",))
    several = replace(found, labels=("hostile", "wrong_type"), history=replace(found.history, cases=(shown_case,)))
    (line,) = [line for line in rendered(replace(todos_report, findings=(several,)), todos_view).splitlines() if "changed" in line]
    assert line.split("changed")[1].strip() == "wrong type"


def test_the_guard_takes_a_few_words_of_the_last_line(todos_report: Report, todos_view: View) -> None:
    text = rendered(replace(todos_report, guard="process guard: AWS calls, sockets (not a sandbox)"), todos_view)
    assert "guard: process guard\n" in text and "sandbox" not in text


@pytest.mark.parametrize("width", [1, 8, 20])
def test_a_width_that_is_absurd_is_no_error(todos_report: Report, todos_view: View, width: int) -> None:
    assert "exit" in rendered(todos_report, todos_view, width=width).replace("\n", "")


def test_the_conditions_that_barred_the_way_are_named_after_the_table(todos_report: Report, todos_view: View) -> None:
    barred = tuple(Unreached(Location("app.py", n), f"if x > {n}:", "never true", n) for n in range(1, 8))
    report = replace(todos_report, functions=(replace(todos_report.functions[0], unreached=barred),))
    text = rendered(report, todos_view)
    assert f"{report.functions[0].name} did not get to 7 lines: app.py:7 was never true: if x > 7:" in text
    assert "did not get to 2 lines" not in text and "2 more in the JSON report" in text
    assert "did not get to" not in rendered(report, replace(todos_view, quiet=True))
