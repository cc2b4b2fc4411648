"""A small project, and an engine that answers what a test tells it to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lambdatest.cli import fuzz as fuzz_module
from lambdatest.cli import replay as replay_module
from lambdatest.cli.__main__ import run
from lambdatest.engine import Options, Progress, Replay
from lambdatest.finding import Finding, FunctionResult, Report, TriggerResult
from lambdatest.model import Case, History, Location, Project
from lambdatest.results import Outcome

SERVERLESS = """\
service: todos
provider:
  name: aws
  runtime: python3.11
  stage: ${opt:stage, 'dev'}
functions:
  create:
    handler: todos.create
    events:
      - http: POST todos
  queue:
    handler: todos.work
    events:
      - activemq: {arn: "arn:aws:mq:us-east-1:123456789012:broker:b", queue: jobs}
  web:
    handler: index.handler
    runtime: nodejs20.x
"""


class Engine:
    """What stands in for the engine: it keeps what it was asked for, and answers *report* and *replayed*."""

    def __init__(self) -> None:
        self.options = Options()
        self.projects: list[Project] = []
        self.findings: tuple[Finding, ...] = ()
        self.status = "passed"
        self.changes: dict[str, Any] = {}
        self.replayed: Replay | Exception = Replay((Outcome(result={}, text="{}"),), ())

    def fuzz(self, project: Project, options: Options, progress: Callable[[Progress], None], spent: float = 0.0) -> Report:
        """A report on the one function that runs."""
        self.options = options
        self.projects.append(project)
        progress(Progress("create", 10, 10, len(self.findings), finished=True))
        function = FunctionResult("create", "todos.create", self.status, None, None, (TriggerResult("rest_api", "POST /todos", 10),), 1.0)
        report = Report(options.seed, "serverless.yml", "serverless", "todos", (function,), self.findings, duration=1.0)
        return replace(report, options={"functions": options.functions, "checks": options.checks}, **self.changes)

    def replay(self, project: Project, history: History, checks: tuple[str, ...] = ()) -> Replay:
        """What the test put into *replayed*, raised where it is an exception."""
        self.projects.append(project)
        if isinstance(self.replayed, Exception):
            raise self.replayed
        return self.replayed


def make_finding(severity: str = "failure", key: str = "", kind: str = "rest_api") -> Finding:
    """A finding of one case; *key* gives it another id."""
    event = {"httpMethod": "POST", "path": "/todos", "headers": {}, "body": None, "requestContext": {}}
    history = History((Case("create", "POST /todos", kind, event),))
    return Finding("unhandled_exception", severity, "create", "POST /todos", "KeyError: 'a'", (), history, 0,
                   exception="KeyError", location=Location("todos.py", 2), source='return event["a"]', key=key)  # fmt: skip


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The engine of both commands."""
    fake = Engine()
    monkeypatch.setattr(fuzz_module, "fuzz", fake.fuzz)
    monkeypatch.setattr(replay_module, "replay", fake.replay)
    return fake


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """The maker of findings."""
    return make_finding


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small service, which is the working directory."""
    (tmp_path / "serverless.yml").write_text(SERVERLESS)
    (tmp_path / "todos.py").write_text('def create(event, context):\n    return event["a"]\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def lambdatest_cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs one command line: its status, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        status = run(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call
