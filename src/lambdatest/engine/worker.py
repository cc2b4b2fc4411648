"""The search of one function in a process of its own, and what it tells its parent."""

import math
import os
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from lambdatest.engine.explore import Exploration
from lambdatest.engine.history import world
from lambdatest.engine.options import Options
from lambdatest.engine.search import result
from lambdatest.engine.stage import Stage, staged
from lambdatest.errors import HandlerError, LambdatestError
from lambdatest.finding import Finding, FunctionResult
from lambdatest.model import History, Project
from lambdatest.runtime import guard
from lambdatest.runtime.loading import REAL_LIMIT

GRACE = 5.0
HURRIED = 1.0
TELL_EVERY = 0.2


SEARCHING = 0.75
"""The share of a function's time in which it is searched; the rest is left to shrink what was found."""


class Reporter:
    """Watches the searches of a function for the parent: sends what it hears through *pipe*, and knows when *seconds* are over."""

    def __init__(self, pipe: Connection, seconds: float | None) -> None:
        self.pipe = pipe
        self.total = 0
        self.before = (0, 0)
        self.begun = time.perf_counter()
        self.seconds = seconds
        self.end = math.inf if seconds is None else self.begun + seconds
        self.told = 0.0

    def stop(self) -> bool:
        """Whether the time of what is done now is over."""
        return time.perf_counter() > self.end

    def search(self, left: int) -> None:
        """A search begins, and so many are *left* with it: each has the same part of what is left of the time to search."""
        if self.seconds is not None:
            now = time.perf_counter()
            self.end = now + max(0.0, self.begun + SEARCHING * self.seconds - now) / left

    def shrink(self) -> None:
        """All is searched: the rest of the time is for what was found."""
        if self.seconds is not None:
            self.end = self.begun + self.seconds

    def tell(self, done: int, findings: int) -> None:
        """Send the progress, five times a second at most; that of the searches *before* is counted in."""
        now = time.perf_counter()
        if now - self.told > TELL_EVERY:
            self.told = now
            self.pipe.send(("progress", self.before[0] + done, self.total, self.before[1] + findings))

    def met(self, finding: Finding) -> None:
        """Send a finding that is not shrunk yet, so that an interrupted run loses nothing."""
        self.pipe.send(("met", finding))


def work(pipe: Connection, project: Project, name: str, options: Options, skip: Sequence[History], deadline: float | None) -> None:
    """Search the function *name* until *deadline*, never running the histories of *skip*, and send all results through *pipe*."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _silence()
    guard.isolate_network()
    guard.private_tmp(_needed(project))
    reporter = Reporter(pipe, None if deadline is None else max(0.0, deadline - time.time()))  # its time runs while the function is loaded
    function, options = project.function(name), options.of(name)
    try:
        with staged(project, name, options.checks) as stage:
            done = _search(stage, project, options, skip, reporter)
    except HandlerError as error:
        done = FunctionResult(name, function.handler, "not_run", error.reason, error.remedy)
    except LambdatestError as error:
        done = FunctionResult(name, function.handler, "not_run", str(error))
    except Exception as error:  # pylint: disable=broad-exception-caught  # nobody hears of what ends a process that is silent
        at = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"lambdatest itself failed, at {at.filename}:{at.lineno}: {type(error).__name__}: {error}"
        done = FunctionResult(name, function.handler, "not_run", reason, "report it, with the handler's module")
    pipe.send(("done", done, time.perf_counter() - reporter.begun, guard.level()))
    pipe.close()


def _needed(project: Project) -> list[str | Path]:
    """The folders that a worker reads, wherever they are: the project, its code, and what Python imports from."""
    roots = [function.code_root for function in project.functions]
    return [project.root, project.path.parent, *roots, *(entry for entry in sys.path if entry), sys.prefix, sys.base_prefix, os.getcwd()]


def _silence() -> None:
    """What a library writes past Python's own streams is not ours to show."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _search(stage: Stage, project: Project, options: Options, skip: Sequence[History], reporter: Reporter) -> FunctionResult:
    function = stage.subject.function
    low, high = REAL_LIMIT
    longest = min(max(float(function.timeout), low), high)
    if skip:  # it hung or died before: what hangs again is not waited for as long
        longest = HURRIED
    stage.runner.announce = lambda history: reporter.pipe.send(("history", history, longest * len(history.cases) + GRACE))
    stage.runner.ended = lambda: reporter.pipe.send(("ended",))
    stage.runner.skip(skip)
    drawn = world(stage.subject, stage.companions, project.tables)
    explorations = [Exploration(drawn, trigger, stage.runner, options, project.root, reporter) for trigger in stage.subject.triggers]
    reporter.total = options.max_examples * len(explorations)
    for n, exploration in enumerate(explorations):
        reporter.search(len(explorations) - n)
        exploration.explore()
        reporter.before = (reporter.before[0] + exploration.examples, reporter.before[1] + len(exploration.defects))
    reporter.shrink()
    found = [finding for exploration in explorations for finding in exploration.findings()]
    for finding in found:
        reporter.pipe.send(("finding", finding))
    return result(stage, explorations, found)
