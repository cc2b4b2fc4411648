"""SARIF 2.1.0, which code scanning reads: of a search's findings, and of the remarks of gates.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from lambdatest._version import VERSION
from lambdatest.finding import Finding, Report
from lambdatest.reports.format import REPORTS, Format, View
from lambdatest.reports.gate_format import GATE_REPORTS, GateFormat, sentence
from lambdatest.reports.headline import headline
from lambdatest.reports.text import first_sentence
from lambdatest.reports.verdict import known, severe
from lambdatest.verdict import Remark, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "SRCROOT"
_QUIET = ("convention", "refactor", "note", "informational", "low", "info")


def render(report: Report, view: View) -> str:
    """The findings of a search as one SARIF run; what could not be tried is a notification of the tool."""
    checks = dict.fromkeys(finding.check for finding in report.findings)
    rules = [_rule(check, first_sentence(view.documents.get(check, "")) or check, view.documents.get(check, "")) for check in checks]
    results = [_finding(finding, list(checks), report, view) for finding in report.findings]
    unrun = [f"{one.name}: {one.reason}; {one.remedy or 'see lambdatest show'}" for one in report.functions if one.status == "not_run"]
    return _document([_run("lambdatest", rules, results, unrun)])


def render_gates(verdicts: Sequence[Verdict]) -> str:
    """The remarks of each gate as a SARIF run of its own; a gate without evidence is a notification of its tool."""
    return _document([_gate(verdict) for verdict in verdicts])


def _gate(verdict: Verdict) -> dict[str, Any]:
    rules = dict.fromkeys(remark.rule for remark in verdict.remarks)
    pages = {remark.rule: remark.url for remark in verdict.remarks if remark.url}
    described = [_rule(rule, rule, "", pages.get(rule, "")) for rule in rules]
    results = [_remark(remark, list(rules)) for remark in verdict.remarks]
    return _run(verdict.gate, described, results, [sentence(verdict)] if verdict.status == "error" else [])


def _document(runs: list[dict[str, Any]]) -> str:
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, indent=1) + "\n"


def _run(tool: str, rules: list[dict[str, Any]], results: list[dict[str, Any]], errors: Sequence[str]) -> dict[str, Any]:
    driver = {"name": tool, "informationUri": "https://pypi.org/project/lambdatest/", "rules": rules}
    if tool == "lambdatest":
        driver["version"] = VERSION
    told = [{"level": "error", "message": {"text": _sound(error)}} for error in errors]
    invocation = {"executionSuccessful": not errors, "toolExecutionNotifications": told}
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"lambdatest/{tool}/"},  # more than one run in a file is told apart by it
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
    }


def _rule(identifier: str, short: str, full: str = "", page: str = "") -> dict[str, Any]:
    rule: dict[str, Any] = {"id": _sound(identifier) or "unnamed", "shortDescription": {"text": _sound(short) or "unnamed"}}
    if full:
        rule["fullDescription"] = {"text": _sound(full)}
    if page.startswith("https://"):
        rule["helpUri"] = page
    return rule


def _finding(finding: Finding, checks: list[str], report: Report, view: View) -> dict[str, Any]:
    counts = severe(finding, view.fail_on)
    result = {
        "ruleId": finding.check,
        "ruleIndex": checks.index(finding.check),
        "level": "error" if counts else "warning",
        "message": {"text": _sound(f"{headline(finding)}\nlambdatest replay {finding.id}")},
        "partialFingerprints": {"lambdatest/id": finding.id},
        "baselineState": "unchanged" if known(finding, report) else "new",
    }
    location = finding.location
    return {**result, "locations": list(_places(location.file if location else report.path, location.line if location else 0))}


def _remark(remark: Remark, rules: list[str]) -> dict[str, Any]:
    level = "error" if remark.counts else "note" if remark.severity in _QUIET else "warning"
    print_of = hashlib.sha256("\0".join((remark.rule, remark.file, remark.message)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    result: dict[str, Any] = {
        "ruleId": _sound(remark.rule) or "unnamed", "ruleIndex": rules.index(remark.rule), "level": level,
        "message": {"text": _sound(remark.message) or "no message"}, "partialFingerprints": {"lambdatest/remark": print_of},
    }  # fmt: skip
    return {**result, "locations": list(_places(remark.file, remark.line))}


def _places(file: str, line: int) -> Iterator[dict[str, Any]]:
    """The place in a file, if there is one; a path with a backslash or a space is written as a URI has it."""
    if not file:
        return
    where = {"uri": quote(_sound(file).replace("\\", "/")), **({} if file.startswith("/") else {"uriBaseId": ROOT})}
    yield {"physicalLocation": {"artifactLocation": where, **({"region": {"startLine": line}} if line > 0 else {})}}


def _sound(text: str) -> str:
    """*text* without the halves of surrogate pairs, which readers of SARIF refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


SARIF = REPORTS.add("sarif", Format("sarif", "SARIF 2.1.0, for code scanning", render))
GATE_REPORTS.add("sarif", GateFormat("sarif", "SARIF 2.1.0, for code scanning", render_gates))
