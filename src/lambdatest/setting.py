"""Settings of ``[tool.lambdatest]`` in a project's pyproject.toml: defaults for the options, and the modules with its strategies."""

import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.errors import LambdatestError, did_you_mean
from lambdatest.results import SEVERITIES

FILE = "pyproject.toml"
MODES = ("positive", "negative", "all")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(member, str) for member in value)


def _pairs(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(member, str) for member in value.values())


def _reasons(value: Any) -> bool:
    return _pairs(value) and all(reason.strip() for reason in value.values())


def _tables(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(member, dict) for member in value.values())


def _table(value: Any) -> bool:
    return isinstance(value, dict)


def _integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(value: Any) -> bool:
    return _integer(value) and value >= 1


def _seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "stage": (_text, "a string"),
    "region": (_text, "a string"),
    "param": (_pairs, 'a table of strings, such as {key = "value"}'),
    "opt": (_pairs, 'a table of strings, such as {key = "value"}'),
    "allow-env": (_texts, "a list of names"),
    "function": (_texts, "a list of names"),
    "checks": (_texts, "a list of names"),
    "ignore": (_reasons, 'a table of reasons by check, such as {cors = "a public API"}'),
    "report": (_texts, 'a list of strings, such as ["json=report.json"]'),
    "max-examples": (_count, "an integer from 1 on"),
    "max-time": (_seconds, "a number of seconds above 0"),
    "seed": (_integer, "an integer"),
    "workers": (_count, "an integer from 1 on"),
    "mode": (MODES.__contains__, f"one of {', '.join(MODES)}"),
    "fail-on": (SEVERITIES.__contains__, f"one of {', '.join(SEVERITIES)}"),
    "baseline": (_text, "a path"),
    "strategies": (_texts, 'a list of modules, such as ["tests.strategies"]'),
    "functions": (_tables, 'a table of tables by function, such as [tool.lambdatest.functions.create]'),
    "gates": (_table, "a table, such as [tool.lambdatest.gates]"),  # lambdatest gate looks into it
}
PER_FUNCTION = ("max-examples", "mode", "checks", "ignore")
"""The settings that a table ``[tool.lambdatest.functions.NAME]`` may have, for that function alone."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The *values* of a table ``[tool.lambdatest]``, and the *folder* of its file, which paths and modules in it are relative to."""

    folder: Path
    values: Mapping[str, Any] = field(default_factory=dict)


def nearest(folder: Path) -> Settings:
    """The settings of the first pyproject.toml with a table ``[tool.lambdatest]``, in *folder* or above it.

    A folder with ``.git`` is the last one that is looked into: what lies above a repository says nothing of it.  Raises
    LambdatestError for a file that cannot be read, an unknown setting, and a value of another type than the setting's.
    """
    folder = folder.resolve()
    for place in (folder, *folder.parents):
        values = _read(place / FILE)
        if values is not None:
            return Settings(place, values)
        if os.path.exists(place / ".git"):
            break
    return Settings(folder)


def read(folder: Path) -> Mapping[str, Any]:
    """The values of the settings that hold for *folder*, as `nearest` finds them; empty where there are none."""
    return nearest(folder).values


def _read(path: Path) -> dict[str, Any] | None:
    """The checked table of the pyproject.toml *path*; None where there is no such file, or no such table in it."""
    if not os.path.isfile(path):  # nor one above, in a folder that is closed to us
        return None
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LambdatestError(f"{path}: cannot be read: {error or type(error).__name__}; mend it or move it away") from error
    tool = document.get("tool", {})
    table = tool.get("lambdatest") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise LambdatestError(f"{path}: tool.lambdatest={table!r} is not a table; write [tool.lambdatest] and the settings below it")
    for key, value in table.items():
        _check(path, "tool.lambdatest", key, value, list(KINDS))
    for name, own in table.get("functions", {}).items():
        for key, value in own.items():
            _check(path, f"tool.lambdatest.functions.{name}", key, value, PER_FUNCTION)
    return table


def loading(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords of `lambdatest.load` that *settings* give."""
    names = {"stage": "stage", "region": "region", "param": "params", "opt": "options", "allow-env": "allowed_env"}
    return {keyword: settings[name] for name, keyword in names.items() if name in settings}


def _check(path: Path, table: str, key: str, value: Any, known: Sequence[str]) -> None:
    if key not in known:
        raise LambdatestError(f"{path}: [{table}] has no setting {key!r}; {did_you_mean(key, list(known))}")
    holds, kind = KINDS[key]
    if not holds(value):
        raise LambdatestError(f"{path}: [{table}] {key}={value!r} is not {kind}")
