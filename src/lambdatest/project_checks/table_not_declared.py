"""The project check `table_not_declared`."""

import ast
from collections.abc import Iterator

from lambdatest.model import Function
from lambdatest.project_checks.handler_code import HandlerCode, Module
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject

_TABLES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
Use = tuple[str, Module, ast.expr]


@registered("warning")
def table_not_declared(subject: Subject) -> Iterator[Flaw]:
    """Every table that the code names is declared, where the file declares tables at all.

    A call on a table that is not there ends with ResourceNotFoundException.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html

    Left alone: names that the code does not write out or read from a variable that is declared, values that cannot be known, ARNs, and
    projects without a table: theirs are somebody else's.
    """
    declared = subject.service.resources if subject.service is not None else ()  # the account has those that only the code names, too
    tables = {str(one.properties.get("TableName")) for one in declared if one.type in _TABLES}
    for function in subject.python_functions if tables else ():
        code = subject.code(function)
        for name, module, node in _used(code, function) if code is not None else ():
            if name not in tables and not name.startswith("arn:") and not subject.stands_in(name):
                place = code.place(module, node, subject.project.root) if code is not None else function.location
                known = ", ".join(sorted(tables))
                yield Flaw(place, f"{function.name} uses the table {name}, which is not declared", f"declared are: {known}", function.name)


def _used(code: HandlerCode, function: Function) -> Iterator[Use]:
    """The tables that the code names: ``.Table("x")``, ``TableName="x"``, or the value of a declared variable there."""
    for module in code.modules:
        values = {target.id: node.value for node in module.tree.body if isinstance(node, ast.Assign)
                  for target in node.targets if isinstance(target, ast.Name)}
        for node in module.nodes:
            given = _given(node)
            value = values.get(given.id) if isinstance(given, ast.Name) else given
            name = _text(value, function) if value is not None else None
            if name and isinstance(node, ast.expr):
                yield name, module, node


def _given(node: ast.AST) -> ast.expr | None:
    """The table that a call names."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr == "Table" and len(node.args) == 1 and not node.keywords:
        return node.args[0]
    if node.func.attr in ("get_item", "put_item", "update_item", "delete_item", "query", "scan"):
        return next((one.value for one in node.keywords if one.arg == "TableName"), None)
    return None


def _text(value: ast.expr, function: Function) -> str | None:
    if isinstance(value, ast.Constant):
        return value.value if isinstance(value.value, str) else None
    if isinstance(value, ast.Subscript) and ast.unparse(value.value) in ("os.environ", "environ") and isinstance(value.slice, ast.Constant):
        return function.environment.get(str(value.slice.value))
    return None
