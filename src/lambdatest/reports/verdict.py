"""What a report comes to: which findings count, and the exit status."""

from lambdatest.finding import Finding, Report
from lambdatest.results import SEVERITIES

MEANINGS = {
    0: "everything ran and held",
    1: "findings",
    3: "nothing failed, but something could not run",
    130: "interrupted; what was found so far is above",
}


def severe(finding: Finding, fail_on: str) -> bool:
    """Whether the finding's severity is at least *fail_on*."""
    return SEVERITIES.index(finding.severity) >= SEVERITIES.index(fail_on)


def known(finding: Finding, report: Report) -> bool:
    """Whether the finding is in the baseline."""
    return finding.id in report.baseline


def counts(finding: Finding, report: Report, fail_on: str) -> bool:
    """Whether the finding makes the run fail: severe enough and not in the baseline."""
    return severe(finding, fail_on) and not known(finding, report)


def status(report: Report, fail_on: str = "failure") -> int:
    """The exit status: 130 interrupted, 1 a finding counts, 3 something could not run, else 0."""
    if report.interrupted:
        return 130
    if any(counts(finding, report, fail_on) for finding in report.findings):
        return 1
    return 3 if any(function.status == "not_run" for function in report.functions) else 0
