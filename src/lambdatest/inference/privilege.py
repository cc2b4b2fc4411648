"""The privileges of a user that the code itself decides about: a role, a flag that makes somebody an administrator."""

import ast
import re
from collections.abc import Iterable, Iterator

_PRIVILEGE = re.compile(
    r"((user|account|member)_?)?(role|permission|privilege)s?|(is_?)?(super_?)?(admin|user_?admin)(istrator)?"
    r"|is_?(staff|superuser|moderator)|(is_?)?(email_?)?verified|(is_?)?approved|access_?level",
    re.IGNORECASE,
)


def privileges(trees: Iterable[ast.Module]) -> frozenset[str]:
    """The names of privileges to which the code gives a constant of its own, other than nothing, or which it compares with one."""
    return frozenset(name for tree in trees for node in ast.walk(tree) for name in _decided(node) if _PRIVILEGE.fullmatch(name))


def _decided(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.AnnAssign(target=target, value=ast.Constant(value=value)) if _says(value):
            yield _name(target)
        case ast.Assign(targets=[target], value=ast.Constant(value=value)) if _says(value):
            yield _name(target)
        case ast.keyword(arg=str() as name, value=ast.Constant(value=value)) if _says(value):
            yield name
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            yield from (_name(key) for key, given in pairs if isinstance(given, ast.Constant) and _says(given.value))
        case ast.Compare(left=left, comparators=[ast.Constant(value=value)]) if _says(value):
            yield _name(left)
        case ast.Call(func=ast.Attribute(attr="get" | "setdefault"), args=[name, ast.Constant(value=value)]) if _says(value):
            yield _name(name)


def _says(value: object) -> bool:
    return isinstance(value, bool) or isinstance(value, str) and bool(value)


def _name(node: ast.AST | None) -> str:
    """The name of a variable, an attribute or a key that *node* is; of ``item.get("role")`` and ``item["role"]`` the key."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=inner) | ast.Call(func=ast.Attribute(attr="get"), args=[inner, *_]):
            return _name(inner)
    return ""
