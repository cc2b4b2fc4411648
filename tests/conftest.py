"""A project of one handler, made in a temporary folder."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

import lambdatest
from lambdatest.model import Project
from strategies.service import HEAD, table


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Writes a serverless.yml with one function ``api`` and its handler, and loads it."""

    def make(
        code: str,
        *routes: str,
        kind: str = "http",
        keys: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        timeout: int = 6,
        runtime: str = "python3.12",
    ) -> Project:
        events = [{kind: route} for route in routes or ("POST /items",)]
        document = {
            "service": "shop",
            "provider": {"name": "aws", "runtime": runtime},
            "functions": {"api": {"handler": "app.handler", "timeout": timeout, "environment": dict(environment or {}), "events": events}},
            "resources": {"Resources": {"Items": table(keys or {"id": "S"})}},
        }
        (tmp_path / "serverless.yml").write_text(yaml.safe_dump(document))
        (tmp_path / "app.py").write_text(HEAD + dedent(code))
        return lambdatest.load(tmp_path)

    return make
