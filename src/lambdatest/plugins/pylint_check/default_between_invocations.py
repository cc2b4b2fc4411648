"""The check `default-between-invocations`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import FunctionNode, LambdaModule, assigned, dotted, method, within
from lambdatest.plugins.pylint_check.lint_check import Hit, lint

_CHANGES = frozenset({"append", "extend", "insert", "add", "update", "setdefault", "pop", "remove", "clear"})


@lint("W9708", "the default of %s is changed, and the next invocation of the same environment finds it so; default to None")
def default_between_invocations(module: LambdaModule) -> Iterator[Hit]:
    """A function changes the list, dict or set that is the default of its parameter.

    pylint's own dangerous-default-value tells of every such default; this one of those that carry data from one invocation to the
    next, since Lambda keeps the module.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    Left alone: a default that is only read, and one that is bound anew first.
    """
    for function in module.functions:
        for name, default in _defaults(function):
            fresh = any(isinstance(target, ast.Name) and target.id == name for node in within(function) for target, _ in assigned(node))
            if not fresh and any(_changes(node, name) for node in within(function)):
                yield default, name


def _defaults(function: FunctionNode) -> Iterator[tuple[str, ast.expr]]:
    """The parameters whose default is a new container, with it."""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    given = list(zip(names[len(names) - len(function.args.defaults):], function.args.defaults, strict=True))
    given += [(one.arg, default) for one, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if default]
    for name, default in given:
        called = isinstance(default, ast.Call) and dotted(default.func) in ("list", "dict", "set")
        if called or isinstance(default, ast.List | ast.Dict | ast.Set):
            yield name, default


def _changes(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Subscript):
        return not isinstance(node.ctx, ast.Load) and dotted(node.value) == name
    if isinstance(node, ast.AugAssign):
        return dotted(node.target) == name
    return isinstance(node, ast.Call) and method(node) in _CHANGES and dotted(node.func).rpartition(".")[0] == name
