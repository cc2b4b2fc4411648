"""The check `unchecked-item`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import (
    FunctionNode, LambdaModule, assigned, dotted, keyword, method, read_key, text_of, within,
)
from lambdatest.plugins.pylint_check.lint_check import Hit, lint


@lint("W9706", '["Item"] raises KeyError where there is no such item: the answer of get_item has no Item then; use .get("Item")')
def unchecked_item(module: LambdaModule) -> Iterator[Hit]:
    """``get_item(…)["Item"]`` without a look whether there is one.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html

    Left alone: where the function tests for it, or catches the KeyError.
    """
    for function in module.functions:
        answers = {
            target.id for node in within(function) for target, value in assigned(node)
            if isinstance(target, ast.Name) and _is_read(value.value if isinstance(value, ast.Await) else value)
        }
        for node in within(function):
            if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load) or text_of(node.slice) != "Item":
                continue
            named = isinstance(node.value, ast.Name) and node.value.id in answers
            if (named or _is_read(node.value)) and not module.guarded(node, "KeyError", "LookupError") and not _asked(function):
                yield (node,)


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and method(node) == "get_item" and keyword(node, "Key") is not None


def _asked(function: FunctionNode) -> bool:
    """Whether *function* asks for ``Item`` in any way that allows for there being none."""
    for node in within(function):
        if isinstance(node, ast.Compare) and text_of(node.left) == "Item":
            return True
        if isinstance(node, ast.Call) and (read_key(node) == "Item" or method(node) == "keys"):
            return True
        if isinstance(node, ast.Compare) and any(isinstance(one, ast.Call) and dotted(one.func) == "len" for one in ast.walk(node)):
            return True
    return False
