"""What a check is, and the registry of all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import cleandoc

from lambdatest._registry import Registry
from lambdatest.results import Hit, Outcome, Step

Judge = Callable[[Step, Outcome], Iterable[Hit] | None]


@dataclass(frozen=True, slots=True)
class Check:
    """A predicate on one case and its outcome: *function* yields a `Hit` for each way in which it does not hold.

    *severity* is that of a hit which names none: ``failure`` where it is wrong for every reader of the AWS documentation,
    else ``warning``.
    """

    id: str
    severity: str
    function: Judge

    @property
    def document(self) -> str:
        """What it means, which document supports it and what it ignores."""
        return cleandoc(self.function.__doc__ or "")

    def hits(self, step: Step, outcome: Outcome) -> list[Hit]:
        """Every way in which the check does not hold; a failed assertion of a user's check is one."""
        try:
            return list(self.function(step, outcome) or ())
        except AssertionError as error:
            return [Hit(str(error).split("\n", maxsplit=1)[0] or self.document.split("\n", maxsplit=1)[0])]


CHECKS: Registry[Check] = Registry("check", "lambdatest.checks")


def check(function: Judge) -> Judge:
    """Register *function* of ``(case, outcome)`` as a check of that name, with severity ``failure``; it asserts, its docstring explains.

    It joins the checks of `lambdatest.run` and of the command line.  Raises ValueError where the function has no docstring.
    """
    if not function.__doc__:
        raise ValueError(f"the check {function.__name__} has no docstring; say in one sentence what must hold")
    CHECKS.add(function.__name__, Check(function.__name__, "failure", function))
    return function


def registered(severity: str) -> Callable[[Judge], Judge]:
    """Register one of our own checks under its function's name."""

    def register(function: Judge) -> Judge:
        CHECKS.add(function.__name__, Check(function.__name__, severity, function))
        return function

    return register
