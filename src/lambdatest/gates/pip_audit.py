"""The gate ``pip-audit``: known vulnerabilities of the packages that the functions depend on."""

from pathlib import Path
from typing import Any

from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import TEXTS
from lambdatest.gates.source import FOREIGN, TESTS
from lambdatest.gates.tool import agreed, parse, refused, run_module, understood
from lambdatest.reports.text import plural
from lambdatest.verdict import Remark, Verdict

REPORT = "pip-audit.json"


def judge(site: Site) -> Verdict:
    """No dependency has a known vulnerability, and each of them was looked up."""
    files = requirements(site)
    named = [part for file in files for part in ("-r", site.shown(file))]
    arguments = ["--format", "json", "--progress-spinner", "off", "--desc", "off", *site.setting("arguments", []), *named]
    done = run_module(site, "pip_audit", *arguments, package="pip-audit")
    if not done.out.strip():
        raise NoEvidence(f"pip-audit has no report (exit status {done.status}): {done.last_words}", _remedy(done.err))
    refused(done, 0, 1)
    report = parse(done.out, done)
    site.path(REPORT).write_text(done.out, "utf-8")
    with understood("pip-audit"):
        verdict = _verdict(site, report["dependencies"])
    agreed(done, verdict.remarks)
    return verdict


def requirements(site: Site) -> list[Path]:
    """The requirements files of the setting ``requirements``, else those at the root and beside the functions' code.

    Raises NoEvidence where there is none: an audit of nothing is no audit.
    """
    named = site.settings.get("requirements")
    if named:
        missing = [name for name in named if not (site.root / name).is_file()]
        if missing:
            raise NoEvidence(f"{missing[0]} is not there", "mend requirements in [tool.lambdatest.gates.pip-audit]")
        return [site.root / name for name in named]
    try:
        roots = {site.root, *(function.code_root for function in site.project.functions)}
    except NoEvidence:
        roots = {site.root}
    places = {root.resolve() / "requirements.txt" for root in roots}
    found = [path for path in places if path.is_file() and not (FOREIGN | TESTS) & set(Path(site.shown(path)).parts)]
    if not found:
        raise NoEvidence(
            "there is no requirements.txt, so no dependency was examined",
            'name the file: requirements = ["…"] in [tool.lambdatest.gates.pip-audit], or leave the gate out: skip = ["pip-audit"]',
            examined="0 dependencies",
        )
    return sorted(found)


def _verdict(site: Site, dependencies: list[dict[str, Any]]) -> Verdict:
    allowed = {name.lower() for name in site.settings.get("unaudited", [])}
    examined = [one for one in dependencies if "vulns" in one]
    skipped = [one for one in dependencies if "vulns" not in one and str(one["name"]).lower() not in allowed]
    remarks = tuple(_remark(one, vulnerability) for one in examined for vulnerability in one["vulns"])
    report, count = site.shown(site.path(REPORT)), plural(len(examined), "package")
    if remarks:
        message = plural(len(remarks), "known weakness", "known weaknesses")
        return Verdict("pip-audit", "failed", message, count, "none", report=report, remarks=remarks)
    if skipped:
        names, reason = ", ".join(str(one["name"]) for one in skipped[:3]), skipped[0].get("skip_reason", "no reason was given")
        raise NoEvidence(
            f"{plural(len(skipped), 'package')} could not be looked up ({names}): {reason}",
            'is the network there? a private package goes into unaudited = ["…"] of [tool.lambdatest.gates.pip-audit]', examined=count,
        )  # fmt: skip
    if not examined:
        reason = "the requirements name no package that is looked up"
        raise NoEvidence(reason, 'mend requirements.txt, or leave the gate out: skip = ["pip-audit"]', examined=count)
    return Verdict("pip-audit", "passed", "no known weakness", count, "none", report=report)


def _remark(one: dict[str, Any], vulnerability: dict[str, Any]) -> Remark:
    fixed = ", ".join(vulnerability.get("fix_versions") or []) or "no version yet"
    identifier = str(vulnerability["id"])
    text = f"{one['name']} {one['version']}: {identifier}, fixed in {fixed}"
    return Remark(identifier, text, "vulnerability", url=f"https://osv.dev/vulnerability/{identifier}")


def _remedy(text: str) -> str:
    down = any(word in text for word in ("ConnectionError", "ConnectTimeout", "Max retries", "ServiceError", "Connection refused"))
    return "the service or the network is down: run it again when they are there" if down else "see the log, and mend what it names"


_SETTINGS = {"requirements": TEXTS, "unaudited": TEXTS}
_TITLE = "known weaknesses of the dependencies"
GATES.add("pip-audit", Gate("pip-audit", _TITLE, judge, "security", ("pip-audit",), _SETTINGS, seconds=15, online=True))
