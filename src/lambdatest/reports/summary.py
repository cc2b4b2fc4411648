"""The end of the terminal report: the table of functions, what could not run, and the one line that says it all."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lambdatest.finding import FunctionResult, Report
from lambdatest.reports.format import View
from lambdatest.reports.glyph import Glyphs
from lambdatest.reports.text import plural, printable, shown
from lambdatest.reports.verdict import MEANINGS, known, status

MAX_NOTES = 10
MAX_UNREACHED = 5
NARROW = 76
MAX_LABELS = 3
STYLES = {"passed": "green", "failed": "red", "not_run": "yellow", "skipped": "dim"}


def summary(report: Report, view: View, glyphs: Glyphs, width: int) -> Iterator[RenderableType]:
    """The table, the reasons, the notes and the last line."""
    if not view.quiet:
        yield Padding(_functions(report, glyphs, width), (0, 0, 1, 1))
    yield from _unrun(report)
    if not view.quiet:
        yield from _unreached(report, glyphs)
    if report.notes and not view.quiet:
        yield from _notes(report, glyphs)
    yield last_line(report, view, glyphs)


def last_line(report: Report, view: View, glyphs: Glyphs) -> Text:
    """Counts, time, seed, guard and what the exit status means."""
    code = status(report, view.fail_on)
    line = Text(f" {glyphs.dot} ".join(_facts(report)))
    line.append(f"\nexit {code}: {meaning(report, view, code)}", style={0: "bold green", 3: "bold yellow"}.get(code, "bold red"))
    return line


def meaning(report: Report, view: View, code: int) -> str:
    """The exit status in words, with why warnings did not count."""
    warnings = sum(f.severity == "warning" and not known(f, report) for f in report.findings)
    if code == 0 and warnings and view.fail_on == "failure":
        return f"no failure ({plural(warnings, 'warning')}; --fail-on warning makes them count)"
    if code == 0 and report.findings:
        return "every finding is in the baseline"
    return MEANINGS[code]


def _facts(report: Report) -> Iterator[str]:
    new = [finding for finding in report.findings if not known(finding, report)]
    for severity in ("failure", "warning"):
        yield plural(sum(finding.severity == severity for finding in new), severity)
    if len(new) < len(report.findings):
        yield f"{len(report.findings) - len(new)} known"
    if report.suppressed:
        yield f"{len(report.suppressed)} ignored"
    yield plural(len(report.functions), "function")
    yield plural(sum(trigger.examples for function in report.functions for trigger in function.triggers), "example")
    yield f"{report.duration:.1f} s"
    yield f"seed {report.seed}"
    if report.guard:
        yield f"guard: {printable(report.guard.partition(':')[0])}"


def _functions(report: Report, glyphs: Glyphs, width: int) -> Table:
    """A row a function; a narrow terminal gets what fits."""
    columns = ["", "function", "triggers", "examples", "lines reached", "findings", "verdict"]
    kept = [0, 1, 3, 6] if width < NARROW else list(range(len(columns)))
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for position in kept:
        number = 3 <= position <= 5
        table.add_column(columns[position], justify="right" if number else "left", overflow="fold")
    for function in report.functions:
        row = _row(function, report, glyphs)
        table.add_row(*(row[position] for position in kept))
    return table


def _row(function: FunctionResult, report: Report, glyphs: Glyphs) -> list[Text]:
    style = STYLES.get(function.status, "")
    findings = sum(finding.function == function.name for finding in report.findings)
    return [
        Text(_sign(function, glyphs), style=style),
        Text(shown(function.name, 60), style="bold"),
        Text(_triggers(function, glyphs)),
        Text(f"{sum(trigger.examples for trigger in function.triggers):,}"),
        Text(glyphs.unrun if function.lines_covered is None else f"{function.lines_covered:.0%}"),
        Text(str(findings) if findings else glyphs.unrun),
        Text(function.status.replace("_", " "), style=style),
    ]


def _sign(function: FunctionResult, glyphs: Glyphs) -> str:
    return {"passed": glyphs.passed, "failed": glyphs.failed}.get(function.status, glyphs.unrun)


def _triggers(function: FunctionResult, glyphs: Glyphs) -> str:
    labels = [shown(trigger.label, 60) for trigger in function.triggers]
    more = f", {glyphs.more} {len(labels) - MAX_LABELS} more" if len(labels) > MAX_LABELS else ""
    return ", ".join(labels[:MAX_LABELS]) + more or glyphs.unrun


def _unrun(report: Report) -> Iterator[RenderableType]:
    rows = [function for function in report.functions if function.status in ("not_run", "skipped")]
    for function in rows:
        words = f"{function.status.replace('_', ' ')}: {shown(function.reason or 'no reason was given', 500)}"
        line = Text.assemble((shown(function.name, 80), "bold"), " ", (words, STYLES[function.status]))
        yield Padding(line, (0, 0, 0, 1))
        if function.remedy:
            yield Padding(Text(shown(function.remedy, 500)), (0, 0, 0, 4))
    if rows:
        yield Text("")


def _unreached(report: Report, glyphs: Glyphs) -> Iterator[RenderableType]:
    """What barred the way to lines that were not reached, the most of them first."""
    found = [(function.name, one) for function in report.functions for one in function.unreached if function.status != "not_run"]
    found.sort(key=lambda pair: -pair[1].lines)
    for name, one in found[:MAX_UNREACHED]:
        where = f"{shown(str(one.location), 120)} was {shown(one.said, 40)}"
        text = f"{shown(name, 40)} did not get to {plural(one.lines, 'line')}: {where}: {shown(one.source, 80)}"
        yield Padding(Text(text, style="dim"), (0, 0, 0, 1))
    if len(found) > MAX_UNREACHED:
        yield Padding(Text(f"{glyphs.more} {len(found) - MAX_UNREACHED} more in the JSON report", style="dim"), (0, 0, 0, 1))
    if found:
        yield Text("")


def _notes(report: Report, glyphs: Glyphs) -> Iterator[RenderableType]:
    for note in report.notes[:MAX_NOTES]:
        yield Padding(Text(f"note: {shown(note, 400)}", style="dim"), (0, 0, 0, 1))
    if len(report.notes) > MAX_NOTES:
        more = f"{glyphs.more} {plural(len(report.notes) - MAX_NOTES, 'more note')}: lambdatest show"
        yield Padding(Text(more, style="dim"), (0, 0, 0, 1))
    yield Text("")
