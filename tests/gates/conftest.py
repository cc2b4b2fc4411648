"""A project of one handler for the gates, and interpreters that answer in the place of a tool as a test tells them to."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lambdatest.gates import GATES, Site
from lambdatest.gates.run import judged
from lambdatest.verdict import Verdict

SERVERLESS = """\
service: shop
provider: {name: aws, runtime: python3.12}
functions:
  order:
    handler: shop/order.order
    events:
      - http: POST /orders
"""
HANDLER = '''\
"""The shop."""


def order(event, context):
    """Take an order."""
    if event.get("body"):
        return {"statusCode": 201}
    return {"statusCode": 400}
'''
TEST = """\
from shop.order import order


def test_an_order_is_taken():
    assert order({"body": "x"}, None)["statusCode"] == 201


def test_an_empty_order_is_refused():
    assert order({}, None)["statusCode"] == 400
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The folder of a service with one handler and its tests."""
    files = {"serverless.yml": SERVERLESS, "shop/__init__.py": '"""The shop."""\n', "shop/order.py": HANDLER, "tests/test_order.py": TEST}
    for name, text in {**files, "requirements.txt": "boto3\n", "pytest.ini": "[pytest]\naddopts = -p no:cacheprovider\n"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / ".lambdatest" / "gates").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def ask(shop: Path) -> Callable[..., Verdict]:
    """Asks one gate about the shop: its verdict, given the interpreter of its tool, the verdicts before it, and settings."""

    def judge(
        name: str, python: str = sys.executable, *, required: bool = True, verdicts: Sequence[Verdict] = (), **settings: Any
    ) -> Verdict:
        own = {key.replace("_", "-"): value for key, value in settings.items()}
        site = Site(name, shop, shop / ".lambdatest" / "gates", python, own, verdicts=tuple(verdicts))
        return judged(GATES[name], site, required)

    return judge


@pytest.fixture
def tool(tmp_path: Path) -> Callable[..., str]:
    """Makes an interpreter that, asked for whatever tool, writes *out*, *err* and *files*, and ends with *status* or by a *signal*."""

    def make(out: str = "", err: str = "", status: int = 0, files: Mapping[str, str] | None = None, signal: int = 0) -> str:
        folder = tmp_path / "tool"
        folder.mkdir(exist_ok=True)
        (folder / "out").write_text(out)
        (folder / "err").write_text(err)
        lines = ["#!/bin/sh", f"cat '{folder}/out'", f"cat '{folder}/err' >&2"]
        for number, (name, text) in enumerate((files or {}).items()):
            (folder / str(number)).write_text(text)
            lines.append(f"cp '{folder}/{number}' '{tmp_path}/.lambdatest/gates/{name}'")
        lines.append(f"kill -{signal} $$" if signal else f"exit {status}")
        script = folder / "python"
        script.write_text("\n".join(lines) + "\n")
        script.chmod(0o755)
        return str(script)

    return make
