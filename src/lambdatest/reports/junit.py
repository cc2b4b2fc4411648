"""JUnit XML, which every continuous integration reads: a suite a function, a test case a trigger.

Findings that count against the exit status are failures, those that do not (warnings, known ones) stand in ``system-out``;
what could not run is an error.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree

from lambdatest.finding import Finding, FunctionResult, Report
from lambdatest.reports.format import REPORTS, Format, View
from lambdatest.reports.headline import headline
from lambdatest.reports.text import compact, plural
from lambdatest.reports.verdict import counts, known

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """*text* with what XML 1.0 cannot hold, not even escaped, replaced.  https://www.w3.org/TR/xml/#charsets"""
    return _ILLEGAL.sub("\ufffd", text)


def document(name: str, seconds: float, suites: Iterable[ElementTree.Element]) -> str:
    """A JUnit document of *suites*; each of them, and the whole, is given the numbers of its test cases."""
    root = ElementTree.Element("testsuites", name=legal(name), time=f"{seconds:.3f}")
    for suite in suites:
        for attribute, tag in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
            suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
        suite.set("tests", str(len(suite)))
        root.append(suite)
    for attribute in ("tests", "failures", "errors", "skipped"):
        root.set(attribute, str(sum(int(suite.get(attribute, "0")) for suite in root)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def render(report: Report, view: View) -> str:
    """The report as a JUnit document."""
    suites = [_suite(function, report, view) for function in report.functions]
    return document(f"lambdatest {report.name}", report.duration, suites)


def _suite(function: FunctionResult, report: Report, view: View) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=legal(function.name), time=f"{function.duration:.3f}")
    findings = [finding for finding in report.findings if finding.function == function.name]
    for label in _labels(function, findings):
        case = ElementTree.SubElement(suite, "testcase", classname=legal(function.name), name=legal(label), time="0")
        _fill(case, [finding for finding in findings if finding.trigger == label], report, view)
        _unrun(case, function)
    return suite


def _labels(function: FunctionResult, findings: Sequence[Finding]) -> Iterator[str]:
    """The function's triggers, those that only a finding names, and the function itself where it has none."""
    seen = dict.fromkeys([*(trigger.label for trigger in function.triggers), *(finding.trigger for finding in findings)])
    yield from seen or [function.handler or function.name]


def _fill(case: ElementTree.Element, findings: Sequence[Finding], report: Report, view: View) -> None:
    """One failure element a test case, since many readers show only the first."""
    failing = [finding for finding in findings if counts(finding, report, view.fail_on)]
    other = [finding for finding in findings if finding not in failing]
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        failure = ElementTree.SubElement(case, "failure", type=legal(failing[0].check), message=legal(headline(failing[0]) + more))
        failure.text = legal("\n\n".join(_text(finding) for finding in failing))
    if other:
        heading = f"{plural(len(other), 'finding')} below the threshold or in the baseline"
        text = "\n\n".join(("known: " if known(finding, report) else "") + _text(finding) for finding in other)
        ElementTree.SubElement(case, "system-out").text = legal(f"{heading}\n\n{text}")


def _unrun(case: ElementTree.Element, function: FunctionResult) -> None:
    tag = {"not_run": "error", "skipped": "skipped"}.get(function.status)
    if tag:
        reason = function.reason or "no reason was given"
        ElementTree.SubElement(case, tag, message=legal(f"{reason}; {function.remedy}" if function.remedy else reason))


def _text(finding: Finding) -> str:
    lines = [
        f"{finding.severity}: {headline(finding)}",
        f"  check   {finding.check}",
        f"  line    {finding.location}  {finding.source}" if finding.location else "",
        f"  event   {compact(finding.event, 2000)}",
        f"  replay  lambdatest replay {finding.id}",
    ]
    return "\n".join(filter(None, lines))


JUNIT = REPORTS.add("junit", Format("junit", "JUnit XML, for continuous integration", render))
