"""Where the code of a function stands in the repository: what its archive is made of, or the one folder that has its handler."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.readers import inline
from lambdatest.readers.code_root import IMAGE, Code, python_files
from lambdatest.readers.location import Dummy
from lambdatest.readers.terraform.instance import Instance
from lambdatest.readers.terraform.syntax import is_tree, name_of, trees
from lambdatest.readers.terraform.view import View, blocks
from lambdatest.readers.text import shown

_MOST_ABOVE = 2
_OBJECTS = ("aws_s3_object", "aws_s3_bucket_object")


@dataclass(slots=True)
class Archives:
    """The folders that the archives of a configuration in *root* are made of, by the archive's path."""

    root: Path
    repository: Path
    folders: dict[str, Path] = field(default_factory=dict)
    _files: list[Path] | None = None

    def read(self, views: Iterable[View]) -> None:
        """Take up what ``archive_file`` packs, and what is then uploaded under another name."""
        known = list(views)
        for one in (view for view in known if view.type == "archive_file"):
            folder = self._packed(one)
            if folder is not None:
                self.folders[self._path(one.given("output_path"))] = folder
        for one in (view for view in known if view.type in _OBJECTS):
            folder = self.folders.get(self._path(one.given("source")))
            if folder is not None:
                self.folders[f"s3:{one.given('key')}"] = folder

    def _path(self, name: Any) -> str:
        return os.path.normpath(os.path.join(self.root, str(name)))

    def _packed(self, one: View) -> Path | None:
        folder, file = one.given("source_dir"), one.given("source_file")
        if isinstance(folder, str):
            return Path(self._path(folder))
        if isinstance(file, str):
            return Path(self._path(file)).parent
        sources = _sources(one)
        roots = [root for name, path in sources if (root := _above(Path(self._path(path)), name)) is not None]
        return roots[0] if roots else _inline(one)

    def folder(self, path: Any) -> Path | None:
        """The folder that the archive at *path*, or under the key ``s3:…``, is made of."""
        text = str(path)
        return self.folders.get(text if text.startswith("s3:") else self._path(text))

    def code(self, one: View) -> Code:
        """The code of a function."""
        runtime, handler = str(one.given("runtime") or ""), str(one.given("handler") or "")
        if one.given("package_type") == "Image" or one.given("image_uri"):
            return Code(self.root, IMAGE)
        if not runtime.startswith("python"):
            what = f"its runtime is {runtime}" if runtime else "it has no runtime"
            return Code(self.root, f"{what}; only Python functions can be called")
        own = one.given("source_path")
        if own:
            found = next(_paths(own), None)
            return self._in(Path(self._path(found)), handler, one) if found else self._looked_for(handler, one, "a list of commands")
        path, key = one.given("filename"), one.given("s3_key")
        folder = self.folder(path) if path else self.folder(f"s3:{key}") if key else None
        if folder is not None:
            return self._in(folder, handler, one)
        what = str(path) if path else f"{shown(str(key))} in a bucket" if key else "not named"
        return self._looked_for(handler, one, what)

    def _in(self, folder: Path, handler: str, one: View) -> Code:
        """The code in *folder*; where a build has yet to make that, what the build takes."""
        other = Code(folder) if folder.is_dir() else self._looked_for(handler, one, os.path.relpath(folder, self.root))
        return Code(folder) if other.skipped else other

    def _looked_for(self, handler: str, one: View, what: str) -> Code:
        """The one folder of the repository that holds the handler; one that is called like the archive or the function comes first."""
        module = handler.rpartition(".")[0]
        parts = [part for part in re.split(r"[./]", module) if part]
        beside = Path(self._path(os.path.dirname(what) or "."))
        if what.endswith(".zip") and beside.joinpath(*parts).with_suffix(".py").is_file():
            return Code(beside)
        roots = self._nearest({path.parents[len(parts) - 1] for path in self._holding(parts, handler.rpartition(".")[2])})
        names = {Path(what).name.partition(".")[0], str(one.given("function_name"))}
        named = [root for root in roots if names & set(root.relative_to(self.repository).parts)]
        chosen = roots if len(roots) == 1 else named
        if len(chosen) == 1:
            place = os.path.relpath(chosen[0], self.root.resolve())
            return Code(chosen[0], note=f"{one.address}: its code is {what}, which is not here; {place}, where {module}.py is, stands in")
        more = f", and {len(roots)} folders hold its handler" if roots else ""
        return Code(self.root, f"its code is {what}{more}; only code in a folder of the repository can be called")

    def _nearest(self, roots: set[Path]) -> list[Path]:
        """Those below the folder of the configuration, else those below the one above it, else those below the next."""
        here = self.root.resolve()
        for above in (here, *here.parents[:_MOST_ABOVE]):
            found = sorted(root for root in roots if root.is_relative_to(above))
            if found or above == self.repository:
                return found
        return []

    def _holding(self, parts: list[str], attribute: str) -> Iterator[Path]:
        if self._files is None:
            self._files = list(python_files(self.repository))
        wanted = (*parts[:-1], f"{parts[-1]}.py") if parts else ()
        named = re.compile(rf"\b{re.escape(attribute)}\b")
        for path in self._files:
            if wanted and path.parts[-len(wanted):] == wanted and named.search(path.read_text("utf-8", "replace")):
                yield path


def _paths(value: Any) -> Iterator[str]:
    """The paths of a ``source_path``: a text, an object with ``path``, or a list of both."""
    for one in value if isinstance(value, list) else [value]:
        path = one.get("path") if isinstance(one, Mapping) else one
        if isinstance(path, str) and not isinstance(path, Dummy):
            yield os.path.dirname(path) if path.endswith(".py") else path


def _sources(one: View) -> Iterator[tuple[str, str]]:
    """The names in an archive and the files that their contents are read from."""
    if not isinstance(one, Instance):
        return
    written = [block for block in one.block.blocks if block.type == "source"]
    for given, block in zip(blocks(one, "source"), written, strict=False):
        content = block.attributes.get("content")
        path = _read_file(content.value, one) if content else None
        if path is not None:
            yield str(given.get("filename")), path


def _inline(one: View) -> Path | None:
    """A folder with the one module whose text stands in the configuration itself; None where there is none, or several."""
    found = [given for given in blocks(one, "source") if str(given.get("filename")).endswith(".py")]
    text = found[0].get("content") if len(found) == 1 else None
    module = str(found[0].get("filename")).removesuffix(".py") if found else ""
    return inline.written(text, module) if isinstance(text, str) and not isinstance(text, Dummy) and module.isidentifier() else None


def _read_file(tree: Any, one: Instance) -> str | None:
    """The path in the ``file(…)`` or ``templatefile(…)`` of an expression."""
    if not is_tree(tree):
        return None
    if tree.data == "function_call" and name_of(trees(tree)[0]) in ("file", "templatefile"):
        return one.path_in(tree)
    return next((path for child in trees(tree) if (path := _read_file(child, one)) is not None), None)


def _above(path: Path, name: str) -> Path | None:
    """The folder below which *path* is called *name* in the archive; that of the file where it has another name there."""
    parts = Path(name).parts
    return path.parents[len(parts) - 1] if path.parts[-len(parts):] == parts else path.parent


def layer_paths(folder: Path, runtime: str) -> list[Path]:
    """What a layer made of *folder* puts on the path: https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html"""
    inside = (folder / "python", folder / "python" / "lib" / runtime / "site-packages")
    return [one for one in inside if one.is_dir()] or [folder]
