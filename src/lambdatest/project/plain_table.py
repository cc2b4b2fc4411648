"""`from_tables`: a project of tables that no IaC file declares."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambdatest.errors import ProjectError
from lambdatest.model import Location, Note, Project, Resource, Table
from lambdatest.project.iac import properties_of, table
from lambdatest.readers.document import load
from lambdatest.readers.location import Notes
from lambdatest.readers.scalar import YAML_1_1
from lambdatest.readers.source import DEFAULT_REGION, DEFAULT_STAGE
from lambdatest.readers.table import FORMS, TABLE, fragment, located

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


def _resources(given: Any, number: int, region: str, location: Location, notes: Notes) -> tuple[Resource, ...]:
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
    answers, with the outer ``Table`` or without; a `Table` of another project; or the path of a JSON or YAML file that holds one of
    these.  What is not understood is in the project's notes or in those of the account.  Raises ProjectError, one line with the place.
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
