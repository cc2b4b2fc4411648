"""A handler named on the command line, ``app.py:handler``, where no IaC file declares it."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click
from hypothesis.errors import InvalidArgument

from lambdatest.cli.option import Choice, Loading, choose, loaded, pairs
from lambdatest.errors import LambdatestError
from lambdatest.model import Project
from lambdatest.project import from_function
from lambdatest.project.plain_table import is_written_out
from lambdatest.readers import find
from lambdatest.setting import nearest
from lambdatest.store import FOLDER

Callback = TypeVar("Callback", bound=Callable[..., Any])
HANDLER = "handler"
_NAMED = re.compile(r"(.+\.py):([A-Za-z_]\w*)")
_OWN = ("trigger", "route", "table", "env", "timeout", "memory")


def handler_options(command: Callback) -> Callback:
    """The options that say of a handler what an IaC file would."""
    for decorate in (
        click.option("--memory", type=int, metavar="MB", help="Its memory (128)."),
        click.option("--timeout", type=int, metavar="SECONDS", help="Its timeout (3)."),
        click.option("--env", multiple=True, metavar="NAME=VALUE", help="A variable of its environment."),
        click.option(
            "--table", multiple=True, metavar="TABLE",
            help='A table that it has: "orders(id:S, at:N)", or a file that describes it; may be given again.'),
        click.option("--route", metavar="ROUTE", help='Its route, for a trigger that has one: "POST /orders".'),
        click.option("--trigger", metavar="KIND", help="What calls FILE.py:HANDLER (rest_api, sqs …); without it, what its code expects."),
    ):
        command = decorate(command)
    return command


def opened(path: Path, given: Mapping[str, Any]) -> tuple[Choice, Project]:
    """The values of a command, and the project of PATH: an IaC file, its folder, or ``FILE.py:HANDLER``.  Raises LambdatestError."""
    found = named(path)
    if found is None:
        wrong = [f"--{name}" for name in _OWN if given.get(name) not in (None, ())]
        if wrong:
            raise LambdatestError(f"{', '.join(wrong)}: an IaC file says that itself; give it beside FILE.py:HANDLER")
        file, choice = choose(path, given)
        return choice, loaded(file, choice.loading())
    choice = Choice(given, nearest(found[0].parent))
    return choice, _written(*found, _keywords(choice, found[0].parent))


def named(path: Path) -> tuple[Path, str] | None:
    """The file and the name in ``FILE.py:HANDLER``; None where *path* is no such text."""
    found = _NAMED.fullmatch(str(path))
    return (Path(found[1]), found[2]) if found else None


def home(path: Path) -> Path:
    """The folder beside whose findings PATH stands; one without an IaC file that has findings is that itself.  Raises ProjectError."""
    found = named(path)
    if found is not None:
        return found[0].parent
    return path if os.path.isdir(path / FOLDER) and not _has_project(path) else find(path).parent


def reopened(path: Path, root: Path, loading: Mapping[str, Any]) -> tuple[Path, Project]:
    """The file and the project of a run before, whose findings stand in *root* and which had *loading*.  Raises ProjectError."""
    if HANDLER in loading:
        name, _, handler = loading[HANDLER].rpartition(":")
        return root / name, _written(root / name, handler, {key: value for key, value in loading.items() if key != HANDLER})
    file = find(path)
    return file, loaded(file, Loading(**loading))


def _written(file: Path, handler: str, keywords: Mapping[str, Any]) -> Project:
    """The project of *handler* in *file*; files of tables in *keywords* are relative to its folder."""
    tables = [table if is_written_out(table) else file.parent / table for table in keywords.get("tables", ())]
    try:
        project = from_function(f"{file}:{handler}", **{**keywords, "tables": tables})
    except InvalidArgument as error:
        raise LambdatestError(str(error)) from None
    # They stand on the command line, not in a file.
    known = tuple(replace(table, location=None) for table in project.tables)
    return replace(project, tables=known, loading={HANDLER: f"{file.name}:{handler}", **keywords})


def _has_project(folder: Path) -> bool:
    try:
        find(folder)
    except LambdatestError:
        return False
    return True


def _keywords(choice: Choice, folder: Path) -> dict[str, Any]:
    """The keywords of ``from_function``, those that differ from its own defaults; all of them JSON data."""
    route = choice.given.get("route")
    tables = [table if is_written_out(table) else os.path.relpath(table, folder) for table in choice.given.get("table") or ()]
    given = {
        "trigger": choice.given.get("trigger") or ("rest_api" if route else "direct"), "route": route, "tables": tables,
        "environment": pairs("--env", choice.given.get("env") or ()), "timeout": choice.given.get("timeout"),
        "memory": choice.given.get("memory"), "region": choice("region"),
    }
    return {name: value for name, value in given.items() if value not in (None, [], {})}
