"""What a check of the pylint plugin is, and the registry of all."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import cleandoc

from lambdatest._registry import Registry
from lambdatest.plugins.pylint_check.lambda_module import LambdaModule

Place = ast.expr | ast.stmt | ast.arg
Hit = tuple[Place] | tuple[Place, str]
"""Where it is wrong, and what stands for ``%s`` in the message."""
Search = Callable[[LambdaModule], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class LintCheck:
    """One message of pylint: its *id* (``W9704``), its *symbol* (``unguarded-body``), the *message*, and the *function* that finds it.

    *enabled* is False for one that pylint says only where the project asks for it.
    """

    id: str
    symbol: str
    message: str
    function: Search
    enabled: bool = True

    @property
    def description(self) -> str:
        """What ``pylint --help-msg`` prints: what it means, the page that it rests on, what it leaves alone."""
        return cleandoc(self.function.__doc__ or "")


LINT_CHECKS: Registry[LintCheck] = Registry("pylint check", "lambdatest.pylint_checks")


def lint(id_: str, message: str, *, enabled: bool = True) -> Callable[[Search], Search]:
    """Register a function under the symbol that its name spells with hyphens."""

    def register(function: Search) -> Search:
        symbol = function.__name__.replace("_", "-")
        LINT_CHECKS.add(symbol, LintCheck(id_, symbol, message, function, enabled))
        return function

    return register
