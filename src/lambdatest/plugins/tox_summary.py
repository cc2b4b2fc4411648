"""The table at the end of a run of tox: the verdicts that each environment left, whichever process it ran in."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from lambdatest.errors import LambdatestError
from lambdatest.reports.gate_table import show
from lambdatest.setting import nearest
from lambdatest.verdict import FOLDER, GROUP_SUFFIX, SUFFIX, Verdict

WIDTH = 100
GRAIN = 0.05
"""Seconds by which the time of a file may lag behind the clock."""


def folder(root: Path) -> Path:
    """The folder for the reports of the project in *root*; the default one where the settings cannot be read, which the gates say."""
    try:
        values = nearest(root).values.get("gates", {})
    except LambdatestError:
        values = {}
    return root / str(values.get("folder", FOLDER))


def show_summary(root: Path, environments: Sequence[tuple[str, int | None, float | None]]) -> None:
    """Print the table of the project's *environments*: each with the exit status of its commands, and when they began."""
    reports = folder(root)
    verdicts: list[Verdict] = []
    left: list[tuple[str, str]] = []
    for environment, status, begun in environments:
        told = None if begun is None else _told(reports / f"{environment}{GROUP_SUFFIX}", begun)
        if told is None:
            verdicts.append(_without_gates(environment, status))
            continue
        verdicts += [saved(reports, name) for name in told["gates"]]
        left += [(str(pair[0]), str(pair[1])) for pair in told["left"]]
    sys.stdout.flush()
    stream = sys.__stdout__  # not what tox keeps to itself until an environment is done
    width = None if stream is not None and (stream.isatty() or "COLUMNS" in os.environ) else WIDTH
    show(verdicts, left, reports, Console(file=stream, width=width, highlight=False, markup=False, emoji=False))


def saved(reports: Path, name: str) -> Verdict:
    """The verdict that the gate *name* left; an error where it left none."""
    try:
        return Verdict.from_json(json.loads((reports / f"{name}{SUFFIX}").read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return Verdict(name, "error", f"it left no verdict that can be read: {error}", remedy="see above for how it ended")


def _told(path: Path, begun: float) -> dict[str, Any] | None:
    """Which gates an environment that began then ran; None where it did not say so."""
    try:
        if path.stat().st_mtime < begun - GRAIN:
            return None
        found = json.loads(path.read_text("utf-8"))
        return found if isinstance(found, dict) and {"gates", "left"} <= set(found) else None
    except (OSError, ValueError, RecursionError):
        return None


def _without_gates(environment: str, status: int | None) -> Verdict:
    """What is known of an environment that ran commands of the user's own, or none."""
    if status is None:
        return Verdict(environment, "error", "the environment ran no command", remedy="see above for why it was not made")
    words = f"the environment's own commands ended with {status}"
    return Verdict(environment, "failed" if status else "passed", words)
