"""`lambdatest fuzz`: options, settings, exit statuses and what it leaves behind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lambdatest.finding import FunctionResult

Cli = Callable[..., tuple[int, str, str]]


def test_a_run_that_holds_exits_0(project: Path, engine: Any, lambdatest_cli: Cli) -> None:
    status, out, err = lambdatest_cli("fuzz")
    assert status == 0 and "exit 0" in out and "create: 10 examples, nothing found" in err


def test_a_failure_exits_1(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    engine.findings = (finding(),)
    status, out, _ = lambdatest_cli("fuzz")
    assert status == 1 and "POST /todos answers 502: KeyError: 'a'" in out and 'return event["a"]' in out


@pytest.mark.parametrize(("fail_on", "status"), [("failure", 0), ("warning", 1)])
def test_a_warning_counts_where_it_is_asked_to(
    project: Path, engine: Any, finding: Any, lambdatest_cli: Cli, fail_on: str, status: int
) -> None:
    engine.findings = (finding("warning"),)
    assert lambdatest_cli("fuzz", "--fail-on", fail_on)[0] == status


def test_what_could_not_run_exits_3_with_reason_and_remedy(project: Path, engine: Any, lambdatest_cli: Cli) -> None:
    engine.changes = {"functions": (FunctionResult("create", "todos.create", "not_run", "no module named 'x'", "pip install x"),)}
    status, out, _ = lambdatest_cli("fuzz")
    assert status == 3 and "no module named 'x'" in out and "pip install x" in out


def test_a_failure_outweighs_what_could_not_run(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    engine.changes = {"functions": (FunctionResult("create", "todos.create", "not_run", "r"),)}
    engine.findings = (finding(),)
    assert lambdatest_cli("fuzz")[0] == 1


def test_an_interrupted_run_exits_130_and_saves_what_was_found(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    engine.changes, engine.findings = {"interrupted": True}, (finding(),)
    status, out, _ = lambdatest_cli("fuzz")
    assert status == 130 and "KeyError" in out
    assert (project / ".lambdatest" / "findings" / f"{finding().id}.json").is_file()


def test_an_interrupt_outside_of_the_engine_exits_130(
    project: Path, engine: Any, lambdatest_cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lambdatest.cli.fuzz.fuzz", interrupted)
    assert lambdatest_cli("fuzz")[0] == 130


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--function", "creat"], "did you mean 'create'?"),
        (["--checks", "server_eror"], "did you mean 'server_error'?"),
        (["--report", "jsn=x.json"], "did you mean 'json'?"),
        (["--report", "json"], "is not FORMAT=PATH"),
        (["--report", "json=serverless.yml/x.json"], "the folder cannot be made"),
        (["--report", "json=."], "is a folder"),
        (["--max-examples", "0"], "0 is not in the range"),
        (["--max-exmples", "1"], "--max-examples"),
        (["--param", "x"], "is not KEY=VALUE"),
        (["--baseline", "none.json"], "--update-baseline writes it"),
        (["--update-baseline"], "add --baseline FILE"),
        (["nowhere"], "nowhere"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_2(
    project: Path, engine: Any, lambdatest_cli: Cli, arguments: list[str], message: str
) -> None:
    status, out, err = lambdatest_cli("fuzz", *arguments)
    assert status == 2 and out == ""
    assert err.startswith("error: ") and err.count("\n") == 1 and message in err


def test_options_reach_the_engine(project: Path, engine: Any, lambdatest_cli: Cli) -> None:
    lambdatest_cli("fuzz", "serverless.yml", "--function", "create", "--max-examples", "7", "--max-time", "9", "--seed", "3",
                   "--mode", "negative", "--checks", "server_error,cors", "--checks", "xss",
                   "--workers", "2", "--stage", "prod")  # fmt: skip
    options = engine.options
    assert (options.functions, options.max_examples, options.max_time, options.seed) == (("create",), 7, 9.0, 3)
    assert (options.mode, options.checks, options.workers) == ("negative", ("server_error", "cors", "xss"), 2)
    assert engine.projects[0].stage == "prod"


def test_settings_are_defaults_and_the_command_line_wins(project: Path, engine: Any, lambdatest_cli: Cli) -> None:
    settings = 'max-examples = 7\nseed = 5\nchecks = ["cors"]\nstage = "prod"\nfail-on = "warning"'
    (project / "pyproject.toml").write_text(f"[tool.lambdatest]\n{settings}\n")
    lambdatest_cli("fuzz", "--seed", "9")
    assert (engine.options.max_examples, engine.options.seed, engine.options.checks) == (7, 9, ("cors",))
    assert engine.projects[0].stage == "prod"


def test_what_holds_for_one_function_is_its_own_and_the_command_line_wins(project: Path, engine: Any, lambdatest_cli: Cli) -> None:
    own = 'max-examples = 9\nmode = "positive"\nchecks = ["cors", "xss"]\nignore = {xss = "no browser"}'
    (project / "pyproject.toml").write_text(f"[tool.lambdatest]\nmax-examples = 7\n[tool.lambdatest.functions.create]\n{own}\n")
    lambdatest_cli("fuzz")
    found = engine.options.of("create")
    assert (found.max_examples, found.mode, found.checks) == (9, "positive", ("cors", "xss"))
    assert (engine.options.of("list").max_examples, engine.options.of("list").mode, engine.options.of("list").checks) == (7, "all", ())
    lambdatest_cli("fuzz", "--max-examples", "3", "--checks", "iam")
    found = engine.options.of("create")
    assert (found.max_examples, found.mode, found.checks) == (3, "positive", ("iam",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("max-exmples = 7", "did you mean 'max-examples'?"),
        ("max-examples = true", "max-examples=True is not an integer"),
        ("max-time = 0", "is not a number of seconds"),
        ("mode = []", "mode=[] is not one of"),
        ('checks = "cors"', "is not a list of names"),
        ("x = ", "cannot be read"),
        ("functions.create = 3", "is not a table of tables by function"),
        ("functions.create.max-examples = 0", "[tool.lambdatest.functions.create] max-examples=0 is not an integer from 1 on"),
        ("functions.create.seed = 3", "[tool.lambdatest.functions.create] has no setting 'seed'"),
        ("functions.crate.mode = 'all'", "there is no function 'crate'; did you mean 'create'?"),
        ("functions.create.checks = ['cros']", "there is no check 'cros'; did you mean 'cors'?"),
        ("functions.create.ignore.cros = 'public'", "there is no check 'cros'; did you mean 'cors'?"),
    ],
)
def test_wrong_settings_are_one_line_and_exit_2(project: Path, engine: Any, lambdatest_cli: Cli, text: str, message: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.lambdatest]\n{text}\n")
    status, _, err = lambdatest_cli("fuzz")
    assert status == 2 and err.count("\n") == 1 and "pyproject.toml" in err and message in err


def test_reports_are_written_where_they_are_asked_for(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    engine.findings = (finding(),)
    lambdatest_cli("fuzz", "--report", "json=out/report.json", "--report", "junit=junit.xml")
    assert json.loads((project / "out" / "report.json").read_text())["findings"][0]["id"] == finding().id
    assert ElementTree.parse(project / "junit.xml").getroot().get("failures") == "1"


def test_a_report_that_cannot_be_written_is_said_after_the_findings(project: Path, engine: Any, lambdatest_cli: Cli) -> None:
    status, out, err = lambdatest_cli("fuzz", "--report", "json=/proc/self/none.json")
    assert status == 2 and "exit 0" in out and "error: the json report /proc/self/none.json cannot be written" in err.replace("\n", " ")


def test_a_baseline_makes_findings_known(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    engine.findings = (finding(key="b"), finding(key="a"))
    assert lambdatest_cli("fuzz", "--baseline", "known.json", "--update-baseline")[0] == 0
    assert json.loads((project / "known.json").read_text()) == sorted(one.id for one in engine.findings)
    engine.findings = (*engine.findings, finding(key="c"))
    status, out, _ = lambdatest_cli("fuzz", "--baseline", "known.json")
    assert status == 1 and out.count("known: ") == 2 and "2 known" in out


def test_a_partial_run_only_adds_to_the_baseline(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    (project / "known.json").write_text('["old-123456"]')
    engine.findings = (finding(),)
    lambdatest_cli("fuzz", "--baseline", "known.json", "--update-baseline", "--function", "create")
    assert json.loads((project / "known.json").read_text()) == ["old-123456", finding().id]
    lambdatest_cli("fuzz", "--baseline", "known.json", "--update-baseline")
    assert json.loads((project / "known.json").read_text()) == [finding().id]


@pytest.mark.parametrize("text", ["{}", "[1]", "nonsense", ""])
def test_a_baseline_that_is_no_list_of_ids_is_refused(project: Path, engine: Any, lambdatest_cli: Cli, text: str) -> None:
    (project / "known.json").write_text(text)
    status, _, err = lambdatest_cli("fuzz", "--baseline", "known.json")
    assert status == 2 and "known.json" in err and err.count("\n") == 1


def test_the_folder_holds_the_findings_of_the_last_run(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    folder = project / ".lambdatest" / "findings"
    first, second = finding(key="a"), finding(key="b")
    engine.findings = (first, second)
    lambdatest_cli("fuzz")
    (folder / f"{first.id}.event.json").write_text("{}")
    engine.findings = (second,)
    lambdatest_cli("fuzz")
    assert [path.name for path in folder.iterdir()] == [f"{second.id}.json"]
    assert "*" in (project / ".lambdatest" / ".gitignore").read_text().splitlines()


def test_findings_of_functions_that_did_not_run_stay(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    engine.findings = (finding(),)
    lambdatest_cli("fuzz")
    engine.findings, engine.status = (), "not_run"
    lambdatest_cli("fuzz")
    assert (project / ".lambdatest" / "findings" / f"{finding().id}.json").is_file()


def test_a_folder_that_cannot_be_written_is_one_line(project: Path, engine: Any, finding: Any, lambdatest_cli: Cli) -> None:
    (project / ".lambdatest").write_text("a file stands in the way")
    engine.findings = (finding(),)
    status, out, err = lambdatest_cli("fuzz", "-q")
    assert status == 1 and "KeyError" in out and "are not saved" in err


def test_quiet_says_nothing_while_it_runs(project: Path, engine: Any, lambdatest_cli: Cli) -> None:
    _, out, err = lambdatest_cli("fuzz", "-q")
    assert err == "" and len(out.splitlines()) == 2


def test_a_project_without_functions_is_no_pass(project: Path, engine: Any, lambdatest_cli: Cli) -> None:
    (project / "serverless.yml").write_text("service: x\nprovider: {name: aws, runtime: python3.11}\n")
    assert lambdatest_cli("fuzz")[0] == 2


@pytest.mark.parametrize(
    ("ignore", "message"),
    [
        ('cors = ""', "ignore={'cors': ''} is not a table of reasons by check"),
        ('cros = "public"', "there is no check 'cros'; did you mean 'cors'?"),
    ],
)
def test_what_is_ignored_is_a_check_and_has_a_reason(project, lambdatest_cli, ignore, message):
    (project / "pyproject.toml").write_text(f"[tool.lambdatest.ignore]\n{ignore}\n")
    status, _, err = lambdatest_cli("fuzz")
    assert status == 2 and message in err


def test_a_check_that_the_settings_ignore_reaches_the_engine(project, lambdatest_cli, engine):
    (project / "pyproject.toml").write_text('[tool.lambdatest.ignore]\ncors = "a public API"\n')
    assert lambdatest_cli("fuzz")[0] == 0
    assert engine.options.ignored == {"cors": "a public API"}
