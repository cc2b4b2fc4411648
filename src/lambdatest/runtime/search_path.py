"""Modules of the project that a function imports and that its code root and its layers do not hold.

Build steps copy them there: a Makefile, a shared folder, a layer that another file declares.  They are taken from where they stand
in the repository, where that place is one of the usual ones, and whoever runs the search is told.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from lambdatest.runtime.user_code import INSTALLED, UserCode

USUAL = frozenset("src source lib libs layer layers python shared common packages modules".split())
"""Folders whose modules are put beside a function's own: one of these is on the way to the module."""
_TESTS = frozenset({"test", "tests"})
_MOST_FOLDERS = 2_000


def above(code: UserCode, root: Path | None = None) -> list[Path]:
    """The code root and the folders above it, as far as the root of the repository: where ``.git`` stands, else *root*."""
    folder = Path(code.root)
    line = [folder, *folder.parents]
    end = next((one for one in line if (one / ".git").exists()), root.resolve() if root is not None else folder)
    return line[: line.index(end) + 1] if end in line else [folder]


def providing(code: UserCode, name: str, root: Path | None = None) -> str | None:
    """The folder that the module *name* (``a.b``) can be imported from, else None: above the code root, or the only usual one."""
    ancestors = above(code, root)
    for folder in (inner for outer in ancestors for inner in (outer, outer / "src")):
        if str(folder) not in code.folders and _has(str(folder), name):
            return str(folder)
    top = ancestors[-1]
    found = [folder for folder in _folders(top) if folder not in code.folders and _has(folder, name)]
    usual = [folder for folder in found if not USUAL.isdisjoint(Path(folder).relative_to(top).parts)]
    return usual[0] if len(usual) == 1 else None


def _has(folder: str, name: str) -> bool:
    """Whether *folder* holds the module or the package *name*; a folder of modules without ``__init__.py`` is a package too."""
    inner = os.path.join(folder, *name.split("."))
    if os.path.isfile(f"{inner}.py"):
        return True
    return os.path.isdir(inner) and any(entry.endswith(".py") or os.path.isdir(os.path.join(inner, entry)) for entry in os.listdir(inner))


def _folders(root: Path) -> Iterator[str]:
    """The folders of the repository that can hold modules, at most two thousand."""
    for count, (folder, inner, _) in enumerate(os.walk(root)):
        inner[:] = sorted(one for one in inner if one not in INSTALLED | _TESTS and not one.startswith("."))
        yield folder
        if count > _MOST_FOLDERS:
            return
