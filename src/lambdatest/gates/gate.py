"""What a gate is, the registry of all, and what each is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from lambdatest._registry import Registry
from lambdatest.errors import LambdatestError
from lambdatest.model import Project
from lambdatest.project import load
from lambdatest.readers import find
from lambdatest.setting import loading, nearest
from lambdatest.verdict import Verdict

Rule = tuple[Callable[[Any], bool], str]
"""Whether a value of a setting can be used, and in words what can."""


class NoEvidence(Exception):
    """Nothing could be found out: *reason* says what happened, *remedy* what to do about it.  Never a pass."""

    def __init__(self, reason: str, remedy: str, *, examined: str = "") -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy
        self.examined = examined


@dataclass(frozen=True)
class Site:
    """What a gate is given.

    *root* is the project's folder, in which the tools run, *folder* the one for reports, *python* the interpreter that has the tools.
    *settings* are those of the gate's own table, *common* those of ``[tool.lambdatest.gates]``; *verdicts* are those of the gates that
    had to come first.
    """

    name: str
    root: Path
    folder: Path
    python: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    common: Mapping[str, Any] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()

    def setting(self, name: str, default: Any = None) -> Any:
        """The value of the gate's setting *name*, of the common one of that name, or the *default*."""
        return self.settings.get(name, self.common.get(name, default))

    @cached_property
    def project(self) -> Project:
        """What the IaC file at the root declares.  Raises NoEvidence where there is none that can be read."""
        try:
            file = find(self.root)
            return load(file, **loading(nearest(file.parent).values))
        except LambdatestError as error:
            raise NoEvidence(f"the project cannot be read: {error}", "mend the IaC file, or name the code in paths") from error

    def path(self, name: str) -> Path:
        """The file *name* among the reports."""
        return self.folder / name

    def shown(self, path: Path) -> str:
        """*path* relative to the root where it lies below it."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


@dataclass(frozen=True, slots=True)
class Gate:
    """A tool with a threshold over a whole project.

    *judge* gives its verdict or raises NoEvidence.  *group* is the tox environment that has the tool; *packages* are what pip installs
    for it.  *settings* are the keys of its own table; *after* names the gates whose verdicts it needs.  *seconds* is how long it takes in
    a small project, until a run has shown; *online* is True where it waits for the network more than it computes; *whole* where it
    needs the verdicts of all other gates of the same run.  *absent* says why the gate has nothing to say of a project, which leaves it
    out where nobody asked for it by name; None where it has.
    """

    name: str
    title: str
    judge: Callable[[Site], Verdict]
    group: str
    packages: tuple[str, ...] = ()
    settings: Mapping[str, Rule] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    seconds: float = 3.0
    online: bool = False
    whole: bool = False
    absent: Callable[[Site], str | None] = lambda site: None


GATES: Registry[Gate] = Registry("gate", "lambdatest.gates")
