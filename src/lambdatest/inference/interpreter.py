"""The interpreter: reads a handler's code from its entry, follows calls, and never runs any of it."""

import ast
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from lambdatest.inference.call import call_atom
from lambdatest.inference.comprehension import COMPREHENSIONS
from lambdatest.inference.expression import EXPRESSIONS
from lambdatest.inference.place import Place
from lambdatest.inference.reflection import reflected
from lambdatest.inference.schema import apply_schema, is_schema, plain
from lambdatest.inference.scope import Arguments, Facts, Route, Scope
from lambdatest.inference.statement import execute_all
from lambdatest.inference.value import Function, Module, Value, join

MAX_STEPS = 30_000
MAX_DEPTH = 110
MAX_CALL_DEPTH = 16
MAX_READINGS = 24
_KNOWN = {**EXPRESSIONS, **COMPREHENSIONS}


class OutOfSteps(Exception):
    """The code is larger than what is worth reading: what was learnt so far stands."""


class Interpreter:
    """Reads expressions and statements; holds the roots of all places and what was learnt besides."""

    def __init__(self, modules: Mapping[str, Module], loaded: ModuleType | None, entry: Module | None) -> None:
        self.event = Place("event")
        self.item = Place("item")
        self.content = Place("content")
        self.facts = Facts()
        self.routes: list[Route] = []
        self.modules = modules
        self._loaded = loaded
        self._entry = entry
        self._steps = 0
        self._depth = 0
        self._stack: list[ast.AST] = []
        self._readings: dict[ast.AST, list[tuple[tuple[Any, ...], Value]]] = {}

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise OutOfSteps

    def evaluate(self, node: ast.expr | None, scope: Scope) -> Value:
        """What the expression *node* may stand for."""
        known = _KNOWN.get(type(node)) if node is not None else None
        if known is None or self._depth > MAX_DEPTH:
            return ()
        self._step()
        self._depth += 1
        try:
            return known(self, node, scope)
        finally:
            self._depth -= 1

    def execute(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        """Read statements one after the other; True where they never run through to their end."""
        if self._depth > MAX_DEPTH:
            return False
        self._step()
        self._depth += 1
        try:
            return execute_all(self, body, scope)
        finally:
            self._depth -= 1

    def call(self, callee: Value, arguments: Arguments) -> Value:
        """What calling *callee* may return."""
        return join(*(self._call_one(atom, arguments) for atom in callee))

    def _call_one(self, atom: Any, arguments: Arguments) -> Value:
        if not isinstance(atom, Function):
            return call_atom(self, atom, arguments)
        node = atom.definition
        readings = self._readings.setdefault(node, [])
        key = self._reading_key(atom, arguments)
        known = next((value for other, value in readings if other == key), None)
        if known is not None:
            return known
        if node in self._stack or len(self._stack) >= MAX_CALL_DEPTH or len(readings) >= MAX_READINGS:
            return join(*(value for _, value in readings))
        self._stack.append(node)
        try:
            value = call_atom(self, atom, arguments)
        finally:
            self._stack.pop()
        readings.append((key, value))
        return value

    @staticmethod
    def _reading_key(function: Function, arguments: Arguments) -> tuple[Any, ...]:
        named = tuple(sorted(arguments.keywords.items(), key=lambda pair: pair[0]))
        scope = arguments.scope
        given = (tuple(arguments.positional), named, tuple(arguments.spread))
        return (function.scope, function.receiver, given, scope.guarded, scope.lenient)

    def find_module(self, name: str, importer: Module | None, level: int = 0) -> Module | None:
        """The module of the sources of that dotted *name*, with its top level read; the nearest to *importer* where several end so."""
        package = _package(importer)
        if level:
            parts = package.split(".")[: len(package.split(".")) - level + 1] if package else []
            return self._executed(".".join(part for part in (*parts, name) if part))
        beside = f"{package}.{name}" if package else name
        return self._executed(name) or self._executed(beside) or self._by_end(name)

    def _by_end(self, name: str) -> Module | None:
        """A module below a folder that is on the path at run time: ``src/app/db.py`` imported as ``app.db``."""
        found = [known for known in self.modules if known.endswith("." + name)]
        return self._executed(min(found, key=len)) if name and found else None

    def _executed(self, name: str) -> Module | None:
        module = self.modules.get(name)
        if module is not None and not module.executed:
            module.executed = True
            depth, self._depth = self._depth, 0
            self.execute(module.tree.body, module.scope)
            self._depth = depth
        return module

    def reflect(self, name: str, scope: Scope) -> Value | None:
        """What the loaded handler module's *name* holds, where the code of the sources does not tell."""
        if self._loaded is None or scope.module is None or scope.module is not self._entry:
            return None
        return reflected(name, vars(self._loaded).get(name))

    def entry_value(self, module: Module, handler: str) -> Value:
        """What the handler's name stands for in *module*, once its top level is read."""
        self._executed(module.name)
        return module.scope.names.get(handler, ())

    def apply_schemas(self, place: Place, value: Value) -> None:
        """Note at *place* what the JSON Schemas in *value* say."""
        for schema in (plain((atom,)) for atom in value):
            if is_schema(schema):
                apply_schema(place, schema)


def _package(module: Module | None) -> str:
    if module is None:
        return ""
    return module.name if module.path.endswith("__init__.py") else module.name.rpartition(".")[0]
