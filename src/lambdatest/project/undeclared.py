"""Tables that the code of the functions names and no IaC file declares: made where the code tells their keys, and said so."""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from lambdatest.inference.undeclared_table import NamedTable, named_tables
from lambdatest.model import Function, Location, Note, Table
from lambdatest.project.source import texts

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_MOST_FILES = 400
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
    naming = ((path, text) for path, text in texts(code_root) if text and any(word in text for word in _WORDS))
    return dict(islice(naming, _MOST_FILES))
