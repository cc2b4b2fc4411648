"""Reports of gates and of a search: JUnit, SARIF that its schema accepts, JSON and Markdown, whatever a tool's text holds."""

import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from rich.console import Console

from lambdatest.reports import GATE_REPORTS, REPORTS
from lambdatest.reports.gate_table import show
from lambdatest.verdict import Remark, Verdict

PASSED = Verdict("flake8", "passed", "no message", "9 files", "no message", report=".lambdatest/gates/flake8.txt", duration=0.4)
FAILED = Verdict(
    "pylint", "failed", "1 warning", "9 modules", "none of level warning or above", report=".lambdatest/gates/pylint.json", duration=3.2,
    remarks=(
        Remark("W0612", "Unused variable 'x'", "warning", True, "shop/order.py", 4, "https://pylint.readthedocs.io/x"),
        Remark("C0103", "a name", "convention", False, "shop/order.py", 9),
        Remark("lines", "80 % reached", "threshold"),
    ),
)  # fmt: skip
ERROR = Verdict("snyk", "error", "there is no token", remedy="set SNYK_TOKEN")
OPTIONAL = replace(ERROR, gate="pip-audit", required=False)
VERDICTS = [PASSED, FAILED, ERROR, OPTIONAL]

texts = st.text(max_size=30) | st.sampled_from(["|", "`x`", "<script>", "\ud800", "\x00\x1b[31m", "]]>", "a\nb", "@team", "\\"])
remarks = st.builds(Remark, texts, texts, texts, st.booleans(), texts, st.integers(0, 10**6), texts)
verdicts = st.lists(
    st.builds(
        Verdict, st.sampled_from(["pylint", "snyk"]), st.sampled_from(["passed", "failed", "error"]), texts, texts, texts, texts, texts,
        st.lists(remarks, max_size=3).map(tuple), st.booleans(), st.floats(0, 1e4),
    ),
    max_size=3,
)  # fmt: skip


@pytest.fixture(scope="session")
def sarif(npm_package):
    """A validator of SARIF 2.1.0, with the schema that Microsoft's package jest-sarif ships (MIT)."""
    file = npm_package("@microsoft/jest-sarif", "1.0.0-beta.0") / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
    return Draft4Validator(json.loads(file.read_text("utf-8")))


def rendered(name, found):
    return GATE_REPORTS[name].render(found)


@settings(max_examples=50)
@given(found=verdicts)
def test_sarif_of_whatever_a_gate_says_is_valid(sarif, found):
    document = json.loads(rendered("sarif", found).encode("utf-8"))
    sarif.validate(document)
    assert [run["tool"]["driver"]["name"] for run in document["runs"]] == [verdict.gate for verdict in found]


def test_sarif_of_a_gate_holds_its_remarks_and_says_where_it_could_not_look(sarif):
    document = json.loads(rendered("sarif", VERDICTS))
    sarif.validate(document)
    _, pylint, snyk, _ = document["runs"]
    first, second, third = pylint["results"]
    assert (first["ruleId"], first["level"], second["level"], third["locations"]) == ("W0612", "error", "note", [])
    place = first["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"], place["region"]) == ({"uri": "shop/order.py", "uriBaseId": "SRCROOT"}, {"startLine": 4})
    assert pylint["tool"]["driver"]["rules"][0]["helpUri"] == "https://pylint.readthedocs.io/x"
    assert snyk["invocations"][0]["executionSuccessful"] is False
    assert "no token" in snyk["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_of_a_search_is_valid_and_holds_its_findings(sarif, todos_report, todos_view):
    document = json.loads(REPORTS["sarif"].render(todos_report, todos_view))
    sarif.validate(document)
    results = document["runs"][0]["results"]
    assert [one["partialFingerprints"]["lambdatest/id"] for one in results] == [finding.id for finding in todos_report.findings]
    assert {one["level"] for one in results} == {"error", "warning"}


def test_markdown_of_a_search_names_each_finding_and_how_to_have_it_again(todos_report, todos_view):
    text = REPORTS["markdown"].render(todos_report, todos_view)
    assert text.startswith("### ❌ lambdatest: findings")
    assert all(f"`lambdatest replay {finding.id}`" in text for finding in todos_report.findings)


@settings(max_examples=50)
@given(found=verdicts)
def test_junit_of_whatever_a_gate_says_is_xml_whose_counts_are_right(found):
    root = ElementTree.fromstring(rendered("junit", found).encode("utf-8"))
    cases = root.findall("testsuite/testcase")
    assert [root.get(name) for name in ("tests", "failures", "errors", "skipped")] == [
        str(count)
        for count in (len(cases), *(len([case for case in cases if case.find(tag) is not None]) for tag in ("failure", "error", "skipped")))
    ]
    assert len(root) == len(found) and all(len(suite) >= 1 for suite in root)
    for verdict, suite in zip(found, root, strict=True):
        red = [*suite.iter("failure"), *suite.iter("error")]
        assert red or not verdict.counts  # what keeps a build from being green is red in CodeBuild too


def test_junit_has_a_case_for_each_file_and_one_for_the_gate():
    root = ElementTree.fromstring(rendered("junit", VERDICTS))
    assert [tuple(suite.get(name) for name in ("name", "tests", "failures", "errors", "skipped")) for suite in root] == [
        ("flake8", "1", "0", "0", "0"), ("pylint", "2", "2", "0", "0"), ("snyk", "1", "0", "1", "0"), ("pip-audit", "1", "0", "0", "1"),
    ]  # fmt: skip
    failure = root.find("testsuite[@name='pylint']/testcase[@name='shop/order.py']/failure")
    assert failure is not None and failure.get("message") == "shop/order.py:4: W0612: Unused variable 'x'"


@settings(max_examples=50)
@given(found=verdicts)
def test_json_and_markdown_of_whatever_a_gate_says_can_be_written(found):
    assert len(json.loads(rendered("json", found))["gates"]) == len(found)
    text = rendered("markdown", found)
    text.encode("utf-8")
    rows = [line for line in text.split("\n") if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) == len(found)
    assert "<script" not in text


def test_markdown_says_what_has_to_be_mended():
    text = rendered("markdown", VERDICTS)
    assert "### ❌ lambdatest: pylint failed; no evidence from snyk" in text
    assert "- shop/order.py:4: W0612: Unused variable 'x'" in text
    assert "**snyk**: there is no token; set SNYK\\_TOKEN" in text
    assert "error (optional)" in text
    assert rendered("markdown", [PASSED, OPTIONAL]).startswith("### ✅ lambdatest: every gate passed (1 optional without evidence)")
    assert rendered("markdown", []).startswith("### ❌ lambdatest: no gate ran")


def table(found, left=()):
    stream = io.StringIO()
    show(found, left, Path("/p/.lambdatest/gates"), Console(file=stream, width=160, highlight=False, markup=False, emoji=False))
    return stream.getvalue()


def test_the_table_has_a_row_for_each_gate_and_the_exit_status_in_words():
    text = table(VERDICTS, [("cfn-lint", "no template")])
    assert "pylint: 2 remarks\n  shop/order.py:4: W0612: Unused variable 'x'\n  lines: 80 % reached\n" in text
    assert "snyk: no evidence: there is no token\n  → set SNYK_TOKEN\n" in text
    assert "C0103" not in text
    row = next(line for line in text.splitlines() if line.startswith("✓  flake8"))
    assert row.split("  ")[1:] and "9 files" in row and "0.4 s" in row and row.rstrip().endswith("flake8.txt")
    assert "–  pip-audit  error (optional)" in text
    assert text.splitlines()[-3:] == [
        "cfn-lint not run: no template", "reports: /p/.lambdatest/gates", "exit 1: pylint failed; no evidence from snyk",
    ]  # fmt: skip


def test_the_table_shows_at_most_ten_remarks_of_a_gate():
    many = replace(FAILED, remarks=FAILED.remarks[:1] * 12)
    assert table([many]).count("W0612") == 10
    assert "… 2 more in .lambdatest/gates/pylint.json" in table([many])
