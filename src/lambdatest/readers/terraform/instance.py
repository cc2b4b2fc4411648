"""One resource or data source, with what its block says and what AWS would answer."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lambdatest.model import Location
from lambdatest.readers.location import Dummy
from lambdatest.readers.terraform.answer import answered, physical_name
from lambdatest.readers.terraform.expression import attribute, evaluate
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.kind import ROWS
from lambdatest.readers.terraform.scope import Scope, guarded
from lambdatest.readers.terraform.syntax import Block, name_of, trees
from lambdatest.readers.terraform.value import Lookup, members

_META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "timeouts"})


class Owner(Protocol):
    """The module of an instance."""

    @property
    def world(self) -> Any:
        """What all modules share."""

    @property
    def address(self) -> str:
        """The beginning of the addresses of its instances."""

    @property
    def place(self) -> Location | None:
        """Where the module is called, if its own lines are nobody's concern."""

    def scope(self, location: Location, names: Mapping[str, Any] | None = None) -> Scope:
        """Where an expression of the module stands."""

    def kept(self, what: str, location: Location, make: Callable[[], Any]) -> Any:
        """What *make* gave the first time."""


Computed = Callable[["Instance", str], Any]
"""The value of an attribute of a data source that its block does not give; None where it is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance(Lookup):
    """One instance: *address* is ``module.orders.aws_sqs_queue.this["a"]``, *names* are ``each`` and ``count``."""

    module: Owner
    block: Block
    address: str
    names: Mapping[str, Any]
    computed: Computed

    @property
    def type(self) -> str:
        """The type: ``aws_sqs_queue``."""
        return self.block.labels[0]

    @property
    def is_data(self) -> bool:
        """Whether it is a data source."""
        return self.block.type == "data"

    @property
    def location(self) -> Location:
        """Where it is declared."""
        return self.module.place or self.block.location

    @property
    def scope(self) -> Scope:
        """Where its expressions stand."""
        return self.module.scope(self.block.location, self.names)

    @property
    def written(self) -> Collection[str]:
        """What the block gives; nothing in a module that is known here, whose own lines are nobody's concern."""
        return () if self.module.place else self._names()

    def _names(self) -> Collection[str]:
        nested_ = (one.labels[0] if one.type == "dynamic" and one.labels else one.type for one in self.block.blocks)
        return dict.fromkeys([*self.block.attributes, *nested_])

    def has(self, name: str) -> bool:
        """Whether the block itself gives *name*."""
        return name in self.block.attributes or any(name in (one.type, *one.labels[:1]) for one in self.block.blocks)

    def given(self, name: str) -> Any:
        """What the block gives for the attribute or the nested blocks *name*, None where it gives nothing."""
        return self.module.kept(f"{self._key}.{name}", self.block.location, lambda: self._given(name)) if self.has(name) else None

    @property
    def _key(self) -> str:
        return self.address.removeprefix(self.module.address)

    def _given(self, name: str) -> Any:
        if name in self.block.attributes:
            return attribute(self.block.attributes[name], name, self.scope)
        return list(nested(self.block, name, self.scope))

    def member(self, name: str, _location: Location) -> Any:
        """The attribute *name*, as written or as AWS would answer.  Raises Failure."""
        value = self.given(name)
        if value is None and self.is_data:
            value = self.computed(self, name)
        return answered(self, name, self.module.world) if value is None else value

    def whole(self, _location: Location) -> dict[str, Any]:
        """All that is written."""
        found = {name: self.given(name) for name in self._names() if name not in _META}
        return {**found, "id": self.member("id", self.location)} if self.type in ROWS and not self.is_data else found

    def path_in(self, call: Any) -> str | None:
        """The first argument of a *call* of a function, as text; None where it is none."""
        arguments = next((child for child in trees(call) if child.data == "arguments"), None)
        try:
            value = evaluate(trees(arguments)[0], self.scope) if arguments is not None else None
        except Failure:
            return None
        return value if isinstance(value, str) and not isinstance(value, Dummy) else None

    @property
    def name(self) -> str:
        """The name that it is deployed under: as written, else one that is made of its address."""
        return physical_name(self, self.module.world.stack)


def nested(block: Block, name: str, scope: Scope) -> Iterator[dict[str, Any]]:
    """The blocks *name* inside of *block*, those that ``dynamic`` makes included, each as a mapping."""
    for one in block.blocks:
        if one.type == name:
            yield body(one, scope)
        elif one.type == "dynamic" and one.labels[:1] == (name,):
            yield from _dynamic(one, name, scope)


def _dynamic(block: Block, name: str, scope: Scope) -> Iterator[dict[str, Any]]:
    """See https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks"""
    given = attribute(block.attributes["for_each"], f"for_each of {name}", scope) if "for_each" in block.attributes else []
    iterator = block.attributes.get("iterator")
    named = name_of(iterator.value) if iterator else name
    pairs = guarded(lambda: members(given), f"for_each of {name}", scope) if not isinstance(given, Dummy | None) else []
    for key, value in pairs if isinstance(pairs, list) else []:
        inner = scope.within({named: {"key": key if isinstance(given, Mapping) else value, "value": value}})
        for content in block.blocks:
            if content.type == "content":
                yield body(content, inner)


def body(block: Block, scope: Scope) -> dict[str, Any]:
    """The attributes and nested blocks of *block* as a mapping; blocks are lists."""
    found = {name: attribute(value, name, scope) for name, value in block.attributes.items()}
    for one in block.blocks:
        name = one.labels[0] if one.type == "dynamic" else one.type
        if name not in found:
            found[name] = list(nested(block, name, scope))
    return found
