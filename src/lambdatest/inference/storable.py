"""Which of DynamoDB's types a code has to do with that JSON does not have: sets and binary.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
"""

import ast
import re
from collections.abc import Iterable, Iterator

_TEXTS = {"SS": ("set",), "NS": ("set",), "BS": ("set", "binary"), "B": ("binary",)}
_NAMES = {
    "Binary": ("binary",), "BinaryAttribute": ("binary",), "BinarySetAttribute": ("set", "binary"), "UnicodeSetAttribute": ("set",),
    "NumberSetAttribute": ("set",), "compress": ("binary",),
}  # fmt: skip
_SETS = frozenset({"set", "frozenset"})
_BYTES = frozenset({"bytes", "bytearray", "encode", "b64decode"})
_ADDS = re.compile(r"\b(ADD|DELETE)\s+#?\w+\s+:\w+")


def storable(trees: Iterable[ast.Module]) -> frozenset[str]:
    """Out of ``set`` and ``binary``: those that the code writes, or asks whether it has one.

    A set counts where it is the value of a key, as in ``{"tags": set(tags)}``, or where `isinstance` asks for one: a code may have sets
    of its own that no table ever sees.
    """
    return frozenset(kind for tree in trees for node in ast.walk(tree) for kind in _of_node(node))


def _of_node(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _TEXTS.get(node.value, ())
        yield from ("set",) if _ADDS.search(node.value) else ()
    elif isinstance(node, ast.Name | ast.Attribute):
        yield from _NAMES.get(_name(node), ())
    elif isinstance(node, ast.alias):
        yield from _NAMES.get(node.name, ())
    elif isinstance(node, ast.Dict):
        yield from (kind for value in node.values for kind in _of_value(value))
    elif isinstance(node, ast.Call) and _name(node.func) == "isinstance" and len(node.args) == 2:
        asked = {_name(inner) for inner in ast.walk(node.args[1])}
        yield from ("set",) if asked & _SETS else ()
        yield from ("binary",) if asked & {"bytes", "bytearray"} else ()


def _of_value(value: ast.expr | None) -> Iterator[str]:
    """What is stored where *value* is the value of a key."""
    if isinstance(value, ast.Set | ast.SetComp) or isinstance(value, ast.Call) and _name(value.func) in _SETS:
        yield "set"
    elif isinstance(value, ast.Constant) and isinstance(value.value, bytes):
        yield "binary"
    elif isinstance(value, ast.Call) and _name(value.func) in _BYTES:
        yield "binary"


def _name(node: ast.AST) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))
