"""The generated pytest file and event.json."""

import ast
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambdatest.finding import Finding
from lambdatest.model import Case, History
from lambdatest.reports.reproduction import NOTE_KEY, event_text, pytest_text, python_name

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


SEEDS = {"t": ({"id": {"S": "a"}},)}


def finding(event: Any, message: str = "KeyError: 'a'", cases: int = 1, seeds: Any = None) -> Finding:
    history = History((Case("f", "POST /x", "rest_api", event),) * cases, seeds or {})
    return Finding("unhandled_exception", "failure", "f", "POST /x", message, (), history, cases - 1)


def assigned(source: str) -> Any:
    """The value of HISTORY, without importing the file."""
    tree = ast.parse(source)
    (value,) = (node.value for node in tree.body if isinstance(node, ast.Assign))
    names = {"inf": float("inf"), "__builtins__": {}}
    return eval(compile(ast.Expression(value), "HISTORY", "eval"), names)  # noqa: S307


@given(JSON, st.text(st.characters(codec=None), max_size=30))
@example({"a": float("inf")}, 'ends with """ and \\')
@example({}, "{braces} \\N{DASH} \\u12")
def test_the_generated_test_compiles_and_holds_the_history(event: Any, message: str) -> None:
    source = pytest_text(finding(event, message), "../../serverless.yml")
    compile(source.encode("utf-8"), "test_x.py", "exec")
    assert assigned(source) == finding(event).history.to_json()


def test_the_generated_test_uses_the_public_names_only() -> None:
    found = finding({"body": None})
    source = pytest_text(found, "../../serverless.yml", {"stage": "prod", "params": {}})
    assert f"def test_{python_name(found)}() -> None:" in source
    assert '"""POST /x: KeyError: \'a\'"""' in source
    assert "lambdatest.load(Path(__file__).parent / '../../serverless.yml', stage='prod')" in source
    assert "lambdatest.run(lambdatest.History.from_json(HISTORY), project=project, checks=['unhandled_exception'])" in source


@given(JSON)
def test_the_event_file_holds_the_event(event: Any) -> None:
    assert json.loads(event_text(finding(event))) == event


@pytest.mark.parametrize("cases", [1, 2, 3])
def test_the_event_file_says_what_comes_before_the_event(cases: int) -> None:
    written = json.loads(event_text(finding({"body": "x"}, cases=cases, seeds=SEEDS)))
    note = written.pop(NOTE_KEY)
    assert written == {"body": "x"}
    assert note["seeds"] == {"t": [{"id": {"S": "a"}}]}
    assert note.get("before", []) == [{"function": "f", "event": {"body": "x"}}] * (cases - 1)
    assert "then invoke f with this event" in note["note"]
