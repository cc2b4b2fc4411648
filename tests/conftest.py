"""A project of one handler, made in a temporary folder; dynalite, which answers like DynamoDB and is not ours."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import lambdatest
from lambdatest.model import Project
from strategies import dynalite, npm, osls
from strategies.service import write

# A run in the background of a script ignores Ctrl-C, and so would every process that a test starts to interrupt it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


LONGEST = ("test_chain.py", "test_examples.py")
"""The files that take the most time: whoever runs whole files side by side should begin with them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; everything else keeps its order."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Writes a serverless.yml with one function ``api`` and its handler, and loads it."""

    def make(code: str, *routes: str, **options: Any) -> Project:
        write(tmp_path, code, *routes, **options)
        return lambdatest.load(tmp_path)

    return make


@dataclass(frozen=True)
class FuzzedDraft:
    """What `lambdatest fuzz` said of the copy of examples/todos-first-draft in *folder*."""

    folder: Path
    status: int
    report: dict[str, Any]
    text: str


@pytest.fixture(scope="session")
def fuzzed_draft(tmp_path_factory: pytest.TempPathFactory) -> FuzzedDraft:
    """One run of the command line, with nothing but the path, for all tests of this process: it takes half a minute."""
    base = tmp_path_factory.mktemp("first-draft")
    left_out = shutil.ignore_patterns("__pycache__", ".lambdatest", ".hypothesis")
    folder = shutil.copytree(Path(__file__).parents[1] / "examples" / "todos-first-draft", base / "draft", ignore=left_out)
    command = [sys.executable, "-m", "lambdatest.cli", "fuzz", str(folder), "--report", f"json={base / 'report.json'}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    text = done.stdout + done.stderr
    assert (base / "report.json").exists(), text
    return FuzzedDraft(folder, done.returncode, json.loads((base / "report.json").read_text(encoding="utf-8")), text)


@pytest.fixture
def nobody_traces() -> Iterator[None]:
    """Coverage's own trace function keeps ours away, before Python 3.12."""
    before = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(before)


@contextmanager
def npm_or_skip() -> Iterator[None]:
    """A test whose package of npm is missing skips, or fails where LAMBDATEST_REQUIRE_TOOLS is set."""
    try:
        yield
    except npm.Missing as missing:
        if os.environ.get("LAMBDATEST_REQUIRE_TOOLS"):
            pytest.fail(f"{missing} (a test skips without it, but LAMBDATEST_REQUIRE_TOOLS is set)", pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def npm_package() -> Callable[[str, str], Path]:
    """The folder of a package of npm by its name and version; the test skips or fails without it."""

    def find(package: str, version: str) -> Path:
        with npm_or_skip():
            return npm.installed(package, version)

    return find


@pytest.fixture(scope="session")
def dynalite_client() -> Iterator[Any]:
    """boto3's client of one dynalite for all tests, which skip without it, or fail where LAMBDATEST_REQUIRE_TOOLS is set."""
    with ExitStack() as stack:
        with npm_or_skip():
            url = stack.enter_context(dynalite.running(dynalite.installed()))
        yield dynalite.client(url)


@pytest.fixture(scope="session")
def osls_package() -> Path:
    """The folder of osls, of which the same holds."""
    with npm_or_skip():
        return osls.installed()
