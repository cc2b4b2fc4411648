"""What Snyk's command line writes: JSON of one project or a list of them, SARIF of code, issues of templates, exit codes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdatest.gates.gate import NoEvidence
from lambdatest.gates.tool import Done
from lambdatest.reports.text import plural, shown
from lambdatest.verdict import Remark

LEVELS = ("low", "medium", "high", "critical")
_SARIF_LEVELS = {"note": "low", "warning": "medium", "error": "high"}
"""Snyk Code says its severities in SARIF's words: https://docs.snyk.io/scan-with-snyk/snyk-code"""
_SCAN, _SUPPORTED = "see the log, and mend what it names", "see https://docs.snyk.io for what each scan supports"
_EXITS = {
    3: ("it found no project that it supports", f"add a manifest such as requirements.txt, or {_SUPPORTED}"),
    69: ("the service is not available", "run it again when it is"),
    75: ("the service did not answer in time", "run it again"),
    77: ("the token has no permission for this", "ask for it, or leave the scan out: scans in [tool.lambdatest.gates.snyk]"),
}
"""https://docs.snyk.io/developer-tools/snyk-cli/commands/test#exit-codes; 69, 75 and 77 are those of sysexits.h."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one scan found: *count* things were *examined*, and what it said of them."""

    count: int
    examined: str
    remarks: tuple[Remark, ...]


def open_source_part(report: object) -> Part:
    """The report of ``snyk test --json``; a vulnerability that is reached in several ways is told once."""
    found = _projects(report)
    remarks: dict[tuple[str, str, str], Remark] = {}
    for project in found:
        file = str(project.get("displayTargetFile") or "")
        for one in project["vulnerabilities"]:
            remarks.setdefault((file, str(one["id"]), f"{one['packageName']}@{one['version']}"), _vulnerability(one, file))
    dependencies = sum(int(project["dependencyCount"]) for project in found)
    words = f"{plural(dependencies, 'dependency', 'dependencies')} of {plural(len(found), 'project')}"
    return Part(dependencies, words, tuple(remarks.values()))


def code_part(report: object) -> Part:
    """The report of ``snyk code test --json``, which is SARIF."""
    runs = _mapping(report)["runs"]
    files = sum(int(one["files"]) for run in runs for one in run["properties"]["coverage"] if one.get("isSupported", True))
    remarks = tuple(_result(result) for run in runs for result in run["results"])
    return Part(files, plural(files, "file"), remarks)


def iac_part(report: object) -> Part:
    """The report of ``snyk iac test --json``."""
    found = _projects(report)
    remarks = tuple(_issue(one, str(project["targetFile"])) for project in found for one in project["infrastructureAsCodeIssues"])
    return Part(len(found), plural(len(found), "template"), remarks)


def refusal_of(done: Done) -> NoEvidence:
    """Why a call that ended with neither 0 nor 1 found nothing out: in the words of its report, if it has one."""
    told = _told(done)
    text = f"{done.out} {done.err}"
    if done.status in _EXITS:
        reason, remedy = _EXITS[done.status]
        return NoEvidence(f"{reason} (exit status {done.status}): {told}", remedy)
    if any(word in text for word in ("401", "Unauthorized", "Authentication failed", "MissingApiToken", "NotAuthenticated")):
        return NoEvidence(f"the token was refused: {told}", "set SNYK_TOKEN to a token that is valid: https://app.snyk.io/account")
    if any(word in text for word in ("ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "ECONNRESET", "socket hang up")):
        return NoEvidence(f"the server does not answer: {told}", "the service or the network is down: run it again when they are there")
    return NoEvidence(f"it ended with exit status {done.status}: {told}", _SCAN)


def _told(done: Done) -> str:
    try:
        report = json.loads(done.out)
    except (ValueError, RecursionError):
        return shown(done.last_words)
    first = report[0] if isinstance(report, list) and report else report
    said = first.get("error") or first.get("message") if isinstance(first, dict) else None
    return shown(" ".join(str(said or done.last_words).split()))


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{type(value).__name__} in the place of an object")
    return value


def _projects(report: object) -> list[Mapping[str, Any]]:
    found = [_mapping(one) for one in (report if isinstance(report, list) else [report])]
    failed = next((one for one in found if one.get("error")), None)
    if failed:
        raise NoEvidence(f"{failed.get('path', 'a project')}: {shown(str(failed['error']))}", _SCAN)
    return found


def _vulnerability(one: Mapping[str, Any], file: str) -> Remark:
    fixed = ", ".join(one.get("fixedIn") or []) or "no version yet"
    message = f"{one['packageName']} {one['version']}: {one['title']}, fixed in {fixed}"
    return Remark(str(one["id"]), message, str(one["severity"]), True, file, 1 if file else 0, f"https://security.snyk.io/vuln/{one['id']}")


def _result(result: Mapping[str, Any]) -> Remark:
    place = (result.get("locations") or [{}])[0].get("physicalLocation", {})
    file, line = place.get("artifactLocation", {}).get("uri", ""), place.get("region", {}).get("startLine", 0)
    level = str(result.get("level", "warning"))
    return Remark(str(result["ruleId"]), str(result["message"]["text"]), _SARIF_LEVELS.get(level, level), True, str(file), int(line))


def _issue(one: Mapping[str, Any], file: str) -> Remark:
    line = max(0, int(one.get("lineNumber", 0)))  # -1 where Snyk could not tell
    return Remark(str(one["id"]), str(one.get("title") or one.get("msg")), str(one["severity"]), True, file, line)
