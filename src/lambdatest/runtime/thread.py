"""Which threads belong to the invocation or the test that is running, so that nobody else's thread is guarded or lives on virtual time."""

import re
import sys
import threading
from _thread import get_ident
from types import FrameType

from lambdatest.runtime.user_code import UserCode

NOBODY, IDLE, BUSY = range(3)
_COUNT = re.compile(r"[-_]\d+")


class _Running:
    """The state of the process: whether an invocation runs, and which threads are none of its business.

    *left* holds the threads that earlier invocations left behind, with True for an idle worker of a thread pool.
    """

    def __init__(self) -> None:
        self.active = False
        self.main = 0
        self.outside: frozenset[int] = frozenset()
        self.left: dict[int, bool] = {}


_RUNNING = _Running()


class _Watched:
    """The test that is watched, if there is one: which threads are none of its business."""

    active = False
    outside: frozenset[int] = frozenset()


_WATCHED = _Watched()


def watch() -> None:
    """Begin to watch the calling thread, and those that it starts, as a test's own."""
    _WATCHED.outside = frozenset(sys._current_frames().keys() - {get_ident()})
    _WATCHED.active = True


def unwatch() -> None:
    """Watch nobody any more."""
    _WATCHED.active = False


def watching() -> bool:
    """Whether a test is watched."""
    return _WATCHED.active


def guarded() -> bool:
    """Whether the calling thread is a handler's, or that of a test which is watched."""
    return inside() or (_WATCHED.active and get_ident() not in _WATCHED.outside)


def inside() -> bool:
    """Whether the calling thread is a handler's: the one that runs it now, or one that a handler started."""
    if _RUNNING.active:
        return get_ident() not in _RUNNING.outside
    return bool(_RUNNING.left) and get_ident() in _RUNNING.left


def invoking() -> bool:
    """Whether the calling thread is the very one that runs the handler now."""
    return _RUNNING.active and get_ident() == _RUNNING.main


def company() -> int:
    """What runs beside the invocation's own thread: NOBODY, IDLE workers of thread pools, or a thread that is BUSY."""
    frames = sys._current_frames()
    others = frames.keys() - _RUNNING.outside - {_RUNNING.main}
    if not others:
        return NOBODY
    return IDLE if all(_idle(frames[ident]) for ident in others) else BUSY


def enter() -> None:
    """Begin an invocation in the calling thread."""
    alive = sys._current_frames().keys()
    _RUNNING.left = {ident: idle for ident, idle in _RUNNING.left.items() if ident in alive}
    _RUNNING.main = get_ident()
    _RUNNING.outside = frozenset(alive - _RUNNING.left.keys() - {_RUNNING.main})
    _RUNNING.active = True


def leave() -> None:
    """End the invocation: what still runs of it stays guarded for ever."""
    _RUNNING.active = False
    for ident, frame in sys._current_frames().items():
        if ident not in _RUNNING.outside and ident != _RUNNING.main:
            _RUNNING.left[ident] = _idle(frame)


def not_ended() -> int:
    """How many threads that invocations started have not ended, idle workers of thread pools among them."""
    return len(_RUNNING.left.keys() & sys._current_frames().keys())


def working(code: UserCode) -> list[tuple[str, FrameType]]:
    """The names, without their running numbers, and frames of threads that the invocation started and that still work.

    An idle worker of a thread pool is none, and neither is a daemon thread that runs a library's code alone: SDKs keep such
    threads to send their telemetry.
    """
    frames = sys._current_frames()
    mine = frames.keys() - _RUNNING.outside - {_RUNNING.main}
    if not mine:
        return []
    threads = {thread.ident: thread for thread in threading.enumerate()}
    busy = [ident for ident in mine if _RUNNING.left.get(ident, True) and _works(threads.get(ident), frames[ident], code)]
    names = {ident: _COUNT.sub("", threads[ident].name) if ident in threads else "of _thread" for ident in busy}
    return sorted(((names[ident], frames[ident]) for ident in busy), key=lambda found: found[0])


def _works(thread: threading.Thread | None, frame: FrameType, code: UserCode) -> bool:
    if code.on_stack(frame):
        return True
    target = getattr(getattr(thread, "_target", None), "__code__", None)
    if target is not None and code.owns(target.co_filename):
        return True
    return thread is not None and not thread.daemon and not _idle(frame)


def _idle(frame: FrameType) -> bool:
    """Whether *frame* is a worker of concurrent.futures that waits for its next task."""
    return frame.f_code.co_name == "_worker" and frame.f_globals.get("__name__") == "concurrent.futures.thread"
