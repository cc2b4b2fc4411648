"""The pairs of the catalogue: where they are, what their manifests say, and how one becomes a project.

A pair is a folder with a ``manifest.yaml``, an ``evidence.py`` and three folders of files: ``service`` is what both variants have,
``buggy`` and ``fixed`` are what differs.  A project is ``service`` with the files of one variant laid over it.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PAIRS = Path(__file__).resolve().parent / "pairs"
VARIANTS = ("buggy", "fixed")


@dataclass(frozen=True)
class Pair:
    """A seeded bug and its correct twin.

    *kind* is its class, *trigger* the kind of event that shows it, *checks* the ids of those that may name it, *documentation* the
    page that says that it is one.
    """

    id: str
    title: str
    kind: str
    trigger: str
    checks: tuple[str, ...]
    documentation: str
    folder: Path

    def write(self, variant: str, target: Path) -> Path:
        """Write the project of *variant* into the new folder *target*: nothing but its sources and its IaC file."""
        ignore = shutil.ignore_patterns("__pycache__", ".lambdatest")
        shutil.copytree(self.folder / "service", target, ignore=ignore) if (self.folder / "service").exists() else target.mkdir()
        shutil.copytree(self.folder / variant, target, dirs_exist_ok=True, ignore=ignore)
        return target

    def files(self) -> Iterator[Path]:
        """The files of both projects."""
        for part in ("service", *VARIANTS):
            yield from sorted(path for path in (self.folder / part).rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def read(folder: Path) -> Pair:
    """The pair in *folder*."""
    manifest: dict[str, Any] = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
    kind, checks = manifest.pop("class"), tuple(manifest.pop("checks"))
    return Pair(kind=kind, checks=checks, folder=folder, **manifest)


def pairs(folder: Path = PAIRS, *, only: tuple[str, ...] = (), kinds: tuple[str, ...] = ()) -> list[Pair]:
    """The pairs in *folder*, by id; of these ids and classes where some are named."""
    found = [read(path.parent) for path in sorted(folder.glob("*/manifest.yaml"))]
    return [pair for pair in found if (not only or pair.id in only) and (not kinds or pair.kind in kinds)]
