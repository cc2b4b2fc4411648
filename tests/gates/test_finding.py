"""What the tools find: how much of it counts, and where it stands."""

import json

import pytest

from lambdatest.errors import LambdatestError
from lambdatest.model import Location
from lambdatest.project_checks import ProjectFinding
from lambdatest.verdict import failing


def pylint(*kinds):
    messages = [
        {"type": kind, "symbol": f"a-{kind}", "messageId": "X1", "message": "words", "path": "shop/order.py", "line": 3} for kind in kinds
    ]
    return json.dumps({"messages": messages, "statistics": {"modulesLinted": 2}})


@pytest.mark.parametrize(
    ("kind", "level", "status"),
    [
        ("convention", "warning", "passed"), ("warning", "warning", "failed"), ("error", "warning", "failed"),
        ("warning", "error", "passed"), ("convention", "convention", "failed"), ("astroid-error", "fatal", "failed"),
    ],
)  # fmt: skip
def test_a_message_of_pylint_counts_from_the_level_of_the_setting_on(ask, tool, kind, level, status):
    verdict = ask("pylint", tool(out=pylint(kind)), fail_on=level)
    assert verdict.status == status
    assert [remark.place for remark in verdict.remarks] == ["shop/order.py:3"]


def test_a_plugin_of_pylint_that_is_not_there_is_no_evidence(ask, tool):
    message = {"type": "error", "symbol": "bad-plugin-value", "messageId": "E0013", "message": "Plugin 'x' is impossible to load",
               "path": "", "line": 1}  # fmt: skip
    verdict = ask("pylint", tool(out=json.dumps({"messages": [message], "statistics": {"modulesLinted": 2}})))
    assert verdict.status == "error" and "impossible to load" in verdict.message


def test_every_message_of_flake8_counts(ask, tool):
    out = "\x1fshop/order.py\x1f4\x1fF401\x1f'os' imported: but unused\n1 total files processed\n"
    verdict = ask("flake8", tool(out=out, status=1))
    assert verdict.status == "failed"
    assert [(one.place, one.rule, one.message) for one in verdict.remarks] == [("shop/order.py:4", "F401", "'os' imported: but unused")]


@pytest.mark.parametrize(
    ("found", "wanted", "status"), [("LOW", "medium", "passed"), ("MEDIUM", "medium", "failed"), ("HIGH", "low", "failed")]
)
def test_a_finding_of_bandit_counts_from_its_severity_on(ask, tool, found, wanted, status):
    result = {"test_id": "B602", "test_name": "shell", "issue_text": "words", "issue_severity": found, "issue_confidence": "HIGH",
              "filename": "./shop/order.py", "line_number": 7}  # fmt: skip
    report = {"errors": [], "metrics": {"./shop/order.py": {}}, "results": [result]}
    verdict = ask("bandit", tool(files={"bandit.json": json.dumps(report)}, status=1), severity=wanted)
    assert (verdict.status, verdict.remarks[0].place) == (status, "shop/order.py:7")


def test_a_file_that_bandit_could_not_read_is_no_evidence(ask, tool):
    report = {"errors": [{"filename": "shop/order.py", "reason": "syntax error"}], "metrics": {"shop/__init__.py": {}}, "results": []}
    verdict = ask("bandit", tool(files={"bandit.json": json.dumps(report)}))
    assert verdict.status == "error" and "syntax error" in verdict.message


def test_a_known_weakness_fails_the_audit(ask, tool):
    weak = {"name": "urllib3", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": []}]}
    verdict = ask("pip-audit", tool(out=json.dumps({"dependencies": [weak]}), status=1))
    assert (verdict.status, verdict.remarks[0].message) == ("failed", "urllib3 1.0: PYSEC-1, fixed in 1.1")
    assert verdict.message == "1 known weakness"
    twice = {**weak, "vulns": weak["vulns"] * 2}
    assert ask("pip-audit", tool(out=json.dumps({"dependencies": [twice]}), status=1)).message == "2 known weaknesses"


def test_a_finding_of_the_search_fails_the_gate_and_names_the_replay(ask, tool):
    finding = {"id": "cors-1", "check": "cors", "severity": "failure", "function": "order", "trigger": "POST /orders", "message": "words",
               "location": "shop/order.py:5", "known": False}  # fmt: skip
    functions = [{"name": "order", "status": "failed", "reason": None, "remedy": None, "triggers": [{"examples": 9}]}]
    report = {"fail_on": "failure", "status": 1, "findings": [finding, {**finding, "known": True}], "functions": functions}
    verdict = ask("fuzz", tool(files={"fuzz.json": json.dumps(report)}, status=1))
    assert (verdict.status, len(failing(verdict.remarks)), verdict.remarks[0].place) == ("failed", 1, "shop/order.py:5")
    assert "lambdatest replay cors-1" in verdict.remarks[0].message


def test_a_function_that_could_not_be_tried_is_no_evidence(ask, tool):
    functions = [{"name": "order", "status": "not_run", "reason": "no module stripe", "remedy": "install it", "triggers": []}]
    report = {"fail_on": "failure", "status": 3, "findings": [], "functions": functions}
    verdict = ask("fuzz", tool(files={"fuzz.json": json.dumps(report)}, status=3))
    assert (verdict.status, verdict.remedy) == ("error", "install it")
    assert "no module stripe" in verdict.message


def test_a_message_of_cfn_lint_counts_from_its_level_on(ask, tool, shop):
    (shop / "template.yaml").write_text("Resources: {}\n")
    message = {"Level": "Warning", "Message": "words", "Filename": "template.yaml", "Location": {"Start": {"LineNumber": 2}},
               "Rule": {"Id": "W1", "Source": "https://example.org"}}  # fmt: skip
    python = tool(out=json.dumps([message]), status=4)
    assert ask("cfn-lint", python, templates=["*.yaml"]).status == "passed"
    verdict = ask("cfn-lint", python, templates=["*.yaml"], fail_on="warning")
    assert (verdict.status, verdict.remarks[0].place) == ("failed", "template.yaml:2")


@pytest.mark.parametrize(
    ("found", "settings", "status"),
    [("failure", {}, "failed"), ("warning", {}, "passed"), ("warning", {"fail_on": "warning"}, "failed")],
)
def test_a_finding_of_a_project_check_counts_from_its_severity_on(ask, monkeypatch, found, settings, status):
    finding = ProjectFinding("alarm", found, Location("serverless.yml", 3), "words", "do this", url="https://example.org")
    monkeypatch.setattr("lambdatest.gates.iac.project_checks", lambda *given: ((finding,), ()))
    verdict = ask("iac", **settings)
    assert (verdict.status, verdict.remarks[0].place, verdict.remarks[0].message) == (status, "serverless.yml:3", "words; do this")


def test_a_project_check_that_cannot_read_the_file_has_no_evidence(ask, monkeypatch):
    def unreadable(*given):
        raise LambdatestError("serverless.yml:1: words")

    monkeypatch.setattr("lambdatest.gates.iac.project_checks", unreadable)
    verdict = ask("iac")
    assert (verdict.status, verdict.message) == ("error", "serverless.yml:1: words")


def test_the_project_checks_have_the_settings_that_hold_for_the_iac_file(ask, shop):
    (shop / "service").mkdir()
    for name in ("serverless.yml", "shop"):
        (shop / name).rename(shop / "service" / name)
    (shop / "service" / "pyproject.toml").write_text("[tool.lambdatest]\nfail-on = 'warning'\n")
    assert ask("iac").threshold == "none of severity warning or above"
