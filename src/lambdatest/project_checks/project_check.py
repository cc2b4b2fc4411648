"""What a project check is, what it finds, and the registry of all."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import cleandoc

from lambdatest._registry import Registry
from lambdatest.model import Location
from lambdatest.project_checks.subject import Subject

_URL = re.compile(r"https://\S+[^\s.,)]")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong at a *location*, in a sentence, and the *remedy*; *severity* overrides the check's own.

    *function* is the name of the function that it is about, if it is about one.
    """

    location: Location
    message: str
    remedy: str
    function: str = ""
    severity: str | None = None


Search = Callable[[Subject], Iterable[Flaw]]


@dataclass(frozen=True, slots=True)
class ProjectCheck:
    """A predicate on a whole project.

    *severity* is that of a flaw which names none: ``failure`` where it is wrong for every reader of the documentation, else ``warning``.
    """

    id: str
    severity: str
    function: Search

    @property
    def document(self) -> str:
        """What it means, which page supports it and what it leaves alone."""
        return cleandoc(self.function.__doc__ or "")

    @property
    def url(self) -> str:
        """The page that supports it."""
        found = _URL.search(self.document)
        return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class ProjectFinding:
    """A project check that did not hold."""

    check: str
    severity: str
    location: Location
    message: str
    remedy: str
    function: str = ""
    url: str = ""

    def __str__(self) -> str:
        return f"{self.location}: {self.severity}: {self.message}; {self.remedy} [{self.check}]"


PROJECT_CHECKS: Registry[ProjectCheck] = Registry("project check", "lambdatest.project_checks")


def registered(severity: str) -> Callable[[Search], Search]:
    """Register one of our own checks under its function's name."""

    def register(function: Search) -> Search:
        PROJECT_CHECKS.add(function.__name__, ProjectCheck(function.__name__, severity, function))
        return function

    return register
