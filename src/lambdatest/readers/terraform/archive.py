"""Where the code of a function stands in the repository: what its archive is made of, or the one folder that has its handler."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.readers import inline
from lambdatest.readers.code_root import IMAGE, Code, Sources, handler_file, nowhere, other_language
from lambdatest.readers.location import Dummy
from lambdatest.readers.terraform.instance import Instance
from lambdatest.readers.terraform.syntax import is_tree, name_of, trees
from lambdatest.readers.terraform.view import View, blocks
from lambdatest.readers.text import shown

_MOST_ABOVE = 3
_OBJECTS = ("aws_s3_object", "aws_s3_bucket_object")


@dataclass(slots=True)
class Archives:
    """The folders that the archives of a configuration in *root* are made of, by the archive's path; *sources* are the repository's."""

    root: Path
    sources: Sources
    folders: dict[str, Path] = field(default_factory=dict)

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
        name, path = next(_sources(one), (None, None))
        return _above(Path(self._path(path)), name) if name is not None else _inline(one)

    def folder(self, path: Any) -> Path | None:
        """The folder that the archive at *path*, or under the key ``s3:…``, is made of."""
        text = str(path)
        return self.folders.get(text if text.startswith("s3:") else self._path(text))

    def code(self, one: View) -> Code:
        """The code of a function."""
        runtime, handler = str(one.given("runtime") or ""), str(one.given("handler") or "")
        if one.given("package_type") == "Image" or one.given("image_uri"):
            return Code(self.root, IMAGE)
        other = other_language(runtime, "it has no runtime")
        if other is not None:
            return Code(self.root, other)
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
        beside = Path(self._path(os.path.dirname(what) or "."))
        if what.endswith(".zip") and handler_file(beside, handler).is_file():
            return Code(beside)
        roots = self._nearest(self.sources.roots(handler))
        names = {Path(what).name.partition(".")[0], str(one.given("function_name"))}
        named = [root for root in roots if names & set(root.relative_to(self.sources.root).parts)]
        chosen = roots if len(roots) == 1 else named
        if len(chosen) == 1:
            place = os.path.relpath(chosen[0], self.root.resolve())
            return Code(chosen[0], note=f"{one.address}: its code is {what}, which is not here; {place}, where {module}.py is, stands in")
        return nowhere(self.root, what, roots)

    def _nearest(self, roots: list[Path]) -> list[Path]:
        """Those below the folder of the configuration, else those below the one above it, and so on."""
        here = self.root.resolve()
        for above in (here, *here.parents[:_MOST_ABOVE]):
            found = [root for root in roots if root.is_relative_to(above)]
            if found or above == self.sources.root:
                return found
        return []


def _paths(value: Any) -> Iterator[str]:
    """The paths of a ``source_path``: a text, an object with ``path``, or a list of both."""
    for one in value if isinstance(value, list) else [value]:
        path = one.get("path") if isinstance(one, Mapping) else one
        if isinstance(path, str) and not isinstance(path, Dummy):
            yield (os.path.dirname(path) or ".") if path.endswith(".py") else path


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
