"""Where in a repository the IaC files stand, if not at its root."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

DEPTH = 3
"""Folders below the one that was named that are looked into."""
_MOST_FOLDERS = 2000
_MOST_BYTES = 1_000_000
_PASSED_BY = frozenset("node_modules test tests examples example docs dist build site-packages cdk.out venv".split())
_SUFFIXES = (".yml", ".yaml", ".json", ".tf", ".tf.json")
_FUNCTION = re.compile(
    rb"AWS::(?:Lambda|Serverless)::Function\b|^functions\s*:|^\s*\"functions\"\s*:"
    rb"|\"aws_lambda_function\"|terraform-aws-modules/lambda/aws",
    re.MULTILINE,
)


def below(root: Path, is_called: Callable[[str], bool]) -> list[Path]:
    """The folders below *root* with a file that *is_called* as an IaC file, and functions: the outermost ones, as a module's own folder
    is its user's part.

    What cannot be read is passed by.
    """
    found: list[Path] = []
    for folder in _folders(root, DEPTH):
        is_part = any(folder.is_relative_to(other) for other in found)
        if not is_part and any(is_called(entry.name) for entry in _entries(folder)) and _has_functions(folder):
            found.append(folder)
    return _without_modules(found)


def says(path: Path, pattern: re.Pattern[bytes], most: int) -> bool:
    """Whether a file of at most so many bytes has a text in which *pattern* is found: nothing is refused here."""
    try:
        return path.is_file() and path.stat().st_size <= most and pattern.search(path.read_bytes()) is not None
    except OSError:
        return False  # whoever names it will hear why


def _folders(root: Path, depth: int) -> Iterator[Path]:
    """The folders below *root*, outer ones first, without those that hold no IaC files of the repository's own."""
    level = [root]
    left = _MOST_FOLDERS
    for _ in range(depth):
        level = [one for folder in level for one in _inside(folder)][:left]
        left -= len(level)
        yield from level
        if not level:
            return


def _inside(folder: Path) -> list[Path]:
    names = [entry.name for entry in _entries(folder) if entry.is_dir(follow_symlinks=False)]
    own = (folder / name for name in names if name not in _PASSED_BY and not name.startswith("."))
    return [one for one in own if not os.path.exists(one / "pyvenv.cfg")]


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    """What stands in *folder*, by name."""
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []  # it is somebody else's


def _has_functions(folder: Path) -> bool:
    """Whether a file of *folder*, or of a folder in it, declares a function, by its text."""
    if os.path.isfile(folder / "cdk.json"):
        return True
    entries = (entry for one in (folder, *_folders(folder, _MOST_FOLDERS)) for entry in _entries(one))
    return any(says(Path(entry), _FUNCTION, _MOST_BYTES) for entry in entries if entry.name.endswith(_SUFFIXES))


def _without_modules(found: list[Path]) -> list[Path]:
    """*found* without folders of Terraform modules, which others use."""
    return [folder for folder in found if "modules" not in folder.parts] or found
