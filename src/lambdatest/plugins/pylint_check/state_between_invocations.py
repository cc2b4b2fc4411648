"""The check `state-between-invocations`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import FunctionNode, LambdaModule, assigned, dotted, method, names_in, within
from lambdatest.plugins.pylint_check.lint_check import Hit, lint

_ADDS = frozenset({"append", "extend", "insert", "add"})
_EMPTIES = frozenset({"clear", "pop", "popleft", "remove", "popitem"})


@lint("W9707", "the module's %s still holds what earlier invocations of the same environment put there; make it inside of the handler")
def state_between_invocations(module: LambdaModule) -> Iterator[Hit]:
    """The handler adds to a list, set, dict or number of its module.

    Lambda keeps the module for the next invocation, which then answers with the data of another caller, and memory grows.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    Left alone: a cache (the handler asks whether the key is there), what the handler empties or makes anew, and a key of a dict that
    every invocation sets.
    """
    made = _made(module.tree)
    for handler in module.handlers:
        if made:
            yield from _writes(handler, made)


def _made(tree: ast.Module) -> dict[str, str]:
    """The names of the module's own containers and numbers, with what they are."""
    found: dict[str, str] = {}
    for node in tree.body:
        for target, value in assigned(node):
            if isinstance(target, ast.Name):
                found[target.id] = _kind(value)
    return {name: kind for name, kind in found.items() if kind}


def _kind(value: ast.expr) -> str:
    if isinstance(value, ast.List | ast.Set | ast.Dict):
        return type(value).__name__.lower()
    if isinstance(value, ast.Call) and dotted(value.func) in ("list", "set", "dict") and not value.args:
        return dotted(value.func)
    return "number" if isinstance(value, ast.Constant) and type(value.value) in (int, float) else ""


def _writes(handler: FunctionNode, made: dict[str, str]) -> Iterator[Hit]:
    nodes = list(within(handler))
    declared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    own = {name for node in nodes for target, _ in assigned(node) if isinstance(target, ast.Name) for name in names_in(target)}
    own |= {one.arg for one in handler.args.args}
    fresh = own | {dotted(node.func.value) for node in nodes
                   if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _EMPTIES}
    cached = {name for node in nodes for name in _asked(node)}
    always = {node for node in handler.body if isinstance(node, ast.Assign) and _is_constant(node.targets[0])}
    for node in nodes:
        name, place = _written(node, declared) if node not in always else ("", None)
        if place is not None and name in made and name not in fresh and not (made[name] == "dict" and name in cached):
            yield place, f"{made[name]} {name}"


def _is_constant(target: ast.expr) -> bool:
    """Whether *target* is ``x["key"]``: set by every invocation, it holds nothing of the one before."""
    return isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant)


def _written(node: ast.AST, declared: set[str]) -> tuple[str, ast.expr | ast.stmt | None]:
    """The name that *node* adds to."""
    if isinstance(node, ast.Call) and method(node) in _ADDS and isinstance(node.func, ast.Attribute):
        return dotted(node.func.value), node
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id in declared:
        return node.target.id, node
    if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                holder = target.value
                while isinstance(holder, ast.Subscript):
                    holder = holder.value
                return dotted(holder), node
    return "", None


def _asked(node: ast.AST) -> Iterator[str]:
    """The names that *node* looks into before it writes."""
    if isinstance(node, ast.Compare) and any(isinstance(one, ast.In | ast.NotIn) for one in node.ops):
        yield from (dotted(one) for one in node.comparators)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        yield dotted(node.func.value)
    if isinstance(node, ast.If):
        yield from names_in(node.test)
