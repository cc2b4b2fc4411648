"""The time that a handler is given, in real seconds, and the user's own Ctrl-C."""

import os
import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Any

from lambdatest.results import Frame
from lambdatest.runtime.user_code import UserCode

INTERVAL = 0.01
"""Seconds between two attempts to end a handler that swallowed the first."""


LEAST_LEFT = 0.05
"""Seconds that are worth giving back to who had no processor."""
_COVERAGE = f"{os.sep}coverage"
_opened: dict[int, int] = {}
"""The descriptor of each process's own statistics of the scheduler: a handler's guard would hear of one that is opened later."""


def _own_time() -> float:
    """Seconds of real time, without those in which others had the processors."""
    return os.times().elapsed - kept_waiting()


def kept_waiting() -> float:
    """Seconds that the main thread was ready to run and others had the processors; 0 where the system does not tell.

    https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
    """
    process = os.getpid()
    try:
        if process not in _opened:
            _opened[process] = os.open("/proc/self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        return int(os.pread(_opened[process], 100, 0).split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


class TimedOut(BaseException):
    """Lambda would have ended the invocation here.  No Exception, since handlers catch those."""


class Limit:
    """Raises TimedOut in the block once *seconds* of real time are over, and again until the block is left.

    Time in which it waited for a processor that others had does not count, where the system tells (Linux).
    A handler that swallows it (``except:`` in a loop) is interrupted at one line of its code after the other, so that one of
    them lies outside of its ``try``.  Outside of the main thread, without SIGALRM (Windows) or with None there is no limit; a
    loop in C code cannot be interrupted.  A timer and a handler that were set before are put back.
    *expired* tells whether the time ran out, *frames* where in the user's code, deepest last; *interrupted* whether the user
    pressed Ctrl-C meanwhile.
    """

    def __init__(self, seconds: float | None, code: UserCode) -> None:
        self.seconds = seconds
        self.code = code
        self.fired = 0
        self.frames: tuple[Frame, ...] = ()
        self.interrupted = False
        self._over = False
        self._started = 0.0
        self._tracer: Any = None
        self._saved: list[tuple[int, Any]] = []
        self._timer = (0.0, 0.0)

    @property
    def expired(self) -> bool:
        """Whether the time ran out, even where the handler swallowed that."""
        return self.fired > 0

    def __enter__(self) -> "Limit":
        if threading.current_thread() is not threading.main_thread():
            return self
        self._tracer = sys.gettrace()
        previous = signal.getsignal(signal.SIGINT)
        if callable(previous):
            self._saved.append((signal.SIGINT, signal.signal(signal.SIGINT, self._interrupt)))
        if self.seconds and hasattr(signal, "setitimer"):
            self._saved.append((signal.SIGALRM, signal.signal(signal.SIGALRM, self._expire)))
            self._started = _own_time()
            self._timer = signal.setitimer(signal.ITIMER_REAL, self.seconds, INTERVAL)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._over = True
        if self.fired > 1:
            sys.settrace(self._tracer)
        for number, previous in reversed(self._saved):
            if number != signal.SIGINT:
                signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(number, previous)
        if self._timer[0]:
            signal.setitimer(signal.ITIMER_REAL, *self._timer)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        """Do what Ctrl-C did before, and remember that it was the user's: a handler can raise KeyboardInterrupt too."""
        previous = dict(self._saved)[signal.SIGINT]
        try:
            previous(number, frame)
        except BaseException:
            self.interrupted = True
            raise

    def _expire(self, number: int, frame: FrameType | None) -> None:
        del number
        if self._over or _measures(frame):
            return
        left = (self.seconds or 0) - (_own_time() - self._started)
        if self.fired == 0 and left > LEAST_LEFT:
            signal.setitimer(signal.ITIMER_REAL, left, INTERVAL)
            return
        self.fired += 1
        if self.fired == 1:
            self.frames = tuple(reversed(list(self.code.stack(frame))))
        if self.fired % 2:
            raise TimedOut  # what waits for a lock is ended by this alone
        self._trace_after(self.fired // 2 % 40, frame)

    def _trace_after(self, lines: int, frame: FrameType | None) -> None:
        """Raise at the user's line that comes after so many *lines*: raising at once hits the same ``try`` again and again."""
        left = lines

        def trace(traced: FrameType, event: str, argument: Any) -> Any:
            nonlocal left
            del argument
            if self._over or not self.code.owns(traced.f_code.co_filename):
                return None
            left -= event == "line"
            if left < 0:
                raise TimedOut
            return trace

        while frame is not None:
            if self.code.owns(frame.f_code.co_filename):
                frame.f_trace = trace
            frame = frame.f_back
        sys.settrace(trace)


def _measures(frame: FrameType | None) -> bool:
    """Whether coverage is at work just now: an exception that is raised through it would leave its lock held for ever."""
    while frame is not None:
        path, name = os.path.split(frame.f_code.co_filename)
        if path.endswith(_COVERAGE) and name not in ("cmdline.py", "execfile.py"):
            return True
        frame = frame.f_back
    return False
