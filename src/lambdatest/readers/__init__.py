"""Readers: each turns one IaC format into a `Service` (functions with their declarations, and resources).

`find` chooses the file, `read` reads it.  Both raise ProjectError, one line with the place and the remedy, and nothing else.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambdatest._registry import Registry
from lambdatest.errors import ProjectError
from lambdatest.model import Location, Service
from lambdatest.readers.cdk import APP, find_assembly, holds_assembly, read_cdk
from lambdatest.readers.cloudformation import holds_template, read_cloudformation
from lambdatest.readers.document import MAX_BYTES, load
from lambdatest.readers.location import Fields, refusal
from lambdatest.readers.samconfig import deployment
from lambdatest.readers.scalar import YAML_1_1, YAML_1_2, Dialect
from lambdatest.readers.search import below, says
from lambdatest.readers.serverless import read_serverless
from lambdatest.readers.serverless_compose import NAMES, read_compose
from lambdatest.readers.source import Settings
from lambdatest.readers.text import listed
from lambdatest.readers.table import holds_tables, read_tables
from lambdatest.readers.terraform.configuration import SUFFIXES
from lambdatest.readers.terraform.plan import KEY, read_plan
from lambdatest.readers.terraform.reader import read_terraform
from lambdatest.readers.wiring import wired


@dataclass(frozen=True, slots=True)
class Reader:
    """One IaC format: the *names* of its files in order of preference, top-level *keys* that only it has, how it is read.

    *holds* tells whether a document is of a format whose keys others have too, and has the first word then.  *read* gets the file's
    path, its document and the user's settings, and raises ProjectError.  Files with one of *suffixes* are of it too, and are not loaded.
    """

    format: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    dialect: Dialect
    read: Callable[[Path, Any, Settings], Service]
    holds: Callable[[Any], bool] | None = None
    suffixes: tuple[str, ...] = ()


READERS: Registry[Reader] = Registry("reader", "lambdatest.readers")
READERS.add(
    "serverless",
    Reader(
        "serverless",
        ("serverless.yml", "serverless.yaml", "serverless.json"),
        ("service", "provider", "functions"),
        YAML_1_2,
        read_serverless,
    ),
)
READERS.add(
    "sam",
    Reader(
        "sam",
        ("template.yaml", "template.yml", "template.json"),
        ("Resources", "Transform", "AWSTemplateFormatVersion"),
        YAML_1_1,
        read_cloudformation,
    ),
)
READERS.add("terraform", Reader("terraform", ("main.tf",), (), YAML_1_2, read_terraform, None, SUFFIXES))
READERS.add("plan", Reader("plan", (), (KEY,), YAML_1_2, read_plan))
READERS.add("tables", Reader("tables", (), (), YAML_1_1, read_tables, holds_tables))
READERS.add(
    "cloudformation",
    Reader("cloudformation", (), ("Resources",), YAML_1_1, read_cloudformation, holds_template),
)
READERS.add("cdk", Reader("cdk", (), (), YAML_1_1, read_cdk, holds_assembly))
READERS.add("compose", Reader("compose", NAMES, (), YAML_1_2, read_compose))
_TEMPLATES = (".yaml", ".yml", ".json", ".template")
_FUNCTION = re.compile(rb"[\"']?Type[\"']?\s*:\s*[\"']?AWS::(Lambda|Serverless)::Function\b")
_PROGRAMS = ("serverless.ts", "serverless.js", "serverless.cjs", "serverless.mjs")


def find(path: Path) -> Path:
    """The IaC file that *path* names, or the one that stands in the folder *path*.  Raises ProjectError where there is none."""
    path = Path(path)
    try:
        if path.is_file():
            return _of_program(path) if path.suffix == ".py" else path
        if not path.is_dir():
            raise refusal(str(path), "there is no such file or folder", "name an IaC file or the folder of one")
        names, suffixes = _names(), _suffixes()
        found = [path / name for name in names if (path / name).is_file()]
        found += sorted(one for one in path.iterdir() if one.name.endswith(suffixes) and one.is_file())
        program = next((name for name in _PROGRAMS if (path / name).is_file()), None)
        elsewhere = None if found or program else _configured(path) or _deeper(path)
    except (OSError, ValueError) as error:
        raise refusal(str(path), f"cannot be read: {error}", "name an IaC file or the folder of one") from None
    if found:
        return found[0]
    if program:
        remedy = "name the output of: serverless print > serverless.resolved.yml"
        raise refusal(str(path / program), "is a program, which is not run", remedy)
    if elsewhere:
        return elsewhere
    raise refusal(str(path), f"no IaC file stands here ({', '.join(names)})", "name the file or its folder")


def _of_program(path: Path) -> Path:
    """The assembly of the CDK app that the program *path* is a part of.  Raises ProjectError where it is no such part."""
    for folder in path.absolute().parents[:3]:
        assembly = find_assembly(folder)
        if assembly is not None:
            return assembly
    raise refusal(str(path), "is a program, which is not run", f"name a handler of it, as in {path}:handler, or an IaC file")


def _deeper(folder: Path) -> Path | None:
    """The IaC file that stands in the one folder below *folder* that has any.  Raises ProjectError where there are more."""
    names, suffixes = {*_names(), APP}, _suffixes()
    found = below(folder, lambda name: name in names or name.endswith(suffixes))
    if len(found) > 1:
        where = listed([one.relative_to(folder).as_posix() for one in found])
        raise refusal(str(folder), f"no IaC file stands here, but below it ({where})", "name one of these")
    return find(found[0]) if found else None


def _names() -> list[str]:
    """What IaC files are called, in order of preference."""
    return [name for _, reader in READERS.items() for name in reader.names]


def _suffixes() -> tuple[str, ...]:
    return tuple(suffix for _, reader in READERS.items() for suffix in reader.suffixes)


def _configured(folder: Path) -> Path | None:
    """The template that a samconfig file names, the assembly of a CDK app, or the one template in *folder* that has another name."""
    named = deployment(folder).template
    if named and (folder / named).is_file():
        return folder / named
    assembly = find_assembly(folder)
    if assembly is not None:
        return assembly
    others = [one for suffix in _TEMPLATES for one in sorted(folder.glob(f"*{suffix}")) if says(one, _FUNCTION, MAX_BYTES)]
    if len(others) > 1:
        where = listed([one.name for one in others])
        raise refusal(str(folder), f"{len(others)} templates stand here ({where})", "name one of them")
    return others[0] if others else None


def read(
    path: Path,
    *,
    stage: str | None = None,
    region: str | None = None,
    params: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    allowed_env: Collection[str] = (),
) -> Service:
    """What the IaC file at *path* (or in the folder *path*) declares.

    *stage* and *region* override the file's own; *params* are values of ``${param:…}`` or of template parameters, *options* of
    ``${opt:…}``; *allowed_env* names the variables of the shell that ``${env:…}`` may read.  Raises ProjectError.
    """
    path = find(path)
    settings = Settings(stage, region, params or {}, options or {}, frozenset(allowed_env))
    try:
        reader = _by_name(path)
        if reader is not None and path.name.endswith(reader.suffixes):
            return wired(reader.read(path, None, settings))
        dialect = reader.dialect if reader else YAML_1_1  # which refuses less
        document = load(path, path.parent, dialect)
        other = _by_content(document)
        if other is not None and (reader is None or other.holds is not None):
            reader, document = other, document if other.dialect is dialect else load(path, path.parent, other.dialect)
        if reader is None:
            formats = " nor ".join(name for name, _ in READERS.items())
            remedy = "name a serverless.yml, a SAM template, or a file that describes tables"
            raise refusal(Location(path.name, 1), f"this looks like neither {formats}", remedy)
        return wired(reader.read(path, document, settings))
    except RecursionError:
        raise refusal(path.name, "its values are nested too deep", "flatten them") from None


def recognises(path: Path) -> bool:
    """Whether the file *path* is of an IaC format: by its name, or by the top-level keys of its text."""
    if _by_name(path) is not None:
        return True
    try:
        return _by_content(load(path, path.parent, YAML_1_1)) is not None
    except ProjectError:
        return False  # whoever it belongs to will say what is wrong with it


def _by_name(path: Path) -> Reader | None:
    readers = [reader for _, reader in READERS.items()]
    return next((reader for reader in readers if path.name in reader.names or path.name.endswith(reader.suffixes)), None)


def _by_content(document: Any) -> Reader | None:
    """The reader that says that *document* is its own, else the one whose keys it has."""
    if not isinstance(document, Fields):
        return None
    readers = [reader for _, reader in READERS.items()]
    own = (reader for reader in readers if reader.holds is not None and reader.holds(document))
    return next(own, None) or next((reader for reader in readers if any(key in document for key in reader.keys)), None)
