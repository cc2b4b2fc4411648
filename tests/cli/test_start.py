"""When the command was started."""

import time

import pytest

from lambdatest.cli import start


def test_what_is_spent_is_counted_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_BEGUN", [])
    assert start.spent() == 0.0
    start.begin()
    time.sleep(0.02)
    assert 0.02 <= start.spent() < 5
    start.begin()
    assert start.spent() < 0.02
