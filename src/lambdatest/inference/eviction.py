"""Which of its names a code empties again: a cache that somebody looks after is no leak."""

import ast
from collections.abc import Iterable, Iterator

_REMOVES = frozenset({"pop", "popitem", "popleft", "clear", "remove", "discard", "cache_clear", "evict", "expire", "purge", "flush"})
_LOOKS = frozenset(
    {"len", "print", "str", "repr", "list", "sorted", "sum", "min", "max", "dict", "set", "tuple", "dumps", "enumerate", "reversed", "any",
     "all", "iter", "bool", "join"}
)  # fmt: skip
"""Functions that leave what they are given as it is."""


def emptied(trees: Iterable[ast.Module]) -> frozenset[str]:
    """The names, of variables and of attributes, whose contents the code removes, replaces, measures or hands to code of its own."""
    return frozenset(name for tree in trees for node in ast.walk(tree) for name in _of_node(node))


def _of_node(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in _REMOVES:
            yield from _identifiers(node.func.value)
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called not in _LOOKS:
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from _identifiers(argument) if isinstance(argument, ast.Name | ast.Attribute) else ()
    elif isinstance(node, ast.Compare):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and getattr(inner.func, "id", "") == "len" and inner.args:
                yield from _identifiers(inner.args[0])
    elif isinstance(node, ast.Delete):
        for target in node.targets:
            yield from _identifiers(target.value if isinstance(target, ast.Subscript) else target)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from _rebound(node)


def _rebound(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """The global names, attributes and entries of a fixed name that a function binds anew; ``__init__`` binds them first."""
    shared = {name for node in ast.walk(function) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and target.id in shared:
                yield target.id
            elif isinstance(target, ast.Attribute) and function.name != "__init__":
                yield target.attr
            elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice | ast.Constant):
                yield from _identifiers(target.value)


def _identifiers(node: ast.expr) -> Iterator[str]:
    """The names that an expression such as ``self.state["recent"]`` goes through."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            yield node.attr
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
