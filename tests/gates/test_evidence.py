"""No evidence is an error, never a pass: whatever a tool does that is not to say what it examined and found."""

import json
from pathlib import Path

import pytest

from lambdatest.gates import GATES, NoEvidence, Site
from lambdatest.gates.change import changed_lines
from lambdatest.gates.run import judged

PYLINT = json.dumps({"messages": [], "statistics": {"modulesLinted": 2}})
FLAKE8 = "0.1 seconds elapsed\n2        total files processed\n"
BANDIT = {"errors": [], "metrics": {"_totals": {}, "shop/order.py": {}}, "results": []}
AUDIT = {"dependencies": [{"name": "boto3", "version": "1.0", "vulns": []}], "fixes": []}
FUZZ = {
    "fail_on": "failure", "status": 0, "findings": [],
    "functions": [{"name": "order", "status": "passed", "reason": None, "remedy": None, "triggers": [{"examples": 100}]}],
}  # fmt: skip
CASE = '<testcase classname="tests.test_order" name="test_a" />'
NOTHING_MEASURED = {"executed_lines": [], "missing_lines": []}
MEASURED = {"executed_lines": [4, 6, 7, 8], "missing_lines": [], "executed_branches": [[6, 7], [6, 8]], "missing_branches": []}
COVERAGE = {"files": {"shop/__init__.py": NOTHING_MEASURED, "shop/order.py": MEASURED}}
JUNIT = f"<testsuites><testsuite>{CASE}{CASE}</testsuite></testsuites>"

GOOD = {
    "pylint": {"out": PYLINT},
    "flake8": {"out": FLAKE8},
    "bandit": {"files": {"bandit.json": json.dumps(BANDIT)}},
    "pip-audit": {"out": json.dumps(AUDIT)},
    "fuzz": {"files": {"fuzz.json": json.dumps(FUZZ)}},
    "tests": {"files": {"tests.xml": JUNIT}},
    "coverage": {"files": {"coverage.json": json.dumps(COVERAGE)}},
    "cfn-lint": {"out": "[]"},
}
"""What each tool writes where it has nothing against a project."""


@pytest.fixture(autouse=True)
def ready(shop):
    """A template to lint, and what the gate `tests` leaves for the gate `coverage`."""
    (shop / "template.yaml").write_text("Resources: {}\n")
    for name in ("coverage.ini", "coverage.data"):
        (shop / ".lambdatest" / "gates" / name).write_text("")


def asked(ask, name, python, **settings):
    return ask(name, python, **({"templates": ["template.yaml"]} if name == "cfn-lint" else {}), **settings)


@pytest.mark.parametrize("name", GOOD)
def test_a_whole_report_of_a_tool_that_finds_nothing_is_a_pass(ask, tool, name):
    verdict = asked(ask, name, tool(**GOOD[name]))
    assert (verdict.status, verdict.remedy) == ("passed", ""), verdict
    assert verdict.examined[0] in "123456789" and verdict.threshold and verdict.report


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("status", [0, 1, 2, 3, 77])
def test_a_tool_that_writes_nothing_has_no_evidence(ask, tool, name, status):
    verdict = asked(ask, name, tool(status=status))
    assert verdict.status == "error" and verdict.counts, verdict
    assert verdict.message and verdict.remedy


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_report_is_no_evidence(ask, tool, name, part):
    written = GOOD[name]
    cut = {key: text[: int(len(text) * part)] if key == "out" else {n: t[: int(len(t) * part)] for n, t in text.items()}
           for key, text in written.items()}  # fmt: skip
    verdict = asked(ask, name, tool(**cut))
    assert verdict.status == "error" and "the gate itself failed" not in verdict.message, verdict


GARBAGE = ["<html>503</html>", "null", "[]", "{}", '"x"', "[" * 100_000, '{"messages": 1, "dependencies": 1}']


@pytest.mark.parametrize(
    ("name", "garbage"),
    [(name, garbage) for name, written in GOOD.items() for garbage in GARBAGE if garbage != written.get("out")],
    ids=lambda text: text[:40],
)
def test_garbage_is_no_evidence(ask, tool, name, garbage):
    written = {"out": garbage} if "out" in GOOD[name] else {"files": dict.fromkeys(GOOD[name]["files"], garbage)}
    verdict = asked(ask, name, tool(**written))
    assert verdict.status == "error" and "the gate itself failed" not in verdict.message, verdict


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("status", [1, 77])
def test_a_whole_report_is_no_evidence_where_the_exit_status_says_otherwise(ask, tool, name, status):
    assert asked(ask, name, tool(**GOOD[name], status=status)).status == "error"


@pytest.mark.parametrize("name", GOOD)
def test_a_tool_that_is_killed_has_no_evidence_whatever_it_wrote_before(ask, tool, name):
    verdict = asked(ask, name, tool(**GOOD[name], signal=9))
    assert verdict.status == "error"
    assert verdict.message == "it was killed by signal 9 (SIGKILL)"


@pytest.mark.parametrize("name", GOOD)
def test_a_tool_that_is_not_installed_is_named_with_the_command_that_installs_it(ask, tool, name):
    module = {"pip-audit": "pip_audit", "cfn-lint": "cfnlint", "fuzz": "lambdatest", "tests": "pytest"}.get(name, name)
    verdict = asked(ask, name, tool(err=f"python: No module named {module}", status=1))
    assert verdict.status == "error"
    if name != "fuzz":
        assert "-m pip install" in verdict.remedy
    assert asked(ask, name, "/nonexistent/python").status == "error"


@pytest.mark.parametrize("name", GOOD)
def test_a_report_of_an_earlier_run_is_no_evidence_of_this_one(ask, tool, name):
    assert asked(ask, name, tool(**GOOD[name])).status == "passed"
    assert asked(ask, name, tool()).status == "error"


@pytest.mark.parametrize("name", ["pylint", "flake8", "bandit", "pip-audit", "fuzz", "tests", "coverage"])
def test_a_report_that_examined_nothing_is_no_evidence(ask, tool, name):
    empty = {
        "pylint": {"out": json.dumps({"messages": [], "statistics": {"modulesLinted": 0}})},
        "flake8": {"out": "0 total files processed\n"},
        "bandit": {"files": {"bandit.json": json.dumps({**BANDIT, "metrics": {"_totals": {}}})}},
        "pip-audit": {"out": json.dumps({**AUDIT, "dependencies": []})},
        "fuzz": {"files": {"fuzz.json": json.dumps({**FUZZ, "functions": []})}},
        "tests": {"files": {"tests.xml": "<testsuites />"}},
        "coverage": {"files": {"coverage.json": json.dumps({"files": dict.fromkeys(COVERAGE["files"], NOTHING_MEASURED)})}},
    }[name]
    assert ask(name, tool(**empty)).status == "error"


@pytest.mark.parametrize("name", [name for name in GATES if name not in ("pip-audit", "snyk", "snyk-monitor", "cfn-lint")])
def test_a_project_without_a_handler_has_nothing_to_examine(ask, shop, tool, name):
    (shop / "serverless.yml").write_text("service: shop\nprovider: {name: aws}\n")
    verdict = ask(name, tool(**GOOD.get(name, {})))
    assert verdict.status == ("passed" if name in ("tests", "fuzz") else "error"), verdict  # these two have other evidence


def test_an_audit_that_skipped_a_package_is_no_evidence(ask, tool):
    skipped = {"dependencies": [*AUDIT["dependencies"], {"name": "ours", "skip_reason": "Dependency not found on PyPI"}]}
    verdict = ask("pip-audit", tool(out=json.dumps(skipped)))
    assert verdict.status == "error" and "ours" in verdict.message and "not found" in verdict.message
    assert ask("pip-audit", tool(out=json.dumps(skipped)), unaudited=["ours"]).status == "passed"


def test_an_audit_without_requirements_is_no_audit(ask, shop, tool):
    (shop / "requirements.txt").unlink()
    verdict = ask("pip-audit", tool(**GOOD["pip-audit"]))
    assert verdict.status == "error" and "no requirements.txt" in verdict.message and "skip" in verdict.remedy


def test_an_audit_of_requirements_that_are_not_there_is_no_evidence(ask, tool):
    verdict = ask("pip-audit", tool(**GOOD["pip-audit"]), requirements=["requirements.txt", "gone.txt"])
    assert (verdict.status, verdict.message) == ("error", "gone.txt is not there")


def test_an_audit_does_not_mind_what_the_folders_above_the_project_are_called(shop, tool):
    root = shop / "build"
    root.mkdir()
    for name in ("serverless.yml", "requirements.txt", "shop"):
        (shop / name).rename(root / name)
    python = tool(**GOOD["pip-audit"])
    assert judged(GATES["pip-audit"], Site("pip-audit", root, shop / ".lambdatest" / "gates", python), True).status == "passed"


def test_an_audit_without_a_network_says_so(ask, tool):
    verdict = ask("pip-audit", tool(err="requests.exceptions.ConnectionError: Max retries exceeded", status=1))
    assert verdict.status == "error" and "network is down" in verdict.remedy


def test_templates_that_are_not_there_are_no_evidence(ask, tool):
    assert "no CloudFormation template" in ask("cfn-lint", tool(**GOOD["cfn-lint"])).message
    for named in (["moved.yaml"], ["template.yaml", "moved.yaml"]):
        verdict = ask("cfn-lint", tool(**GOOD["cfn-lint"]), templates=named)
        assert (verdict.status, verdict.message) == ("error", "nothing is there under moved.yaml")


def test_a_tool_that_hangs_has_no_evidence(ask, tool):
    script = Path(tool(**GOOD["pylint"]))
    script.write_text("#!/bin/sh\nsleep 60\n")
    verdict = ask("pylint", str(script), timeout=0.2)
    assert verdict.status == "error" and "within 0.2 s" in verdict.message


def test_what_changed_is_not_known_where_git_cannot_tell(ask, tool, shop, monkeypatch):
    verdict = ask("coverage", tool(**GOOD["coverage"]), base="main")
    assert verdict.status == "error" and "git cannot compare with 'main'" in verdict.message and "git fetch origin main" in verdict.remedy
    monkeypatch.setenv("PATH", str(shop))
    with pytest.raises(NoEvidence, match="there is no git"):
        changed_lines(Site("coverage", shop, shop, "python"), "main")


def test_an_optional_gate_without_evidence_does_not_count_and_says_so(ask, tool):
    verdict = ask("pylint", tool(), required=False)
    assert (verdict.status, verdict.counts) == ("error", False)


def test_what_a_tool_wrote_is_kept_in_its_log(ask, tool, shop):
    ask("pylint", tool(err="a word", status=1))
    assert "a word" in (shop / ".lambdatest" / "gates" / "pylint.log").read_text()
