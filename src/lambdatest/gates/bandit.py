"""The gate ``bandit``: what is dangerous in the code."""

from typing import Any

from lambdatest.gates.configured import tables
from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import one_of
from lambdatest.gates.source import shown, sources
from lambdatest.gates.tool import agreed, parse, read, refused, run_module, understood
from lambdatest.reports.text import plural
from lambdatest.verdict import Remark, Verdict, failing, reaches

LEVELS = ("low", "medium", "high")
REPORT = "bandit.json"


def judge(site: Site) -> Verdict:
    """bandit finds nothing of the severity and the confidence that the settings name."""
    files = sources(site)
    site.path(REPORT).unlink(missing_ok=True)
    own = ("-c", "pyproject.toml") if "bandit" in tables(site.root) else ()
    arguments = [*own, *site.setting("arguments", []), "-q", "-f", "json", "-o", str(site.path(REPORT)), *shown(site, files)]
    done = run_module(site, "bandit", *arguments)
    refused(done, 0, 1)
    report = parse(read(site.path(REPORT), done), done)
    severity, confidence = site.setting("severity", "medium"), site.setting("confidence", "low")
    with understood("bandit"):
        unread = [f"{one['filename']} ({one['reason']})" for one in report["errors"]]
        examined = len([name for name in report["metrics"] if name != "_totals"])
        remarks = tuple(_remark(one, severity, confidence) for one in report["results"])
    if unread:
        raise NoEvidence(f"bandit could not read {', '.join(unread[:3])}", "mend the file, or name it in exclude")
    if not examined:
        raise NoEvidence(f"bandit looked at none of {plural(len(files), 'file')}", "see what its settings exclude")
    agreed(done, remarks)
    failed = failing(remarks)
    return Verdict(
        "bandit", "failed" if failed else "passed", plural(len(failed), "finding") if failed else "no finding", plural(examined, "file"),
        f"none of severity {severity} or above", report=site.shown(site.path(REPORT)), remarks=remarks,
    )  # fmt: skip


def _remark(one: dict[str, Any], severity: str, confidence: str) -> Remark:
    found, sure = str(one["issue_severity"]).lower(), str(one["issue_confidence"]).lower()
    counts = reaches(found, severity, LEVELS) and reaches(sure, confidence, LEVELS)
    message, file = f"{one['issue_text']} ({one['test_name']})", str(one["filename"]).removeprefix("./")
    return Remark(str(one["test_id"]), message, found, counts, file, int(one["line_number"]), str(one.get("more_info", "")))


_SETTINGS = {"severity": one_of(*LEVELS), "confidence": one_of(*LEVELS)}
GATES.add("bandit", Gate("bandit", "what is dangerous in the code", judge, "security", ("bandit",), _SETTINGS, seconds=1))
