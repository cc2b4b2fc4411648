"""Running all checks, and findings that somebody decided to live with: a comment in the IaC file or the code, or a setting.

    worker:  # lambdatest: ignore[queue_without_dlq] the producer keeps a copy
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from lambdatest.finding import Suppressed
from lambdatest.model import Location, Project
from lambdatest.project_checks.project_check import PROJECT_CHECKS, ProjectFinding
from lambdatest.project_checks.subject import Subject
from lambdatest.results import SEVERITIES

_COMMENT = re.compile(r"#\s*lambdatest:\s*ignore\s*\[([^\]]*)\]\s*(\S.*)$")
SETTING = "[tool.lambdatest.ignore]"
OWN_SETTING = "[tool.lambdatest.functions.{}]"
Found = tuple[tuple[ProjectFinding, ...], tuple[Suppressed, ...]]


def project_checks(
    project: Project, ignored: Mapping[str, str] | None = None, own: Mapping[str, Mapping[str, str]] | None = None
) -> Found:
    """What the project checks say of *project*, the gravest first, and what was kept out, with the reasons.

    *ignored* are reasons by check, *own* those of single functions by their names.  A comment counts at the finding's line and right
    above it; at a function's name it is about all findings of that function.  One without a reason keeps nothing out.

    Raises ProjectError where the IaC file cannot be read.
    """
    kept: list[ProjectFinding] = []
    suppressed: list[Suppressed] = []
    places = {function.name: function.location for function in project.functions}
    for finding in _found(Subject(project)):
        decision = _set(finding, ignored or {}, own or {}) or _commented(finding, project.root, places.get(finding.function))
        if decision is None:
            kept.append(finding)
        else:
            suppressed.append(Suppressed(str(finding.location), finding.check, finding.function, *decision))
    return tuple(kept), tuple(suppressed)


def _found(subject: Subject) -> list[ProjectFinding]:
    found: dict[ProjectFinding, None] = {}
    for name, check in PROJECT_CHECKS.items():
        for flaw in check.function(subject):
            severity = flaw.severity or check.severity
            found[ProjectFinding(name, severity, flaw.location, flaw.message, flaw.remedy, flaw.function, check.url)] = None
    return sorted(found, key=lambda one: (-SEVERITIES.index(one.severity), one.location, one.check, one.message))


def _set(finding: ProjectFinding, ignored: Mapping[str, str], own: Mapping[str, Mapping[str, str]]) -> tuple[str, str] | None:
    """The reason and the place of the setting that keeps *finding* out; None where none does."""
    if finding.check in ignored:
        return ignored[finding.check], SETTING
    reason = own.get(finding.function, {}).get(finding.check)
    return None if reason is None else (reason, OWN_SETTING.format(finding.function))


def _commented(finding: ProjectFinding, root: Path, function: Location | None) -> tuple[str, str] | None:
    """The same of a comment."""
    for location in (finding.location, function) if function is not None else (finding.location,):
        for line, checks, reason in _comments(root, location):
            if finding.check in checks:
                return reason, str(Location(location.file, line))
    return None


def _comments(root: Path, location: Location) -> Iterator[tuple[int, frozenset[str], str]]:
    """Line, checks and reason of our comments at *location* and right above it."""
    try:
        lines = (root / location.file).read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in (location.line, location.line - 1):
        found = _COMMENT.search(lines[line - 1]) if 1 <= line <= len(lines) else None
        if found and (line == location.line or lines[line - 1].lstrip().startswith("#")):
            yield line, frozenset(name.strip() for name in found[1].split(",")), found[2].strip()
