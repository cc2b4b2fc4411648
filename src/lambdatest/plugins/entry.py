"""The tests of a project: one for each function and trigger, and how they are called."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lambdatest.engine.stage import runnable, why_not
from lambdatest.errors import LambdatestError
from lambdatest.model import Function, Project, Trigger
from lambdatest.reports.text import printable


@dataclass(frozen=True, slots=True)
class Entry:
    """One test: a *function* with one of its triggers, or without one where none can be tried.

    *skipped* says why nobody expects it to be tried, *unrun* why it cannot be, and what to do.
    """

    project: Project
    function: Function
    trigger: Trigger | None
    name: str
    skipped: str | None = None
    unrun: tuple[str, str] | None = None


def entries(project: Project) -> list[Entry]:
    """The tests of *project*.  Raises LambdatestError where it declares no function."""
    if not project.functions:
        raise LambdatestError(f"{project.path}: no function is declared; nothing could be run")
    return [entry for function in project.functions for entry in _of_function(project, function)]


def _of_function(project: Project, function: Function) -> Iterator[Entry]:
    name = printable(function.name)
    if function.skipped or why_not(function):
        yield Entry(project, function, None, name, function.skipped, why_not(function))
        return
    triggers = runnable(function)
    alike = Counter(trigger.label for trigger in triggers)
    seen: Counter[str] = Counter()
    for trigger in triggers:
        title = f"{name}: {printable(trigger.label)}"
        if alike[trigger.label] > 1:  # the same route behind two services, or declared twice
            title += f" ({trigger.kind})"
        seen[title] += 1
        yield Entry(project, function, trigger, title if seen[title] == 1 else f"{title} {seen[title]}")
