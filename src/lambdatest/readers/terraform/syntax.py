"""Terraform's configuration as blocks with attributes; expressions stay trees of the parser, or JSON, until somebody asks for them.

https://developer.hashicorp.com/terraform/language/syntax/configuration and …/syntax/json
"""

import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.document import load, read_text
from lambdatest.readers.location import Fields, refusal
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.text import shown

MAX_DEPTH = 100
MOST_MARKS = 60_000
"""What the parser does in about four seconds; the usual configuration of 600 kB has as many."""
_MARKS = re.compile(r'[{}\[\](),.=:"?]')
_LABEL_NAMES = ('"type"', '"name"')
_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "variable": 1, "output": 1, "module": 1, "provider": 1}
"""How many labels a block has; in JSON each is one more level of objects."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An expression that has a name: a tree of the parser, or what the JSON holds."""

    value: Any
    location: Location


@dataclass(frozen=True, slots=True)
class Block:
    """A block: ``resource "aws_sqs_queue" "orders" { … }``."""

    type: str
    labels: tuple[str, ...]
    location: Location
    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list["Block"] = field(default_factory=list)
    repeated: list[tuple[str, Location]] = field(default_factory=list)

    def again(self) -> Iterator[tuple[str, Location]]:
        """The attributes, also of the blocks inside, that are written once more, which Terraform refuses; the last one stands."""
        yield from self.repeated
        for one in self.blocks:
            yield from one.again()


def weight(text: str) -> int:
    """How much work *text* is: the marks between its names."""
    return len(_MARKS.findall(text))


def parse(path: Path, file: str) -> Block:
    """The blocks and attributes of a file, as those of one block without a name; messages call it *file*.  Raises ProjectError."""
    text_of = read_text(path, path.parent)
    top = Location(file, 1)
    if weight(text_of) > MOST_MARKS:
        raise refusal(top, f"it holds more than {MOST_MARKS:,} marks", "split it, or name its plan (terraform show -json)")
    if path.name.endswith(".json"):
        document = load(path, path.parent)
        if not isinstance(document, Fields):
            raise refusal(top, f"this is {shown(document)}, no Terraform configuration", "write an object of blocks")
        return _json_top(document, file)
    return _body("", (), _tree(text_of, file).children[0], top)


def _tree(text: str, file: str) -> Any:
    depth = 0
    for line, content in enumerate(text.split("\n"), 1):
        depth += sum(content.count(mark) for mark in "{[(") - sum(content.count(mark) for mark in "}])")
        if depth > MAX_DEPTH:
            raise refusal(Location(file, line), f"nested more than {MAX_DEPTH} deep", "flatten it; no Terraform file needs that")
    parser, errors = _parser()
    try:
        return parser.parse(text + "\n")
    except errors as error:
        line = getattr(error, "line", -1)
        line = line if isinstance(line, int) and line > 0 else text.count("\n") + 1
        found = getattr(error, "token", None)
        words = str(found or "").split()
        what = f"unexpected {shown(words[0])}" if words else "a block, a text or a bracket has no end"
        raise refusal(Location(file, line), f"not HCL: {what}", "check braces, quotes and commas (terraform fmt)") from None


@cache
def _parser() -> tuple[Any, Any]:
    """The parser and what it raises.  Building it takes time, which nobody without Terraform shall spend: hence no import at the top."""
    return importlib.import_module("hcl2.parser").parser(), importlib.import_module("lark.exceptions").LarkError


@cache
def expression(source: str) -> Any:
    """The tree of the expression *source* that stands inside of a text.  Raises Failure where it is none."""
    parser, errors = _parser()
    try:
        return parser.parse(f"x = ({source}\n)\n").children[0].children[0].children[-1]
    except errors:
        raise Failure(f"{shown(source)} is no expression") from None


def _body(type_: str, labels: tuple[str, ...], tree: Any, location: Location) -> Block:
    made = Block(type_, labels, location)
    for child in tree.children:
        if child.data == "attribute":
            name, *_, value = child.children
            where, known = Location(location.file, child.meta.line), name_of(name)
            made.repeated.extend([(known, where)] if known in made.attributes else [])
            made.attributes[known] = Attribute(value, where)
        elif child.data == "block":
            heads = trees(child)
            names = [name_of(part) for part in heads[:-1]]
            place = Location(location.file, child.meta.line)
            made.blocks.append(_body(names[0], tuple(names[1:]), heads[-1], place))
    if not type_:
        _check_labels(made)
    return made


def _check_labels(top: Block) -> None:
    for block in top.blocks:
        wanted = _LABELS.get(block.type)
        if wanted is not None and len(block.labels) != wanted:
            what = f"a block {block.type} has {len(block.labels)} labels"
            raise refusal(block.location, what, f'write {block.type} {" ".join(_LABEL_NAMES[-wanted:])} {{ … }}')


def name_of(tree: Any) -> str:
    """The name that an identifier, a keyword or a label in quotes is."""
    if not is_tree(tree):
        return str(tree)
    return "".join(name_of(part) for part in tree.children if str(part) != '"')


def is_tree(node: Any) -> bool:
    """Whether *node* is one of the parser's, and neither a token of it nor JSON."""
    return hasattr(node, "data")


def trees(node: Any) -> list[Any]:
    """The trees in *node* that mean something."""
    return [child for child in node.children if is_tree(child) and child.data != "new_line_or_comment"]


def _json_top(document: Fields, file: str) -> Block:
    made = Block("", (), Location(file, 1))
    for name in document:
        place = _in(file, document.place(name))
        if name == "locals":
            made.blocks.extend(_json_body("locals", (), part, file, place) for part in _objects(document[name], place))
        else:
            made.blocks.extend(_labelled(name, (), document[name], file, place))
    return made


def _labelled(type_: str, labels: tuple[str, ...], value: Any, file: str, place: Location) -> Iterator[Block]:
    if len(labels) == _LABELS.get(type_, 0):
        for part in _objects(value, place):
            yield _json_body(type_, labels, part, file, place)
        return
    for part in _objects(value, place):
        for name in part:
            if name != "//":
                yield from _labelled(type_, (*labels, name), part[name], file, _in(file, part.place(name)))


def _objects(value: Any, place: Location) -> list[Fields]:
    found = value if isinstance(value, list) else [value]
    if not all(isinstance(part, Fields) for part in found):
        raise refusal(place, f"a block is {shown(value)}", "write an object, or a list of objects")
    return list(found)


def _json_body(type_: str, labels: tuple[str, ...], given: Fields, file: str, place: Location) -> Block:
    """A block in JSON, where a nested block looks like an attribute; only ``dynamic`` ones are told apart."""
    made = Block(type_, labels, place)
    for name, value in given.items():
        where = _in(file, given.place(name))
        if name == "dynamic" and isinstance(value, Mapping):
            made.blocks.extend(_dynamic(value, file, where))
        elif name not in ("//", "lifecycle", "provisioner", "connection"):
            made.attributes[name] = Attribute(value, where)
    return made


def _dynamic(value: Any, file: str, where: Location) -> Iterator[Block]:
    for label in value:
        for part in _objects(value[label], where):
            made = _json_body("dynamic", (label,), part, file, where)
            content = made.attributes.pop("content", None)
            if content is not None:
                made.blocks.extend(_json_body("content", (), one, file, where) for one in _objects(content.value, where))
            yield made


def _in(file: str, place: Location) -> Location:
    return Location(file, place.line)
