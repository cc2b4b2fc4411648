"""What the guard refused: recorded out of band, and raised through the handler."""

import sys
from types import FrameType
from typing import NoReturn

from lambdatest.results import Violation
from lambdatest.runtime.user_code import UserCode

LIMIT = 50
"""How many violations of one invocation are kept: a handler may try in a loop."""


class GuardViolation(BaseException):
    """The guard refused something.  No Exception, since handlers catch those: ``except Exception: return 502`` would hide it."""


class _Ledger:
    def __init__(self) -> None:
        self.code: UserCode | None = None
        self.violations: list[Violation] = []


_LEDGER = _Ledger()


def open_ledger(code: UserCode) -> list[Violation]:
    """Record into a new list from now on, with frames of *code*; a thread that outlives its invocation goes on writing into it."""
    _LEDGER.code, _LEDGER.violations = code, []
    return _LEDGER.violations


def ledger() -> tuple[UserCode | None, list[Violation]]:
    """What is recorded into now, for `reopen`."""
    return _LEDGER.code, _LEDGER.violations


def reopen(before: tuple[UserCode | None, list[Violation]]) -> None:
    """Record into the ledger *before* again."""
    _LEDGER.code, _LEDGER.violations = before


def user_code() -> UserCode | None:
    """The code of the function that runs, or ran last."""
    return _LEDGER.code


def record(kind: str, what: str, frame: FrameType | None = None) -> None:
    """Note that the guard refused *what*, at the deepest line of the user's code on the stack (or on that of *frame*)."""
    code, stack = _LEDGER.code, frame or sys._getframe(1)
    line = next(code.stack(stack), None) if code is not None else None
    violation = Violation(kind, what, line)
    if violation not in _LEDGER.violations and len(_LEDGER.violations) < LIMIT:
        _LEDGER.violations.append(violation)


def refuse(kind: str, what: str) -> NoReturn:
    """Record *what* and raise GuardViolation."""
    record(kind, what)
    raise GuardViolation(f"the guard of lambdatest refused it: {what}")
