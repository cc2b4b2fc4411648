"""A project of one handler, made in a temporary folder; dynalite, which answers like DynamoDB and is not ours."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import pytest

import lambdatest
from lambdatest.model import Project
from strategies import dynalite, npm, osls
from strategies.service import write

# A run in the background of a script ignores Ctrl-C, and so would every process that a test starts to interrupt it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Writes a serverless.yml with one function ``api`` and its handler, and loads it."""

    def make(code: str, *routes: str, **options: Any) -> Project:
        write(tmp_path, code, *routes, **options)
        return lambdatest.load(tmp_path)

    return make


@pytest.fixture(scope="session")
def dynalite_client() -> Iterator[Any]:
    """boto3's client of one dynalite for all tests, which skip without it, or fail where LAMBDATEST_REQUIRE_TOOLS is set."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(dynalite.running(dynalite.installed()))
        except npm.Missing as missing:
            _without(missing)
        yield dynalite.client(url)


@pytest.fixture(scope="session")
def osls_package() -> Path:
    """The folder of osls, of which the same holds."""
    try:
        return osls.installed()
    except npm.Missing as missing:
        _without(missing)


def _without(missing: npm.Missing) -> NoReturn:
    if os.environ.get("LAMBDATEST_REQUIRE_TOOLS"):
        pytest.fail(f"{missing} (a test skips without it, but LAMBDATEST_REQUIRE_TOOLS is set)", pytrace=False)
    pytest.skip(str(missing))
