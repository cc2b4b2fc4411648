"""Running gates: in parallel, the long ones first, and every way to end without evidence turned into an error."""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from lambdatest.errors import LambdatestError
from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import Choice
from lambdatest.gates.tool import RUNNING
from lambdatest.reports.file import write_file
from lambdatest.reports.gate_junit import render as render_junit
from lambdatest.reports.sarif import render_gates as render_sarif
from lambdatest.verdict import SUFFIX, Verdict

TIMES = "seconds.json"
Listener = Callable[[Verdict], None]


@dataclass(frozen=True, slots=True)
class Left:
    """A gate that nobody asked for by name, and *why* it has nothing to say of this project."""

    gate: str
    why: str


def site_of(choice: Choice, name: str, python: str) -> Site:
    """What the gate *name* is given."""
    return Site(name, choice.root, choice.folder, python, choice.of(name), choice.common)


def chosen(choice: Choice, names: Sequence[str], python: str, group: str | None = None) -> tuple[list[str], list[Left]]:
    """The gates to run: those of *names*, or else what the settings choose and has something to say; and what was left out.

    With a *group* the settings choose among those of that tox environment.
    """
    if names:
        return [name for name in GATES if name in {GATES[one].name for one in names}], []
    wanted = [name for name in choice.values.get("run", GATES) if name not in choice.values.get("skip", ())]
    found, left = [], []
    for name in (name for name in GATES if name in wanted and group in (None, GATES[name].group)):
        why = GATES[name].absent(site_of(choice, name, python))
        if why is None and group and GATES[name].whole:
            why = "it needs the whole build, and this is one environment of it: call lambdatest gate"
        if why is None:
            found.append(name)
        else:
            left.append(Left(name, why))
    return found, left


def run_gates(choice: Choice, names: Sequence[str], python: str, listener: Listener = lambda verdict: None) -> list[Verdict]:
    """The verdict of each gate of *names*, in their order; *listener* hears each as it comes.  Raises LambdatestError without a folder."""
    folder = _folder(choice)
    seconds = _seconds(folder)
    waiting = sorted(names, key=lambda name: -_weight(name, names, seconds))
    verdicts: dict[str, Verdict] = {}
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with ThreadPoolExecutor(max_workers=max(1, len(names))) as pool:
        running: dict[Future[Verdict], str] = {}
        try:
            while waiting or running:
                for name in _ready(waiting, list(running.values()), verdicts, names, cores):
                    waiting.remove(name)
                    earlier = tuple(verdicts[one] for one in _before(name, names))
                    site = replace(site_of(choice, name, python), verdicts=earlier)
                    running[pool.submit(judged, GATES[name], site, name not in choice.values.get("optional", ()))] = name
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    verdicts[running.pop(future)] = future.result()
                    listener(future.result())
        except BaseException:
            RUNNING.end()  # Ctrl-C: what runs is killed, so that the pool can be left
            raise
    _remember(folder, seconds, verdicts)
    return [verdicts[name] for name in names]


def judged(gate: Gate, site: Site, required: bool) -> Verdict:
    """The verdict of one gate, kept beside its report; whatever goes wrong on the way is an error, never a pass."""
    begun = time.monotonic()
    path = site.path(f"{gate.name}{SUFFIX}")
    try:
        for suffix in (SUFFIX, ".log", ".junit.xml", ".sarif"):
            site.path(gate.name + suffix).unlink(missing_ok=True)
        verdict = gate.judge(site)
    except NoEvidence as error:
        verdict = Verdict(gate.name, "error", error.reason, error.examined, remedy=error.remedy)
    except Exception as error:  # pylint: disable=broad-exception-caught  # a gate that breaks has no evidence, and the others go on
        verdict = Verdict(gate.name, "error", f"the gate itself failed: {type(error).__name__}: {error}", remedy=_remedy(error))
    log = site.path(f"{gate.name}.log")
    report = verdict.report or (site.shown(log) if log.exists() else "")
    verdict = replace(verdict, required=required, duration=round(time.monotonic() - begun, 3), report=report)
    try:
        write_file(site.path(f"{gate.name}.junit.xml"), render_junit([verdict]))
        write_file(site.path(f"{gate.name}.sarif"), render_sarif([verdict]))
        write_file(path, json.dumps(verdict.to_json(), indent=1) + "\n")
    except OSError as error:
        reason = f"its verdict ({verdict.status}) cannot be kept: {error.strerror or error}"
        return replace(verdict, status="error", message=reason, remedy=_remedy(error))
    return verdict


def _remedy(error: Exception) -> str:
    full = isinstance(error, OSError) and error.strerror is not None
    return f"free the disk or mend the folder: {error}" if full else "please report it, with the text above"


def _folder(choice: Choice) -> Path:
    try:
        choice.folder.mkdir(parents=True, exist_ok=True)
        return choice.folder
    except OSError as error:
        raise LambdatestError(f"the folder for reports {choice.folder} cannot be made: {error.strerror or error}") from error


def _ready(
    waiting: Sequence[str], running: Sequence[str], verdicts: dict[str, Verdict], names: Sequence[str], cores: int
) -> Iterator[str]:
    """Which gates begin now: those whose earlier ones have spoken, one a core; one that waits for the network takes no core."""
    busy = sum(not GATES[name].online for name in running)
    for name in list(waiting):
        if not verdicts.keys() >= set(_before(name, names)):
            continue
        if GATES[name].online:
            yield name
        elif busy < cores:
            busy += 1
            yield name


def _before(name: str, names: Sequence[str]) -> list[str]:
    """Which of the gates *names* have to speak before the gate *name* begins."""
    gate = GATES[name]
    return [one for one in names if one in gate.after or (gate.whole and not GATES[one].whole)]


def _weight(name: str, names: Sequence[str], seconds: dict[str, float]) -> float:
    """How long the gate takes with the longest of those that wait for it, as far as is known."""
    later = [other for other in names if name in _before(other, names)]
    return seconds.get(name, GATES[name].seconds) + max((seconds.get(other, GATES[other].seconds) for other in later), default=0.0)


def _seconds(folder: Path) -> dict[str, float]:
    """How long each gate took at last."""
    try:
        found = json.loads((folder / TIMES).read_text("utf-8"))
        return {str(name): float(value) for name, value in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # no run before this one: the gates' own guesses stand in


def _remember(folder: Path, seconds: dict[str, float], verdicts: dict[str, Verdict]) -> None:
    known = {**seconds, **{name: verdict.duration for name, verdict in verdicts.items() if verdict.status != "error"}}
    with suppress(OSError):  # the next run begins in another order, nothing else
        write_file(folder / TIMES, json.dumps(known) + "\n")
