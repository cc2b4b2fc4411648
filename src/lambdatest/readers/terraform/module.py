"""A module of Terraform: its blocks, what their names mean, and the instances of its resources.

https://developer.hashicorp.com/terraform/language/modules and …/meta-arguments
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.location import Dummy, Notes, refusal
from lambdatest.readers.source import Settings
from lambdatest.readers.terraform import data_source
from lambdatest.readers.terraform.conversion import converted, stand_in
from lambdatest.readers.terraform.expression import attribute
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.file_function import Files
from lambdatest.readers.terraform.instance import Instance
from lambdatest.readers.terraform.scope import Expansion, Scope, guarded
from lambdatest.readers.terraform.syntax import Block
from lambdatest.readers.terraform.value import Lookup, members, to_number, to_text

MOST_INSTANCES = 2_000
MOST_MODULES = 20
Input = Callable[[], Any]


@dataclass(slots=True)
class World:
    """What all modules of a configuration share.  *root* is where ``terraform`` runs, *region* that of the provider,
    *children* gives what a block ``module`` of a module means."""

    root: Path
    settings: Settings
    notes: Notes
    files: Files
    stack: str
    region: str
    children: Callable[["Module", str, Block], Any]
    budget: Expansion = field(default_factory=Expansion)
    active: list[str] = field(default_factory=list)
    made: int = 0

    def once(self, what: str, location: Location, action: Callable[[], Any]) -> Any:
        """What *action* gives.  Raises ProjectError where it asks for *what* again."""
        if what in self.active:
            circle = " -> ".join([*self.active[self.active.index(what):], what])
            raise refusal(location, f"{circle} is a circle", "let one of them not depend on the others")
        self.active.append(what)
        try:
            return action()
        finally:
            self.active.pop()

    def count(self, location: Location) -> None:
        """One more instance.  Raises ProjectError where they are too many."""
        self.made += 1
        if self.made > MOST_INSTANCES:
            raise refusal(location, f"more than {MOST_INSTANCES:,} resources are declared", "look for a count or for_each that multiplies")


@dataclass(frozen=True, slots=True)
class Named(Lookup):
    """A lookup by a function: ``var``, ``local``, ``data`` and what stands below."""

    what: str
    get: Callable[[str, Location], Any]

    def member(self, name: str, location: Location) -> Any:
        """The member *name*."""
        return self.get(name, location)

    def whole(self, _location: Location) -> Any:
        """Nobody needs all of them."""
        raise Failure(f"{self.what} is no value")


@dataclass(slots=True)
class Module(Lookup):
    """One module, called once: *address* is ``""`` or ``module.orders.``, *folder* is relative to where ``terraform`` runs.

    *inputs* are what its call gives, *place* is that of the call where the module's own lines are nobody's concern.
    """

    world: World
    blocks: list[Block]
    folder: str
    address: str = ""
    inputs: Mapping[str, Input] = field(default_factory=dict)
    place: Location | None = None
    _known: dict[str, Any] = field(default_factory=dict)

    def scope(self, location: Location, names: Mapping[str, Any] | None = None) -> Scope:
        """Where an expression of this module stands."""
        shared = self.world
        return Scope(
            self.top, self.place or location, shared.notes, shared.budget, shared.files, names or {}, fixed=self.place is not None)

    def top(self, name: str, _location: Location) -> Any:
        """What a name at the beginning of a reference means.  Raises Failure."""
        if name in _TOP:
            return Named(name, lambda member, place: _TOP[name](self, member, place))
        if "_" in name:
            return Named(name, lambda member, place: self.instances("resource", name, member, place))
        raise Failure(f"there is no {name}")

    def of(self, type_: str, *labels: str) -> Iterator[Block]:
        """The blocks of that type and those labels."""
        return (block for block in self.blocks if block.type == type_ and block.labels[:len(labels)] == labels)

    def kept(self, what: str, location: Location, make: Callable[[], Any]) -> Any:
        """What *make* gave the first time."""
        if what not in self._known:
            self._known[what] = self.world.once(self.address + what, location, make)
        return self._known[what]

    def variable(self, name: str, location: Location) -> Any:
        """The value of ``var.name``: as given, else its default, else a stand-in of its type.  Raises Failure where there is none."""
        block = next(self.of("variable", name), None)
        if block is None:
            raise Failure(f"there is no variable {name}")
        return self.kept(f"var.{name}", location, lambda: self._variable(name, block))

    def _variable(self, name: str, block: Block) -> Any:
        type_ = block.attributes["type"].value if "type" in block.attributes else None
        scope = self.scope(block.location)
        if name in self.inputs:
            value = self.inputs[name]()
            nullable = block.attributes.get("nullable")
            if value is not None or nullable is None or attribute(nullable, "nullable", scope) is not False:
                return converted(value, type_, scope)
        if "default" in block.attributes:
            return converted(attribute(block.attributes["default"], name, scope), type_, scope)
        value = stand_in(name, type_, self.world.settings.stage, self.world.region)
        reason = f"variable {name} has no value (--param {name}=VALUE)"
        if isinstance(value, str):
            self.world.notes.stand_in(block.location, reason, value)
        else:
            self.world.notes.add(block.location, f"{reason}; {value!r} stands in")
        return value

    def local(self, name: str, location: Location) -> Any:
        """The value of ``local.name``.  Raises Failure where there is none."""
        given = next((block.attributes[name] for block in self.of("locals") if name in block.attributes), None)
        if given is None:
            raise Failure(f"there is no local value {name}")
        return self.kept(f"local.{name}", given.location, lambda: attribute(given, name, self.scope(location)))

    def output(self, name: str, location: Location) -> Any:
        """The value of the output *name*.  Raises Failure where there is none."""
        block = next(self.of("output", name), None)
        if block is None or "value" not in block.attributes:
            raise Failure(f"the module has no output {name}")
        return self.kept(f"output.{name}", location, lambda: attribute(block.attributes["value"], name, self.scope(location)))

    def member(self, name: str, location: Location) -> Any:
        """An output: what ``module.x.name`` means."""
        return self.output(name, location)

    def whole(self, location: Location) -> Any:
        """All outputs."""
        return {block.labels[0]: self.output(block.labels[0], location) for block in self.of("output")}

    def child(self, name: str, location: Location) -> Any:
        """What ``module.name`` means: a module, or several by key or number.  Raises Failure."""
        block = next(self.of("module", name), None)
        if block is None:
            raise Failure(f"there is no module {name}")
        return self.kept(f"module.{name}", location, lambda: self.world.children(self, name, block))

    def instances(self, mode: str, type_: str, name: str, location: Location) -> Any:
        """The resource or data source: one, or several by key or number.  Raises Failure where it is not declared."""
        block, key = next(self.of(mode, type_, name), None), f"{'data.' if mode == 'data' else ''}{type_}.{name}"
        if block is None:
            raise Failure(f"there is no {key}")
        return self.kept(f"{key} for_each", location, lambda: self._instances(block, key))

    def _instances(self, block: Block, key: str) -> Any:
        def made(address: str, names: Mapping[str, Any]) -> Instance:
            self.world.count(block.location)
            return Instance(self, block, f"{self.address}{address}", names, data_source.computed)
        return self.expanded(block, key, made)

    def expanded(self, block: Block, what: str, made: Callable[[str, Mapping[str, Any]], Any]) -> Any:
        """What *made* makes of each address and its names: one, a list by ``count``, a mapping by ``for_each``."""
        place, scope = self.place or block.location, self.scope(block.location)
        if "count" in block.attributes:
            given = attribute(block.attributes["count"], f"count of {what}", scope)
            number = 1 if isinstance(given, Dummy) else guarded(lambda: to_number(given), f"count of {what}", scope)
            if not isinstance(number, int) or number > MOST_INSTANCES:
                raise refusal(place, f"count of {what} is {given}", "write a whole number")
            return [made(f"{what}[{at}]", {"count": {"index": at}}) for at in range(number)]
        if "for_each" not in block.attributes:
            return made(what, {})
        given = attribute(block.attributes["for_each"], f"for_each of {what}", scope)
        if isinstance(given, Dummy):
            self.world.notes.add(place, f"{what} is left out: how many there are cannot be known")
            return {}
        pairs = guarded(lambda: members(given), f"for_each of {what}", scope)
        found = {}
        for key, value in [] if isinstance(pairs, Dummy) else pairs:
            told = key if isinstance(given, Mapping) else value
            name = f"{key}" if isinstance(told, list | Mapping) else to_text(told)
            found[name] = made(f'{what}["{name}"]', {"each": {"key": name, "value": value}})
        return found

    def walk(self) -> Iterator[Instance]:
        """Every instance of every resource and data source, those of the modules below included."""
        for block in self.blocks:
            if block.type in ("resource", "data"):
                yield from _leaves(self.instances(block.type, block.labels[0], block.labels[1], block.location))
            elif block.type == "module":
                for module in _leaves(self.child(block.labels[0], block.location)):
                    if isinstance(module, Module):
                        yield from module.walk()


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
    else:
        yield value


def _data(module: Module, type_: str, _location: Location) -> Any:
    return Named(f"data.{type_}", lambda name, place: module.instances("data", type_, name, place))


def _path(module: Module, name: str, _location: Location) -> Any:
    known = {"module": module.folder, "root": ".", "cwd": str(module.world.root.resolve())}
    if name not in known:
        raise Failure(f"there is no path.{name}")
    return known[name]


def _terraform(module: Module, name: str, _location: Location) -> Any:
    if name != "workspace":
        raise Failure(f"there is no terraform.{name}")
    return module.world.settings.stage or "default"


_TOP: Mapping[str, Callable[[Module, str, Location], Any]] = {
    "var": Module.variable, "local": Module.local, "module": Module.child, "data": _data, "path": _path, "terraform": _terraform,
}
