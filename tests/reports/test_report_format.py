"""JSON and JUnit, and every format over reports with hostile text."""

import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from lambdatest.finding import Finding, FunctionResult, Report, TriggerResult, Unreached
from lambdatest.model import Case, History, Location
from lambdatest.reports import REPORTS, View
from lambdatest.reports.json import finding_data, finding_from_data, plain
from lambdatest.reports.junit import legal
from lambdatest.reports.terminal import show

TEXT = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    ["\x1b[31m", "[bold]", "]]>", "\ud800", "\u202e", "a\r\nb", ":x:", "{", "~1.id~"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
EVENTS = JSON | st.fixed_dictionaries(
    {},
    optional={
        name: JSON
        for name in ("httpMethod", "path", "rawPath", "headers", "multiValueHeaders", "cookies", "body", "isBase64Encoded",
                     "rawQueryString", "multiValueQueryStringParameters", "pathParameters", "requestContext")
    },
)  # fmt: skip
KINDS = st.sampled_from(["rest_api", "http_api", "function_url", "sqs"])
NAMES = st.sampled_from(["f", "g"]) | TEXT
CASES = st.builds(Case, NAMES, TEXT, KINDS, EVENTS, st.lists(TEXT, max_size=2).map(tuple))
ATTRIBUTES = JSON | st.dictionaries(st.sampled_from(["S", "N", "SS", "M", "L", "B"]), JSON)
HISTORIES = st.builds(
    History,
    st.lists(CASES, min_size=1, max_size=2).map(tuple),
    st.dictionaries(TEXT, st.lists(st.dictionaries(TEXT, ATTRIBUTES), max_size=2).map(tuple), max_size=1),
    st.lists(TEXT, max_size=2).map(tuple),
)
FINDINGS = st.builds(
    Finding,
    check=st.sampled_from(["malformed_input", "unhandled_exception"]) | TEXT,
    severity=st.sampled_from(["failure", "warning"]),
    function=NAMES, trigger=TEXT, message=TEXT, labels=st.lists(TEXT, max_size=2).map(tuple), history=HISTORIES, step=st.just(0),
    exception=st.none() | TEXT, location=st.none() | st.builds(Location, TEXT.filter(bool), st.integers(0, 9)), source=TEXT, enclosing=TEXT,
    key=TEXT, response=JSON, log=TEXT, hits=st.integers(0, 9), shrunk=st.booleans(), expected=TEXT,
)  # fmt: skip
FUNCTIONS = st.builds(
    FunctionResult, NAMES, TEXT, st.sampled_from(["passed", "failed", "not_run", "skipped"]), st.none() | TEXT, st.none() | TEXT,
    st.lists(st.builds(TriggerResult, KINDS, TEXT, st.integers(0, 999)), max_size=2).map(tuple),
    st.none() | st.floats(0, 1), st.floats(0, 9),
    unreached=st.lists(
        st.builds(Unreached, st.builds(Location, TEXT.filter(bool), st.integers(0, 9)), TEXT, TEXT, st.integers(1, 9)), max_size=7
    ).map(tuple),
)  # fmt: skip
REPORTED = st.builds(
    Report, seed=st.integers(), path=TEXT, format=TEXT, name=TEXT, functions=st.lists(FUNCTIONS, max_size=3).map(tuple),
    findings=st.lists(FINDINGS, max_size=3).map(tuple), notes=st.lists(TEXT, max_size=2).map(tuple), guard=TEXT,
    duration=st.floats(0, 99), interrupted=st.booleans(), options=st.dictionaries(TEXT, JSON, max_size=2),
)  # fmt: skip

text: dict[str, Any] = {"type": "string"}
maybe: dict[str, Any] = {"type": ["string", "null"]}
SCHEMA = {
    "type": "object",
    "required": ["version", "lambdatest", "seed", "project", "functions", "findings"],
    "properties": {
        "version": {"const": 1}, "lambdatest": text, "seed": {"type": "integer"},
        "project": {"type": "object", "required": ["path", "format", "name"], "additionalProperties": text},
        "functions": {"type": "array", "items": {
            "type": "object", "required": ["name", "handler", "status", "reason", "triggers", "lines_covered", "unreached"],
            "properties": {
                "name": text, "handler": text, "status": {"enum": ["passed", "failed", "not_run", "skipped"]}, "reason": maybe,
                "triggers": {"type": "array", "items": {
                    "type": "object", "required": ["kind", "label", "examples"], "additionalProperties": False,
                    "properties": {"kind": text, "label": text, "examples": {"type": "integer"}}}},
                "unreached": {"type": "array", "items": {
                    "type": "object", "required": ["location", "source", "said", "lines"], "additionalProperties": False,
                    "properties": {"location": text, "source": text, "said": text, "lines": {"type": "integer", "minimum": 1}}}},
                "lines_covered": {"type": ["number", "null"], "minimum": 0, "maximum": 1}}}},
        "findings": {"type": "array", "items": {
            "type": "object",
            "required": ["id", "check", "severity", "function", "trigger", "mode", "labels", "message", "exception", "location", "event",
                         "history", "response"],
            "properties": {
                "id": text, "check": text, "severity": {"enum": ["failure", "warning"]}, "function": text, "trigger": text,
                "mode": {"enum": ["positive", "negative"]}, "labels": {"type": "array", "items": text}, "message": text,
                "exception": maybe, "location": maybe, "history": {"type": "array", "minItems": 1}}}},
    },
}  # fmt: skip


def terminal(report: Report, view: View, encoding: str, width: int) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict", write_through=True)
    show(report, view, Console(file=stream, width=width, color_system=None, _environ={}))
    return stream.buffer.getvalue().decode(encoding)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REPORTED, st.sampled_from([30, 100]))
def test_any_report_renders_in_every_format(report: Report, width: int) -> None:
    view = View(Path("/nonexistent"), documents={"malformed_input": "A. B."})
    data = json.loads(REPORTS["json"].render(report, view), parse_constant=lambda name: pytest_fail(name))
    jsonschema.validate(data, SCHEMA)
    suites = ElementTree.fromstring(REPORTS["junit"].render(report, view).encode())
    assert len(suites) == len(report.functions)
    shown = terminal(report, view, "utf-8", width)
    assert "\x1b" not in shown and "\r" not in shown and "\u202e" not in shown


def pytest_fail(name: str) -> None:
    raise AssertionError(f"{name} is not strict JSON")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FINDINGS)
def test_a_finding_survives_the_way_to_json_and_back(finding: Finding) -> None:
    written = json.dumps(finding_data(finding))
    assert json.dumps(finding_data(finding_from_data(json.loads(written)))) == written


def test_values_without_a_json_form_become_text() -> None:
    assert plain({"a": float("nan"), 1: b"x", "s": {1}}) == {"a": "nan", "1": "b'x'", "s": "{1}"}


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    assert legal("a\x00\x1b\ud800\ufffeb\t🎉") == "a\ufffd\ufffd\ufffd\ufffdb\t🎉"


def test_json_names_what_the_design_names(todos_report: Report, todos_view: View) -> None:
    data = json.loads(REPORTS["json"].render(todos_report, todos_view))
    jsonschema.validate(data, SCHEMA)
    assert data["project"] == {"path": "serverless.yml", "format": "serverless", "name": "todos"}
    assert data["functions"][0]["triggers"] == [{"kind": "rest_api", "label": "POST /todos", "examples": 212}]
    assert data["status"] == 1
    assert data["findings"][0]["location"] == "todos/create.py:11"


def test_junit_has_a_suite_a_function_and_a_case_a_trigger(todos_report: Report, todos_view: View) -> None:
    root = ElementTree.fromstring(REPORTS["junit"].render(todos_report, todos_view))
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == [function.name for function in todos_report.functions]
    assert [case.get("name") for case in suites["create"]] == ["POST /todos"]
    assert root.get("failures") == "4" and root.get("errors") == "1" and root.get("skipped") == "1" and root.get("tests") == "7"


def test_junit_keeps_warnings_out_of_the_failures(todos_report: Report, todos_view: View) -> None:
    case = ElementTree.fromstring(REPORTS["junit"].render(todos_report, todos_view)).find("testsuite/testcase")
    assert case is not None and len(case.findall("failure")) == 1
    assert "malformed_input" not in (case.findtext("failure") or "") and "4 findings below" in (case.findtext("system-out") or "")


def test_an_unknown_format_says_which_are_known() -> None:
    assert list(REPORTS)[:2] == ["json", "junit"]
