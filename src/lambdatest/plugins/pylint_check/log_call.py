"""Calls that write to the log, which in Lambda is CloudWatch."""

import ast
import re
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, dotted, method

_LOGGER = re.compile(r"(.*\.)?_?(log|logger|logging|_logger)", re.IGNORECASE)
_LEVELS = frozenset({"info", "warning", "warn", "error", "exception", "critical"})
_TEXT = frozenset({"json.dumps", "str", "repr", "pprint.pformat", "dict"})


def logged(module: LambdaModule) -> Iterator[tuple[ast.Call, list[ast.expr]]]:
    """Each call that logs at the level INFO or above, with the values that are written as they are."""
    for call in module.calls:
        name = dotted(call.func)
        if name in ("print", "pprint") or (method(call) in _LEVELS and _LOGGER.fullmatch(name.rpartition(".")[0])):
            yield call, [value for argument in (*call.args, *(one.value for one in call.keywords)) for value in _written(module, argument)]


def _written(module: LambdaModule, node: ast.expr) -> Iterator[ast.expr]:
    """The values that end up whole in the text of *node*."""
    if isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _written(module, part.value) if isinstance(part, ast.FormattedValue) else ()
    elif isinstance(node, ast.BinOp):
        yield from _written(module, node.left)
        yield from _written(module, node.right)
    elif isinstance(node, ast.Tuple | ast.List):
        for member in node.elts:
            yield from _written(module, member)
    elif isinstance(node, ast.Dict):
        for member in node.values:
            yield from _written(module, member)
    elif isinstance(node, ast.Call) and (module.origin(node.func) in _TEXT or method(node) == "format"):
        for argument in (*node.args, *(one.value for one in node.keywords if one.arg not in ("indent", "default", "cls"))):
            yield from _written(module, argument)
    else:
        yield node
