"""The stacks that a template describes: itself, and those that it nests by the path of their templates.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.model import Location, Resource
from lambdatest.readers import sam_generated
from lambdatest.readers.code_root import ASSET_PATH, Sources
from lambdatest.readers.definition import written_out
from lambdatest.readers.document import load
from lambdatest.readers.intrinsic import resolve, truth
from lambdatest.readers.location import Budget, Fields, Notes, fields, local_path, metadata, refusal, relative
from lambdatest.readers.macro import Expansion
from lambdatest.readers.resource import resource
from lambdatest.readers.sam_api import Apis
from lambdatest.readers.scalar import YAML_1_1
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

NESTED = {"AWS::Serverless::Application": "Location", "AWS::CloudFormation::Stack": "TemplateURL"}
CONSTRUCT_PATH = "aws:cdk:path"
_MAX_NESTED = 100
_MAX_LEVELS = 10
_MOST_CHARACTERS = 4_000_000


@dataclass(slots=True)
class Shared:
    """What all stacks of a deployment share: *root* is the folder that messages are relative to, *names* are those already taken.

    *labels* are the paths of the CDK's constructs by the logical ids of their resources; *left_out* are tables whose condition does
    not hold.
    """

    root: Path
    region: str
    sources: Sources
    notes: Notes = field(default_factory=Notes)
    budget: Budget = field(default_factory=Budget)
    exports: dict[str, tuple[Template, Any, Location]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    labels: Mapping[str, str] = field(default_factory=dict)
    left_out: list[Resource] = field(default_factory=list)
    files: int = 0
    characters: int = 0

    def load(self, path: Path) -> Any:
        """The content of the template at *path*.  Raises ProjectError, also where all of them are too large together."""
        self.characters += os.path.getsize(path) if os.path.isfile(path) else 0
        if self.characters > _MOST_CHARACTERS:
            what = f"the templates of all stacks are larger than {_MOST_CHARACTERS:,} bytes together"
            raise refusal(Location(relative(path, self.root), 1), what, "name the template of one stack")
        return load(path, self.root, YAML_1_1)

    def name(self, label: str, stack: str) -> str:
        """*label*, or where another stack has one that is called so, *stack* and label.  Raises ProjectError when both are taken."""
        for name in (label, f"{stack}/{label}"):
            if name not in self.names:
                self.names.add(name)
                return name
        what = f"two functions are called {shown(f'{stack}/{label}')}"
        raise refusal(self.root.resolve().name or "project", what, "rename one of the stacks")


@dataclass(slots=True)
class Stack:
    """One stack: its *template*, the *folder* that paths in it are relative to, its resources as *declared*, its *name*."""

    name: str
    template: Template
    apis: Apis
    folder: Path
    declared: Fields
    shared: Shared
    nested: list["Stack"] = field(default_factory=list)

    def all(self) -> Iterator["Stack"]:
        """This stack and those in it."""
        yield self
        for one in self.nested:
            yield from one.all()


def opened(path: Path, document: Any, name: str, parameters: Mapping[str, Any], shared: Shared, above: tuple[Path, ...] = ()) -> Stack:
    """The stack *name* of the template *document* that stands at *path*, and those nested in it.  Raises ProjectError."""
    document = fields(document, Location(path.name, 1), "the template")
    none = Fields(document.location)
    template = Template(
        document, none, name, shared.region, shared.notes, resolve, truth, parameters, shared.budget, exports=shared.exports)
    template.document = Expansion(template, path.parent, shared.root).document(document)
    declared = fields(template.document.get("Resources"), template.document.place("Resources"), "Resources")
    common = fields(template.document.get("Globals"), template.document.place("Globals"), "Globals")
    for one in declared:
        resource(declared, one)
    declared = written_out(template, declared, path.parent, shared.root)
    made = sam_generated.generated(declared)
    declared = Fields(declared.location, {**declared, **made.deployed}, declared.places)
    template.resources = Fields(declared.location, {**made.known, **declared}, declared.places)
    stack = Stack(name, template, Apis(template, common), path.parent, declared, shared)
    for one in declared:
        child = _nested(stack, one, declared[one], (*above, path.resolve()))
        if child is not None:
            template.nested[one] = child.template
            stack.nested.append(child)
    return stack


def export(stack: Stack) -> None:
    """Make the outputs that *stack* exports known to the stacks beside it."""
    template = stack.template
    outputs = fields(template.document.get("Outputs"), template.document.place("Outputs"), "Outputs")
    for name in outputs:
        output = fields(outputs[name], outputs.place(name), f"output {name}")
        told = output.get("Export")
        exported = template.resolve(told.get("Name"), told.place("Name")) if isinstance(told, Fields) else None
        if exported is not None:
            template.exports[as_text(exported)] = (template, output.get("Value"), output.place("Value"))


class _Passed(Mapping[str, Any]):
    """The values that a stack gives the parameters of one nested in it, each evaluated when it is asked for."""

    def __init__(self, template: Template, name: str, given: Fields) -> None:
        self._template, self._name, self._given = template, name, given

    def __getitem__(self, key: str) -> Any:
        place = self._given.place(key)
        with self._template.once(f"parameter {key} of {self._name}", place):
            return self._template.resolve(self._given[key], place)

    def __contains__(self, key: object) -> bool:
        return key in self._given

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)


def _nested(stack: Stack, name: str, found: Fields, above: tuple[Path, ...]) -> Stack | None:
    """The stack that the resource *name* nests, where its template is a file of the repository; else None, with a note."""
    type_ = as_text(found["Type"])
    if type_ not in NESTED or not stack.template.is_deployed(found):
        return None
    properties = fields(found.get("Properties"), found.place("Properties"), f"Properties of {name}")
    place = properties.place(NESTED[type_])
    path = _path(stack, found, properties.get(NESTED[type_]), place)
    if isinstance(path, str):
        stack.shared.notes.add(place, f"{name} is a nested stack, which is not read: {path}")
        return None
    if path.resolve() in above:
        raise refusal(place, f"the nested stack {name} leads back to itself", "break the circle of templates")
    stack.shared.files += 1
    if len(above) > _MAX_LEVELS or stack.shared.files > _MAX_NESTED:
        raise refusal(place, f"more than {_MAX_LEVELS} levels or {_MAX_NESTED} nested stacks", "name the template of one of them")
    given = fields(properties.get("Parameters"), properties.place("Parameters"), f"Parameters of {name}")
    document = stack.shared.load(path)
    return opened(path, document, f"{stack.name}-{name}", _Passed(stack.template, name, given), stack.shared, above)


def _path(stack: Stack, found: Fields, value: Any, place: Location) -> Path | str:
    """The file of a nested stack's template, or why there is none."""
    where = metadata(found, ASSET_PATH) or stack.template.resolve(value, place)
    known = stack.shared.sources.asset(as_text(where))
    if known is not None and os.path.isfile(known):
        return known
    local = local_path(where)
    if local is None:
        return f"its template is {shown(where)}, no file of the repository"
    path = stack.folder / local
    try:
        return path if path.is_file() else f"there is no file {shown(where)}"
    except (OSError, ValueError):
        return f"{shown(where)} is no path"
