"""What an expression may stand for while a handler's code is read: a few atoms, of which a value is a short tuple.

Nothing is executed.  A name that may be one of several things (two branches, a loop over constants) is all of them.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from lambdatest.inference.place import Place

if TYPE_CHECKING:
    from lambdatest.inference.scope import Scope

MAX_ATOMS = 48


@dataclass(frozen=True)
class Constant:
    """A literal.  *kind* keeps 1, 1.0 and True apart."""

    kind: type
    value: str | int | float | bool | bytes | None


@dataclass(frozen=True)
class Scalar:
    """A computed string or number, or a value of type *type*, that comes from no place; *like* is what a composed text looks like."""

    type: str
    like: str = ""


@dataclass(frozen=True)
class Derived:
    """A string, number or bytes computed from the value at *place*: ``str(x)``, ``x.strip()``, ``x * 2``, ``x.encode()``."""

    place: Place
    type: str


@dataclass(frozen=True)
class KeyName:
    """Any key of the object at *place*."""

    place: Place


@dataclass(frozen=True)
class Keys:
    """The keys (or, with *pairs*, keys and values) of the object at *place*."""

    place: Place
    pairs: bool = False


@dataclass(frozen=True)
class Flag:
    """A truth value: when true, all of *present* are there; when false, all of *absent* are.

    Said of rejections: a branch that rejects when this is true makes *absent* required, one that rejects when it is false
    makes *present* required.
    """

    present: frozenset[Place] = frozenset()
    absent: frozenset[Place] = frozenset()

    def inverted(self) -> "Flag":
        """The flag of ``not x``."""
        return Flag(self.absent, self.present)


@dataclass(eq=False)
class Record:
    """A dict that the code builds: known entries, and what was spread into it.

    An entry whose key is a tuple has the tuple's source for a name, and the tuple is one of *tuples*.
    *always* are the names that it has however the code went on from the *scope* that wrote it down.
    """

    entries: dict[str, "Value"] = field(default_factory=dict)
    spreads: list["Value"] = field(default_factory=list)
    tuples: list["Series"] = field(default_factory=list)
    always: set[str] = field(default_factory=set)
    scope: "Scope | None" = field(default=None, repr=False)


@dataclass(eq=False)
class Series:
    """A list, tuple or set (*is_set*) that the code builds."""

    members: list["Value"] = field(default_factory=list)
    is_set: bool = False


@dataclass(frozen=True)
class Text:
    """JSON text of a value: ``json.dumps(value)``."""

    value: "Value"


@dataclass(frozen=True)
class External:
    """Something defined outside of the sources, by its dotted name.

    *payload* are the functions, classes and schemas that it was made from.
    """

    name: str
    payload: "Value" = ()

    @property
    def last(self) -> str:
        """The last part of the name, without call brackets."""
        return self.name.rstrip("()").rpartition(".")[2]


@dataclass(frozen=True)
class Method:
    """A method of another atom, not called yet."""

    receiver: "Atom"
    name: str


@dataclass(eq=False)
class Function:
    """A function of the sources, with the scope that it was defined in and, for a bound method, its receiver."""

    definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: "Scope"
    receiver: "Value" = ()


@dataclass(eq=False)
class Class:
    """A class of the sources; *scope* holds what its body defined."""

    definition: ast.ClassDef
    scope: "Scope"
    bases: "Value" = ()
    instance: "Instance | None" = None


@dataclass(eq=False)
class Instance:
    """The instances of a class, all in one."""

    owner: Class
    attributes: dict[str, "Value"] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """The value at *place*, read through a data model: its attributes are the place's keys."""

    place: Place
    owner: Class | None = None


@dataclass(frozen=True)
class EventView:
    """An event, a record of it or a web framework's request, read through attributes: ``app.current_event.json_body``.

    *kind* names the data class, where the code says which.
    """

    place: Place
    kind: str = ""


@dataclass(frozen=True)
class Condition:
    """``Attr("x")`` or ``Key("x")`` of boto3: a DynamoDB attribute in a condition."""

    place: Place


@dataclass(eq=False)
class Module:
    """A module of the sources."""

    path: str
    name: str
    tree: ast.Module
    scope: "Scope"
    executed: bool = False


Atom = Union[
    Place, Constant, Scalar, Derived, KeyName, Keys, Flag, Record, Series, Text, External, Method, Function, Class, Instance, Model,
    EventView, Condition, Module,
]  # fmt: skip
Value = tuple[Atom, ...]
NUMERIC = frozenset({"integer", "number"})
BYTES = "bytes"
"""The type of a `Derived` or `Scalar` that is no text but bytes, which JSON does not have: DynamoDB stores them as binary."""


def join(*values: Iterable[Atom]) -> Value:
    """All atoms of *values*, each once, the first ones kept where there are too many."""
    return tuple(dict.fromkeys(atom for value in values for atom in value))[:MAX_ATOMS]


def constant(value: str | int | float | bool | bytes | None) -> Constant:
    """The atom of a literal."""
    return Constant(type(value), value)


def texts(value: Value) -> list[str]:
    """The string literals that *value* may be."""
    return [atom.value for atom in value if isinstance(atom, Constant) and isinstance(atom.value, str)]


def places(value: Value) -> Iterator[Place]:
    """The places whose own value *value* may be."""
    for atom in value:
        if isinstance(atom, Place):
            yield atom
        elif isinstance(atom, Model):
            yield atom.place


def origins(value: Value) -> Iterator[Place]:
    """The places that *value* is, or is a text or the bytes of."""
    yield from places(value)
    yield from (atom.place for atom in value if isinstance(atom, Derived) and atom.type in ("string", BYTES))


def elements(value: Value) -> Value:
    """The members of every list that the code built in *value*."""
    return join(*(member for atom in value if isinstance(atom, Series) for member in atom.members))


def type_of(value: object) -> str | None:
    """The JSON type of a Python value; None for None and for what JSON has no type for."""
    if isinstance(value, bool):
        return "boolean"
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (int, "integer"), (float, "number"), (str, "string"), (dict, "object"), ((list, tuple, set, frozenset), "array"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(value, kind)), None)


def mark(value: Value, *types: str) -> None:
    """Note that the code treats *value* as one of the JSON *types*."""
    for place in origins(value):
        place.types.update(types)


def default_types(value: Value) -> set[str]:
    """What a default says of the type of the key that it stands in for."""
    found: set[str] = set()
    for atom in value:
        match atom:
            case Constant(value=known):
                kind = type_of(known)
                found |= {"counted" if kind == "integer" else kind} if kind else set()
            case Record():
                found.add("object")
            case Series():
                found.add("array")
            case Scalar(type=kind) if kind in ("string", "boolean"):
                found.add(kind)
    return found


def truth(value: Value) -> Flag:
    """What the truth of *value* says of the presence of keys; nothing where it may be something else that is true."""
    flags = [atom for atom in value if isinstance(atom, Flag)]
    if flags:
        return Flag(frozenset.intersection(*(f.present for f in flags)), frozenset.union(*(f.absent for f in flags)))
    rest = [atom for atom in value if not (isinstance(atom, Constant) and not atom.value)]
    known = [atom.place if isinstance(atom, Derived) else atom for atom in rest if isinstance(atom, Place | Derived)]
    return Flag(present=frozenset(known)) if known and len(known) == len(rest) else Flag()
