"""From parse events to a tree of values that know where they stand, without recursion and within limits.

PyYAML's own composer recurses (5,000 brackets end in a RecursionError), lets the last of two equal keys win, and shares what
aliases name, so that a walk over ten lines of them never ends.  Here each of these is one error that names the line.
"""

from dataclasses import dataclass, field
from typing import Any

from lambdatest.errors import did_you_mean
from lambdatest.model import Location
from lambdatest.readers.location import Elements, Fields, refusal
from lambdatest.readers.scalar import Dialect, implicit
from lambdatest.readers.text import shown

MAX_DEPTH = 100
MAX_VALUES = 100_000
MERGE = "<<"
_REMEMBERED = 9
SHORT_TAGS = (
    "And Base64 Cidr Equals FindInMap GetAtt GetAZs If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform".split()
)
TEXT_TAG = "tag:yaml.org,2002:str"
CORE_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")}


@dataclass(slots=True)
class Frame:
    """A mapping or list that has begun and not ended; *size* counts what it expands to."""

    container: Fields | Elements
    tag: str | None
    anchor: str | None
    key: str | None = None
    key_location: Location | None = None
    merges: list[tuple[Any, Location]] = field(default_factory=list)
    size: int = 1


class Tree:
    """Builds one document's value from its events; *value* is the result, *started* tells whether there was any."""

    def __init__(self, file: str, dialect: Dialect) -> None:
        self.file = file
        self.dialect = dialect
        self.value: Any = None
        self.location = Location(file, 1)
        self.started = False
        self._stack: list[Frame] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._total = 0

    def at(self, line: int) -> Location:
        """The location of *line* (counted from 1)."""
        return Location(self.file, line)

    def begin(self, line: int, is_mapping: bool, tag: str | None = None, anchor: str | None = None) -> None:
        """A mapping or a list begins."""
        if len(self._stack) >= MAX_DEPTH:
            raise refusal(self.at(line), f"nested more than {MAX_DEPTH} deep", "flatten it; no IaC format needs that")
        self._check_tag(tag, line)
        if anchor:
            self._anchors[anchor] = (None, 0)  # open: an alias to it would be a circle
        self._stack.append(Frame(Fields(self.at(line)) if is_mapping else Elements(self.at(line)), tag, anchor))

    def end(self) -> None:
        """The innermost mapping or list ends."""
        frame = self._stack.pop()
        if isinstance(frame.container, Fields):
            self._merge(frame)
        value = self._tagged(frame.container, frame.tag, frame.container.location)
        if frame.anchor:
            self._anchors[frame.anchor] = (value, frame.size)
        self._add(value, frame.container.location, frame.size, 1)  # its members were counted when they came

    def scalar(self, line: int, text: str, is_plain: bool, tag: str | None = None, anchor: str | None = None) -> None:
        """A scalar written as *text*; *is_plain* where it stands without quotes."""
        self._check_tag(tag, line)
        frame = self._stack[-1] if self._stack else None
        if frame and isinstance(frame.container, Fields) and frame.key is None:
            if anchor:
                self._anchors[anchor] = (text, 1)
            self._key(frame, text, self.at(line), is_plain)
            return
        value: Any = text
        if is_plain and tag != TEXT_TAG:
            try:
                value = implicit(text, self.dialect)
            except ValueError as error:
                raise refusal(self.at(line), str(error), "put it in quotes where it is text") from None
        value = self._tagged(value, tag, self.at(line))
        if anchor:
            self._anchors[anchor] = (value, 1)
        self._add(value, self.at(line), 1, 1)

    def alias(self, line: int, name: str) -> None:
        """An alias of the anchor *name*."""
        if name not in self._anchors:
            raise refusal(self.at(line), f"alias *{name} names nothing", did_you_mean(name, list(self._anchors)))
        value, size = self._anchors[name]
        if not size:
            what = f"alias *{name} stands inside the value that it names"
            raise refusal(self.at(line), what, "a value cannot hold itself: write it out")
        frame = self._stack[-1] if self._stack else None
        if frame and isinstance(frame.container, Fields) and frame.key is None:
            self._key(frame, value, self.at(line), is_plain=False)
        else:
            self._add(value, self.at(line), size, size)

    def _add(self, value: Any, location: Location, size: int, counted: int) -> None:
        self._total += counted
        if self._total > MAX_VALUES:
            raise refusal(location, f"more than {MAX_VALUES:,} values (aliases count each time)", "split the file or remove the aliases")
        if not self._stack:
            self.value, self.location, self.started = value, location, True
            return
        frame = self._stack[-1]
        frame.size += size
        if isinstance(frame.container, Elements):
            frame.container.add(value, location)
        elif frame.key is None:
            raise refusal(location, f"a key is {shown(value)}", "write a text as key")
        elif frame.key == MERGE and frame.key_location is None:
            frame.merges.append((value, location))
            frame.key = None
        else:
            frame.container[frame.key] = value
            frame.key = None

    def _key(self, frame: Frame, key: Any, location: Location, is_plain: bool) -> None:
        if not isinstance(key, str):
            raise refusal(location, f"a key is {shown(key)}", "write a text as key")
        if key == MERGE and is_plain:
            frame.key, frame.key_location = MERGE, None
            return
        assert isinstance(frame.container, Fields)
        if key in frame.container and self.dialect.repeats:
            frame.container.repeated = (*frame.container.repeated[:_REMEMBERED], key)
        elif key in frame.container:
            first = frame.container.places[key].line
            raise refusal(location, f"key {shown(key)} stands twice, first on line {first}", "remove or rename one of them")
        frame.key, frame.key_location = key, location
        frame.container.places[key] = location

    @staticmethod
    def _merge(frame: Frame) -> None:
        container = frame.container
        assert isinstance(container, Fields)
        for value, location in frame.merges:
            for source in value if isinstance(value, Elements) else [value]:
                if not isinstance(source, Fields):
                    raise refusal(location, f"<< merges {shown(source)}", "merge a mapping or a list of mappings")
                for key, member in source.items():
                    container.setdefault(key, member)
                    container.places.setdefault(key, source.place(key))

    def _check_tag(self, tag: str | None, line: int) -> None:
        if tag in (None, "!", "!Ref", "!Condition") or tag in CORE_TAGS or (tag or "")[1:] in SHORT_TAGS:
            return
        known = ["!Ref", "!Condition", *(f"!{name}" for name in SHORT_TAGS)]
        name = (tag or "").replace("tag:yaml.org,2002:", "!!")
        raise refusal(self.at(line), f"unknown tag {shown(name)}", did_you_mean(name, known))

    @staticmethod
    def _tagged(value: Any, tag: str | None, location: Location) -> Any:
        if tag is None or tag == "!" or tag in CORE_TAGS:
            return value
        name = tag[1:]
        key = name if name in ("Ref", "Condition") else f"Fn::{name}"
        if key == "Fn::GetAtt" and isinstance(value, str):
            value = Elements(location, value.split(".", 1))
        return Fields(location, {key: value}, {key: location})
