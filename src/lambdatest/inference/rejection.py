"""Does a piece of code turn a request away?  Then what it asked for before was required."""

import ast
import re
from collections.abc import Sequence

_NAMES = re.compile(r"bad_?request|unprocessable|invalid|error|fail|reject|missing|abort|problem|deny|forbid|unauthori|not_?found", re.I)
_WORDS = re.compile(
    r"\b(required?|missing|must|invalid|mandatory|not provided|bad request|validation|please provide|no \w+ (given|provided))\b", re.I
)
_LISTS = re.compile(r"error|missing|problem|invalid|violation", re.I)
_STATUS = frozenset("BAD_REQUEST UNPROCESSABLE_ENTITY UNPROCESSABLE_CONTENT NOT_FOUND FORBIDDEN UNAUTHORIZED PRECONDITION_FAILED".split())


def ends(body: Sequence[ast.stmt]) -> bool:
    """Whether control never leaves *body* at its end, as far as its last statement tells."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and ends(last.body) and ends(last.orelse)
    return isinstance(last, ast.Return | ast.Raise | ast.Continue | ast.Break)


def rejects(body: Sequence[ast.stmt]) -> bool:
    """Whether *body* raises, answers 4xx or 5xx, returns False, or notes an error."""
    for statement in body:
        if isinstance(statement, ast.Raise):
            return True
        if isinstance(statement, ast.Return):
            return _turns_away(statement.value)
        if _notes_error(statement):
            return True
    assigned = [s.value for s in body if isinstance(s, ast.Assign)]
    return any(_has_status(value) or _complains(value) for value in assigned)


def _turns_away(value: ast.expr | None) -> bool:
    if value is None:
        return False
    first = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
    if isinstance(first, ast.Constant) and first.value is False:
        return True
    if _has_status(value):
        return True
    return _complains(value)


def _complains(value: ast.expr) -> bool:
    """Whether a text in *value* says that something is missing or wrong."""
    return any(isinstance(n, ast.Constant) and isinstance(n.value, str) and _WORDS.search(n.value) for n in ast.walk(value))


def _has_status(value: ast.expr) -> bool:
    for node in ast.walk(value):
        match node:
            case ast.Constant(value=int() as status) if 400 <= status < 600:
                return True
            case ast.Constant(value=str() as status) if status in ("400", "401", "403", "404", "422", "500"):
                return True
            case ast.Attribute(attr=name) if name in _STATUS:
                return True
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if _NAMES.search(name):
                return True
    return False


def _notes_error(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append" | "add" | "extend"))):
            return bool(_LISTS.search(name))
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]):
            return bool(_LISTS.search(name))
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in ("abort", "exit")
    return False


def forgives(handler: ast.ExceptHandler) -> bool:
    """Whether an ``except`` clause catches a missing key by name and goes on without it."""
    caught = {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)} if handler.type else set()
    return bool(caught & {"KeyError", "LookupError"}) and not rejects(handler.body)
