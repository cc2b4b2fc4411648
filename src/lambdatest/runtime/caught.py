"""The exception behind an answer: what the user's code, or a framework that called it, caught before it answered."""

import re
from types import FrameType
from typing import Any

from lambdatest.results import Frame, Raised
from lambdatest.runtime.user_code import UserCode

_LINES = re.compile(r'^ +File "([^"]+)", line (\d+), in (\S+)\n\s+(.+)', re.MULTILINE)
_LAST = re.compile(r'^ +File "[^"]+", line \d+, in .*\n(?: .*\n)*([A-Za-z_][\w.]*)(?:: (.*))?$', re.MULTILINE)
"""The line of a traceback that says what was raised."""
_NO_ERROR = (StopIteration, StopAsyncIteration, GeneratorExit)
"""How loops end: nobody answers with a 500 for these."""


class Caught:
    """Keeps the *error* that went through the user's own code last, whoever caught it."""

    def __init__(self, code: UserCode) -> None:
        self._code = code
        self.error: BaseException | None = None

    def owns(self, file: str) -> bool:
        """Whether exceptions are looked for in *file*."""
        return self._code.owns(file)

    def see(self, error: Any) -> None:
        """An exception goes through a function of the user, or is caught there."""
        if isinstance(error, BaseException) and not isinstance(error, _NO_ERROR):
            self.error = error

    def trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        """The trace function of a frame of the user where no lines are looked at."""
        del frame
        if event == "exception":
            self.see(argument[1])
        return self.trace


def logged(log: str, code: UserCode) -> Raised | None:
    """The exception of the last traceback in *log*; None where there is none."""
    last = next(reversed(list(_LAST.finditer(log))), None)
    if last is None:
        return None
    own = [found for found in _LINES.findall(log, 0, last.end()) if code.owns(found[0])]
    frames = tuple(Frame(code.relative(file), int(line), function, source.strip()) for file, line, function, source in own[-1:])
    return Raised(last[1].rpartition(".")[2], last[2] or "", frames=frames)
