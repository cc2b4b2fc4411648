"""The gate ``iac``: what the IaC file and the code beside it say, held against each other and against the documentation of AWS."""

from lambdatest.errors import LambdatestError
from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import one_of
from lambdatest.project_checks import PROJECT_CHECKS, ProjectFinding, project_checks
from lambdatest.reports.text import plural
from lambdatest.results import SEVERITIES
from lambdatest.setting import nearest
from lambdatest.verdict import Remark, Verdict, failing, reaches


def judge(site: Site) -> Verdict:
    """No project check finds anything of the severity of ``fail-on`` or above."""
    project = site.project
    settings = nearest(project.path.parent).values
    level = site.settings.get("fail-on", settings.get("fail-on", "failure"))
    own = {name: table.get("ignore", {}) for name, table in settings.get("functions", {}).items()}
    try:
        findings, suppressed = project_checks(project, settings.get("ignore", {}), own)
    except LambdatestError as error:
        raise NoEvidence(str(error), "mend the IaC file") from error
    functions = plural(len(project.functions), "function")
    if not project.functions and not project.resources:
        raise NoEvidence(f"{site.shown(project.path)} declares no function and no resource", "name the IaC file's folder as --root")
    remarks = tuple(_remark(finding, level) for finding in findings)
    failed = failing(remarks)
    message = plural(len(failed), "finding") if failed else "no finding"
    if below := len(remarks) - len(failed):
        message += f", {plural(below, 'warning')} below the threshold"
    if suppressed:
        message += f", {len(suppressed)} ignored"
    examined = f"{functions}, {plural(len(project.resources), 'resource')}, {plural(len(list(PROJECT_CHECKS)), 'check')}"
    return Verdict(
        "iac", "failed" if failed else "passed", message, examined, f"none of severity {level} or above",
        report=site.shown(site.path("iac.sarif")), remarks=remarks,
    )  # fmt: skip


def _remark(finding: ProjectFinding, level: str) -> Remark:
    counts = reaches(finding.severity, level, SEVERITIES)
    text = f"{finding.message}; {finding.remedy}"
    return Remark(finding.check, text, finding.severity, counts, finding.location.file, finding.location.line, finding.url)


GATES.add("iac", Gate("iac", "the checks of the project", judge, "iac", (), {"fail-on": one_of(*SEVERITIES)}, seconds=1))
