"""Which environment variables code reads in a way that fails where they are not set."""

import ast
from collections.abc import Iterator, Mapping

from lambdatest.project_checks.handler_code import HandlerCode, Module, catches

_ENVIRON = ("os.environ", "environ")
_ASKS = ("os.environ.", "environ.", "os.getenv", "getenv", "os.putenv")
_CATCHES = frozenset({"KeyError", "LookupError", "Exception", "BaseException"})


def reads(code: HandlerCode) -> Iterator[tuple[str, Module, ast.expr]]:
    """Each variable that must be set: read by ``os.environ["X"]`` anywhere in the handler's module, or while another one is imported."""
    for module in code.modules:
        for name, node in _of_module(module, everywhere=module is code.module):
            yield name, module, node


def _of_module(module: Module, *, everywhere: bool) -> Iterator[tuple[str, ast.expr]]:
    set_here = set(_set(module))
    for node in module.nodes:
        name = _name(node)
        if name and name not in set_here and isinstance(node, ast.Subscript) and _must(node, module.parents, everywhere):
            yield name, node


def _name(node: ast.AST) -> str:
    """The variable that ``os.environ["X"]`` reads."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load) or ast.unparse(node.value) not in _ENVIRON:
        return ""
    return node.slice.value if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str) else ""


def _set(module: Module) -> Iterator[str]:
    """The variables that *module* sets, or asks for in a way that allows for their absence."""
    for node in module.nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) in _ENVIRON:
            yield from _texts([node.slice])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith(_ASKS):
            yield from _texts(node.args[:1])
        elif isinstance(node, ast.Compare) and "environ" in ast.unparse(node.comparators[0]):
            yield from _texts([node.left])


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _must(node: ast.AST, parents: Mapping[ast.AST, ast.AST], everywhere: bool) -> bool:
    """Whether the read happens unguarded: no ``try`` catches it, no ``if`` decides about it."""
    inner = node
    while inner in parents:
        outer = parents[inner]
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not everywhere:
            return False
        if isinstance(outer, ast.Try) and inner in outer.body and any(catches(one, _CATCHES) for one in outer.handlers):
            return False
        if isinstance(outer, ast.If | ast.IfExp | ast.ExceptHandler) and inner is not getattr(outer, "test", None):
            return False
        inner = outer
    return True
