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


def below(root: Path, stands: Callable[[Path], bool]) -> list[Path]:
    """The folders below *root* where an IaC file with functions *stands*, the outermost ones: a module's own folder is its user's part.

    Raises OSError where *root* itself cannot be read; a folder below it that cannot be read is passed by.
    """
    found: list[Path] = []
    for folder in _folders(root):
        if not any(folder.is_relative_to(other) for other in found) and stands(folder) and _has_functions(folder):
            found.append(folder)
    return _without_modules(found)


def _folders(root: Path) -> Iterator[Path]:
    """The folders below *root*, outer ones first."""
    level = [root]
    left = _MOST_FOLDERS
    for _ in range(DEPTH):
        level = [one for folder in level for one in _inside(folder)][:left]
        left -= len(level)
        yield from level


def _inside(folder: Path) -> list[Path]:
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
    except PermissionError:
        return []  # it is somebody else's
    own = (name for name in names if name not in _PASSED_BY and not name.startswith("."))
    return [folder / name for name in own if not (folder / name / "pyvenv.cfg").exists()]


def _has_functions(folder: Path) -> bool:
    """Whether a file of *folder*, or of a folder that it uses, declares a function: by its text, nothing is refused here."""
    files = (path for path in folder.rglob("*") if path.name.endswith(_SUFFIXES) and path.is_file())
    named = any(path.stat().st_size <= _MOST_BYTES and _FUNCTION.search(path.read_bytes()) for path in files)
    return named or (folder / "cdk.json").is_file()


def _without_modules(found: list[Path]) -> list[Path]:
    """*found* without folders of Terraform modules, which others use."""
    return [folder for folder in found if "modules" not in folder.parts] or found
