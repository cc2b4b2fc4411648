"""The tox plugin: environments in every project, which a user's own settings override, and one table at the end."""

import importlib.metadata
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from lambdatest.gates import GATES

pytest.importorskip("tox")
pytestmark = pytest.mark.gates

SHOP = """\
service: shop
provider: {name: aws, runtime: python3.12}
functions: {order: {handler: shop.order, events: [{http: POST /orders}]}}
"""
NAMES = ["tests", "coverage", "pylint", "flake8", "security", "iac", "fuzz"]
THREE_LINES = "[tox]\nrequires = lambdatest\nenv_list = lambdatest-{tests,coverage,pylint,flake8,security,iac,fuzz}\n"
BARE = "".join(f"[testenv:lambdatest-{name}]\ndeps =\n" for name in NAMES)
"""Nothing is installed: each gate says that its tool is not there."""
INSTALLED = any(point.value == "lambdatest.plugins.tox" for point in importlib.metadata.entry_points(group="tox"))


@pytest.fixture
def tox(tmp_path):
    """Runs tox in a project with the files that it is given: exit status and text."""
    (tmp_path / "serverless.yml").write_text(SHOP)
    (tmp_path / "shop.py").write_text('"""The shop."""\n\n\ndef order(event, context):\n    """Take an order."""\n    return {}\n')
    if not INSTALLED:
        pytest.fail("tox does not know the plugin; install lambdatest again: pip install -e .", pytrace=False)

    def run(*arguments, expected=None, **files):
        for name, text in files.items():
            (tmp_path / name.replace("_", ".")).write_text(text)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TOX", "SNYK", "COVERAGE"))}
        environment = kept | {"COLUMNS": "200"}
        command = [sys.executable, "-m", "tox", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False, env=environment)
        assert expected is None or done.returncode == expected, done.stdout + done.stderr
        return done.returncode, done.stdout + done.stderr

    return run


def test_the_environments_are_there_without_any_configuration(tox):
    _, text = tox("list", "--no-desc", expected=0)
    assert [f"lambdatest-{name}" in text.split() for name in NAMES] == [True] * 7


def test_each_environment_has_the_label_and_coverage_waits_for_the_tests(tox):
    both = "lambdatest-tests,lambdatest-coverage"
    _, text = tox("config", "-k", "labels", "depends", "skip_install", "-e", both, tox_ini=THREE_LINES, expected=0)
    assert text.count("labels = lambdatest") == 2 and "depends = lambdatest-tests" in text and text.count("skip_install = True") == 2


def test_the_requirements_of_the_project_are_installed_where_its_code_runs(tox, tmp_path):
    (tmp_path / "requirements.txt").write_text("requests\n")
    (tmp_path / "requirements-dev.txt").write_text("freezegun\n")
    _, text = tox("config", "-k", "deps", "-e", "lambdatest-tests,lambdatest-flake8", expected=0)
    tests, flake8 = text.split("[testenv:lambdatest-flake8]")
    assert "requirements.txt" in tests and "requirements-dev.txt" in tests and "lambdatest" in tests.split("deps")[1]
    assert "requirements" not in flake8


@pytest.mark.parametrize(
    "files",
    [
        {
            "tox_ini": "[testenv]\ncommands = python -c 'print(\"shared\")'\n"
            "[testenv:lambdatest-flake8]\ncommands = python -c 'print(\"mine\")'\n"
        },
        {"tox_toml": '[env.lambdatest-flake8]\ncommands = [["python", "-c", "print(\\"mine\\")"]]\n[env_run_base]\ncommands = []\n'},
        {"pyproject_toml": '[tool.tox.env.lambdatest-flake8]\ncommands = [["python", "-c", "print(\\"mine\\")"]]\n'},
    ],
    ids=["tox.ini", "tox.toml", "pyproject.toml"],
)
def test_a_users_own_environment_wins(tox, files):
    _, text = tox("config", "-k", "commands", "description", "-e", "lambdatest-flake8,lambdatest-iac", expected=0, **files)
    mine, ours = text.split("[testenv:lambdatest-iac]")
    assert "mine" in mine and "lambdatest.cli" not in mine and "flake8 over" in mine
    assert "--group iac" in ours and "shared" not in ours


def test_an_environment_of_another_name_is_not_touched(tox):
    _, text = tox("config", "-k", "commands", "deps", "-e", "unit", tox_ini="[testenv:unit]\ncommands = python -V\n", expected=0)
    assert "lambdatest" not in text.split("[testenv:unit]")[1]


@pytest.mark.parametrize("mode", [["run"], ["run-parallel", "-p", "all"]])
def test_the_last_environment_prints_the_table_of_all_and_none_of_them_is_green(tox, mode):
    names = "lambdatest-coverage,lambdatest-flake8,lambdatest-iac,lambdatest-tests"
    status, text = tox(*mode, "-e", names, tox_ini=THREE_LINES + BARE)
    assert status != 0
    tables = [[line.split()[1:3] for line in part.splitlines() if line[:1] == "–"] for part in text.split("   gate ")[1:]]
    assert [["coverage", "error"], ["flake8", "error"], ["tests", "error"]] in map(sorted, tables), text
    assert "flake8 is not installed" in text and "-m pip install flake8" in text
    assert text.count("exit 3: no evidence from") >= 1


def test_what_a_user_runs_instead_of_a_gate_has_a_row_of_its_own(tox):
    own = "[testenv:lambdatest-iac]\ncommands = python -c 'raise SystemExit(4)'\n"
    status, text = tox("run", "-e", "lambdatest-flake8,lambdatest-iac", tox_ini="[testenv:lambdatest-flake8]\ndeps =\n" + own)
    assert status != 0
    assert "failed: the environment's own commands ended with 4" in text


def test_an_environment_that_cannot_be_made_is_no_pass(tox, tmp_path):
    broken = "[testenv:lambdatest-iac]\ndeps = /nowhere/at/all.whl\n[testenv:lambdatest-flake8]\ndeps =\n"
    reports = tmp_path / ".lambdatest" / "gates"
    reports.mkdir(parents=True)
    (reports / "iac.gates.json").write_text(json.dumps({"gates": [], "left": []}))  # of an earlier run
    status, text = tox("run", "-e", "lambdatest-flake8,lambdatest-iac", tox_ini=broken)
    assert status != 0 and "iac: no evidence: the environment ran no command" in text, text


def test_one_environment_alone_prints_its_own_table_only(tox):
    status, text = tox("run", "-e", "lambdatest-flake8", tox_ini=BARE)
    assert status == 3 and text.count("   gate ") == 1


def test_bad_settings_end_the_environment_with_their_line(tox, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.lambdatest.gates]\nrum = []\n")
    status, text = tox("run", "-e", "lambdatest-flake8", tox_ini=BARE)
    assert status == 2 and "pyproject.toml:2: [tool.lambdatest.gates] there is no setting 'rum'; did you mean 'run'?" in text


def test_a_gate_that_the_settings_leave_out_is_not_run(tox, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.lambdatest.gates]\nskip = ['flake8']\n")
    assert "no gate of this environment is chosen" in tox("run", "-e", "lambdatest-flake8", tox_ini=BARE, expected=0)[1]


def test_the_plugin_imports_nothing_that_is_heavy():
    heavy = {"boto3", "botocore", "hypothesis", "moto", "rich", "yaml", "click"}
    code = f"import sys, lambdatest.plugins.tox; print(*{heavy!r} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def cpu(folder: Path, name: str) -> float:
    """The least CPU of four runs of a no-op environment that is already made."""
    best = float("inf")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "tox", "run", "-q", "-e", name], cwd=folder, env=environment, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def test_a_no_op_environment_adds_at_most_a_tenth_of_a_second_to_tox(tox, tmp_path, monkeypatch):
    noop = "skip_install = true\ndeps =\ncommands = python -c pass\n"
    tox("run", "-e", "lambdatest-flake8,plain", tox_ini=f"[testenv:lambdatest-flake8]\n{noop}[testenv:plain]\n{noop}", expected=0)
    with_plugin = cpu(tmp_path, "lambdatest-flake8")
    monkeypatch.setenv("TOX_DISABLED_EXTERNAL_PLUGINS", "lambdatest")
    without = cpu(tmp_path, "plain")
    assert with_plugin - without <= 0.1, (with_plugin, without)


def test_every_gate_belongs_to_an_environment_of_tox_that_has_its_tool():
    from lambdatest.plugins.tox import ENVIRONMENTS  # where tox is

    assert {gate.group for _, gate in GATES.items()} <= set(ENVIRONMENTS)
    for name, gate in GATES.items():
        installed = {package.partition("[")[0] for package in ENVIRONMENTS[gate.group].packages}
        assert set(gate.packages) <= installed, name
