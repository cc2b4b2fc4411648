"""Where the command line writes: consoles that outlive a closed pipe."""

import os
import sys
from typing import IO, TextIO, cast

from rich.console import Console

PLAIN_WIDTH = 100


class Output:
    """A stream that goes on silently when its reader has gone, so that the exit status is still the run's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:
        """The stream's encoding."""
        return self._stream.encoding or "ascii"

    def isatty(self) -> bool:
        """Whether a person looks at it."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The stream's file descriptor."""
        return self._stream.fileno()

    def write(self, text: str) -> int:
        """Write *text*, or nothing where nobody reads."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            detach(self._stream)
            return len(text)

    def flush(self) -> None:
        """Flush the stream, unless nobody reads."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            detach(self._stream)


def detach(stream: TextIO) -> None:
    """Send what is still written to *stream* nowhere: Python itself flushes it once more at exit."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, stream.fileno())
    os.close(sink)


def console(stream: TextIO | None = None) -> Console:
    """A console on *stream* (stdout): colours on a terminal only, 100 columns where there is none and COLUMNS does not say."""
    target = Output(stream if stream is not None else sys.stdout)
    plain = not target.isatty() and "COLUMNS" not in os.environ
    return Console(file=cast(IO[str], target), width=PLAIN_WIDTH if plain else None, highlight=False, markup=False, emoji=False)
