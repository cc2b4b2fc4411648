"""A project of one handler, made in a temporary folder."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lambdatest
from lambdatest.model import Project
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
