"""Three lines of tox.ini in a repository that knows nothing of us: green, then red in the right gate for each thing that is planted.

lambdatest comes from a wheel in a folder, as from an index: tox makes the environment that has the plugin itself.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from strategies import snyk_service

ROOT = Path(__file__).parents[1]
THREE_LINES = "[tox]\nrequires = lambdatest\nenv_list = lambdatest-{tests,coverage,pylint,flake8,security,iac,fuzz}\n"
pytestmark = pytest.mark.gates


@dataclass
class Chain:
    """A copy of examples/todos, the tox that runs there, and the server that its security tools talk to."""

    folder: Path
    tox: Path
    index: Path
    service: snyk_service.SnykService
    snyk: Path

    def run(self, *arguments: str, **changes: str | None) -> tuple[int, str]:
        """Exit status and text of tox; *changes* are of its environment."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TOX", "SNYK", "PYTHON", "COVERAGE", "LAMBDATEST"))}
        own = self.service.environment() | {
            "PATH": f"{self.snyk}:{os.environ['PATH']}", "COLUMNS": "200", "PIP_AUDIT_VULNERABILITY_SERVICE": "osv",
            "PIP_AUDIT_OSV_URL": f"{self.service.url}/v1/query",
            "PIP_FIND_LINKS": " ".join(filter(None, [str(self.index), os.environ.get("PIP_FIND_LINKS")])),
            "PIP_COMPILE": "0",  # a third of an installation, for modules most of which are never imported
        }  # fmt: skip
        environment = {key: value for key, value in (kept | own | changes).items() if value is not None}
        line = [str(self.tox), *arguments]
        done = subprocess.run(line, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=900, check=False)
        return done.returncode, done.stdout + done.stderr

    @contextmanager
    def planted(self, name: str, change: Callable[[str], str]) -> Iterator[None]:
        """One file changed, until the end."""
        path = self.folder / name
        before = path.read_text() if path.exists() else None
        path.write_text(change(before or ""))
        try:
            yield
        finally:
            path.unlink() if before is None else path.write_text(before)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory, npm_package: Callable[[str, str], Path]) -> Iterator[Chain]:
    """The repository, and a tox that has never heard of us."""
    package = npm_package("snyk", snyk_service.VERSION)
    base = tmp_path_factory.mktemp("chain")
    shutil.copytree(ROOT / "examples" / "todos", base / "todos", ignore=shutil.ignore_patterns("__pycache__", ".lambdatest"))
    (base / "todos" / "tox.ini").write_text(THREE_LINES)
    (base / "bin").mkdir()
    (base / "bin" / "snyk").write_text(f'#!/bin/sh\nexec node "{package}/bin/snyk" "$@"\n')
    (base / "bin" / "snyk").chmod(0o755)
    for command in (
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(base / "index"), str(ROOT)],
        [sys.executable, "-m", "venv", str(base / "venv")],
        [str(base / "venv" / "bin" / "python"), "-m", "pip", "install", "-q", "tox"],
    ):
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    with snyk_service.running() as service:
        yield Chain(base / "todos", base / "venv" / "bin" / "tox", base / "index", service, base / "bin")


def append(text: str) -> Callable[[str], str]:
    return lambda before: before + text


def rows(text: str) -> dict[str, str]:
    """The verdict of each gate in the last table."""
    table = text[text.rindex("   gate "):]
    return {found[1]: found[2] for found in re.finditer(r"^[✓✗–] +([\w-]+) +(passed|failed|error)", table, re.MULTILINE)}


def test_a_repository_with_three_lines_is_green(chain):
    status, text = chain.run("-p")
    assert "will run in automatically provisioned tox" in text
    assert set(rows(text).values()) == {"passed"}, text
    assert {"tests", "coverage", "pylint", "flake8", "bandit", "pip-audit", "snyk", "fuzz"} <= set(rows(text))
    assert status == 0, text


PLUGIN = "plugins: [serverless-plugin-canary-deployments]\n"
ALARM = """\
    handler: todos/read.read
    deploymentSettings:
      type: Linear10PercentEvery1Minute
      alias: Live
      alarms: [ReadNobodyMakesAlarm]
"""
PLANTED = [
    ("lint", "pylint", "pylint", "todos/read.py", append("\n\ndef lost():\n    return nowhere\n"), "undefined-variable"),
    ("style", "flake8", "flake8", "todos/read.py", append("import os\n"), "todos/read.py:"),
    ("bandit", "security", "bandit", "todos/read.py", append("\n\nimport os\n\n\ndef call(text):\n    os.system(text)\n"), "B605"),
    ("alarm", "iac", "iac", "serverless.yml", lambda text: PLUGIN + text.replace("    handler: todos/read.read\n", ALARM),
     "watches the alarm ReadNobodyMakesAlarm, which nothing creates"),
    ("property", "fuzz", "fuzz", "todos/read.py", lambda text: text.replace("context):", "context):\n    1 / 0"), "ZeroDivisionError"),
]  # fmt: skip


@pytest.mark.parametrize(("environment", "gate", "file", "change", "words"), [one[1:] for one in PLANTED], ids=[one[0] for one in PLANTED])
def test_what_is_planted_is_red_in_its_gate_with_the_right_words(chain, environment, gate, file, change, words):
    with chain.planted(file, change):
        status, text = chain.run("-e", f"lambdatest-{environment}")
    assert status != 0 and rows(text)[gate] == "failed" and words in text, text
    assert [name for name, verdict in rows(text).items() if verdict != "passed"] == [gate], text


def test_a_weak_dependency_is_red_in_the_gate_of_snyk(chain):
    chain.service.vulnerable = {"urllib3": [("SNYK-PYTHON-URLLIB3-1", "high")]}
    try:
        status, text = chain.run("-e", "lambdatest-security")
    finally:
        chain.service.vulnerable = {}
    assert status != 0 and rows(text)["snyk"] == "failed" and "SNYK-PYTHON-URLLIB3-1: urllib3 " in text, text


def test_lines_that_no_test_reaches_are_red_in_the_gate_coverage(chain):
    lines = "".join(f"    total += {number}\n" for number in range(20))
    with chain.planted("todos/read.py", append(f'\n\ndef count(total):\n    """Count."""\n{lines}    return total\n')):
        status, text = chain.run("-e", "lambdatest-tests,lambdatest-coverage")
    assert status != 0 and (rows(text)["tests"], rows(text)["coverage"]) == ("passed", "failed"), text
    assert "of lines of todos/read.py reached, 90 % wanted" in text


@pytest.mark.parametrize(
    ("environment", "changes", "words"),
    [
        ("security", {"SNYK_TOKEN": None, "XDG_CONFIG_HOME": "/nonexistent"}, "there is no token for Snyk"),
        ("security", {"SNYK_API": "http://127.0.0.1:9/v1"}, "the server does not answer"),
        ("security", {"PIP_AUDIT_OSV_URL": "http://127.0.0.1:9/v1/query"}, "pip-audit: no evidence"),
    ],
    ids=["no token", "Snyk is down", "OSV is down"],
)
def test_without_its_service_a_gate_is_never_green(chain, environment, changes, words):
    status, text = chain.run("-e", f"lambdatest-{environment}", **changes)
    assert status != 0 and words in text, text


@pytest.mark.parametrize(
    ("test", "words"),
    [("import os\n\n\ndef test_a():\n    os._exit(0)\n", "it wrote no report tests.xml"), ("x = 1\n", "no test was collected")],
    ids=["os._exit", "no test"],
)
def test_tests_that_end_early_or_are_none_are_never_green(chain, test, words):
    hidden = chain.folder.parent / "tests"
    shutil.move(chain.folder / "tests", hidden)
    (chain.folder / "tests").mkdir()
    (chain.folder / "tests" / "test_one.py").write_text(test)
    try:
        status, text = chain.run("-e", "lambdatest-tests")
    finally:
        shutil.rmtree(chain.folder / "tests")
        shutil.move(hidden, chain.folder / "tests")
    assert status != 0 and words in text, text
