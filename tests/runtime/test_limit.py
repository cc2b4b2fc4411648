"""The time that a handler is given is its own: what others took of the processors does not count."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from lambdatest.runtime import limit
from lambdatest.runtime.user_code import UserCode

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell how long a thread waited for a processor")


def spun(seconds: float, tmp_path: Path) -> tuple[float, float]:
    """Seconds on the clock and of CPU until a loop that never ends was ended."""
    wall, cpu = time.monotonic(), time.process_time()
    with pytest.raises(limit.TimedOut), limit.Limit(seconds, UserCode(tmp_path)):
        while True:
            pass
    return time.monotonic() - wall, time.process_time() - cpu


@LINUX
def test_a_machine_that_others_keep_busy_ends_no_handler_early(tmp_path: Path) -> None:
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(6)]
    try:
        _, cpu = spun(0.3, tmp_path)
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert cpu > 0.2


def test_what_it_had_to_wait_is_given_back_once_for_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = iter([0.0, 0.2])
    monkeypatch.setattr(limit, "kept_waiting", lambda: next(waits, 0.3))
    wall, _ = spun(0.1, tmp_path)
    assert 0.34 < wall < 2  # 0.1, and the 0.3 in which it is said to have waited


def test_a_system_that_does_not_tell_is_taken_at_its_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit.os, "open", lambda *_: (_ for _ in ()).throw(OSError("no /proc")))
    monkeypatch.setattr(limit, "_opened", {})
    assert limit.kept_waiting() == 0
    assert spun(0.1, tmp_path)[0] < 5
