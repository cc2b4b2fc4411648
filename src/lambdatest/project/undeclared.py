"""Tables that the code of the functions names and no IaC file declares: made where the code tells their keys, and said so."""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from lambdatest.inference.undeclared_table import NamedTable, named_tables
from lambdatest.model import Function, Location, Note, Table
from lambdatest.runtime.user_code import INSTALLED

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_TEST = re.compile(r"test_|conftest\.py$|.*_test\.py$")
_MOST_FILES, _MOST_BYTES = 400, 200_000
_WORDS = ("Table", "environ", "getenv", "table_name")


def undeclared(
    functions: Sequence[Function], declared: Collection[str], root: Path, left_out: Mapping[str, Table]
) -> Iterator[tuple[Table | None, Note]]:
    """A table for each that the functions' code names and *declared* does not have; a note with each.

    One of *left_out*, which a condition keeps from being deployed, is made as it is declared.  Where the code does not tell the keys
    there is the note alone.
    """
    known = set(declared)
    roots: dict[Path, dict[str, str]] = {}
    for function in functions:
        if not function.skipped:
            roots.setdefault(function.code_root, {}).update(function.environment)
    for code_root, environment in roots.items():
        for found in named_tables(_sources(code_root), environment):
            if found.name not in known and _NAME.fullmatch(found.name):
                known.add(found.name)
                place = Location(os.path.relpath(code_root / found.file, root), found.line)
                yield _as_declared(left_out[found.name], place) if found.name in left_out else _made(found, place)


def _as_declared(table: Table, place: Location) -> tuple[Table, Note]:
    what = f"the code names the table {table.name!r}, which is left out at {table.location}; made as it is declared there"
    return table, Note(place, what)


def _made(found: NamedTable, place: Location) -> tuple[Table | None, Note]:
    if not found.keys:
        return None, Note(place, f"the code names the table {found.name!r}, which is not declared, and does not tell its keys")
    shown = ", ".join(f"{name} ({kind})" for name, kind in found.keys)
    note = Note(place, f"the code names the table {found.name!r}, which is not declared; made with the key {shown}, as the code uses it")
    return Table(found.name, tuple(name for name, _ in found.keys), dict(found.keys), location=place), note


def _sources(code_root: Path) -> Mapping[str, str]:
    """The texts of the Python files under *code_root* that may name a table, by path below it."""
    found: dict[str, str] = {}
    for folder, folders, files in os.walk(code_root):
        folders[:] = sorted(one for one in folders if one not in INSTALLED and not one.startswith(".") and not _is_foreign(folder, one))
        for name in sorted(files):
            path = os.path.join(folder, name)
            text = _text(path) if name.endswith(".py") and not _TEST.match(name) else ""
            if any(word in text for word in _WORDS):
                found[os.path.relpath(path, code_root)] = text
        if len(found) >= _MOST_FILES:
            break
    return found


def _text(path: str) -> str:
    """The text of a file; none where it is too large, or cannot be read, as the link to nothing that Emacs leaves beside a file."""
    try:
        is_small = os.path.isfile(path) and os.path.getsize(path) <= _MOST_BYTES
        return Path(path).read_text("utf-8", "replace") if is_small else ""
    except OSError:
        return ""  # importing it says what is wrong


def _is_foreign(folder: str, name: str) -> bool:
    """Whether a folder holds tests, an environment or installed packages."""
    path = os.path.join(folder, name)
    return name in ("test", "tests", "cdk.out") or name.endswith((".dist-info", ".egg-info")) or os.path.exists(f"{path}/pyvenv.cfg")
