"""Which code is the user's own: what lies under the code root, and not in a folder of installed packages."""

import functools
import linecache
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FrameType, TracebackType

from lambdatest.results import Frame

INSTALLED = frozenset({"site-packages", "dist-packages", "node_modules", "venv", ".venv", ".tox", ".nox", "__pypackages__", ".git"})


def sources(root: Path) -> Iterator[str]:
    """The text of every Python file below *root*, without installed packages and layers, which have a folder ``python``."""
    for path in root.rglob("*.py"):
        if not (INSTALLED | {"python"}) & set(path.relative_to(root).parts):
            yield path.read_text("utf-8", "replace")


class UserCode:
    """The files of one code root, and of *layers* beside it, that the user wrote; symbolic links are resolved.

    Packages that were installed next to the handler (``pip install -t .``, a virtual environment, node_modules) are not the
    user's: they are told by the ``.dist-info`` folder, the ``pyvenv.cfg`` or the name of their folder.
    """

    def __init__(self, root: Path, layers: Iterable[Path] = ()) -> None:
        self.root = os.path.realpath(root)
        self.layers: list[str] = []
        self._prefixes = tuple({self.root.rstrip(os.sep) + os.sep, os.path.abspath(root).rstrip(os.sep) + os.sep})
        self._known: dict[str, bool] = {}
        self.vendored = _vendored(self.root, _changed(self.root))
        for layer in layers:
            for folder in _of_layer(layer):
                self.add(folder)

    def add(self, folder: str) -> None:
        """Let the modules of *folder* be the user's too, found after those of the code root."""
        folder = os.path.realpath(folder)
        if folder != self.root and folder not in self.layers:
            self.layers.append(folder)
            self._known.clear()

    @property
    def folders(self) -> list[str]:
        """Where modules are looked for, in this order."""
        return [self.root, *self.layers]

    def top_level(self) -> set[str]:
        """The names of modules and regular packages that stand in one of the folders, and were not installed there."""
        return set().union(*(_importable(folder) - _vendored(folder, _changed(folder)) for folder in self.folders))

    def holds(self, file: str | None) -> bool:
        """Whether *file*, an absolute path, lies anywhere under the code root."""
        return file is not None and file.startswith(self._prefixes)

    def owns(self, file: str | None) -> bool:
        """Whether *file*, an absolute path, is code of the user."""
        if file is None:
            return False
        known = self._known.get(file)
        if known is None:
            known = self._known[file] = self._is_own(file)
        return known

    def _is_own(self, file: str) -> bool:
        layer = next((one for one in self.layers if file.startswith(one + os.sep)), None)
        if self.holds(file) and (layer is None or not layer.startswith(self._prefixes)):
            return not _installed(self.relative(file), self.vendored)
        if layer is None:
            return False
        return not _installed(os.path.relpath(file, layer).replace(os.sep, "/"), _vendored(layer, _changed(layer)))

    def relative(self, file: str) -> str:
        """*file* relative to the code root, with forward slashes; unchanged where it is neither there nor in a layer."""
        for prefix in self._prefixes:
            if file.startswith(prefix):
                return file[len(prefix) :].replace(os.sep, "/")
        if any(file.startswith(layer + os.sep) for layer in self.layers):
            return os.path.relpath(file, self.root).replace(os.sep, "/")
        return file

    def frame(self, code: CodeType, line: int) -> Frame:
        """The line of *code* as a result names it."""
        source = linecache.getline(code.co_filename, line).strip()
        return Frame(self.relative(code.co_filename), line, code.co_qualname, source)

    def frames(self, traceback: TracebackType | None) -> tuple[Frame, ...]:
        """The user's own lines of *traceback*, deepest last; of an endless recursion only the first round."""
        found: list[Frame] = []
        seen: set[tuple[str, int]] = set()
        while traceback is not None:
            code, line = traceback.tb_frame.f_code, traceback.tb_lineno
            if self.owns(code.co_filename):
                if (code.co_filename, line) in seen:
                    break
                seen.add((code.co_filename, line))
                found.append(self.frame(code, line))
            traceback = traceback.tb_next
        return tuple(found)

    def first(self, traceback: TracebackType | None) -> TracebackType | None:
        """*traceback* from the user's first line on; as it is where it has none."""
        found = traceback
        while found is not None and not self.owns(found.tb_frame.f_code.co_filename):
            found = found.tb_next
        return found or traceback

    def stack(self, frame: FrameType | None) -> Iterator[Frame]:
        """The user's own lines among *frame* and its callers, deepest first."""
        while frame is not None:
            if self.owns(frame.f_code.co_filename):
                yield self.frame(frame.f_code, frame.f_lineno or 0)
            frame = frame.f_back

    def on_stack(self, frame: FrameType | None) -> bool:
        """Whether *frame* or one of its callers is code of the user."""
        while frame is not None:
            if self.owns(frame.f_code.co_filename):
                return True
            frame = frame.f_back
        return False


def _installed(relative: str, vendored: frozenset[str]) -> bool:
    """Whether the file, by its path below a folder of modules, belongs to a package that was installed there."""
    parts = relative.split("/")
    return parts[0].removesuffix(".py") in vendored or not INSTALLED.isdisjoint(parts[:-1])


def _of_layer(layer: Path) -> Iterator[str]:
    """The folders of a layer that are on sys.path: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html"""
    inner = layer / "python"
    if not inner.is_dir():
        yield str(layer)
        return
    yield str(inner)
    yield from (str(found) for found in sorted(inner.glob("lib/python3*/site-packages")))


def _importable(folder: str) -> set[str]:
    """The names that importing finds first in *folder*: modules and regular packages."""
    names = set()
    for entry in os.scandir(folder) if os.path.isdir(folder) else ():
        if entry.name.endswith(".py"):
            names.add(entry.name.removesuffix(".py"))
        elif entry.is_dir() and os.path.isfile(os.path.join(entry.path, "__init__.py")):
            names.add(entry.name)
    return names


def _changed(root: str) -> int:
    """When *root* last got or lost a member; 0 where it is not there."""
    try:
        return os.stat(root).st_mtime_ns
    except OSError:
        return 0


@functools.lru_cache(maxsize=64)
def _vendored(root: str, changed: int) -> frozenset[str]:
    """The top-level names that were installed into *root* itself; looked for once for each state of it."""
    if not changed:
        return frozenset()
    entries = os.listdir(root)
    environments = {entry for entry in entries if os.path.exists(os.path.join(root, entry, "pyvenv.cfg"))}
    folders = [Path(root, entry) for entry in entries if entry.endswith((".dist-info", ".egg-info"))]
    return frozenset(environments.union(*map(_top_level, folders)))


def _top_level(folder: Path) -> list[str]:
    """The importable names of an installed distribution: ``top_level.txt``, else its own name."""
    listed = folder / "top_level.txt"
    if listed.is_file():
        return listed.read_text("utf-8", "replace").split()
    return [folder.name.split("-", maxsplit=1)[0].lower()]
