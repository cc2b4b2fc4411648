"""The gate ``snyk-monitor``: after a green build on the main branch, Snyk keeps watching what was deployed."""

import os
import shutil
import subprocess

from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import TEXT, TEXTS
from lambdatest.gates.snyk_command import called, projects
from lambdatest.gates.snyk_report import refusal_of
from lambdatest.gates.tool import parse
from lambdatest.reports.text import plural
from lambdatest.verdict import Verdict

BRANCH = "main"
_VARIABLES = ("CODEBUILD_WEBHOOK_HEAD_REF", "GITHUB_REF", "BRANCH_NAME", "CI_COMMIT_BRANCH")
"""What CodeBuild, GitHub, Jenkins and GitLab call the branch: there is none in the checkout that they make."""


def judge(site: Site) -> Verdict:
    """Snyk has taken a snapshot of the dependencies, of a build that is green."""
    red = [verdict.gate for verdict in site.verdicts if verdict.counts]
    if red or not site.verdicts:
        reason = f"the build is not green ({', '.join(red)})" if red else "no other gate ran"
        raise NoEvidence(f"{reason}, so Snyk was not told of it", "mend that first")
    done = called(site, "monitor", *projects(site), "--json", *site.setting("arguments", []))
    if done.status:
        raise refusal_of(done)
    report = parse(done.out, done)
    found = report if isinstance(report, list) else [report]
    if not found or not all(isinstance(one, dict) and one.get("ok") and one.get("id") for one in found):
        raise NoEvidence("its report names no snapshot", "see the log, and run it again")
    words = plural(len(found), "project")
    return Verdict("snyk-monitor", "passed", f"watched: {', '.join(str(one.get('uri', one['id'])) for one in found)}", words, "a snapshot")


def absent(site: Site) -> str | None:
    """Why nothing is uploaded: nobody asked for it, or this is another branch."""
    if not site.settings and "snyk-monitor" not in site.common.get("run", ()):
        return "it uploads the list of dependencies: name it in run of [tool.lambdatest.gates] to have that"
    branch, wanted = current_branch(site), site.setting("branch", BRANCH)
    return None if branch == wanted else f"on branch {branch or 'unknown'}, not {wanted}"


def current_branch(site: Site) -> str:
    """The branch that is built; empty where nobody can tell."""
    for name in _VARIABLES:
        if os.environ.get(name):
            return os.environ[name].removeprefix("refs/heads/")
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run(  # nosec B603 - git by its path, without a shell
        [git, "branch", "--show-current"], cwd=site.root, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


_SETTINGS = {"branch": TEXT, "organisation": TEXT, "cli": TEXTS}
_TITLE = "Snyk watches the dependencies of a green build on the main branch"
_GATE = Gate("snyk-monitor", _TITLE, judge, "security", (), _SETTINGS, seconds=10, online=True, whole=True, absent=absent)
GATES.add("snyk-monitor", _GATE)
