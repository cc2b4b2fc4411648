"""Reads the cloud assembly that ``cdk synth`` writes: a manifest, the templates of the stacks, and the assets that they name.

https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-assemblies
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.model import FunctionDeclaration, Location, Resource, Service
from lambdatest.readers import cloudformation
from lambdatest.readers.code_root import Sources
from lambdatest.readers.document import load
from lambdatest.readers.location import Elements, Fields, fields, refusal, relative
from lambdatest.readers.sam_api import DEFAULT_STAGE
from lambdatest.readers.scalar import YAML_1_1
from lambdatest.readers.source import DEFAULT_REGION, Settings
from lambdatest.readers.stack import Shared, Stack, export, opened
from lambdatest.readers.text import as_text, shown

FOLDER = "cdk.out"
MANIFEST = "manifest.json"
APP = "cdk.json"
SYNTH = "is a CDK app that was not synthesised"
_STACK, _ASSETS, _ASSEMBLY = "aws:cloudformation:stack", "cdk:asset-manifest", "cdk:cloud-assembly"
_MOST_LEVELS = 5
_MOST_STACKS = 200


@dataclass(slots=True)
class _Assembly:
    """What a manifest and those below it name: templates with the stack's name and its environment, assets, names of constructs."""

    root: Path
    stage: str | None
    stacks: list[tuple[Path, str, str]] = field(default_factory=list)
    assets: dict[str, Path] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    others: list[tuple[Location, str]] = field(default_factory=list)


def holds_assembly(document: Any) -> bool:
    """Whether *document* is the manifest of a cloud assembly."""
    return isinstance(document, Fields) and isinstance(document.get("artifacts"), Fields) and "version" in document


def find_assembly(folder: Path) -> Path | None:
    """The manifest of the assembly that stands in *folder* or is it; None where there is neither.

    Raises ProjectError for a CDK app that was not synthesised.
    """
    output = FOLDER
    if (folder / APP).is_file():
        said = load(folder / APP, folder)
        output = as_text(said.get("output")) or FOLDER if isinstance(said, Fields) else FOLDER
    for one in (folder, folder / output):
        if (one / MANIFEST).is_file() and (one is not folder or (one / FOLDER).is_file() or one.name.startswith(FOLDER)):
            return one / MANIFEST
    if (folder / APP).is_file():
        raise refusal(str(folder / APP), SYNTH, "run: cdk synth")
    return None


def read_cdk(path: Path, _document: Any, settings: Settings) -> Service:
    """The service of all stacks of the assembly whose manifest stands at *path*.  Raises ProjectError.

    The manifest is read once more, as messages name its places below the folder of the app.
    """
    root = path.parent.parent if path.parent.name.startswith(FOLDER) else path.parent
    assembly = _Assembly(root, settings.stage)
    _collect(assembly, path.parent, load(path, root, YAML_1_1), 0)
    if not assembly.stacks:
        raise refusal(Location(relative(path, root), 1), "the assembly has no stack", "run: cdk synth")
    regions = [region for _, _, region in assembly.stacks if region]
    region = settings.region or next(iter(regions), DEFAULT_REGION)
    shared = Shared(root, region, Sources(root, assembly.assets), labels=assembly.labels)
    for location, name in assembly.others:
        shared.notes.add(location, f"the stage {name} is another deployment, and left out (--stage {name} reads it)")
    functions, found = _read(assembly, shared, settings)
    name = root.resolve().name or FOLDER
    stage = settings.stage or cloudformation.stage_of(found) or DEFAULT_STAGE
    return Service("cdk", name, path, root, stage, region, functions, found, shared.notes.all(), tuple(shared.left_out))


def _read(assembly: _Assembly, shared: Shared, settings: Settings) -> tuple[tuple[FunctionDeclaration, ...], tuple[Resource, ...]]:
    stacks: list[Stack] = []
    for template, name, _ in assembly.stacks:
        stacks.append(opened(template, shared.load(template), name, settings.params, shared))
    for stack in stacks:
        export(stack)
    return cloudformation.read(stacks)


def _collect(assembly: _Assembly, folder: Path, manifest: Any, level: int) -> None:
    """Add what *manifest*, which stands in *folder*, names."""
    place = Location(relative(folder / MANIFEST, assembly.root), 1)
    artifacts = fields(fields(manifest, place, "the manifest").get("artifacts"), place, "artifacts")
    for name in artifacts:
        artifact = fields(artifacts[name], artifacts.place(name), f"artifact {name}")
        given = fields(artifact.get("properties"), artifact.place("properties"), f"properties of {name}")
        type_ = artifact.get("type")
        if type_ == _ASSETS:
            _assets(assembly, folder, given)
        elif type_ == _STACK:
            if len(assembly.stacks) >= _MOST_STACKS:
                raise refusal(artifacts.place(name), f"more than {_MOST_STACKS} stacks", "name the template of one of them")
            template = folder / _file(given, "templateFile", name)
            environment = as_text(artifact.get("environment")).rpartition("/")[2]
            region = "" if environment.startswith("unknown") else environment
            assembly.stacks.append((template, as_text(given.get("stackName")) or name, region))
            _labels(assembly, folder, artifact)
    _stage(assembly, folder, artifacts, level)


def _file(given: Fields, key: str, name: str) -> str:
    found = given.get(key)
    if not isinstance(found, str):
        raise refusal(given.location, f"{key} of {name} is {shown(found)}", "run: cdk synth")
    return found


def _stage(assembly: _Assembly, folder: Path, artifacts: Fields, level: int) -> None:
    """One of the assemblies below: the stage that was asked for, else the first, as each is another deployment of the same code."""
    below = [(name, fields(one.get("properties"), one.location, f"properties of {name}")) for name, one in artifacts.items()
             if isinstance(one, Fields) and one.get("type") == _ASSEMBLY]
    if not below:
        return
    names = [as_text(given.get("displayName")) or name.removeprefix("assembly-") for name, given in below]
    chosen = names.index(assembly.stage) if assembly.stage in names else 0
    if level >= _MOST_LEVELS:
        raise refusal(artifacts.location, f"assemblies nested more than {_MOST_LEVELS} deep", "name the folder of one of them")
    assembly.others += [(artifacts.place(below[n][0]), one) for n, one in enumerate(names) if n != chosen]
    inner = folder / _file(below[chosen][1], "directoryName", names[chosen])
    _collect(assembly, inner, load(inner / MANIFEST, assembly.root, YAML_1_1), level + 1)


def _assets(assembly: _Assembly, folder: Path, given: Fields) -> None:
    """The files of an asset manifest: the hash that they are uploaded as, and where they are."""
    manifest = load(folder / _file(given, "file", "assets"), assembly.root, YAML_1_1)
    files = manifest.get("files") if isinstance(manifest, Fields) else None
    for name, one in files.items() if isinstance(files, Fields) else ():
        source = one.get("source") if isinstance(one, Fields) else None
        path = source.get("path") if isinstance(source, Fields) else None
        if isinstance(path, str):
            assembly.assets[name] = folder / path


def _labels(assembly: _Assembly, folder: Path, artifact: Fields) -> None:
    """The paths of the constructs by the logical ids of their resources, which stand in the artifact or in a file of its own."""
    metadata: Any = artifact.get("metadata")
    file = artifact.get("additionalMetadataFile")
    if isinstance(file, str) and os.path.isfile(folder / file):
        metadata = load(folder / file, assembly.root, YAML_1_1)
    for path, entries in metadata.items() if isinstance(metadata, Fields) else ():
        for one in _logical_ids(entries):
            assembly.labels.setdefault(one, path.removeprefix("/"))


def _logical_ids(entries: Any) -> Iterator[str]:
    for one in entries if isinstance(entries, Elements) else ():
        if isinstance(one, Mapping) and one.get("type") == "aws:cdk:logicalId" and isinstance(one.get("data"), str):
            yield one["data"]
