"""From a judged hit to a finding that a person reads."""

import inspect
import os
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lambdatest.checks import CHECKS
from lambdatest.engine.run import Judged
from lambdatest.event_sources.firewall import stopped_by
from lambdatest.finding import Finding
from lambdatest.model import Function, History, Location
from lambdatest.relations import RELATIONS
from lambdatest.results import SEVERITIES, Frame, Outcome


def finding_of(judged: Judged, labels: Collection[str], hits: int, function: Function, root: Path, shrunk: bool = True) -> Finding:
    """The finding of *judged*: its history ends with the case that did not hold; *labels* are those of all its hits."""
    history = judged.history
    if judged.step + 1 < len(history.cases):
        history = replace(history, cases=history.cases[: judged.step + 1], faults=())
    case = history.cases[judged.step]
    frame = judged.hit.frame
    return Finding(
        check=judged.check,
        severity=judged.severity,
        function=case.function,
        trigger=case.trigger,
        message=_message(judged, history),
        labels=tuple(sorted(labels)),
        history=history,
        step=judged.step,
        exception=judged.hit.exception,
        location=_location(frame, function, root),
        source=frame.source if frame else "",
        enclosing=frame.function if frame else "",
        key=judged.hit.key,
        response=response_of(judged.outcome),
        log=judged.outcome.log[-4000:],
        hits=hits,
        shrunk=shrunk,
        expected=_first_sentence(judged.check),
    )


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding an id, the worst: a defect that was met through two triggers or functions is one."""
    found: dict[str, Finding] = {}
    for finding in findings:
        known = found.get(finding.id)
        if known is None or SEVERITIES.index(finding.severity) > SEVERITIES.index(known.severity):
            found[finding.id] = finding
    return tuple(found.values())


def _message(judged: Judged, history: History) -> str:
    """What the hit says, and which managed rule group would have stopped the request before the handler."""
    group = stopped_by(history.cases[judged.step])
    return f"{judged.hit.message}; AWS WAF's {group} would have stopped it" if group else judged.hit.message


def _location(frame: Frame | None, function: Function, root: Path) -> Location | None:
    """The frame's place relative to the project's *root*: the code root may be a folder below it."""
    if frame is None:
        return None
    return Location(os.path.relpath(function.code_root / frame.file, root), frame.line)


def response_of(outcome: Outcome) -> Any:
    """What the caller got: the answer, or None where the handler raised."""
    return outcome.result if outcome.raised is None else None


def documents() -> dict[str, str]:
    """The docstring of every check and relation by its id."""
    return {name: record.document for registry in (CHECKS, RELATIONS) for name, record in registry.items()}


def _first_sentence(check: str) -> str:
    """What must hold; nothing is known of what a user's test asserts."""
    return inspect.cleandoc(documents().get(check, "")).split("\n", maxsplit=1)[0]
