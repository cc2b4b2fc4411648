"""The check `decimal-in-json`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, dotted, keyword, within
from lambdatest.plugins.pylint_check.lint_check import Hit, lint
from lambdatest.plugins.pylint_check.table import Flow, flow, tables, touched


@lint("E9702", "json.dumps of what a DynamoDB table answered raises TypeError on a number, which is a Decimal; give it default= or cls=")
def decimal_in_json(module: LambdaModule) -> Iterator[Hit]:
    """An item goes from a table of boto3's resource to json.dumps, which knows no Decimal.

    https://docs.aws.amazon.com/boto3/latest/reference/customizations/dynamodb.html

    Left alone: items of the client (its numbers are text), items that were changed or handed to another function before, and what
    simplejson or another encoder writes.
    """
    known = tables(module)
    for function in module.functions:
        calls = [node for node in within(function) if isinstance(node, ast.Call) and module.origin(node.func) == "json.dumps"]
        if not calls:
            continue
        found = flow(function, known)
        found.items -= touched(function, found.items)
        found.answers -= touched(function, found.answers)
        for call in calls:
            if call.args and not keyword(call, "default", "cls") and all(one.arg for one in call.keywords) and _holds(found, call.args[0]):
                yield (call,)


def _holds(found: Flow, node: ast.AST) -> bool:
    """Whether *node* is such an item, or a literal that has one in it."""
    if found.item(node) or found.answer(node):
        return True
    if isinstance(node, ast.Dict):
        return any(_holds(found, value) for value in node.values)
    if isinstance(node, ast.List | ast.Tuple):
        return any(_holds(found, value) for value in node.elts)
    if isinstance(node, ast.BoolOp | ast.IfExp):
        return any(_holds(found, value) for value in (node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse)))
    return isinstance(node, ast.Starred) and bool(dotted(node.value)) and found.item(node.value)
