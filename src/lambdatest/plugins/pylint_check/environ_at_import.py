"""The check `environ-at-import`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, text_of
from lambdatest.plugins.pylint_check.lint_check import Hit, lint
from lambdatest.runtime.environment import RESERVED


@lint(
    "C9710", "where %s is not set the module cannot be imported, by Lambda or by a test; read it in the function that needs it",
    enabled=False,  # AWS's own samples do it: a team decides that it wants to know
)
def environ_at_import(module: LambdaModule) -> Iterator[Hit]:
    """``os.environ["NAME"]`` at the top of a handler's module.

    Where the variable is missing every invocation fails in the init phase, with a KeyError and no answer of the handler's own; a
    test must set it before its first import.  https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    Off unless it is enabled by name: reading the settings at the top is usual, and fails early.  Said once a module, at the first.
    Left alone: variables that Lambda itself sets, a KeyError that is caught, and modules without a handler.
    """
    if not module.handlers:
        return
    found: dict[str, ast.Subscript] = {}
    for node in module.nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and module.origin(node.value) == "os.environ":
            name = text_of(node.slice)
            if name and name not in RESERVED and module.at_import(node) and not module.guarded(node, "KeyError", "LookupError"):
                found.setdefault(name, node)
    if found:
        first = min(found.values(), key=lambda node: (node.lineno, node.col_offset))
        yield first, ", ".join(sorted(found, key=lambda name: (found[name].lineno, found[name].col_offset)))
