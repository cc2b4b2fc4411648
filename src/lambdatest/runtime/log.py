"""What a handler prints and logs: captured in one buffer, with the logging of the process as Lambda's runtime sets it up."""

import io
import logging
import time
from collections.abc import Sequence
from typing import Any

LIMIT = 256 * 1024
"""Bytes of the log that one invocation keeps."""
UNTOUCHED: tuple[Any, ...] = (logging.NOTSET, [], [], True, False)
"""The settings of a logger that nobody changed."""
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
    """Level, handlers, filters, propagate and disabled of one logger."""
    return logger.level, list(logger.handlers), list(logger.filters), logger.propagate, logger.disabled


def _set(logger: logging.Logger, values: tuple[Any, ...]) -> None:
    level, handlers, filters, logger.propagate, logger.disabled = values
    logger.handlers[:], logger.filters[:] = handlers, filters
    if logger.level != level:
        logger.setLevel(level)
