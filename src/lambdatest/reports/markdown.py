"""A summary of a search for a pull request, in Markdown."""

from collections.abc import Iterator

from lambdatest.finding import Report
from lambdatest.reports.format import REPORTS, Format, View
from lambdatest.reports.gate_format import cell
from lambdatest.reports.headline import headline
from lambdatest.reports.text import plural
from lambdatest.reports.verdict import MEANINGS, counts, status

MOST = 50
_SIGNS = {0: "✅", 1: "❌", 3: "⚠️", 130: "⚠️"}


def render(report: Report, view: View) -> str:
    """What was found, and what could not be tried, worst first."""
    return "\n".join(_lines(report, view)) + "\n"


def _lines(report: Report, view: View) -> Iterator[str]:
    code = status(report, view.fail_on)
    examples = sum(trigger.examples for function in report.functions for trigger in function.triggers)
    yield f"### {_SIGNS[code]} lambdatest: {MEANINGS[code]}"
    yield f"\n{plural(len(report.functions), 'function')}, {plural(examples, 'example')}, seed {report.seed}, {report.duration:.1f} s"
    findings = sorted(report.findings, key=lambda finding: not counts(finding, report, view.fail_on))
    if findings:
        yield "\n| | check | function | what happened | line | again |\n| --- | --- | --- | --- | --- | --- |"
    for finding in findings[:MOST]:
        sign = _SIGNS[1] if counts(finding, report, view.fail_on) else ""
        facts = (finding.check, finding.function, headline(finding), str(finding.location or ""))
        yield f"| {sign} | {' | '.join(map(cell, facts))} | `{view.again(finding)}` |"
    if len(findings) > MOST:
        yield f"\nand {len(findings) - MOST} more"
    for function in report.functions:
        if function.status == "not_run":
            yield f"\n**{cell(function.name)}** could not be tried: {cell(function.reason or '')}; {cell(function.remedy or '')}"


MARKDOWN = REPORTS.add("markdown", Format("markdown", "a summary for a pull request", render))
