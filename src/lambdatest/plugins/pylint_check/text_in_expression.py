"""The check `text-in-expression`."""

import ast
import re
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import (
    FunctionNode, LambdaModule, assigned, event_name, keyword, method, names_in, within,
)
from lambdatest.plugins.pylint_check.lint_check import Hit, lint

_EXPRESSIONS = (
    "KeyConditionExpression", "FilterExpression", "UpdateExpression", "ConditionExpression", "ProjectionExpression", "Statement",
)
_EXECUTES = frozenset({"execute", "executemany", "execute_statement", "start_query_execution", "start_query"})
_PLACEHOLDER = re.compile(r"[#:]\w*$")


@lint("W9714", "%s becomes a part of the expression's language, and so does whatever a client sent; pass it as a parameter")
def text_in_expression(module: LambdaModule) -> Iterator[Hit]:
    """A value of the event is put into SQL, PartiQL or a DynamoDB expression with an f-string, ``%``, ``+`` or ``format``.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeValues.html

    Left alone: the names of placeholders (``f":{name}"``), constants, settings of the module, and values that went through a function
    other than a reading of the event.
    """
    for function in module.functions:
        tainted = _tainted(module, function)
        texts = {target.id: value for node in within(function) for target, value in assigned(node) if isinstance(target, ast.Name)}
        for node in within(function):
            for value in _queries(node):
                built = texts.get(value.id, value) if isinstance(value, ast.Name) else value
                found = next((one for before, one in _parts(built) if not _PLACEHOLDER.search(before) and _reads(one, tainted)), None)
                if found is not None:
                    yield built, ast.unparse(found)[:60]


def _queries(node: ast.AST) -> Iterator[ast.expr]:
    """The arguments of *node* that are written in a query language."""
    if not isinstance(node, ast.Call):
        return
    yield from (value for name in _EXPRESSIONS if (value := keyword(node, name)) is not None)
    if method(node) in _EXECUTES:
        yield from (one for one in (*node.args[:1], keyword(node, "sql", "QueryString", "queryString", "Sql")) if one is not None)


def _tainted(module: LambdaModule, function: FunctionNode) -> set[str]:
    """The names of *function* that hold what the event says."""
    if function in module.handlers:
        found = {event_name(function)}
    else:
        found = {one.arg for one in function.args.args if one.arg in ("event", "body")}
    for _ in range(2):
        for node in within(function):
            for target, value in assigned(node):
                if isinstance(target, ast.Name) and _reads(value, found):
                    found.add(target.id)
            if isinstance(node, ast.For) and _reads(node.iter, found):
                found |= names_in(node.target)
    return found


def _reads(node: ast.expr, tainted: set[str]) -> bool:
    """Whether *node* is a member of a tainted value, or JSON that is parsed of it."""
    if isinstance(node, ast.Name):
        return node.id in tainted
    if isinstance(node, ast.Subscript | ast.Attribute):
        return _reads(node.value, tainted)
    if isinstance(node, ast.BoolOp):
        return _reads(node.values[0], tainted)
    if isinstance(node, ast.Call):
        if method(node) in ("get", "strip", "lower", "upper", "items", "keys", "values") and isinstance(node.func, ast.Attribute):
            return _reads(node.func.value, tainted)
        return (method(node) == "loads" or getattr(node.func, "id", "") == "str") and bool(node.args) and _reads(node.args[0], tainted)
    return False


def _parts(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Each value that is put into the text *node*, with the text before it."""
    if isinstance(node, ast.JoinedStr):
        before = ""
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield before, part.value
                before = ""
            elif isinstance(part, ast.Constant):
                before = str(part.value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        yield from (("", one) for one in (node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = node.left.right if isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Add) else node.left
        before = str(left.value) if isinstance(left, ast.Constant) else ""
        yield from _parts(node.left)
        yield before, node.right
    elif isinstance(node, ast.Call) and method(node) == "format":
        yield from (("", one) for one in (*node.args, *(member.value for member in node.keywords)))
