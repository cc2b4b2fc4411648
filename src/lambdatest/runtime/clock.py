"""The virtual clock: a fixed instant inside an invocation, moved on by sleeps and AWS calls instead of by waiting.

`time.time`, `datetime.now` and their like are time-machine's; `time.monotonic`, `time.perf_counter` and `time.sleep`, the
clock and the waits of asyncio's event loop, and `threading.Event.wait` are replaced here, once for the process, by functions
that do what they always did outside of an invocation.  Where a handler has threads of its own, a virtual wait gives them a
little real time first; other waits (locks, queues, futures) are real, since somebody else's work ends them.
"""

import contextlib
import datetime
import selectors
import threading
import time
from _thread import get_ident
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import time_machine

from lambdatest.runtime import thread
from lambdatest.runtime.limit import TimedOut

START = datetime.datetime(2024, 3, 10, 12, tzinfo=datetime.UTC).timestamp()
_DAY = 86_400
TICK = 0.01
"""Seconds that an AWS call takes: DynamoDB answers in single-digit milliseconds, and the network adds to that."""
GRACE = (0.0, 0.02, 0.05)
"""Real seconds that other threads are given while a virtual wait goes by: with nobody there, idle ones, busy ones."""
PATIENCE = 3.0
"""Real seconds that an event loop waits for busy threads before its timeout goes by."""
NANO = 1_000_000_000
ROUNDING = 2e-9
"""Seconds that an event loop's wait is longer, so that its deadline is surely over on a clock of floats."""
BOOT = 1_000 * NANO
"""What the monotonic clocks show at `START`."""

real_sleep = time.sleep
real_monotonic = time.monotonic
real_perf_counter = time.perf_counter
_real_monotonic_ns = time.monotonic_ns
_real_perf_counter_ns = time.perf_counter_ns
_real_wait = threading.Event.wait
_real_select: Callable[..., Any] = selectors.DefaultSelector.select


@dataclass
class Run:
    """One invocation on the clock: *begun* in nanoseconds, *timeout* in virtual seconds, *ended* what was raised when that was over."""

    begun: int
    timeout: float | None
    ended: TimedOut | None = None

    @property
    def elapsed(self) -> float:
        """Virtual seconds since the invocation began."""
        return (_CLOCK.now - self.begun) / NANO


class _Clock:
    """*now* in nanoseconds since 1970; *origin* is what the example began with; *own* are the clocks of a handler's threads."""

    def __init__(self) -> None:
        self.now = self.origin = int(START) * NANO
        self.run: Run | None = None
        self.traveller: Any = None
        self.own: dict[int, int] = {}
        self.main = 0
        self.installed = False


_CLOCK = _Clock()


def start(instant: float = START) -> None:
    """Set the clock for a new example, in seconds since 1970."""
    _CLOCK.now = _CLOCK.origin = round(instant * 1_000_000) * 1_000


def now() -> float:
    """The virtual time in seconds since 1970."""
    return _CLOCK.now / NANO


def advance(seconds: float) -> None:
    """Move the virtual clock on, between two invocations or inside of one; never raises.

    Threads of one handler sleep side by side: the clock shows the one that is furthest on.
    """
    step = max(0, round(seconds * NANO))
    if _CLOCK.run is None or thread.invoking():
        _move_to(_CLOCK.now + step)
        _CLOCK.main = _CLOCK.now
    else:
        mine = _CLOCK.own.get(get_ident(), _CLOCK.main) + step
        _CLOCK.own[get_ident()] = mine
        _move_to(max(_CLOCK.now, mine))


def tick() -> None:
    """An AWS call goes by."""
    if _CLOCK.run is not None:
        advance(TICK)


def _move_to(instant: int) -> None:
    if _CLOCK.traveller is not None:
        _CLOCK.traveller.shift((instant - _CLOCK.now) / NANO)
    _CLOCK.now = instant


@contextlib.contextmanager
def running(timeout: float | None = None) -> Iterator[Run]:
    """Show the virtual time while the block runs; a sleep that ends after *timeout* virtual seconds raises TimedOut."""
    _install()
    run = _CLOCK.run = Run(_CLOCK.now, timeout)
    _CLOCK.own, _CLOCK.main = {}, _CLOCK.now
    with time_machine.travel(_CLOCK.now // NANO, tick=False) as traveller:
        traveller.shift((_CLOCK.now % NANO) / NANO)
        _CLOCK.traveller = traveller
        try:
            yield run
        finally:
            _CLOCK.run = _CLOCK.traveller = None


@contextlib.contextmanager
def before() -> Iterator[None]:
    """Show the time from which things are that were there before every example: the day before `START`."""
    with time_machine.travel(START - _DAY, tick=False):
        yield


def _virtual() -> bool:
    return _CLOCK.run is not None and thread.inside()


def _wait(seconds: float) -> None:
    """Let *seconds* go by without waiting for them.  Raises TimedOut in the handler's own thread when Lambda would end it."""
    company = thread.company()
    if company != thread.NOBODY:
        real_sleep(min(seconds, GRACE[company]))
    advance(seconds)
    run = _CLOCK.run
    if run is not None and run.timeout is not None and run.elapsed > run.timeout and thread.invoking():
        run.ended = run.ended or TimedOut()
        raise run.ended


def _sleep(seconds: float, /) -> None:
    if not _virtual():
        real_sleep(seconds)
    elif seconds < 0:
        raise ValueError("sleep length must be non-negative")
    else:
        _wait(seconds)


def _monotonic_ns() -> int:
    return BOOT + _CLOCK.now - _CLOCK.origin if _virtual() else _real_monotonic_ns()


def _monotonic() -> float:
    return (BOOT + _CLOCK.now - _CLOCK.origin) / NANO if _virtual() else real_monotonic()


def _perf_counter_ns() -> int:
    return BOOT + _CLOCK.now - _CLOCK.origin if _virtual() else _real_perf_counter_ns()


def _perf_counter() -> float:
    return (BOOT + _CLOCK.now - _CLOCK.origin) / NANO if _virtual() else real_perf_counter()


def _wait_for_event(self: threading.Event, timeout: float | None = None) -> bool:
    if timeout is None or self.is_set() or not _virtual() or thread.company() == thread.BUSY:
        return _real_wait(self, timeout)
    _wait(max(timeout, 0))
    return self.is_set()


def _select(self: selectors.BaseSelector, timeout: float | None = None) -> Any:
    """Wait for a selector as asyncio's event loop does: with nothing ready, the time goes by at once."""
    if timeout is None or timeout <= 0 or not _virtual():
        return _real_select(self, timeout)
    waited, patience = 0.0, min(timeout, PATIENCE)
    while True:
        company = thread.company()
        foreign = len(self.get_map()) > 1  # more than the loop's own pipe: a socket on loopback
        step = GRACE[thread.BUSY if foreign else company]
        ready = _real_select(self, min(timeout, step))
        waited += step
        if ready or waited >= patience or company != thread.BUSY:
            break
    if not ready:
        _wait(timeout + ROUNDING)
    return ready


def _install() -> None:
    if _CLOCK.installed:
        return
    _CLOCK.installed = True
    for name, function in {
        "sleep": _sleep,
        "monotonic": _monotonic,
        "monotonic_ns": _monotonic_ns,
        "perf_counter": _perf_counter,
        "perf_counter_ns": _perf_counter_ns,
    }.items():
        function.__name__ = function.__qualname__ = name
        setattr(time, name, function)
    _wait_for_event.__name__, _wait_for_event.__qualname__ = "wait", "Event.wait"
    setattr(threading.Event, "wait", _wait_for_event)
    setattr(selectors.DefaultSelector, "select", _select)
