"""``--report FORMAT=PATH``: where reports go, and writing them."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from lambdatest._registry import Registry
from lambdatest.cli.output import console
from lambdatest.errors import LambdatestError
from lambdatest.reports.file import write_file

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Destination(Generic[Kind]):
    """One ``--report FORMAT=PATH``: the *format* of that *name*, and the file."""

    name: str
    format: Kind
    path: Path


def destination(text: str, base: Path, formats: Registry[Kind]) -> Destination[Kind]:
    """The format and the file of ``FORMAT=PATH``, its folder made.  Raises LambdatestError, before anything has run."""
    name, sign, file = text.partition("=")
    if not sign or not file:
        raise LambdatestError(f"--report {text!r} is not FORMAT=PATH, such as json=report.json")
    found = Destination(name, formats[name], base / file)
    try:
        found.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LambdatestError(f"--report {text!r}: the folder cannot be made: {error.strerror or error}") from error
    if found.path.is_dir():
        raise LambdatestError(f"--report {text!r}: {found.path} is a folder; name a file in it")
    return found


def write_report(one: Destination[Kind], render: Callable[[Kind], str]) -> int:
    """Write one report; 2 where it could not be written, after saying so, else 0."""
    try:
        write_file(one.path, render(one.format))
    except OSError as error:
        console(sys.stderr).print(f"error: the {one.name} report {one.path} cannot be written: {error.strerror or error}")
        return 2
    return 0
