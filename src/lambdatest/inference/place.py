"""A place in the data that a handler meets, and everything that the code was seen to do there."""

from collections.abc import Iterator
from itertools import count
from typing import Any

MAX_DEPTH = 12
MAX_CHILDREN = 200


class Place:
    """One value of the event or of a table's items: ``event["body"]`` parsed, its key ``price``, an element of ``items``.

    There is one object for each place, whoever reads it, so that evidence from every function gathers here.  *order* is when
    the code first touched it.  *types* are JSON types and three weak ones: ``counted`` (equal to an integer), ``measured`` (in
    arithmetic) and ``sized`` (given to len), which the name of the key decides.  *set_kind* is ``SS`` or ``NS`` where an attribute is
    a set of DynamoDB's, *insisted* types without which the code goes no further, *separators* are texts that the code splits this one
    at, *layouts* formats in which it reads a date, *patterns* regular expressions that it must match.  *keyed* says that the code walks
    its keys, *named* that it knows them all.
    """

    __slots__ = (
        "_clock", "children", "constants", "defaulted", "depth", "element", "insisted", "keyed", "layouts", "members", "name", "named",
        "optional", "order", "parent", "parsed", "patterns", "required", "separators", "set_kind", "stored", "types", "written",
    )  # fmt: skip

    def __init__(self, name: str, parent: "Place | None" = None) -> None:
        self.name = name
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self._clock: Iterator[int] = parent._clock if parent else count()
        self.order = next(self._clock)
        self.required = False
        self.optional = False
        self.written = False
        self.keyed = False
        self.named = False
        self.defaulted = False
        self.types: set[str] = set()
        self.insisted: set[str] = set()
        self.constants: list[str | int | float | bool] = []
        self.members: list[str] = []
        self.children: dict[str, Place] = {}
        self.element: Place | None = None
        self.parsed: Place | None = None
        self.stored: list[Any] = []
        self.set_kind: str | None = None
        self.separators: list[str] = []
        self.layouts: list[str] = []
        self.patterns: list[str] = []

    def child(self, name: str) -> "Place":
        """The value of key *name*; the place itself where the data nests deeper than any real body."""
        if name in self.children:
            return self.children[name]
        if self.depth >= MAX_DEPTH or len(self.children) >= MAX_CHILDREN:
            return self
        self.children[name] = Place(name, self)
        return self.children[name]

    def member(self) -> "Place":
        """An element, where the place is an array (or any value, where its keys are walked)."""
        if self.depth >= MAX_DEPTH:
            return self
        if self.element is None:
            self.element = Place(self.name, self)
        return self.element

    def loaded(self) -> "Place":
        """What the text at this place holds once it is parsed as JSON."""
        if self.depth >= MAX_DEPTH:
            return self
        if self.parsed is None:
            self.parsed = Place(self.name, self)
        return self.parsed

    def add_constant(self, value: str | int | float | bool) -> None:
        """Remember a value that the code compares this one with."""
        if not any(type(c) is type(value) and c == value for c in self.constants):
            self.constants.append(value)

    @property
    def read(self) -> bool:
        """Whether the code reads it, rather than only writing it."""
        return self.required or self.optional
