"""The table ``[tool.lambdatest.gates]``: which gates run, which may lack evidence, and their thresholds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.errors import LambdatestError, did_you_mean
from lambdatest.gates.gate import GATES, Rule
from lambdatest.setting import FILE, nearest
from lambdatest.verdict import FOLDER


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


TEXT: Rule = (_text, "a string that is not empty")
TEXTS: Rule = (_texts, "a list of strings")
SECONDS: Rule = (lambda value: _number(value) and value > 0, "a number of seconds above 0")
PERCENT: Rule = (lambda value: _number(value) and 0 <= value <= 100, "a percentage from 0 to 100")


def one_of(*words: str) -> Rule:
    """The setting is one of *words*."""
    return (words.__contains__, f"one of {', '.join(words)}")


def some_of(*words: str) -> Rule:
    """The setting is a list of some of *words*."""
    return (lambda value: _texts(value) and bool(value) and set(value) <= set(words), f"a list of some of {', '.join(words)}")


EVERYWHERE: Mapping[str, Rule] = {"arguments": TEXTS, "timeout": SECONDS, "paths": TEXTS, "exclude": TEXTS}
"""Settings of every gate's own table."""
COMMON: Mapping[str, Rule] = {
    "run": TEXTS, "skip": TEXTS, "optional": TEXTS, "folder": TEXT, "paths": TEXTS, "exclude": TEXTS, "base": TEXT, "timeout": SECONDS,
}  # fmt: skip
"""Settings of the table ``[tool.lambdatest.gates]`` itself."""
_NAMES = ("run", "skip", "optional")


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings of a project: the *root* that they hold for, and the *values* of ``[tool.lambdatest.gates]``."""

    root: Path
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def common(self) -> dict[str, Any]:
        """The settings that are of no one gate."""
        return {key: value for key, value in self.values.items() if not isinstance(value, dict)}

    def of(self, gate: str) -> dict[str, Any]:
        """The settings of *gate*'s own table."""
        return dict(self.values.get(gate, {}))

    @property
    def folder(self) -> Path:
        """Where the reports go."""
        return self.root / str(self.values.get("folder", FOLDER))


def choice(root: Path) -> Choice:
    """The settings that hold for the project in the folder *root*.  Raises LambdatestError with the ``file:line`` of a bad one."""
    found = nearest(root)
    values = found.values.get("gates", {})
    file = found.folder / FILE
    for key, value in values.items():
        if key in GATES:
            _check_table(file, key, value)
        else:
            _check(file, "", key, value, COMMON, [*COMMON, *GATES])
    for setting in _NAMES:
        for name in values.get(setting, []):
            if name not in GATES:
                raise _refusal(file, "", setting, f"there is no gate {name!r}; {did_you_mean(name, list(GATES))}")
    return Choice(root.resolve(), values)


def _check_table(file: Path, gate: str, table: Any) -> None:
    if not isinstance(table, dict):
        raise _refusal(file, "", gate, f"{gate}={table!r} is not a table; write [tool.lambdatest.gates.{gate}] and its settings below")
    rules = {**EVERYWHERE, **GATES[gate].settings}
    for key, value in table.items():
        _check(file, gate, key, value, rules, list(rules))


def _check(file: Path, gate: str, key: str, value: Any, rules: Mapping[str, Rule], known: list[str]) -> None:
    if key not in rules:
        raise _refusal(file, gate, key, f"there is no setting {key!r}; {did_you_mean(key, known)}")
    holds, words = rules[key]
    if not holds(value):
        raise _refusal(file, gate, key, f"{key}={value!r} is not {words}")


def _refusal(file: Path, gate: str, key: str, what: str) -> LambdatestError:
    table = f"tool.lambdatest.gates.{gate}" if gate else "tool.lambdatest.gates"
    return LambdatestError(f"{file}:{line_of(file.read_text('utf-8'), table, key)}: [{table}] {what}")


def line_of(text: str, table: str, key: str) -> int:
    """The line of *key* in the *table* of a TOML document: its own, or as near as tables within a line let it be told."""
    path = f"{table}.{key}"
    header, best, closest = "", 1, -1
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line)
        written = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if found:
            header = re.sub(r"[\"'\s]", "", found[1])
            place = header
        elif written:
            place = f"{header}.{re.sub(chr(34), '', written[1])}".lstrip(".")
        else:
            continue
        if (path == place or path.startswith(f"{place}.")) and len(place) > closest:
            best, closest = number, len(place)
    return best
