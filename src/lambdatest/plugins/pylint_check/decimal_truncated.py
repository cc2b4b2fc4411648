"""The check `decimal-truncated`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, dotted, keyword, method, within
from lambdatest.plugins.pylint_check.lint_check import Hit, lint

_ASKS = frozenset({"to_integral_value", "to_integral", "to_integral_exact", "as_integer_ratio", "as_tuple", "is_integer", "quantize"})


@lint("W9703", "int() drops the fraction of a Decimal: 19.99 becomes 19; use float() where there is one")
def decimal_truncated(module: LambdaModule) -> Iterator[Hit]:
    """Every Decimal is turned into an int, whether it has a fraction or not: ``int(value)`` behind ``isinstance(value, Decimal)``, or
    ``json.dumps(…, default=int)``.

    DynamoDB has one type of number, and boto3 hands each over as a Decimal.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html

    Left alone: a function that looks at the fraction, in whatever way.
    """
    for call in module.calls:
        default = keyword(call, "default")
        if module.origin(call.func) == "json.dumps" and isinstance(default, ast.Name) and default.id == "int":
            yield (call,)
        elif dotted(call.func) == "int" and len(call.args) == 1 and _of_decimal(module, call) and not _looks(module, call):
            yield (call,)


def _of_decimal(module: LambdaModule, call: ast.Call) -> bool:
    """Whether a test around *call* says that its argument is a Decimal."""
    inner: ast.AST = call
    for outer in module.above(call):
        if isinstance(outer, ast.If | ast.IfExp) and (inner is not outer.test) and _tests(outer.test, call.args[0]):
            body = outer.body if isinstance(outer.body, list) else [outer.body]
            return inner in body
        inner = outer
    return False


def _tests(test: ast.expr, value: ast.expr) -> bool:
    if not isinstance(test, ast.Call) or dotted(test.func) != "isinstance" or len(test.args) != 2:
        return False
    return bool(dotted(value)) and dotted(test.args[0]) == dotted(value) and dotted(test.args[1]).rpartition(".")[2] == "Decimal"


def _looks(module: LambdaModule, call: ast.Call) -> bool:
    function = module.scope(call) or module.tree
    for node in within(function):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.FloorDiv) or isinstance(node, ast.ExceptHandler):
            return True
        if isinstance(node, ast.Call) and (method(node) in _ASKS or dotted(node.func) in ("float", "str", "divmod")):
            return True
        if isinstance(node, ast.Compare) and any(isinstance(one, ast.Call) for one in ast.walk(node)):
            return True
    return False
