"""From sources to a vocabulary: find the handler, read it with the event in its first parameter, gather what was learnt."""

import ast
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType, ModuleType
from typing import Any

from lambdatest.inference.annotation import annotate_with
from lambdatest.inference.assembly import assemble
from lambdatest.inference.definition import mounted
from lambdatest.inference.eviction import emptied
from lambdatest.inference.explosion import explosive
from lambdatest.inference.formatted import formatted
from lambdatest.inference.interpreter import Interpreter, OutOfSteps
from lambdatest.inference.place import Place
from lambdatest.inference.privilege import privileges
from lambdatest.inference.record import data_class, opened, process_decorated
from lambdatest.inference.request import parse
from lambdatest.inference.scope import Arguments, Scope
from lambdatest.inference.sink import sinks
from lambdatest.inference.storable import storable
from lambdatest.inference.value import Class, External, Function, Instance, Model, Module, Series, Value
from lambdatest.vocabulary import Vocabulary

MAX_SOURCE = 400_000
_EVENT_NAMES = frozenset({"event", "evt", "_event", "lambda_event", "request", "raw_event"})


def infer(
    sources: Mapping[str, str], module: ModuleType | None = None, handler: str = "", table_keys: Mapping[str, str] = MappingProxyType({})
) -> Vocabulary:
    """What the handler's code says of the bodies, parameters and items that it expects.

    *sources* maps files, relative to the code root, to their texts: the handler's module and what it imports from there.
    *module* is the loaded handler module (its data models and schemas are asked where the text does not tell), *handler* the
    handler's name in it, *table_keys* the key attributes of the tables with their types (S, N, B).

    Nothing is executed and nothing is raised: a file that does not parse is left out, for loading it is not this function's
    business, and code beyond a fixed number of steps is not read.
    """
    modules = _parsed(sources)
    entry = _entry(modules, module, handler)
    run = Interpreter(modules, module, entry)
    with suppress(OutOfSteps, RecursionError):
        _read(run, modules, entry, handler.rpartition(".")[2])
    trees = [module.tree for module in modules.values()]
    vocabulary = assemble(run.event, run.item, run.content, run.facts, table_keys)
    found: dict[str, Any] = {"sinks": sinks(trees), "explosive": explosive(trees), "emptied": emptied(trees), "writes": storable(trees)}
    found |= {"formatted": formatted(trees), "privileges": privileges(trees)}
    return replace(vocabulary, constants=tuple(mounted(vocabulary.constants, trees)), **found)


def _parsed(sources: Mapping[str, str]) -> dict[str, Module]:
    modules: dict[str, Module] = {}
    for path, text in sources.items():
        tree = _tree(text)
        if tree is None:
            continue
        name = path.replace("\\", "/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        module = Module(path, name, tree, Scope())
        module.scope.module = module
        modules[name] = module
    return modules


def _tree(text: str) -> ast.Module | None:
    """The file's tree; None where it is no Python, nested beyond the parser, or no file that a person wrote."""
    if len(text) > MAX_SOURCE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in the user's code are the user's business
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _entry(modules: Mapping[str, Module], loaded: ModuleType | None, handler: str) -> Module | None:
    """The handler's module: the file of the loaded one, else the first that binds the handler's name."""
    file = (getattr(loaded, "__file__", None) or "").replace("\\", "/")
    named = [m for m in modules.values() if file.endswith("/" + m.path.replace("\\", "/"))]
    if named:
        return max(named, key=lambda module: len(module.path))
    name = handler.rpartition(".")[2]
    return next((module for module in modules.values() if name and name in set(_bound(module.tree))), None)


def _bound(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _read(run: Interpreter, modules: Mapping[str, Module], entry: Module | None, handler: str) -> None:
    if entry is not None:
        value = run.entry_value(entry, handler)
        for atom in value:
            _call_handler(run, atom)
        found = any(isinstance(atom, Function | Instance) for atom in value)
    else:
        found = False
        for module in modules.values():
            run.find_module(module.name, None)
    for route in list(run.routes):
        _call_route(run, route.function, route.pattern)
    if not found and not run.event.children:
        for function in _handlers(modules if entry is None else {entry.name: entry}):
            _call_handler(run, function)


def _handlers(modules: Mapping[str, Module]) -> list[Function]:
    """The functions that look like handlers, where none was named or the named one tells nothing."""
    found = [atom for m in modules.values() for value in m.scope.names.values() for atom in value if isinstance(atom, Function)]
    return [f for f in found if f.definition.args.args and f.definition.args.args[0].arg in _EVENT_NAMES]


def _call_handler(run: Interpreter, handler: object) -> None:
    """Read the handler; one that a library wraps is found in what the wrapper was made from."""
    for atom in handler.payload if isinstance(handler, External) else (handler,):
        if isinstance(atom, Function):
            run.call((atom,), Arguments([_event(run, atom), (External("context"),)]))
        elif isinstance(atom, Instance):
            run.call((atom,), Arguments([(run.event,), (External("context"),)]))


def _event(run: Interpreter, function: Function) -> Value:
    """The first argument: the event, or what ``@event_parser(model=Order, envelope=…)`` of powertools makes of it."""
    for decorator in getattr(function.definition, "decorator_list", []):
        process_decorated(run, decorator, function.scope)
        view = data_class(run, decorator)
        if view is not None:
            return view
        if not isinstance(decorator, ast.Call) or not ast.unparse(decorator.func).endswith(("event_parser", "validator")):
            continue
        settings = {k.arg: run.evaluate(k.value, function.scope) for k in decorator.keywords}
        place, many = run.event, False
        known = opened(run.event, _named(settings.get("envelope", ())))
        if known is not None:
            place, many = known
        elif "envelope" in settings:
            parsed = parse(run.event.child("body"))
            place = next((atom for atom in parsed if isinstance(atom, Place)), place)
        run.apply_schemas(place, settings.get("inbound_schema", ()))
        owners = [atom for atom in settings.get("model", ()) if isinstance(atom, Class | External)]
        for owner in owners:
            annotate_with(run, place, (owner,))
            model = Model(place, owner if isinstance(owner, Class) else None)
            return (Series([(model,)]),) if many else (model,)
        return (place,)
    return (run.event,)


def _named(envelope: Value) -> str:
    """The name of the class that *envelope* is."""
    return next((atom.last for atom in envelope if isinstance(atom, External)), "")


def _call_route(run: Interpreter, function: Function, pattern: str) -> None:
    """Read the function of a route: a parameter is a placeholder of its path, or a data model that is the body."""
    keywords: dict[str, Value] = {}
    for parameter in function.definition.args.args:
        if any(mark + parameter.arg + end in pattern for mark in ("<", "{", ":") for end in (">", "}", ":")):
            place = run.event.child("pathParameters").child(parameter.arg)
            place.required = True
            keywords[parameter.arg] = (place,)
        elif parameter.annotation is not None:
            kinds = run.evaluate(parameter.annotation, function.scope)
            owners = tuple(atom for atom in kinds if isinstance(atom, Class))
            if owners:
                body = next(place for place in parse(run.event.child("body")) if isinstance(place, Place))
                annotate_with(run, body, owners)
                keywords[parameter.arg] = (Model(body, owners[0]),)
    run.call((function,), Arguments(keywords=keywords))
