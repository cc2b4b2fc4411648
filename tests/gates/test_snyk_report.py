"""Snyk's reports: one project or a list of them, SARIF of code, issues of templates, and every way to have no evidence."""

import json

import pytest

from lambdatest.gates import snyk_command
from lambdatest.verdict import Verdict


@pytest.fixture
def snyk(ask, tool, monkeypatch):
    """The verdict over what the command line wrote, with a token."""
    monkeypatch.setenv("SNYK_TOKEN", "x")

    def judge(report, status=0, err="", **settings):
        out = report if isinstance(report, str) else json.dumps(report)
        return ask("snyk", cli=[tool(out, err, status)], **settings)

    return judge


def project(*severities, count=7, **more):
    found = [
        {"id": f"SNYK-{number}", "title": "words", "severity": severity, "packageName": "urllib3", "version": "1.0", "fixedIn": ["2"]}
        for number, severity in enumerate(severities)
    ]
    return {"ok": not found, "vulnerabilities": found, "dependencyCount": count, "displayTargetFile": "requirements.txt", **more}


def test_a_report_of_one_project_and_a_list_of_them_are_read(snyk):
    one = snyk(project())
    assert (one.status, one.examined) == ("passed", "7 dependencies of 1 project")
    two = snyk([project(), project("high", count=1)], status=1)
    assert (two.status, two.examined) == ("failed", "8 dependencies of 2 projects")
    assert two.remarks[0].message == "urllib3 1.0: words, fixed in 2" and two.remarks[0].file == "requirements.txt"


def test_a_weakness_that_is_reached_in_two_ways_is_told_once(snyk):
    twice = project("high")
    twice["vulnerabilities"] *= 2
    assert len(snyk(twice, status=1).remarks) == 1


@pytest.mark.parametrize(
    ("found", "wanted", "status"),
    [
        ("low", "high", "passed"), ("high", "high", "failed"), ("critical", "high", "failed"), ("low", "low", "failed"),
        ("odd", "critical", "failed"),
    ],
)  # fmt: skip
def test_the_severity_is_filtered_here_whatever_the_server_did(snyk, found, wanted, status):
    verdict = snyk(project(found), status=1, severity=wanted)
    assert (verdict.status, verdict.remarks[0].counts) == (status, status == "failed")


@pytest.mark.parametrize(
    ("report", "status", "words"),
    [
        ("", 0, "empty"),
        ("MissingApiTokenError: at stack", 2, "the token was refused"),
        ({"ok": False, "error": "Authentication failed. Please check"}, 2, "the token was refused"),
        ({"ok": False, "error": "connect ECONNREFUSED 127.0.0.1:1"}, 2, "the server does not answer"),
        ({"ok": False, "error": "Could not detect supported target files"}, 3, "no project that it supports (exit status 3)"),
        ("", 69, "the service is not available (exit status 69)"),
        ("", 75, "did not answer in time (exit status 75)"),
        ("", 77, "no permission for this (exit status 77)"),
        ("", 44, "exit status 44"),
        ({"ok": False, "error": "odd"}, 0, "odd"),
        (project(count=0), 0, "nothing was examined"),
        ([], 0, "nothing was examined"),
        ({}, 0, "does not say what was examined"),
        ([project(), {"ok": False, "error": "half", "path": "b"}], 1, "half"),
        (project("high"), 0, "exit status 0, and a report with 1 issues"),
        (project(), 1, "exit status 1, and a report with 0 issues"),
        ('{"vulnerabilities": [', 1, "cannot be parsed"),
        ("<html>", 0, "cannot be parsed"),
        ("null", 0, "does not say"),
    ],
)  # fmt: skip
def test_what_is_no_evidence_says_what_happened(snyk, report, status, words):
    verdict = snyk(report, status)
    assert verdict.status == "error" and words in verdict.message and verdict.remedy, verdict


def sarif(*levels, files=3):
    results = [
        {"ruleId": "python/X", "level": level, "message": {"text": "words"},
         "locations": [{"physicalLocation": {"artifactLocation": {"uri": "shop/order.py"}, "region": {"startLine": 4}}}]}
        for level in levels
    ]  # fmt: skip
    return {"runs": [{"results": results, "properties": {"coverage": [{"files": files, "isSupported": True}]}}]}


def test_code_is_read_from_sarif(snyk):
    verdict = snyk(sarif("error", "note"), 1, scans=["code"])
    assert (verdict.status, verdict.examined, verdict.remarks[0].place) == ("failed", "3 files", "shop/order.py:4")
    assert [remark.severity for remark in verdict.remarks] == ["high", "low"]
    assert snyk(sarif(), scans=["code"]).status == "passed"
    assert snyk(sarif(files=0), scans=["code"]).status == "error"


def test_templates_are_read_and_a_line_that_is_unknown_is_none(snyk):
    issue = {"id": "SNYK-CC-1", "title": "open bucket", "severity": "high", "lineNumber": -1}
    report = [{"targetFile": "template.yaml", "infrastructureAsCodeIssues": [issue], "ok": False}]
    verdict = snyk(report, 1, scans=["iac"])
    assert (verdict.status, verdict.examined, verdict.remarks[0].place) == ("failed", "1 template", "template.yaml")


def test_a_scan_that_fails_beside_one_that_found_something_is_told_too(snyk):
    verdict = snyk(project("high"), 1, scans=["test", "code"])
    assert verdict.status == "failed" and "snyk code: the report does not say" in verdict.message


SNAPSHOT = {"ok": True, "id": "m1", "uri": "https://app.snyk.io/m1"}
GREEN = [Verdict("tests", "passed", ""), Verdict("pip-audit", "error", "", required=False)]


@pytest.fixture
def monitored(ask, tool, monkeypatch):
    """The verdict over what `snyk monitor` wrote, after a build that is green unless a test says otherwise."""
    monkeypatch.setenv("SNYK_TOKEN", "x")

    def judge(report, status=0, verdicts=GREEN):
        return ask("snyk-monitor", cli=[tool(report if isinstance(report, str) else json.dumps(report), "", status)], verdicts=verdicts)

    return judge


def test_a_snapshot_of_each_project_is_a_pass(monitored):
    assert (monitored(SNAPSHOT).status, monitored(SNAPSHOT).examined) == ("passed", "1 project")
    assert monitored([SNAPSHOT, SNAPSHOT]).examined == "2 projects"


@pytest.mark.parametrize(
    ("report", "status", "words"),
    [
        ("", 0, "empty"),
        ("<html>", 0, "cannot be parsed"),
        ([], 0, "names no snapshot"),
        ("null", 0, "names no snapshot"),
        ({**SNAPSHOT, "ok": False}, 0, "names no snapshot"),
        ([SNAPSHOT, {"ok": False, "error": "half"}], 0, "names no snapshot"),
        (SNAPSHOT, 1, "exit status 1"),
        ({"ok": False, "error": "Authentication failed"}, 2, "the token was refused"),
    ],
)  # fmt: skip
def test_a_snapshot_that_was_not_taken_says_what_happened(monitored, report, status, words):
    verdict = monitored(report, status)
    assert verdict.status == "error" and words in verdict.message and verdict.remedy, verdict


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ([], "no other gate ran"),
        ([*GREEN, Verdict("fuzz", "failed", "")], "the build is not green (fuzz)"),
        ([*GREEN, Verdict("iac", "error", "")], "the build is not green (iac)"),
    ],
)  # fmt: skip
def test_snyk_is_told_of_no_build_that_is_not_green(monitored, shop, verdicts, words):
    assert words in monitored(SNAPSHOT, verdicts=verdicts).message
    assert not (shop / ".lambdatest" / "gates" / "snyk-monitor.log").exists()  # nothing was called


def test_without_a_token_the_remedy_names_it_and_the_way_to_live_without(ask, monkeypatch, tmp_path):
    for name in snyk_command.TOKENS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    verdict = ask("snyk")
    assert verdict.status == "error" and "no token" in verdict.message and "SNYK_TOKEN" in verdict.remedy and "optional" in verdict.remedy


def test_a_token_that_snyk_auth_left_is_one(ask, tool, monkeypatch, tmp_path):
    monkeypatch.delenv("SNYK_TOKEN", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "configstore").mkdir()
    (tmp_path / "configstore" / "snyk.json").write_text('{"api": "x"}')
    assert ask("snyk", cli=[tool(json.dumps(project()))]).status == "passed"


def test_without_node_the_remedy_is_to_install_it(ask, monkeypatch, tmp_path):
    monkeypatch.setenv("SNYK_TOKEN", "x")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "install Node.js" in ask("snyk").remedy
