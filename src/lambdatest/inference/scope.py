"""The names that a piece of code sees, and the interface of the interpreter that reads it."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lambdatest.inference.place import Place
from lambdatest.inference.value import Function, Module, Record, Value, join, places


@dataclass(eq=False)
class Scope:
    """Names and what they may stand for.  *guarded* are places that are known to be there in the branch that is being read;
    *lenient* is True where a missing key is caught and forgiven; *returned* gathers what the function returns."""

    module: Module | None = None
    parent: "Scope | None" = None
    names: dict[str, Value] = field(default_factory=dict)
    guarded: frozenset[Place] = frozenset()
    lenient: bool = False
    returned: list[Value] = field(default_factory=list)

    def look(self, name: str) -> Value | None:
        """What *name* stands for here; None where no scope binds it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def inner(self, names: dict[str, Value] | None = None) -> "Scope":
        """A scope inside this one: a comprehension's, a lambda's, a function's or a class's."""
        return Scope(self.module, self, names if names is not None else {}, self.guarded, self.lenient)

    def branch(self, guarded: frozenset[Place] = frozenset()) -> "Scope":
        """The same function's scope in a branch where *guarded* are present too."""
        return Scope(self.module, self.parent, dict(self.names), self.guarded | guarded, self.lenient, self.returned)

    def merge(self, *branches: "Scope") -> None:
        """Go on after *branches*: a name may be what any of them made of it.  Nothing changes where all of them ended."""
        if branches:
            first, *others = branches
            merged = dict(first.names)
            for branch in others:
                for name, value in branch.names.items():
                    if merged.get(name) is not value:
                        merged[name] = join(merged.get(name, ()), value)
            self.names = merged
            self.guarded = frozenset.intersection(*(branch.guarded for branch in branches))


@dataclass
class Arguments:
    """The arguments of a call.  *spread* are the values given with ``**``; *scope* is the caller's."""

    positional: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    spread: list[Value] = field(default_factory=list)
    scope: Scope = field(default_factory=Scope)

    def at(self, index: int, *names: str) -> Value:
        """The argument at position *index* or under one of *names*, also where a dict that the code built is spread."""
        if 0 <= index < len(self.positional):
            return self.positional[index]
        entries = self.entries()
        return next((entries[name] for name in names if name in entries), ())

    def entries(self) -> dict[str, Value]:
        """The arguments given by name, directly or by spreading a dict that the code built."""
        found: dict[str, Value] = {}
        for value in self.spread:
            for atom in value:
                if isinstance(atom, Record):
                    found.update(atom.entries)
        return {**found, **self.keywords}

    def spread_places(self) -> list[Place]:
        """The places that are spread with ``**``, directly or through a dict that the code built."""
        found: list[Place] = []
        for value in self.spread:
            found.extend(places(value))
            found.extend(p for atom in value if isinstance(atom, Record) for inner in atom.spreads for p in places(inner))
        return found

    def everything(self) -> Value:
        """Every argument, as one value."""
        return join(*self.positional, *self.keywords.values(), *self.spread)


@dataclass
class Facts:
    """What is learnt besides the places.  The dicts are ordered sets.

    *compression* is that of a record's data, *reads_objects* whether objects of S3 are read, *opaque* whether in a way that is not
    followed.  *puts* are the attributes that each item that is put has in any case.
    """

    puts: list[frozenset[str]] = field(default_factory=list)
    constants: dict[str, None] = field(default_factory=dict)
    numbers: dict[tuple[type, int | float], None] = field(default_factory=dict)
    raw: dict[str, None] = field(default_factory=dict)
    decodes_base64: bool = False
    parses_forms: bool = False
    compression: str | None = None
    reads_objects: bool = False
    opaque: bool = False


@dataclass(frozen=True)
class Route:
    """A function that a web framework calls for *pattern*: ``/todos/<todo_id>``."""

    function: Function
    pattern: str


class Run(Protocol):
    """The interpreter, as the modules that know expressions, statements and libraries see it."""

    event: Place
    item: Place
    content: Place
    facts: Facts
    routes: list[Route]

    def evaluate(self, node: ast.expr | None, scope: Scope) -> Value:
        """What the expression *node* may stand for."""

    def execute(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        """Read statements one after the other; True where they never run through to their end."""

    def call(self, callee: Value, arguments: Arguments) -> Value:
        """What calling *callee* may return."""

    def find_module(self, name: str, importer: Module | None, level: int = 0) -> Module | None:
        """The module of the sources of that dotted *name*, with its top level read."""

    def reflect(self, name: str, scope: Scope) -> Any:
        """The object of that *name* in the loaded handler module, where *scope* is that module's; else None."""
