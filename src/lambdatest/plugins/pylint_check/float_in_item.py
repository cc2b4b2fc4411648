"""The check `float-in-item`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, dotted, keyword, method
from lambdatest.plugins.pylint_check.lint_check import Hit, lint
from lambdatest.plugins.pylint_check.table import is_table, tables

_WRITES = frozenset({"put_item", "update_item", "delete_item", "query", "scan"})


@lint("E9721", "a table of boto3's resource raises TypeError on a float; use Decimal(str(value))")
def float_in_item(module: LambdaModule) -> Iterator[Hit]:
    """A float is written to a table, or compared with its attributes.

    https://docs.aws.amazon.com/boto3/latest/reference/customizations/dynamodb.html

    Left alone: values that are not written out as a float or as ``float(…)``, and conditions that ``Attr`` or ``Key`` makes.
    """
    known = tables(module)
    for call in module.calls:
        if method(call) in _WRITES and isinstance(call.func, ast.Attribute) and is_table(call.func.value, known):
            for given in (keyword(call, "Item"), keyword(call, "ExpressionAttributeValues"), keyword(call, "Key")):
                yield from ((one,) for one in _floats(given))


def _floats(node: ast.expr | None) -> Iterator[ast.expr]:
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _floats(value)
    elif isinstance(node, ast.List | ast.Tuple):
        for value in node.elts:
            yield from _floats(value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, float):
        yield node
    elif isinstance(node, ast.Call) and dotted(node.func) in ("float", "time.time"):
        yield node
