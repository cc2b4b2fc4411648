"""A time limit leaves coverage's own work alone: ended in the middle of it, everybody would wait for its lock for ever."""

import time
from pathlib import Path
from typing import Any

import pytest

from lambdatest.runtime.limit import Limit, TimedOut
from lambdatest.runtime.user_code import UserCode

BUSY = """
def busy(clock, until):
    while clock() < until:
        pass
    return "done"
"""


def busy_in(file: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(BUSY, file, "exec"), names)
    return names["busy"]


@pytest.mark.parametrize("file", ["/lib/coverage/collector.py", "/lib/coverage/sqldata.py"])
def test_a_limit_waits_until_coverage_has_done_its_work(tmp_path: Path, file: str) -> None:
    said = []
    with pytest.raises(TimedOut), Limit(0.01, UserCode(tmp_path)):
        said.append(busy_in(file)(time.monotonic, time.monotonic() + 0.1))
        busy_in(str(tmp_path / "app.py"))(time.monotonic, time.monotonic() + 10)
    assert said == ["done"]


@pytest.mark.parametrize("file", ["/lib/coverage/execfile.py", "/lib/coverages/app.py"])
def test_what_only_runs_under_coverage_is_ended(tmp_path: Path, file: str) -> None:
    with pytest.raises(TimedOut), Limit(0.01, UserCode(tmp_path)):
        busy_in(file)(time.monotonic, time.monotonic() + 10)
