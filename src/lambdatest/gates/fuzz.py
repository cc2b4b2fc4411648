"""The gate ``fuzz``: our own search, over every trigger of every function."""

from typing import Any

from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import one_of
from lambdatest.gates.tool import parse, read, refused, run, understood
from lambdatest.reports.text import plural
from lambdatest.results import SEVERITIES
from lambdatest.verdict import Remark, Verdict, failing

REPORT = "fuzz.json"


def judge(site: Site) -> Verdict:
    """No finding of the severity of ``fail-on`` or above, and every function was tried."""
    site.path(REPORT).unlink(missing_ok=True)
    path = site.project.path
    arguments = ["fuzz", str(path), "--quiet", "--report", f"json={site.path(REPORT)}"]
    if "fail-on" in site.settings:
        arguments += ["--fail-on", site.settings["fail-on"]]
    # Not -P: what the handlers' folder holds is on the path of a run by hand as well.
    command = [site.python, "-m", "lambdatest.cli", *arguments, *site.setting("arguments", [])]
    done = run(site, command, remedy=f"install it: {site.python} -m pip install lambdatest")
    refused(done, 0, 1, 3)
    report = parse(read(site.path(REPORT), done), done)
    with understood("lambdatest", REPORT, f"install the same lambdatest for {site.python}"):
        verdict = _verdict(site, report, done.status)
    return verdict


def _verdict(site: Site, report: dict[str, Any], status: int) -> Verdict:
    level = SEVERITIES.index(report["fail_on"])
    remarks = tuple(_remark(one, SEVERITIES.index(one["severity"]) >= level and not one["known"]) for one in report["findings"])
    failed = failing(remarks)
    functions, examples = len(report["functions"]), sum(t["examples"] for f in report["functions"] for t in f["triggers"])
    examined = f"{plural(functions, 'function')}, {plural(examples, 'example')}"
    unrun = [one for one in report["functions"] if one["status"] == "not_run"]
    if bool(failed) != (status == 1) or report["status"] != status:
        raise NoEvidence(f"it ended with exit status {status}, and its report says otherwise", "run it again", examined=examined)
    if unrun and not failed:
        reason = f"{plural(len(unrun), 'function')} could not be tried: {unrun[0]['name']}: {unrun[0]['reason']}"
        raise NoEvidence(reason, unrun[0]["remedy"] or "see lambdatest show", examined=examined)
    if not examples and not failed:
        raise NoEvidence("no example was run", "see lambdatest show for the triggers that are known", examined=examined)
    message = plural(len(failed), "finding") if failed else "no finding"
    if more := len(remarks) - len(failed):
        message += f", {more} below the threshold or in the baseline"
    return Verdict(
        "fuzz", "failed" if failed else "passed", message, examined, f"none of severity {report['fail_on']} or above",
        report=site.shown(site.path(REPORT)), remarks=remarks,
    )  # fmt: skip


def _remark(one: dict[str, Any], counts: bool) -> Remark:
    file, _, line = str(one["location"] or "").rpartition(":")
    message = f"{one['function']}: {one['trigger']}: {one['message']} (lambdatest replay {one['id']})"
    return Remark(one["check"], message, one["severity"], counts, file, int(line or 0))


_SETTINGS = {"fail-on": one_of(*SEVERITIES)}
GATES.add("fuzz", Gate("fuzz", "every trigger of every function, with generated events", judge, "fuzz", (), _SETTINGS, seconds=25))
