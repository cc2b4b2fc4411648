"""Finds the files of a configuration and of its modules, and the values of its variables.

https://developer.hashicorp.com/terraform/language/files and …/language/values/variables#variable-definition-precedence
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib import resources as packaged
from pathlib import Path
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.document import load, read_text
from lambdatest.readers.location import Dummy, Fields, Notes, refusal
from lambdatest.readers.source import DEFAULT_REGION, Settings
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.terraform.expression import attribute
from lambdatest.readers.terraform.file_function import Files
from lambdatest.readers.terraform.module import MOST_MODULES, Input, Module, World
from lambdatest.readers.terraform.syntax import MOST_MARKS, Attribute, Block, parse, weight
from lambdatest.readers.terraform.value import Lookup
from lambdatest.readers.text import shown

SUFFIXES = (".tf", ".tf.json")
_REPOSITORY = (".git", ".hg")
_TOP = ("LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING")
_MODULES = "modules"
_SOURCE = re.compile(r'^\s*source\s*=\s*"(\.{1,2}(?:/[^"$]*)?)"\s*$')
_PART = re.compile(r"terraform|infra|deploy|iac|^tf|stack|module|^live$|^envs?$|environment|^aws$|^dev$|^staging$|^prod")
_MOST_LEVELS, _MOST_ABOVE = 6, 3
_KNOWN = {
    "terraform-aws-modules/lambda/aws": "lambda", "terraform-aws-modules/dynamodb-table/aws": "dynamodb_table",
    "terraform-aws-modules/sqs/aws": "sqs", "terraform-aws-modules/sns/aws": "sns", "terraform-aws-modules/s3-bucket/aws": "s3_bucket",
    "terraform-aws-modules/apigateway-v2/aws": "apigateway_v2", "terraform-aws-modules/eventbridge/aws": "eventbridge",
}
"""Modules of the registry whose code is not at hand: what they make of their arguments stands in the folder ``known``."""


def files(folder: Path) -> list[Path]:
    """The files of the module in *folder*, overrides last.  Raises OSError."""
    found = sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIXES) and path.is_file())
    return sorted(found, key=_is_override)


def _is_override(path: Path) -> bool:
    stem = path.name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def repository_of(folder: Path) -> Path:
    """The repository around *folder*: the nearest folder with ``.git``, else the one with a licence, as archives of repositories have it,
    else the one that is not called like Terraform's part of it."""
    above = [folder.resolve(), *folder.resolve().parents][:_MOST_LEVELS]
    for names in (_REPOSITORY, _TOP):
        root = next((one for one in above if any((one / name).exists() for name in names)), None)
        if root is not None:
            return root
    others = (one for one in above if not _PART.search(one.name.lower()) and one.parent.name.lower() != _MODULES)
    return next(others, above[0])


def shown_path(path: Path, root: Path) -> str:
    """How messages call a file, which may be outside of *root*."""
    return Path(os.path.relpath(path.resolve(), root.resolve())).as_posix()


class Sources:
    """The modules of a configuration in *root*, each parsed once."""

    def __init__(self, root: Path, notes: Notes) -> None:
        self.root = root
        self.notes = notes
        self._left = MOST_MARKS
        self._modules: dict[Path, list[Block]] = {}

    def module(self, folder: Path) -> list[Block]:
        """The blocks of the module in *folder*.  Raises ProjectError."""
        key = folder.resolve()
        if key not in self._modules:
            found: dict[tuple[str, ...], Block] = {}
            for path in files(folder):
                self._weigh(path)
                for block in parse(path, shown_path(path, self.root)).blocks:
                    for name, place in block.again():
                        self.notes.add(place, f"{name} is written twice, which Terraform refuses; this one stands")
                    _add(found, block, _is_override(path), self.notes)
            self._modules[key] = list(found.values())
        return self._modules[key]

    def _weigh(self, path: Path) -> None:
        self._left -= weight(read_text(path, path.parent))
        if self._left < 0:
            what = f"with it, the configuration holds more than {MOST_MARKS:,} marks"
            raise refusal(shown_path(path, self.root), what, "name its plan (terraform show -json)")


_UNIQUE = ("resource", "data", "variable", "output", "module")


def _add(found: dict[tuple[str, ...], Block], block: Block, overrides: bool, notes: Notes) -> None:
    """Add *block*, or write it over the one that it overrides: https://developer.hashicorp.com/terraform/language/files/override"""
    key = (block.type, *block.labels)
    same = found.get(key) if block.type in _UNIQUE else None
    if same is None:
        found[key if block.type in _UNIQUE else (*key, str(len(found)))] = block
        return
    if not overrides:
        notes.add(block.location, f"{'.'.join(key)} is declared twice, which Terraform refuses; the one at {same.location} stands")
        return
    same.attributes.update(block.attributes)
    types = {one.type for one in block.blocks}
    same.blocks[:] = [*(one for one in same.blocks if one.type not in types), *block.blocks]


def configuration(root: Path, settings: Settings, notes: Notes, stack: str) -> Module:
    """The root module of the configuration in the folder *root*.  Raises ProjectError."""
    sources = Sources(root, notes)
    region = settings.region or DEFAULT_REGION
    world = World(root, settings, notes, Files(root, repository_of(root)), stack, region, partial(_children, sources))
    module = Module(world, sources.module(root), ".")
    module.inputs = _inputs(module, root, settings)
    if settings.region is None:
        world.region = _region(module) or DEFAULT_REGION
    return module


def caller(module: Module, root: Path) -> tuple[Path, int] | None:
    """The file, and its line, that calls the folder *root* as a module and gives its variables their values; None where they have them."""
    if all("default" in block.attributes or block.labels[0] in module.inputs for block in module.of("variable")):
        return None
    here, repository = root.resolve(), repository_of(root)
    for folder in here.parents[:_MOST_ABOVE] if here != repository else ():
        for path in files(folder):
            for line, text in enumerate(read_text(path, folder).split("\n"), 1):
                found = _SOURCE.match(text)
                if found and Path(os.path.normpath(folder / found[1])) == here:
                    return path, line
        if folder == repository:
            break
    return None


def _region(module: Module) -> str | None:
    """The region of the provider that resources have unless they name another."""
    for block in module.of("provider", "aws"):
        if "alias" not in block.attributes and "region" in block.attributes:
            value = attribute(block.attributes["region"], "region", module.scope(block.location))
            return value if isinstance(value, str) and not isinstance(value, Dummy) else None
    return None


def _inputs(module: Module, root: Path, settings: Settings) -> dict[str, Input]:
    """The values of the root's variables: from the files that Terraform reads by itself, then those that were given."""
    found: dict[str, Input] = {}
    for path in _definitions(module, root, settings):
        values = _values(path, shown_path(path, root))
        found |= {name: partial(attribute, value, name, module.scope(value.location)) for name, value in values.items()}
    found |= {name: partial(_text, value) for name, value in settings.params.items()}
    return found


def _values(path: Path, file: str) -> dict[str, Attribute]:
    """The values of a file of definitions.  Raises ProjectError."""
    if not path.name.endswith(".json"):
        return parse(path, file).attributes
    document = load(path, path.parent)
    if not isinstance(document, Fields):
        raise refusal(file, f"this is {shown(document)}, no values of variables", "write an object")
    return {name: Attribute(value, Location(file, document.place(name).line)) for name, value in document.items()}


def _text(value: str) -> Any:
    """A value that was given on the command line; a list or an object is written as JSON."""
    try:
        return json.loads(value) if value[:1] in "[{" else value
    except ValueError:
        return value


def _definitions(module: Module, root: Path, settings: Settings) -> Iterator[Path]:
    automatic = sorted(path for path in root.iterdir() if path.name.endswith((".auto.tfvars", ".auto.tfvars.json")))
    named = [root / "terraform.tfvars", root / "terraform.tfvars.json"]
    own = [path for path in (*named, *automatic) if path.is_file()]
    staged = [path for path in (root / f"{settings.stage}.tfvars",) if settings.stage and path.is_file()]
    if not own and not staged and any("default" not in block.attributes for block in module.of("variable")):
        others = sorted(path for path in root.iterdir() if path.name.endswith((".tfvars", ".tfvars.example")))
        if others:
            place = Location(others[0].name, 1)
            module.world.notes.add(place, "Terraform does not read this file by itself; its values stand in for variables without any")
            staged = others[:1]
    yield from (*own, *staged)  # as -var-file names it, which is read after those


def _children(sources: Sources, parent: Module, name: str, block: Block) -> Any:
    """What a block ``module`` means: one module, several, or a stand-in where its code is not at hand.  Raises ProjectError."""
    given = block.attributes.get("source")
    source = attribute(given, "source", parent.scope(block.location)) if given else None
    if not isinstance(source, str):
        raise refusal(block.location, f"module {name} has no source", 'write source = "./folder"')
    if parent.address.count("module.") >= MOST_MODULES:
        raise refusal(block.location, f"modules are called more than {MOST_MODULES} deep", "look for one that calls itself")
    found = _code(sources, parent, name, source, block)
    if found is None:
        parent.world.notes.add(block.location, f"module {name} comes from {source}, which is not read (after terraform init it is)")
        return Absent(name)
    blocks, folder, place = found

    def made(address: str, names: Mapping[str, Any]) -> Module:
        scope = parent.scope(block.location, names)
        inputs = {key: partial(attribute, value, key, scope) for key, value in block.attributes.items() if key not in _META}
        return Module(parent.world, blocks, folder, f"{parent.address}{address}.", inputs, place or parent.place)
    return parent.expanded(block, f"module.{name}", made)


_META = ("source", "version", "count", "for_each", "providers", "depends_on")


def _code(sources: Sources, parent: Module, name: str, source: str, block: Block) -> tuple[list[Block], str, Location | None] | None:
    """The blocks of a module, the folder that ``path.module`` is, and the place to name instead of its own lines."""
    root = parent.world.root
    if source.startswith(("./", "../", ".\\", "..\\")) or source in (".", ".."):
        folder = os.path.normpath(os.path.join(parent.folder, source))
        if not (root / folder).is_dir() or not files(root / folder):
            raise refusal(block.location, f"module {name}: there is no Terraform file in the folder {folder}", "correct its source")
        return sources.module(root / folder), Path(folder).as_posix(), None
    known = _KNOWN.get(source.removeprefix("registry.terraform.io/").removeprefix("registry.opentofu.org/").partition("//")[0])
    if known and "//" not in source:
        return _known(known), parent.folder, block.location
    installed = _installed(root, parent.address, name)
    return (sources.module(root / installed), installed, None) if installed else None


@cache
def _known(name: str) -> list[Block]:
    """The blocks of a module in the folder ``known``."""
    with packaged.as_file(packaged.files(__package__) / "known" / f"{name}.tf") as path:
        return parse(path, path.name).blocks


def _installed(root: Path, address: str, name: str) -> str | None:
    """The folder into which ``terraform init`` has put a module."""
    path = root / ".terraform" / "modules" / "modules.json"
    if not path.is_file():
        return None
    key = ".".join([*re.findall(r"module\.([\w-]+)", address), name])
    try:
        found = json.loads(read_text(path, root)).get("Modules") or []
        folder = next((str(one["Dir"]) for one in found if one["Key"] == key), None)
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
        return None
    return folder if folder and (root / folder).is_dir() and files(root / folder) else None


class Absent(Lookup):
    """A module whose code is not at hand: its outputs are stand-ins."""

    def __init__(self, name: str) -> None:
        self.name = name

    def member(self, name: str, _location: Location) -> Any:
        """An output, or one of the module's instances."""
        return stand_in_for(f"{self.name}-{name}")

    def whole(self, _location: Location) -> Any:
        """Nothing that could be named."""
        return stand_in_for(self.name)
