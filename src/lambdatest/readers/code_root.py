"""The folder that a function's code stands in: as declared, as an asset of a deployment tool, written from the file, or looked for."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from filecmp import cmp
from itertools import islice
from pathlib import Path
from typing import Any

from lambdatest.readers import inline
from lambdatest.readers.location import Dummy, Fields, metadata, relative
from lambdatest.readers.text import as_text, shown

IMAGE = "it is a container image; only functions that run from their Python source can be called"
ASSET_PATH = "aws:asset:path"
"""The metadata that ``cdk synth`` and ``sam build`` give a resource: the folder or file of its code, relative to the template.

https://docs.aws.amazon.com/cdk/v2/guide/assets.html
"""
_ARCHIVES = (".zip", ".jar", ".tar.gz", ".tgz", ".whl")
_LEFT_OUT = re.compile(r"\..*|node_modules|venv|env|__pycache__|site-packages|cdk\.out.*|.*\.dist-info|.*\.egg-info")
_MOST_FILES = 5_000
_MOST_LEVELS = 8
_MOST_COMPARED = 500


@dataclass(frozen=True, slots=True)
class Code:
    """Where a function's code is; *skipped* is why it cannot be called, *note* what had to be assumed."""

    root: Path
    skipped: str | None = None
    note: str | None = None


@dataclass(slots=True)
class Sources:
    """The Python files below *root*, for code whose place is not declared.  *assets* are folders by the hash of what was uploaded."""

    root: Path
    assets: Mapping[str, Path] = field(default_factory=dict)
    _files: list[Path] | None = None

    def code(self, folder: Path, runtime: str, handler: str, value: Any, resource: Fields) -> Code:
        """The code that *value* says, a path relative to *folder* or what stands for one, of a function declared as *resource*."""
        other = other_language(runtime, "it has no Runtime")
        if other is not None:
            return Code(folder, other)
        asset = metadata(resource, ASSET_PATH)
        if asset is not None:
            return self._of_asset(folder / asset, handler)
        if isinstance(value, Fields):
            return self._of_mapping(folder, handler, value)
        if isinstance(value, str) and not isinstance(value, Dummy):
            return self._of_path(folder, value, handler)
        return self._looked_for(handler, folder, shown(str(value)) if isinstance(value, Dummy) else shown(value))

    def _of_mapping(self, folder: Path, handler: str, value: Fields) -> Code:
        if "ImageUri" in value:
            return Code(folder, IMAGE)
        text = value.get("ZipFile")
        if isinstance(text, str) and not isinstance(text, Dummy):
            return Code(inline.written(text))
        key = as_text(value.get("S3Key") or value.get("Key"))
        asset = self.asset(key)
        if asset is not None:
            return self._of_asset(asset, handler)
        return self._looked_for(handler, folder, f"{shown(key)} in a bucket" if key else "a mapping")

    def asset(self, key: str) -> Path | None:
        """The folder or file that was uploaded under *key*, the end of a URL or a name in a bucket."""
        return self.assets.get(key.rpartition("/")[2].partition(".")[0])

    def _of_asset(self, asset: Path, handler: str) -> Code:
        """An asset's own folder, or the one that it is a copy of, where somebody can mend what is found."""
        if not os.path.isdir(asset):
            return self._looked_for(handler, asset.parent, f"the asset {asset.name}")
        return Code(next((root for root in sorted({root for root, _ in self._modules(handler)}) if _is_copy(asset, root)), asset))

    def _of_path(self, folder: Path, path: str, handler: str) -> Code:
        if path.startswith(("s3://", "https://", "http://")) or path.endswith(_ARCHIVES):
            return self._looked_for(handler, folder, path)
        place = folder / path
        is_file = path.endswith(".py") and os.path.isfile(place)  # one file is packed as an archive of its own
        return Code(place.parent if is_file else place)

    def _looked_for(self, handler: str, folder: Path, what: str) -> Code:
        """The one folder in which the handler's file is, where the file names an archive or a bucket."""
        roots = self.roots(handler)
        if len(roots) == 1:
            place, module = relative(roots[0], self.root), handler.rpartition(".")[0]
            return Code(roots[0], note=f"its code is {what}; {place if place != '.' else 'this folder'}, where {module}.py is, stands in")
        return nowhere(folder, what, roots)

    def roots(self, handler: str) -> list[Path]:
        """The folders that *handler* can be found from: its module's file is there, and says its name."""
        name = re.compile(rf"\b{re.escape(handler.rpartition('.')[2])}\b")
        return sorted({root for root, file in self._modules(handler) if name.search(_text(file))})

    def _modules(self, handler: str) -> Iterator[tuple[Path, Path]]:
        """The files that can be the module of *handler*, each with the folder that it is found from."""
        if self._files is None:
            self._files = list(python_files(self.root))
        parts = _parts(handler)
        wanted = (*parts[:-1], f"{parts[-1]}.py") if parts else ()
        return ((one.parents[len(wanted) - 1], one) for one in self._files if wanted and one.parts[-len(wanted):] == wanted)


def other_language(runtime: str, absent: str) -> str | None:
    """Why a function of that *runtime* cannot be called, *absent* where it has none; None for one of Python."""
    if runtime.startswith("python2"):
        return f"{runtime} is Python 2, which lambdatest does not run"
    if runtime.startswith("python"):
        return None
    return f"{f'its runtime is {runtime}' if runtime else absent}; only Python functions can be called"


def nowhere(folder: Path, what: str, roots: Sequence[Path]) -> Code:
    """The code of a function that is *what*, which is not here, and whose handler is in none or in several of the folders *roots*."""
    more = f", and {len(roots)} folders hold its handler" if roots else ""
    return Code(folder, f"its code is {what}{more}; only code in a folder of the repository can be called")


def handler_file(root: Path, handler: str) -> Path:
    """The file of the module of *handler* below *root*, whether it is there or not: ``todos/create.create`` is in ``todos/create.py``."""
    *folders, name = _parts(handler) or ("",)
    package = root.joinpath(*folders, name, "__init__.py")
    return package if os.path.isfile(package) else root.joinpath(*folders, f"{name}.py")


def _parts(handler: str) -> tuple[str, ...]:
    """The names on the way to the module of *handler*: dots are folders too."""
    return tuple(part for part in re.split(r"[./]", handler.rpartition(".")[0]) if part)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""  # nor can it be imported


def _is_copy(asset: Path, folder: Path) -> bool:
    """Whether every file of *asset*, if they are few, stands in *folder* too."""
    entries = list(islice(asset.rglob("*"), _MOST_COMPARED))
    if len(entries) == _MOST_COMPARED:
        return False
    pairs = [(one, folder / one.relative_to(asset)) for one in entries if one.is_file() and "__pycache__" not in one.parts]
    return all(there.is_file() and cmp(one, there, shallow=False) for one, there in pairs)


def python_files(root: Path) -> Iterator[Path]:
    """The Python files below *root*, at most 5,000, without those of environments and build folders."""
    left = _MOST_FILES
    for folder, names, files in os.walk(root):
        level = len(Path(folder).relative_to(root).parts)
        names[:] = sorted(name for name in names if level < _MOST_LEVELS and not _LEFT_OUT.fullmatch(name))
        for name in sorted(files):
            left -= 1
            if left < 0:
                return
            if name.endswith(".py") and (Path(folder) / name).is_file():
                yield Path(folder) / name
