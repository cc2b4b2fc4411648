"""Definitions and imports: functions, classes, and the names that modules take from each other."""

import ast

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
        case ast.Call(func=ast.Attribute(attr=name), args=[pattern, *_]) if name in _ROUTERS:
            for text in texts(run.evaluate(pattern, scope)):
                if text.startswith(("/", "^")):
                    run.routes.append(Route(function, text))
                    run.facts.constants.setdefault(text if name in _ANY_METHOD else f"{name.upper()} {text}")


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
