"""`lambdatest replay`: one finding again, and its reproductions."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambdatest.engine import Replay
from lambdatest.errors import HandlerError
from lambdatest.results import Outcome

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def saved(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> Any:
    """A finding that a run has saved."""
    engine.findings = (finding(),)
    lambdatest_cli("fuzz", "--stage", "prod")
    return engine.findings[0]


def test_a_finding_that_still_fails_exits_1(saved: Any, engine: Any, lambdatest_cli: Cli) -> None:
    engine.replayed = Replay((Outcome(),), (saved,))
    status, out, _ = lambdatest_cli("replay", saved.id)
    assert status == 1 and "fails the same way" in out


def test_a_finding_on_a_line_that_was_edited_is_the_same(saved: Any, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    edited = type(saved)(**{name: getattr(saved, name) for name in saved.__slots__} | {"source": "return event['a']"})
    engine.replayed = Replay((Outcome(),), (edited,))
    assert edited.id != saved.id and lambdatest_cli("replay", saved.id)[0] == 1


def test_a_finding_that_is_mended_exits_0(saved: Any, lambdatest_cli: Cli) -> None:
    status, out, _ = lambdatest_cli("replay", saved.id)
    assert status == 0 and "no longer fails" in out


def test_a_finding_that_cannot_run_exits_3(saved: Any, engine: Any, lambdatest_cli: Cli) -> None:
    engine.replayed = HandlerError("no module named 'x'", "pip install x")
    status, _, err = lambdatest_cli("replay", saved.id)
    assert status == 3 and "pip install x" in err
    engine.replayed = Replay((), (), ("sqs is not mocked",))
    status, _, err = lambdatest_cli("replay", saved.id)
    assert status == 3 and "sqs is not mocked" in err


def test_a_beginning_or_the_hash_is_enough(saved: Any, lambdatest_cli: Cli) -> None:
    assert lambdatest_cli("replay", "unhandled")[0] == 0
    assert lambdatest_cli("replay", saved.id[-6:])[0] == 0


def test_an_unknown_id_is_one_line_and_exit_2(saved: Any, lambdatest_cli: Cli) -> None:
    status, _, err = lambdatest_cli("replay", "unhandled_exceptoin-000000")
    assert status == 2 and "did you mean" in err and err.count("\n") == 1


def test_a_beginning_of_two_is_refused(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    engine.findings = (finding(key="a"), finding(key="b"))
    lambdatest_cli("fuzz")
    status, _, err = lambdatest_cli("replay", "unhandled")
    assert status == 2 and "2 findings" in err


def test_without_a_run_the_remedy_is_named(project: Path, lambdatest_cli: Cli) -> None:
    status, _, err = lambdatest_cli("replay", "x")
    assert status == 2 and "run lambdatest fuzz first" in err


@pytest.mark.parametrize("text", ["{}", "[", '{"finding": {}}', "null"])
def test_a_saved_file_that_is_broken_is_one_line(saved: Any, project: Path, lambdatest_cli: Cli, text: str) -> None:
    (project / ".lambdatest" / "findings" / f"{saved.id}.json").write_text(text)
    status, _, err = lambdatest_cli("replay", saved.id)
    assert status == 2 and "run lambdatest fuzz again" in err and err.count("\n") == 1


def test_replay_reads_the_project_as_the_run_did(saved: Any, engine: Any, lambdatest_cli: Cli) -> None:
    lambdatest_cli("replay", saved.id)
    assert engine.projects[-1].stage == "prod"


def test_reproductions_are_written_next_to_the_finding(saved: Any, project: Path, lambdatest_cli: Cli) -> None:
    _, out, _ = lambdatest_cli("replay", saved.id)
    folder = project / ".lambdatest" / "findings"
    test = (folder / f"test_{saved.id.replace('-', '_')}.py").read_text()
    compile(test, "test.py", "exec")
    assert "'../../serverless.yml', stage='prod'" in test
    assert json.loads((folder / f"{saved.id}.event.json").read_text()) == saved.event
    assert "curl" in (folder / f"{saved.id}.curl.sh").read_text()
    assert "serverless invoke local -f create -p .lambdatest" in out


def test_an_event_that_is_not_http_has_no_curl_script(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    engine.findings = (finding(kind="sqs"),)
    lambdatest_cli("fuzz")
    lambdatest_cli("replay", finding().id)
    assert not list((project / ".lambdatest" / "findings").glob("*.curl.sh"))
