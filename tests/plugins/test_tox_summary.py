"""The table at the end of a run of tox: what an environment did not say is no pass."""

import json
import time

import pytest

from lambdatest.plugins import tox_summary
from lambdatest.verdict import Verdict

GARBAGE = ["", "null", "[]", "{}", "[" * 100_000]
PASSED = Verdict("flake8", "passed", "no message", "1 file")


@pytest.fixture
def summed(tmp_path, monkeypatch):
    """The verdicts of the table over one environment that ran the gate flake8, given its exit status and when it began."""
    reports = tmp_path / ".lambdatest" / "gates"
    reports.mkdir(parents=True)
    (reports / "flake8.gates.json").write_text(json.dumps({"gates": ["flake8"], "left": []}))
    (reports / "flake8.verdict.json").write_text(json.dumps(PASSED.to_json()))
    found = []
    monkeypatch.setattr(tox_summary, "show", lambda verdicts, left, folder, console: found.extend(verdicts))

    def show(status=0, begun=0.0, **files):
        for name, text in files.items():
            (reports / f"flake8.{name}.json").write_text(text)
        tox_summary.show_summary(tmp_path, [("flake8", status, begun)])
        return [(one.gate, one.status, one.message) for one in found]

    return show


def test_the_verdict_that_an_environment_left_is_in_the_table(summed):
    assert summed() == [("flake8", "passed", "no message")]


@pytest.mark.parametrize(
    "text", [*GARBAGE, json.dumps(PASSED.to_json())[:-9], '{"status": "green", "remarks": []}'], ids=lambda text: text[:20]
)
def test_a_verdict_that_cannot_be_read_is_no_pass(summed, text):
    ((gate, status, message),) = summed(verdict=text)
    assert (gate, status) == ("flake8", "error") and "it left no verdict that can be read" in message


@pytest.mark.parametrize("text", GARBAGE, ids=lambda text: text[:20])
def test_an_environment_that_does_not_say_which_gates_it_ran_is_known_by_its_commands(summed, text):
    assert summed(status=3, gates=text) == [("flake8", "failed", "the environment's own commands ended with 3")]


def test_what_an_earlier_run_left_is_no_evidence(summed):
    assert summed(status=4, begun=time.time() + 60) == [("flake8", "failed", "the environment's own commands ended with 4")]


def test_an_environment_that_ran_nothing_is_no_pass(summed):
    assert summed(status=None, begun=None) == [("flake8", "error", "the environment ran no command")]
