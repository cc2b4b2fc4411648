"""Snyk's own command line, from npm, against a server on loopback."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lambdatest.gates import GATES, Site
from lambdatest.gates.run import judged
from lambdatest.gates.snyk_monitor import absent
from lambdatest.verdict import Verdict
from strategies import snyk_service

pytestmark = pytest.mark.gates


@pytest.fixture
def service():
    """The server that Snyk talks to."""
    with snyk_service.running() as found:
        yield found


@pytest.fixture
def snyk(npm_package, service, shop, monkeypatch, tmp_path):
    """The verdict of a gate with the real command line."""
    package = npm_package("snyk", snyk_service.VERSION)
    for name in [name for name in os.environ if name.startswith("SNYK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def judge(gate="snyk", token=snyk_service.TOKEN, verdicts=(), **settings):
        for name, value in service.environment(token).items():
            monkeypatch.setenv(name, value)
        if token is None:
            monkeypatch.delenv("SNYK_TOKEN", raising=False)
        own = {"cli": [shutil.which("node"), str(package / "bin" / "snyk")], **settings}
        site = Site(gate, shop, shop / ".lambdatest" / "gates", sys.executable, own)
        return judged(GATES[gate], replace(site, verdicts=tuple(verdicts)), True)

    return judge


def test_dependencies_without_a_weakness_pass_and_are_counted(snyk, service):
    verdict = snyk()
    assert verdict.status == "passed", verdict
    assert "dependencies of 1 project" in verdict.examined and service.asked == ["POST /v1/test-dep-graph"]


def test_a_weakness_fails_with_its_package_and_a_low_one_only_where_that_is_asked(snyk, service, shop):
    service.vulnerable = {"urllib3": [("SNYK-PYTHON-URLLIB3-1", "high"), ("SNYK-PYTHON-URLLIB3-2", "low")]}
    verdict = snyk()
    assert verdict.status == "failed"
    assert [(one.rule, one.counts) for one in verdict.remarks] == [("SNYK-PYTHON-URLLIB3-1", True), ("SNYK-PYTHON-URLLIB3-2", False)]
    assert verdict.remarks[0].message.startswith("urllib3 ") and verdict.remarks[0].file == "requirements.txt"
    own = json.loads((shop / ".lambdatest" / "gates" / "snyk-test.sarif").read_text())  # Snyk's, beside ours
    assert own["runs"][0]["tool"]["driver"]["name"] == "Snyk Open Source"
    service.vulnerable = {"urllib3": [("SNYK-PYTHON-URLLIB3-2", "low")]}
    assert (snyk().status, snyk(severity="low").status) == ("passed", "failed")


def test_the_policy_of_a_project_is_respected(snyk, service, shop):
    service.vulnerable = {"urllib3": [("SNYK-PYTHON-URLLIB3-1", "high")]}
    (shop / ".snyk").write_text(
        "version: v1.25.0\nignore:\n  SNYK-PYTHON-URLLIB3-1:\n"
        "    - '*':\n        reason: no way in\n        expires: 2099-01-01T00:00:00.000Z\n"
    )
    assert snyk().status == "passed"


def test_several_projects_are_read(snyk, shop):
    (shop / "worker").mkdir()
    (shop / "worker" / "requirements.txt").write_text("boto3\n")
    assert "of 2 projects" in snyk().examined


def test_code_is_scanned(snyk, service):
    service.issues = ["error", "note"]
    verdict = snyk(scans=["code"])
    assert (verdict.status, verdict.examined, len(verdict.remarks)) == ("failed", "1 file", 2), verdict
    service.issues = []
    assert snyk(scans=["code"]).status == "passed"


def test_templates_cannot_be_scanned_without_the_rules_that_snyk_fetches(snyk):
    verdict = snyk(scans=["iac"])
    assert verdict.status == "error" and "snyk iac" in verdict.message


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"token": None}, "there is no token"),
        ({"token": "3b2a1c00-0000-4000-8000-0000000000bb"}, "the token was refused"),
        ({"garbage": b"<html>busy</html>"}, "exit status 2"),
        ({"garbage": b"{}"}, "exit status 2"),
        ({"empty": True}, "no project that it supports (exit status 3)"),
        ({"down": True}, "the server does not answer"),
    ],
)  # fmt: skip
def test_what_is_never_green(snyk, service, shop, setting, words):
    service.garbage = setting.get("garbage")
    if setting.get("empty"):
        (shop / "requirements.txt").unlink()
    if setting.get("down"):
        service.url = "http://127.0.0.1:9"  # the port discard, which nobody serves
    verdict = snyk(token=setting.get("token", snyk_service.TOKEN))
    assert verdict.status == "error" and words in verdict.message and verdict.remedy, verdict


def test_a_green_build_is_watched_and_a_red_one_is_not(snyk, service):
    green = [Verdict("tests", "passed", "")]
    verdict = snyk("snyk-monitor", verdicts=green)
    assert verdict.status == "passed" and "PUT /v1/monitor/pip/graph" in service.asked
    service.asked.clear()
    assert snyk("snyk-monitor", verdicts=[Verdict("tests", "failed", "")]).status == "error"
    assert snyk("snyk-monitor").status == "error" and service.asked == []


def test_only_the_main_branch_is_watched_and_only_where_that_is_asked(shop, monkeypatch):
    for name in ("CODEBUILD_WEBHOOK_HEAD_REF", "GITHUB_REF", "BRANCH_NAME", "CI_COMMIT_BRANCH"):
        monkeypatch.delenv(name, raising=False)
    site = Site("snyk-monitor", shop, Path(), sys.executable, {}, {"run": ["snyk-monitor"]})
    assert "name it in run" in absent(replace(site, common={}))
    assert absent(site) == "on branch unknown, not main"
    subprocess.run(["git", "init", "-b", "main"], cwd=shop, check=True, capture_output=True)
    assert absent(site) is None
    monkeypatch.setenv("CODEBUILD_WEBHOOK_HEAD_REF", "refs/heads/feature")
    assert absent(site) == "on branch feature, not main"
