"""A project of one handler, made in a temporary folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lambdatest
from lambdatest.model import Project
from strategies.service import write


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Writes a serverless.yml with one function ``api`` and its handler, and loads it."""

    def make(code: str, *routes: str, **options: Any) -> Project:
        write(tmp_path, code, *routes, **options)
        return lambdatest.load(tmp_path)

    return make
