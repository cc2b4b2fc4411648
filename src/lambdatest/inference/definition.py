"""Definitions and imports: functions, classes, and the names that modules take from each other."""

import ast
from collections.abc import Iterable, Iterator

from lambdatest.inference.annotation import is_model
from lambdatest.inference.model_call import declare_item, is_item_model
from lambdatest.inference.scope import Arguments, Route, Run, Scope
from lambdatest.inference.value import Class, External, Function, Value, join, texts

_ROUTERS = frozenset("get post put patch delete route any head options".split())
_ANY_METHOD = frozenset({"route", "any"})


def define_function(run: Run, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> bool:
    """``def``, with those decorators that stand in the sources applied, and routes noted."""
    value: Value = (Function(node, scope),)
    for decorator in reversed(node.decorator_list):
        wrapper = run.evaluate(decorator, scope)
        _note_route(run, decorator, Function(node, scope), scope)
        if any(isinstance(atom, Function) for atom in wrapper):
            wrapped = run.call(wrapper, Arguments([value], scope=scope))
            value = tuple(atom for atom in wrapped if isinstance(atom, Function)) or value
    scope.names[node.name] = value
    return False


def _note_route(run: Run, decorator: ast.expr, function: Function, scope: Scope) -> None:
    match decorator:
        case ast.Call(func=ast.Attribute(attr=name), args=[pattern, *_], keywords=words) if name in _ROUTERS:
            for text in texts(run.evaluate(pattern, scope)):
                if text.startswith(("/", "^")):
                    run.routes.append(Route(function, text))
                    methods = _methods(words) if name in _ANY_METHOD else [name.upper()]
                    run.facts.constants |= dict.fromkeys([f"{method} {text}" for method in methods] or [text])


def _methods(words: list[ast.keyword]) -> list[str]:
    """The methods that a route is declared with: ``methods=["POST"]`` (Flask), ``method=["PUT"]`` or ``"PUT"`` (Powertools)."""
    given = next((word.value for word in words if word.arg in ("method", "methods")), None)
    members = given.elts if isinstance(given, ast.List | ast.Tuple | ast.Set) else [given]
    return [one.value.upper() for one in members if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def mounted(routes: Iterable[str], trees: Iterable[ast.Module]) -> list[str]:
    """*routes*, and below each prefix that the code gives a router, or mounts it at (``include_router``, ``register_blueprint``)."""
    found = list(dict.fromkeys(routes))
    prefixes = list(dict.fromkeys(prefix for tree in trees for node in ast.walk(tree) for prefix in _prefixes(node)))
    below = [f"{method}{prefix.rstrip('/')}{path}" for prefix in prefixes for method, path in map(_split, found) if path]
    return list(dict.fromkeys([*found, *below]))


def _prefixes(node: ast.AST) -> Iterator[str]:
    match node:
        case (
            ast.Call(func=ast.Attribute(attr="include_router" | "register_blueprint"), keywords=words)
            | ast.Call(func=ast.Name(id="Blueprint" | "APIRouter"), keywords=words)
        ):
            given = [word.value for word in words if word.arg in ("prefix", "url_prefix")]
            yield from (str(one.value) for one in given if isinstance(one, ast.Constant) and str(one.value).startswith("/"))


def _split(route: str) -> tuple[str, str]:
    """Method with its blank, and path; no path for what is no route."""
    method, blank, path = route.partition(" ")
    if blank and method.isupper() and path.startswith("/"):
        return f"{method} ", path
    return ("", route) if route.startswith("/") else ("", "")


def define_class(run: Run, node: ast.ClassDef, scope: Scope) -> bool:
    """``class``: its body is read in a scope of its own."""
    owner = Class(node, scope.inner(), join(*(run.evaluate(base, scope) for base in node.bases)))
    owner.scope.names["__class__"] = (owner,)
    scope.names[node.name] = (owner,)
    run.execute(node.body, owner.scope)
    if is_item_model(owner):
        declare_item(run, owner)
    if not is_model(owner):
        for decorator in node.decorator_list:
            run.evaluate(decorator, scope)
    return False


def plain_import(run: Run, node: ast.Import, scope: Scope) -> bool:
    """``import a.b`` and ``import a.b as c``."""
    for alias in node.names:
        name = alias.name if alias.asname else alias.name.partition(".")[0]
        module = run.find_module(alias.name, scope.module)
        top = module if alias.asname else run.find_module(name, scope.module)
        scope.names[alias.asname or name] = (top,) if top is not None else (External(name),)
    return False


def from_import(run: Run, node: ast.ImportFrom, scope: Scope) -> bool:
    """``from a import b``: a name of the module, or a module below it."""
    module = run.find_module(node.module or "", scope.module, node.level)
    for alias in node.names:
        if alias.name == "*":
            scope.names.update(module.scope.names if module else {})
            continue
        found: Value | None = module.scope.names.get(alias.name) if module else None
        if found is None:
            below = run.find_module(f"{node.module}.{alias.name}" if node.module else alias.name, scope.module, node.level)
            found = (below,) if below else run.reflect(alias.asname or alias.name, scope)
        scope.names[alias.asname or alias.name] = found or (External(f"{node.module}.{alias.name}"),)
    return False
