"""What a text that the code does not hold itself is formatted with: whoever writes it reaches the attributes of that."""

import ast
from collections.abc import Iterable, Iterator


def formatted(trees: Iterable[ast.Module]) -> frozenset[str]:
    """The names and positions that ``template.format(0, name=1)`` offers, where *template* is no constant of the code."""
    return frozenset(name for tree in trees for name in _offered(tree))


def _offered(tree: ast.Module) -> Iterator[str]:
    held = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.JoinedStr)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            text = node.func.value
            if not isinstance(text, ast.Constant | ast.JoinedStr) and not (isinstance(text, ast.Name) and text.id in held):
                yield from (str(n) for n, given in enumerate(node.args) if not isinstance(given, ast.Starred))
                yield from (keyword.arg for keyword in node.keywords if keyword.arg)
