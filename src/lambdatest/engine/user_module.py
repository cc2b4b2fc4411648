"""The modules in which a team registers its strategies: which they are, and importing them apart from everything else.

The folder of a project's IaC file (its root), and the one of the nearest pyproject.toml with a table ``[tool.lambdatest]``, may each have a
folder ``strategies``; or that table names modules (``strategies = ["pkg.module"]``) which are imported instead.
"""

import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from hypothesis.errors import InvalidArgument

from lambdatest.errors import LambdatestError
from lambdatest.model import Project
from lambdatest.runtime.import_state import SHARED
from lambdatest.runtime.user_code import UserCode
from lambdatest.setting import FILE, nearest
from lambdatest.strategies.registration import Registration, collecting

FOLDER = "strategies"
MARK = "lambdatest"
"""What a file of a folder ``strategies`` names somewhere where the folder is meant for us: an application may have one of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """A *folder* that comes first on sys.path, and the *names* of the modules below it that register strategies.

    *setting* is the pyproject.toml that names them; None where they stand in a folder ``strategies``.
    """

    folder: Path
    names: tuple[str, ...]
    setting: Path | None = None


@dataclass(slots=True)
class Imported:
    """What importing a place gave: its *modules*, which nobody else sees, and what they registered; *done* when all are there."""

    place: Place
    code: UserCode
    modules: dict[str, ModuleType] = field(default_factory=dict)
    registrations: list[Registration] = field(default_factory=list)
    done: bool = False

    @contextmanager
    def active(self) -> Iterator[None]:
        """The place's folder and modules are those of the process while the block runs; then everything is as it was."""
        path, hidden = list(sys.path), self._hide()
        known = set(sys.modules)
        sys.path.insert(0, str(self.place.folder))
        sys.modules.update(self.modules)
        try:
            yield
        finally:
            for name in sys.modules.keys() - known:
                if self._owns(sys.modules.get(name)):
                    self.modules[name] = sys.modules[name]
            for name in self.modules:
                sys.modules.pop(name, None)
            sys.modules.update(hidden)
            sys.path[:] = path

    def _hide(self) -> dict[str, ModuleType]:
        """Take away modules of other places that bear a name of this one, while it is imported also of its files; gives those."""
        if self.done:
            return {name: sys.modules.pop(name) for name in self.modules if name in sys.modules}
        folder = self.place.folder
        names = {file.stem for file in folder.glob("*.py")} | {file.parent.name for file in folder.glob("*/__init__.py")}
        names |= {name.partition(".")[0] for name in self.place.names}
        return {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in names - SHARED}

    def _owns(self, module: ModuleType | None) -> bool:
        """Whether *module* is one of the place's: its file, or the folder of its namespace package, lies there."""
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            return self.code.owns(os.path.realpath(file))
        return any(self.code.owns(os.path.join(os.path.realpath(str(folder)), "__init__.py")) for folder in getattr(module, "__path__", ()))

    def shown(self, file: str, line: int | None) -> str:
        """A line as messages name it: ``strategies/orders.py:12``."""
        return f"{self.code.relative(os.path.realpath(file))}:{line or 1}"


def places(project: Project) -> list[Place]:
    """Where the project's team registers strategies.  Raises LambdatestError for settings that cannot be read."""
    settings = nearest(project.root)
    if "strategies" in settings.values:
        found = tuple(name for given in settings.values["strategies"] for name in _named(settings.folder, given))
        return [Place(settings.folder, found, settings.folder / FILE)] if found else []
    folders = dict.fromkeys((settings.folder, project.root.resolve()))
    return [Place(folder, _files(folder, FOLDER)) for folder in folders if _is_ours(folder / FOLDER)]


def _is_ours(folder: Path) -> bool:
    return any(MARK in path.read_text("utf-8", "replace") for path in folder.rglob("*.py") if path.is_file())


def _named(folder: Path, name: str) -> tuple[str, ...]:
    """The modules that *name* stands for: itself, or the files of a folder of that name that is no package."""
    path = folder.joinpath(*name.split("."))
    return _files(folder, name) if path.is_dir() and not (path / "__init__.py").is_file() else (name,)


def _files(folder: Path, name: str) -> tuple[str, ...]:
    """The modules of the folder *name*: the package itself, then each of its files that is neither private nor a test."""
    direct = sorted(path.stem for path in folder.joinpath(*name.split(".")).glob("*.py"))
    public = [stem for stem in direct if stem.isidentifier() and not stem.startswith(("_", "test_")) and stem != "conftest"]
    return (*([name] if "__init__" in direct else []), *(f"{name}.{stem}" for stem in public))


_IMPORTED: dict[Place, Imported] = {}


def imported(project: Project) -> Sequence[Imported]:
    """The modules of the project's places, each imported once a process.  Raises LambdatestError, one line with the place."""
    found = places(project)
    for place in found:
        if place not in _IMPORTED:
            _IMPORTED[place] = _import(place)
    return [_IMPORTED[place] for place in found]


def _import(place: Place) -> Imported:
    made = Imported(place, UserCode(place.folder))
    made.modules.update(_packages(place))
    importlib.invalidate_caches()
    for name in place.names:
        with collecting() as found, made.active():
            try:
                importlib.import_module(name)
            except (Exception, SystemExit) as error:  # pylint: disable=broad-exception-caught  # the code of the user may raise anything
                raise _explained(error, made, name) from error
        made.registrations += found
    made.done = True
    return made


def _packages(place: Place) -> Iterator[tuple[str, ModuleType]]:
    """Folders that are no packages: a package of the same name, wherever it stands on sys.path, would win over them."""
    parts = [name.split(".") for name in place.names]
    for parent in sorted({tuple(one[:n]) for one in parts for n in range(1, len(one))}):
        folder = place.folder.joinpath(*parent)
        if folder.is_dir() and not (folder / "__init__.py").is_file():
            name = ".".join(parent)
            made = ModuleType(name)
            made.__path__ = [str(folder)]
            yield name, made


def _explained(error: BaseException, made: Imported, name: str) -> LambdatestError:
    """What *error*, raised by importing *name*, means to the one who wrote it."""
    place = made.place
    if isinstance(error, ModuleNotFoundError) and place.setting and f"{name}.".startswith(f"{error.name}."):
        what = f"{place.setting}: [tool.lambdatest] strategies names {name!r}, which is not below {place.folder} and not installed"
        return LambdatestError(f"{what}; correct the name")
    frames = made.code.frames(error.__traceback__)
    where = f"{frames[-1].file}:{frames[-1].line}" if frames else name
    text = str(error).split("\n", maxsplit=1)[0]
    if isinstance(error, SyntaxError) and error.filename:
        where, text = made.shown(error.filename, error.lineno), error.msg
    if isinstance(error, InvalidArgument):  # of a call of ours: it says itself what is to be done
        return LambdatestError(f"{where}: {text}")
    remedy = "mend it, or take it out of that list" if place.setting else (
        "mend it; where that folder is not meant for lambdatest, write strategies = [] below [tool.lambdatest] in pyproject.toml")
    return LambdatestError(f"{where}: {type(error).__name__}{': ' if text else ''}{text}; {remedy}")
