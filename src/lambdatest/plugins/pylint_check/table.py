"""What of a module's values came out of DynamoDB: tables of boto3's resource, their answers, the items in those."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lambdatest.plugins.pylint_check.lambda_module import (
    FunctionNode, LambdaModule, assigned, dotted, holder_of, method, read_key, text_of, within,
)

READS = frozenset({"get_item", "query", "scan", "update_item", "delete_item"})
_CALLED_SO = re.compile(r"([a-z0-9_]*_)?table")
HOLDERS = frozenset({"Item", "Items", "Attributes"})
"""The members of an answer that hold attribute values."""


def tables(module: LambdaModule) -> set[str]:
    """The names (``table``, ``self.table``) that are a Table of boto3's resource, whose numbers are Decimals."""
    found: set[str] = set()
    for node in module.nodes:
        for target, value in assigned(node):
            if is_new_table(value) and dotted(target):
                found.add(dotted(target))
    return found


def is_new_table(value: ast.AST) -> bool:
    """Whether *value* is ``dynamodb.Table(…)``."""
    return isinstance(value, ast.Call) and method(value) == "Table"


def is_table(node: ast.AST, known: set[str]) -> bool:
    """Whether *node* is a table: one of those names, made on the spot, or called so (what a function of another module made)."""
    name = dotted(node)
    return is_new_table(node) or name in known or bool(_CALLED_SO.fullmatch(name.rpartition(".")[2]))


@dataclass(slots=True)
class Flow:
    """The names of one function that hold whole answers of a table, its items, or parts of them."""

    known: set[str]
    answers: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)

    def answer(self, node: ast.AST) -> bool:
        """Whether *node* is a whole answer."""
        if isinstance(node, ast.Name):
            return node.id in self.answers
        if not isinstance(node, ast.Call) or method(node) not in READS or not isinstance(node.func, ast.Attribute):
            return False
        counts = any(one.arg == "Select" and text_of(one.value) == "COUNT" for one in node.keywords)
        changes = method(node) in ("update_item", "delete_item") and not any(one.arg == "ReturnValues" for one in node.keywords)
        return not counts and not changes and is_table(node.func.value, self.known)

    def item(self, node: ast.AST) -> bool:
        """Whether *node* is an item, a list of them, or a member of one."""
        if isinstance(node, ast.Name):
            return node.id in self.items
        key, holder = read_key(node), holder_of(node)
        if key in HOLDERS and holder is not None and self.answer(holder):
            return True
        if isinstance(node, ast.Subscript):
            return self.item(node.value)
        return False


def flow(function: FunctionNode, known: set[str]) -> Flow:
    """What the assignments and loops of *function* say; two rounds, since loops lead back."""
    found = Flow(known)
    for _ in range(2):
        for node in within(function):
            for target, value in assigned(node):
                if isinstance(target, ast.Name):
                    _learn(found, target.id, value)
            if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and found.item(node.iter):
                found.items.add(node.target.id)
    return found


def _learn(found: Flow, name: str, value: ast.expr) -> None:
    if found.answer(value):
        found.answers.add(name)
    elif found.item(value):
        found.items.add(name)


def touched(function: FunctionNode, names: set[str]) -> set[str]:
    """Those of *names* that are changed, or handed to something that may change or convert them."""
    return {name for node in within(function) for name in _touched(node) if name in names}


def _touched(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        yield dotted(node.value)
        yield dotted(node.value.value) if isinstance(node.value, ast.Subscript) else ""
    if isinstance(node, ast.Call):
        name = dotted(node.func)
        if name.rpartition(".")[2] in ("dumps", "print", "len", "isinstance", "bool", "info", "debug", "warning", "error", "append"):
            return
        for argument in (*node.args, *(one.value for one in node.keywords)):
            yield from (dotted(one) for one in ast.walk(argument) if isinstance(one, ast.Name))
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("pop", "update", "setdefault"):
            yield dotted(node.func.value)
