"""Whether a project has settings of its own for a tool: ours, which suit Lambda handlers, are for those that have none."""

import configparser
import tomllib
from collections.abc import Sequence
from pathlib import Path


def configured(root: Path, files: Sequence[str], section: str) -> bool:
    """Whether one of *files* stands at *root*, or setup.cfg, tox.ini or pyproject.toml there has a section that begins with *section*."""
    if any((root / name).exists() for name in files):
        return True
    return any(name.startswith(section) for file in ("setup.cfg", "tox.ini") for name in _sections(root / file)) or section in tables(root)


def _sections(path: Path) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return []  # the tool that reads it says what is wrong with it
    return parser.sections()


def tables(root: Path) -> list[str]:
    """The tools that pyproject.toml at *root* has a table for."""
    try:
        return list(tomllib.loads((root / "pyproject.toml").read_text("utf-8")).get("tool", {}))
    except (OSError, ValueError, AttributeError):
        return []  # as above
