"""The gate ``cfn-lint``: CloudFormation and SAM templates."""

from pathlib import Path
from typing import Any

from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import TEXTS, one_of
from lambdatest.gates.tool import agreed, parse, refused, run_module, understood
from lambdatest.reports.text import plural
from lambdatest.verdict import Remark, Verdict, failing, reaches

LEVELS = ("informational", "warning", "error")
FORMATS = ("sam", "cloudformation", "cdk")
REPORT = "cfn-lint.json"


def judge(site: Site) -> Verdict:
    """cfn-lint has nothing of the level of ``fail-on`` or above to say of the templates."""
    found = templates(site)
    if not found:
        raise NoEvidence("there is no CloudFormation template", "name it: templates = [\"…\"] in [tool.lambdatest.gates.cfn-lint]")
    level = site.setting("fail-on", "error")
    arguments = ["--format", "json", *site.setting("arguments", []), "--template", *(site.shown(path) for path in found)]
    done = run_module(site, "cfnlint", *arguments, package="cfn-lint")
    refused(done, *range(0, 16, 2))  # a sum of 2, 4 and 8: https://github.com/aws-cloudformation/cfn-lint#exit-codes
    report = parse(done.out, done)
    site.path(REPORT).write_text(done.out, "utf-8")
    with understood("cfn-lint"):
        remarks = tuple(_remark(one, level) for one in _list(report))
    agreed(done, remarks)
    failed = failing(remarks)
    return Verdict(
        "cfn-lint", "failed" if failed else "passed", plural(len(failed), "message") if failed else "no message",
        plural(len(found), "template"), f"none of level {level} or above", report=site.shown(site.path(REPORT)), remarks=remarks,
    )  # fmt: skip


def templates(site: Site) -> list[Path]:
    """The templates of the setting, else the project's own where it is one.  Raises NoEvidence where a named one is not there."""
    named = site.settings.get("templates")
    if named:
        found = {name: sorted(site.root.glob(name)) for name in named}
        missing = [name for name, paths in found.items() if not paths]
        if missing:
            raise NoEvidence(f"nothing is there under {', '.join(missing)}", "mend templates in [tool.lambdatest.gates.cfn-lint]")
        return [path for paths in found.values() for path in paths]
    return [site.project.path] if site.project.format in FORMATS else []


def absent(site: Site) -> str | None:
    """Why there is nothing to lint: a serverless.yml and Terraform are no templates."""
    try:
        found = site.settings.get("templates") or templates(site)
    except NoEvidence:
        return None  # the gate says what cannot be read, and does not pass
    return None if found else f"{site.project.path.name} is no CloudFormation template"


def _list(report: object) -> list[Any]:
    if not isinstance(report, list):
        raise TypeError(f"{type(report).__name__} in the place of a list")
    return report


def _remark(one: dict[str, Any], level: str) -> Remark:
    kind = str(one["Level"]).lower()
    counts = reaches(kind, level, LEVELS)
    line, rule = int(one["Location"]["Start"]["LineNumber"]), one["Rule"]
    return Remark(str(rule["Id"]), str(one["Message"]), kind, counts, str(one["Filename"]), line, str(rule.get("Source", "")))


_SETTINGS = {"templates": TEXTS, "fail-on": one_of(*LEVELS)}
GATES.add("cfn-lint", Gate("cfn-lint", "the templates", judge, "iac", ("cfn-lint",), _SETTINGS, seconds=4, absent=absent))
