"""The repository around the code: what is installed, and that CI runs what the README says."""

import configparser
import os
import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import yaml

import lambdatest
from lambdatest._version import VERSION

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]


def tox():
    """The sections of tox.ini."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "tox.ini", encoding="utf-8")
    return parser


def test_the_version_stands_in_one_place():
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert "version" in PROJECT["dynamic"]
    assert (ROOT / PYPROJECT["tool"]["hatch"]["version"]["path"]).samefile(ROOT / "src" / "lambdatest" / "_version.py")


def test_the_console_script_can_be_called():
    module, _, attribute = PROJECT["scripts"]["lambdatest"].partition(":")
    assert callable(getattr(import_module(module), attribute))


def test_every_public_name_can_be_had():
    assert sorted(lambdatest._HOMES) == sorted(lambdatest.__all__)
    assert [name for name in lambdatest.__all__ if not hasattr(lambdatest, name)] == []


def test_the_package_tells_type_checkers_that_it_is_typed():
    assert (Path(lambdatest.__file__).parent / "py.typed").is_file()


def test_what_tox_installs_as_the_lowest_versions_are_the_lower_bounds():
    bounds = [re.match(r"([\w-]+)(?:\[.*\])?>=([\d.]+)", one) for one in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]]
    pins = [line for line in (ROOT / "tests" / "lowest.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert pins == [f"{bound[1]}=={bound[2]}" for bound in bounds]


def test_tox_runs_every_python_that_the_package_is_for():
    classified = [one.rsplit(" ", 1)[1] for one in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d+$", one)]
    environments = tox()["tox"]["env_list"].split(", ")
    assert [f"py{version.replace('.', '')}" for version in classified] == [name for name in environments if re.fullmatch(r"py\d+", name)]
    assert PROJECT["requires-python"] == f">={classified[0]}"
    assert {"lowest", "examples", "coverage", "pylint", "flake8", "mypy", "security"} < set(environments)


def test_a_newcomer_without_an_interpreter_can_run_tox_and_ci_cannot():
    assert tox()["tox"]["skip_missing_interpreters"] == "true"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"^python3 -m venv \.venv && \.venv/bin/pip install -q tox && \.venv/bin/tox$", readme, re.MULTILINE)
    command = '.venv/bin/tox run-parallel --parallel 2 --parallel-no-spinner --skip-missing-interpreters false "$@"'
    assert run.splitlines()[-1] == command


def test_ci_run_is_a_script():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=False).returncode == 0


def test_codebuild_runs_the_same_and_collects_what_tox_writes():
    buildspec = yaml.safe_load((ROOT / "buildspec.yml").read_text(encoding="utf-8"))
    assert buildspec["phases"]["build"]["commands"] == [".ci/run"]
    assert {report["file-format"] for report in buildspec["reports"].values()} == {"JUNITXML", "COBERTURAXML"}
    assert {report["base-directory"] for report in buildspec["reports"].values()} == {"reports"}
    assert "--junitxml={tox_root}/reports/{env_name}.xml" in tox()["testenv"]["pytest"]
    assert "-o reports/coverage.xml" in tox()["testenv:coverage"]["commands"]


def test_a_changelog_fragment_names_its_issue_and_its_kind():
    kinds = "|".join(kind["directory"] for kind in PYPROJECT["tool"]["towncrier"]["type"])
    names = [path.name for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"]
    assert [name for name in names if not re.fullmatch(rf"\d+\.({kinds})\.md", name)] == []
