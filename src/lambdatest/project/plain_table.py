"""`from_tables`: a project of tables that no IaC file declares."""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambdatest.errors import ProjectError
from lambdatest.model import Index, Location, Note, Project, Resource, Table
from lambdatest.project.iac import properties_of, table
from lambdatest.readers.document import load
from lambdatest.readers.location import Notes
from lambdatest.readers.scalar import YAML_1_1
from lambdatest.readers.source import DEFAULT_REGION, DEFAULT_STAGE
from lambdatest.readers.table import FORMS, TABLE, fragment, located

_WRITTEN = re.compile(r"\s*([\w.-]+)\s*\(([^()]*)\)\s*")
_KEY = re.compile(r"\s*([^\s:,()]+)\s*:\s*([SNB])\s*")
_FORM = "name(key:S) or name(key:S, sort:N), followed by its indexes in the same form"
Given = Table | Mapping[str, Any] | str | Path
"""A table in any of the forms that `from_tables` lists."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What was given as tables: the *tables*, all *resources* (a fragment may hold others), and *notes* on what is not understood."""

    tables: tuple[Table, ...] = ()
    resources: tuple[Resource, ...] = ()
    notes: tuple[Note, ...] = ()


def declared(given: Sequence[Given], region: str, location: Location) -> Declared:
    """The tables *given* in any of the forms; *location* is where mappings were written.

    Raises ProjectError, one line with the place, where one is not a table, and where two have the same name.
    """
    if isinstance(given, str | Path | Mapping | Table):
        raise ProjectError(f"{location}: tables={given!r} is one table; write it in a tuple")
    notes = Notes()
    resources = [resource for number, one in enumerate(given) for resource in _resources(one, number, region, location, notes)]
    found = tuple(table(resource) for resource in resources if resource.type == TABLE)
    names = [one.name for one in found]
    for one in found:
        if names.count(one.name) > 1:
            raise ProjectError(f"{one.location}: table {one.name} is given twice; remove one of them")
    return Declared(found, tuple(resources), notes.all())


def is_written_out(text: str) -> bool:
    """Whether *text* is a table such as ``orders(id:S, at:N)``, and no file's path."""
    return text.rstrip().endswith(")") and "(" in text


def written_out(text: str) -> Table:
    """The table that *text* writes out: its keys with their types, and its global indexes: ``orders(id:S, at:N) by_mail(mail:S)``.

    Raises ProjectError.
    """
    parts: list[tuple[str, dict[str, str]]] = []
    position = 0
    while found := _WRITTEN.match(text, position):
        keys = [_KEY.fullmatch(part) for part in found[2].split(",")]
        if None in keys or not 1 <= len(keys) <= 2:
            break
        parts.append((found[1], {key[1]: key[2] for key in keys if key is not None}))
        position = found.end()
    if position != len(text) or not parts:
        raise ProjectError(f"table {text!r} is not of the form {_FORM}; types are S, N and B")
    (name, own), *indexes = parts
    types = {key: type_ for _, keys in (*indexes, (name, own)) for key, type_ in keys.items()}
    return Table(name, tuple(own), types, tuple(Index(index, tuple(keys)) for index, keys in indexes))


def _resources(given: Any, number: int, region: str, location: Location, notes: Notes) -> tuple[Resource, ...]:
    if isinstance(given, str) and is_written_out(given):
        given = written_out(given)
    if isinstance(given, str | Path):
        path = Path(given)
        return fragment(load(path, path.parent, YAML_1_1), Location(path.name, 1), region, notes)
    if isinstance(given, Table):
        return fragment(located(properties_of(given), location), location, region, notes)
    if not isinstance(given, Mapping):
        raise ProjectError(f"{location}: tables[{number}]={given!r} is of type {type(given).__name__}; give {FORMS}, or the path of a file")
    return fragment(located(given, location), location, region, notes)


def from_tables(*given: Given, region: str = DEFAULT_REGION, name: str = "tables") -> Project:
    """A project without functions whose mocked account has these tables.

    Each is one of: the keyword arguments of CreateTable; a table's CloudFormation properties, or the whole resource (``Type`` and
    ``Properties``); a fragment with ``Resources``, of which other resources (queues, buckets) are made too; what DescribeTable
    answers, with the outer ``Table`` or without; a `Table` of another project; the path of a JSON or YAML file that holds one of
    these; or a text such as ``orders(id:S, at:N) by_mail(mail:S)``, keys and global indexes.  What is not understood is in the
    project's notes or in those of the account.  Raises ProjectError, one line with the place.
    """
    place = caller(1)
    found = declared(given, region, Location(place.name, line_of(1)))
    return Project("tables", name, place, place.parent, DEFAULT_STAGE, region, (), found.tables, found.resources, found.notes)


def caller(depth: int) -> Path:
    """The file of the code that called the function which asks, or *depth* - 1 calls above that."""
    return Path(sys._getframe(depth + 1).f_code.co_filename)


def line_of(depth: int) -> int:
    """The line of that call."""
    return sys._getframe(depth + 1).f_lineno
