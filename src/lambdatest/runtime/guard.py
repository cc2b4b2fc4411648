"""The guard: while a handler is imported or runs, nothing that it does leaves the process.

It is a guard against accidents and fuzzed input, not a sandbox against hostile code: a handler can unpatch Python, and C code
that holds libc's own functions reaches the network unless `isolate_network` closed it.
"""

import platform
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lambdatest.results import Violation
from lambdatest.runtime import guard_audit, guard_aws, guard_database, guard_file, guard_mount, guard_network, guard_process, thread
from lambdatest.runtime.guard_violation import GuardViolation, ledger, open_ledger, record, reopen
from lambdatest.runtime.user_code import UserCode

__all__ = ["GuardViolation", "armed", "clean", "install", "isolate_network", "left", "level", "private_tmp", "watched"]

LIMITS = "not a sandbox against hostile code"
GRACE = 0.05
"""Seconds that a thread is given to end once the handler has returned."""


class _Installation:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.done = False
        self.isolated = False
        self.pause = time.sleep


_INSTALLATION = _Installation()


def install() -> None:
    """Put the guard in place, once for the process; it stays off until `armed`.  Imports moto (0.2 to 0.9 s).

    Clients of boto3 that are older than moto are adopted: they answer from the mock, with fake credentials.
    """
    with _INSTALLATION.lock:
        if _INSTALLATION.done:
            return
        guard_file.allow()
        platform.platform()  # asks another process for its name, once: X-Ray's and Sentry's SDKs do it in a handler
        guard_process.close()
        guard_database.watch()
        guard_aws.close()
        guard_aws.adopt()
        sys.addaudithook(guard_audit.hook)
        _INSTALLATION.done = True


def isolate_network() -> bool:
    """Give this process a network namespace of its own, where only its loopback is reached; False where that is not allowed.

    For worker processes, before they start threads.  It cannot be undone.
    """
    _INSTALLATION.isolated = _INSTALLATION.isolated or guard_network.isolate_network()
    return _INSTALLATION.isolated


def private_tmp(kept: Iterable[str | Path]) -> bool:
    """Give this process an empty /tmp of its own, with the folders *kept* in it; False where that is not allowed.

    For worker processes, before they start threads.  It cannot be undone.  Elsewhere the files of other processes are in the way:
    what a handler would write over is refused, and reported as an error.
    """
    return guard_mount.private_tmp(kept)


def level() -> str:
    """What the guard covers in this process, in one line for the report."""
    if _INSTALLATION.isolated:
        return f"process guard and network namespace: AWS calls, sockets of C code too, processes and files ({LIMITS})"
    return f"process guard: AWS calls, sockets, processes and files ({LIMITS})"


def left() -> dict[str, int]:
    """The files in /tmp that handlers made since `clean`, with their bytes."""
    return guard_file.left()


def clean() -> None:
    """Remove what handlers made in /tmp; the engine calls it at the end of each example."""
    guard_file.clean()


@contextmanager
def armed(code_root: Path | UserCode, *, tmp: tuple[str, ...] = ()) -> Iterator[list[Violation]]:
    """Guard the calling thread, and the threads that it starts, while the block runs; yields what was refused so far.

    *tmp* are the folders that can be written (default: /tmp and the one that `tempfile` uses).  Threads that still do the user's
    work at the end are recorded as well, and stay guarded.  What is refused raises GuardViolation, a BaseException; a write
    outside of *tmp* raises OSError(EROFS), as on Lambda.
    """
    install()
    code = code_root if isinstance(code_root, UserCode) else UserCode(code_root)
    guard_file.allow(tmp)
    before = ledger()
    violations = open_ledger(code)
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    thread.enter()
    try:
        yield violations
    finally:
        try:
            _judge_threads(code)
        finally:
            thread.leave()
            sys.dont_write_bytecode = bytecode
            if thread.watching():
                reopen(before)


@contextmanager
def watched(root: Path) -> Iterator[list[Violation]]:
    """Guard a test: while the block runs, no AWS call without a mock, no connection and no process of its threads leaves this one.

    Yields what was refused so far, at lines of code below *root*; what is refused raises GuardViolation.  Files are the test's
    own affair.
    """
    install()
    violations = open_ledger(UserCode(root))
    thread.watch()
    try:
        yield violations
    finally:
        thread.unwatch()


def _judge_threads(code: UserCode) -> None:
    """Record the threads that are still at work; one that is about to end is waited for."""
    deadline = time.perf_counter_ns() + int(GRACE * 1e9)
    working = thread.working(code)
    while working and time.perf_counter_ns() < deadline:
        _INSTALLATION.pause(0.002)
        working = thread.working(code)
    for name, frame in working:
        record("thread", f"the thread {name!r} still runs after the handler returned", frame)
