"""What a handler prints and logs: captured in one buffer, with the logging of the process as Lambda's runtime sets it up."""

import io
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from lambdatest.runtime.user_code import UserCode

LIMIT = 256 * 1024
"""Bytes of the log that one invocation keeps."""
MOST_UNSAID, LONGEST_UNSAID = 100, 20_000
_PLAIN = (str, bytes, int, float, bool, type(None), dict, list, tuple)
UNTOUCHED: tuple[Any, ...] = (logging.NOTSET, [], [], True, False, {})
"""The settings of a logger that nobody changed."""
_OF_A_LOGGER = frozenset(vars(logging.getLogger("lambdatest")))
FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"


class _Buffer(io.BufferedIOBase):
    """The bytes that were written, up to LIMIT; *descriptor* is what ``fileno`` says, for code that asks (faulthandler)."""

    def __init__(self, kept: bytearray, descriptor: int) -> None:
        self._kept = kept
        self._descriptor = descriptor

    @property
    def name(self) -> str:
        """What ``sys.stdout.name`` says."""
        return "<stdout>" if self._descriptor == 1 else "<stderr>"

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        written = memoryview(data).cast("B")
        room = LIMIT - len(self._kept)
        if room > 0:
            self._kept += written[:room]
        return len(written)

    def fileno(self) -> int:
        return self._descriptor


class _Sink:
    """The log sink of awslambdaric: what it writes goes to the same buffer."""

    def __init__(self, kept: _Buffer) -> None:
        self._kept = kept

    def log(self, message: str, frame_type: Any = None) -> None:
        """Write *message* as it is."""
        del frame_type
        self._kept.write(message.encode("utf-8", "backslashreplace"))

    def log_error(self, lines: Sequence[str]) -> None:
        """Write the runtime's report of an exception."""
        self.log("\r".join(lines) + "\n")


class _Handler(logging.Handler):
    """The root logger's handler, as Lambda's runtime adds it; ``log_sink`` is what the context's ``log`` looks for."""

    def __init__(self, sink: _Sink) -> None:
        super().__init__()
        self.log_sink = sink
        self.request_id = ""
        formatter = logging.Formatter(FORMAT, "%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; one that cannot be formatted is reported to stderr, as `logging` does."""
        record.aws_request_id = self.request_id
        try:
            self.log_sink.log(self.format(record))
        except Exception:  # pylint: disable=broad-exception-caught  # as every handler of `logging` does
            self.handleError(record)


class Log:
    """The streams and the logging handler of one loaded function: the same objects in each invocation, since handlers keep them."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self.sink = _Sink(_Buffer(self._kept, 1))
        self.handler = _Handler(self.sink)
        self.stdout, self.stderr = self._stream(1), self._stream(2)

    def _stream(self, descriptor: int) -> io.TextIOWrapper:
        return io.TextIOWrapper(_Buffer(self._kept, descriptor), "utf-8", "backslashreplace", "\n", write_through=True)

    def begin(self, request_id: str = "") -> None:
        """Forget what was written; mend streams that the handler closed."""
        self._kept.clear()
        self.handler.request_id = request_id
        if self.stdout.closed:
            self.stdout = self._stream(1)
        if self.stderr.closed:
            self.stderr = self._stream(2)

    def text(self) -> str:
        """What was written since, as text; bytes that are no UTF-8 are shown as escapes."""
        text = self._kept.decode("utf-8", "backslashreplace")
        return text if len(self._kept) < LIMIT else f"{text}\n[cut at {LIMIT // 1024} KB]"


@contextmanager
def noticing(code: UserCode) -> Iterator[list[str]]:
    """Gather what the user's code says at level INFO and no logger lets through: it is one setting away from being written.

    Where a function's log format is JSON, INFO is the level by default.
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """
    said: list[str] = []
    original = logging.Logger.isEnabledFor

    def noticed(self: logging.Logger, level: int) -> bool:
        enabled = original(self, level)
        if level == logging.INFO and not enabled and len(said) < MOST_UNSAID:
            said.extend(_message(sys._getframe(1), code))
        return enabled

    logging.Logger.isEnabledFor = noticed  # type: ignore[method-assign]  # nothing else hears of what a level holds back
    try:
        yield said
    finally:
        logging.Logger.isEnabledFor = original  # type: ignore[method-assign]


def _message(asking: FrameType, code: UserCode) -> Iterator[str]:
    """The text of the message that the method *asking* was called with, by the user's code and with plain values."""
    caller: FrameType | None = asking
    while caller is not None and caller.f_globals.get("__name__") == "logging":
        caller = caller.f_back
    message, arguments = asking.f_locals.get("msg"), asking.f_locals.get("args", ())
    if caller is None or not code.owns(caller.f_code.co_filename) or not all(isinstance(one, _PLAIN) for one in (message, *arguments)):
        return
    with suppress(TypeError, ValueError, KeyError):  # a message that cannot be formatted would not be written either
        text = logging.LogRecord("", logging.INFO, "", 0, message, arguments, None).getMessage()
        yield text[:LONGEST_UNSAID]


class LoggingState:
    """The settings of `logging` that a function found or made: those of the root logger, and of the loggers that it changed."""

    def __init__(self) -> None:
        root = logging.getLogger()
        self.root = (list(root.handlers), root.level, list(root.filters), root.disabled)
        self.disabled_below = root.manager.disable
        self.changed: dict[str, tuple[Any, ...]] = {}

    @classmethod
    def fresh(cls, handler: logging.Handler) -> "LoggingState":
        """As Lambda starts a function: one handler, level WARNING."""
        state = cls()
        state.root, state.disabled_below = ([handler], logging.WARNING, [], False), 0
        return state

    def apply(self) -> None:
        """Make this the state of the process."""
        root = logging.getLogger()
        handlers, level, filters, root.disabled = self.root
        root.handlers[:], root.filters[:] = handlers, filters
        if root.level != level or root.manager.disable != self.disabled_below:
            root.manager.disable = self.disabled_below
            root.setLevel(level)
        for name, settings in self.changed.items():
            _set(logging.getLogger(name), settings)


def all_settings() -> dict[str, tuple[Any, ...]]:
    """The settings of every named logger of the process."""
    loggers = logging.getLogger().manager.loggerDict
    return {name: logger_settings(found) for name, found in list(loggers.items()) if isinstance(found, logging.Logger)}


def changes(before: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """The settings that differ from *before*, those of new loggers included where they are not the default."""
    return {name: now for name, now in all_settings().items() if now != before.get(name, UNTOUCHED)}


def logger_settings(logger: logging.Logger) -> tuple[Any, ...]:
    """Level, handlers, filters, propagate and disabled of one logger, and what else somebody has made an attribute of it.

    Powertools marks a logger that it has set up: with the mark and without the handlers it could not set it up again.
    """
    others = {name: vars(logger)[name] for name in _added(logger)}
    return logger.level, list(logger.handlers), list(logger.filters), logger.propagate, logger.disabled, others


def _added(logger: logging.Logger) -> frozenset[str]:
    """The attributes that were put on it; a class of somebody's own has its own."""
    return frozenset(vars(logger)) - _OF_A_LOGGER if logger.__class__ is logging.Logger else frozenset()


def _set(logger: logging.Logger, values: tuple[Any, ...]) -> None:
    level, handlers, filters, logger.propagate, logger.disabled, others = values
    logger.handlers[:], logger.filters[:] = handlers, filters
    for name in _added(logger) - others.keys():
        delattr(logger, name)
    vars(logger).update(others)
    if logger.level != level:
        logger.setLevel(level)
