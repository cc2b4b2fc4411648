"""A function whose handler is written into a temporary folder."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from lambdatest.model import Function, Location
from lambdatest.runtime import clock, entropy, guard


@pytest.fixture
def make_function(tmp_path: Path) -> Callable[..., Function]:
    """Writes *source* into *file* below the folder *root* of the test, and declares ``app.handler`` there as a function."""

    def make(source: str = "", *, file: str = "app.py", root: str = "code", **fields: Any) -> Function:
        path = tmp_path / root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(source))
        values = {"name": "api", "deployed_name": "shop-dev-api", "handler": "app.handler", "runtime": "python3.12", "timeout": 6}
        return Function(**{**values, "code_root": tmp_path / root, "location": Location("serverless.yml", 7), **fields})

    return make


@pytest.fixture(autouse=True)
def example():
    """Each test is one example: the clock and the entropy begin anew, files that handlers made in /tmp go."""
    clock.start()
    entropy.seed(1)
    yield
    guard.clean()
