"""The gate ``snyk``: what Snyk's command line says of dependencies, code and templates."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import TEXT, TEXTS, one_of, some_of
from lambdatest.gates.snyk_command import called, projects
from lambdatest.gates.snyk_report import LEVELS, Part, code_part, iac_part, open_source_part, refusal_of
from lambdatest.gates.tool import Done, parse
from lambdatest.verdict import Verdict, failing, reaches

SCANS = ("test", "code", "iac")


def judge(site: Site) -> Verdict:
    """Snyk knows nothing of the severity that the settings name, or above: it leaves that filter to its server, and we do not."""
    scans = site.settings.get("scans", ["test"])
    severity = site.settings.get("severity", "high")
    parts: list[Part] = []
    errors: list[NoEvidence] = []
    for scan in scans:
        try:
            parts.append(_scan(site, scan))
        except NoEvidence as error:
            errors.append(NoEvidence(f"snyk {scan}: {error.reason}", error.remedy, examined=error.examined))
    found = [remark for part in parts for remark in part.remarks]
    remarks = tuple(replace(remark, counts=reaches(remark.severity, severity, LEVELS)) for remark in found)
    failed = failing(remarks)
    examined = ", ".join(part.examined for part in parts)
    if errors and not failed:
        raise NoEvidence(errors[0].reason, errors[0].remedy, examined=errors[0].examined or examined)
    message = f"{len(failed)} of severity {severity} or above" if failed else "nothing"
    if below := len(remarks) - len(failed):
        message += f", {below} below"
    message += "".join(f"; {error.reason}" for error in errors)
    reports = ", ".join(site.shown(_sarif(site, scan)) for scan in scans)
    return Verdict("snyk", "failed" if failed else "passed", message, examined, f"none of severity {severity} or above",
                   report=reports, remarks=remarks)  # fmt: skip


def _scan(site: Site, scan: str) -> Part:
    sarif = _sarif(site, scan)
    sarif.unlink(missing_ok=True)
    words = {"test": ("test", *projects(site)), "code": ("code", "test"), "iac": ("iac", "test")}[scan]
    reading: Callable[[object], Part] = {"test": open_source_part, "code": code_part, "iac": iac_part}[scan]
    done = called(site, *words, "--json", f"--sarif-file-output={sarif}", *site.setting("arguments", []))
    site.path(f"snyk-{scan}.json").write_text(done.out, "utf-8")
    return _part(done, reading)


def _sarif(site: Site, scan: str) -> Path:
    """Where Snyk writes its own SARIF; ``snyk.sarif`` is the gate's, as every gate has one."""
    return site.path(f"snyk-{scan}.sarif")


def _part(done: Done, reading: Callable[[object], Part]) -> Part:
    """What a scan found, if its exit status and its report are of one mind."""
    if done.status not in (0, 1):
        raise refusal_of(done)
    report = parse(done.out, done)
    try:
        part = reading(report)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoEvidence(f"the report does not say what was examined ({error!r})", "see the log, and run it again") from error
    if not part.count:
        raise NoEvidence("nothing was examined", "see the log for what Snyk looked for", examined=part.examined)
    if (done.status == 1) != bool(part.remarks):
        reason = f"exit status {done.status}, and a report with {len(part.remarks)} issues"
        raise NoEvidence(reason, "see the log; both come from the server: run it again")
    return part


_SETTINGS = {"scans": some_of(*SCANS), "severity": one_of(*LEVELS), "organisation": TEXT, "cli": TEXTS}
_TITLE = "Snyk: dependencies, code and templates"
GATES.add("snyk", Gate("snyk", _TITLE, judge, "security", (), _SETTINGS, seconds=10, online=True))
