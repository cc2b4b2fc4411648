"""The entry point: fast help, the hash seed, streams that fail, and the small commands."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lambdatest.checks import CHECKS
from lambdatest.cli.__main__ import fix_hash_seed
from lambdatest.cli.output import console
from lambdatest.cli.progress import Lines
from lambdatest.engine import Progress
from lambdatest.project_checks import PROJECT_CHECKS
from lambdatest.relations import RELATIONS
from lambdatest.reports.file import write_file

Cli = Callable[..., tuple[int, str, str]]


def process(*arguments: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "lambdatest.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=False)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from lambdatest.cli.__main__ import run; run(['--help']);"
        "print([name for name in ('boto3', 'moto', 'hypothesis', 'rich.progress', 'lambdatest.engine') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(name in done.stdout for name in ("show", "fuzz", "replay", "explain"))


@pytest.mark.parametrize(("arguments", "seed", "starts"), [
    (["fuzz"], None, True), (["replay", "x"], None, True), (["fuzz"], "random", True),
    (["fuzz"], "0", False), (["fuzz"], "7", False), (["show"], None, False), ([], None, False), (["--help"], None, False),
])  # fmt: skip
def test_commands_that_run_handlers_start_anew_with_a_hash_seed(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], seed: str | None, starts: bool
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda path, words: started.append(words))
    monkeypatch.setattr("sys.orig_argv", ["python", "-m", "lambdatest.cli", *arguments])
    monkeypatch.setenv("PYTHONHASHSEED", seed) if seed else monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    fix_hash_seed(arguments)
    fix_hash_seed(arguments)
    assert started == ([[sys.executable, "-m", "lambdatest.cli", *arguments]] if starts else [])


def test_an_unknown_command_says_which_was_meant(lambdatest_cli: Cli) -> None:
    status, _, err = lambdatest_cli("fzz")
    assert status == 2 and err == "error: there is no command 'fzz'; did you mean 'fuzz'?\n"


def test_a_broken_project_is_one_line(project: Path) -> None:
    (project / "serverless.yml").write_text("- a\n- b\n")
    done = process("fuzz", cwd=project)
    assert done.returncode == 2 and done.stderr.startswith(b"error: ") and done.stderr.count(b"\n") == 1


def test_a_closed_pipe_is_no_error(project: Path) -> None:
    command = f"{sys.executable} -m lambdatest.cli explain | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, check=True, text=True)
    assert done.stdout == "0\n" and done.stderr == ""


def test_an_output_that_is_not_utf_8_gets_escapes(project: Path) -> None:
    (project / "serverless.yml").write_text((project / "serverless.yml").read_text().replace("service: todos", "service: tödos"))
    done = process("show", cwd=project, PYTHONIOENCODING="ascii")
    assert done.returncode == 0 and b"t\\xf6dos" in done.stdout


def test_show_says_what_was_found_and_what_would_not_run(project: Path, lambdatest_cli: Cli) -> None:
    status, out, _ = lambdatest_cli("show", "--stage", "prod")
    assert status == 0
    assert "stage prod" in out and "POST /todos  rest_api  serverless.yml:10" in out
    assert "queue: no trigger of a known kind (declared are activemq)" in out and "web: " in out


def test_show_names_a_handler_file_that_is_not_there(project: Path, lambdatest_cli: Cli) -> None:
    (project / "todos.py").unlink()
    assert "todos.py is not there" in lambdatest_cli("show")[1]


def test_explain_lists_every_check_and_relation(lambdatest_cli: Cli) -> None:
    _, out, _ = lambdatest_cli("explain")
    assert [line.split()[0] for line in out.splitlines()] == sorted([*CHECKS, *RELATIONS, *PROJECT_CHECKS])


def test_explain_prints_the_docstring(lambdatest_cli: Cli) -> None:
    assert CHECKS["server_error"].document in lambdatest_cli("explain", "server_error")[1]
    assert "at least six times" in lambdatest_cli("explain", "visibility_timeout")[1]
    status, _, err = lambdatest_cli("explain", "server_eror")
    assert status == 2 and "did you mean 'server_error'?" in err


def test_progress_lines_are_one_a_function_and_a_heartbeat(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    lines = Lines(console(sys.stdout), clock=lambda: now[0])
    for second in range(25):
        now[0] = float(second)
        lines(Progress("create", second, 100, 0))
    lines(Progress("create", 25, 25, 2, finished=True))
    assert capsys.readouterr().out.splitlines() == [
        "running: 10 examples so far, now create (10 of 100)",
        "running: 20 examples so far, now create (20 of 100)",
        "create: 25 examples, 2 findings",
    ]


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_file(path, "new \ud800")
    assert path.read_text() == "old" and [one.name for one in tmp_path.iterdir()] == ["x.json"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_file(tmp_path / "link", "new")
    assert (tmp_path / "real").read_text() == "new" and (tmp_path / "link").is_symlink()
