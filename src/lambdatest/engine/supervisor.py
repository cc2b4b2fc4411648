"""The parent of the workers: starts one process a function, watches each, and gathers what they found."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from lambdatest.engine.finding import distinct
from lambdatest.engine.options import Listener, Options, Progress, ignore
from lambdatest.engine.registered import registered
from lambdatest.engine.run import require_known
from lambdatest.engine.permission import advice
from lambdatest.engine.stage import why_not
from lambdatest.engine.suppression import sifted
from lambdatest.engine.worker import work
from lambdatest.errors import LambdatestError, did_you_mean
from lambdatest.finding import Finding, FunctionResult, Report
from lambdatest.model import Function, History, Project
from lambdatest.runtime import guard
from lambdatest.runtime.resource_type import notes

LOADING = 60.0
BETWEEN = 600.0
"""Seconds between two histories, in which Hypothesis draws and no handler is called."""
MOST_RESTARTS = 3
LATE = 0.04
"""The share of the whole time by which a function may be late: then it is ended in the middle of what it does."""
LEAST_LATE = 0.2
POLL = 0.1
SIGNALS = {number.value: number.name for number in signal.Signals}


@dataclass(slots=True)
class Task:
    """One function's search, which begins anew when its process died: *skip* are the histories that ended it."""

    function: Function
    skip: list[History] = field(default_factory=list)
    fatal: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Running:
    """A process at work: *history* is what it said last that it would run; *limit* seconds after *since* it is thought to hang.

    Its time ends at *end*.
    """

    task: Task
    process: BaseProcess
    pipe: Connection
    since: float
    limit: float = LOADING
    history: History | None = None
    end: float | None = None
    met: dict[str, Finding] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)
    result: FunctionResult | None = None


def fuzz(project: Project, options: Options | None = None, progress: Listener = ignore, spent: float = 0.0) -> Report:
    """Search every function of *project* and report.  Ctrl-C ends the run, and what was found so far is in the report.

    *spent* are seconds of the time that are over already: the command's own start.

    Raises LambdatestError where *options* name a function or check that there is none of, and for strategies that the project's
    team registers wrongly.
    """
    options = options or Options()
    require_known(options.named_checks())
    registered(project)  # before the processes start, which have the imported modules then
    supervisor = Supervisor(project, options, progress, spent)
    started = time.perf_counter()
    interrupted = False
    try:
        supervisor.run()
    except KeyboardInterrupt:
        interrupted = True
    finally:
        supervisor.stop()
    return supervisor.report(time.perf_counter() - started, interrupted)


class Supervisor:
    """Runs at most *workers* processes at once, in the order of the functions."""

    def __init__(self, project: Project, options: Options, progress: Listener, spent: float = 0.0) -> None:
        self.project = project
        self.options = options
        self.progress = progress
        self.results: dict[str, FunctionResult] = {}
        self.findings: dict[str, list[Finding]] = {}
        self.guard = guard.level()
        self.chosen = _chosen(project, options)
        self.waiting: deque[Task] = deque()
        self.running: list[Running] = []
        self.workers = options.workers or os.cpu_count() or 1
        self.end = None if options.max_time is None else time.perf_counter() + options.max_time - spent
        for function in self.chosen:
            if function.skipped:
                self.results[function.name] = FunctionResult(function.name, function.handler, "skipped", function.skipped)
            elif reason := why_not(function):
                self.results[function.name] = FunctionResult(function.name, function.handler, "not_run", *reason)
            else:
                self.waiting.append(Task(function))

    def run(self) -> None:
        """Run until every function is done."""
        while self.waiting or self.running:
            while self.waiting and len(self.running) < self.workers:
                self._start(self.waiting.popleft())
            for running in self._ready():
                self._hear(running)
            for running in [one for one in self.running if time.perf_counter() - one.since > one.limit]:
                running.process.kill()
                self._died(running, hung=True)
            for running in [one for one in self.running if one.end is not None and time.perf_counter() > one.end]:
                self._overdue(running)

    def _ready(self) -> Iterator[Running]:
        ready = wait([one.pipe for one in self.running], timeout=POLL)
        return iter([one for one in self.running if one.pipe in ready])

    def _start(self, task: Task) -> None:
        seconds = self._seconds()
        if seconds is not None and seconds <= 0:
            self._finish(task, _not_run(task.function, "--max-time was over before its turn"), [])
            return
        context: Any = multiprocessing.get_context(start_method())
        mine, theirs = context.Pipe(duplex=False)
        deadline = None if seconds is None else time.time() + seconds  # that process counts its own imports in, where it makes any
        arguments = (theirs, self.project, task.function.name, self.options, tuple(task.skip), deadline)
        process = context.Process(target=work, args=arguments, name=f"lambdatest {task.function.name}")
        started = time.perf_counter()
        process.start()
        theirs.close()
        end = None if seconds is None else started + seconds + max(LEAST_LATE, LATE * (self.options.max_time or 0))
        self.running.append(Running(task, process, mine, started, end=end))

    def _seconds(self) -> float | None:
        """This function's share of the time that is left."""
        if self.end is None:
            return None
        left = self.end - time.perf_counter()
        rounds = -(-(len(self.waiting) + 1) // self.workers)
        return left / rounds

    def _hear(self, running: Running) -> None:
        try:
            kind, *rest = running.pipe.recv()
        except (EOFError, ConnectionResetError):
            self._died(running, hung=False)
            return
        running.since = time.perf_counter()
        if kind == "history":
            running.history, running.limit = rest
        elif kind == "ended":
            running.limit = BETWEEN
        elif kind == "progress":
            self.progress(Progress(running.task.function.name, *rest))
        elif kind == "met":
            running.met[rest[0].id] = rest[0]
        elif kind == "finding":
            running.found.append(rest[0])
        else:
            running.result = replace(rest[0], duration=rest[1])
            self.guard = rest[2]
            self._end(running)

    def _leave(self, running: Running) -> None:
        """Wait for the end of a process, and listen to it no more."""
        running.process.join()
        running.pipe.close()
        self.running.remove(running)

    def _end(self, running: Running) -> None:
        """A process has said its last word."""
        self._leave(running)
        if running.result is not None:
            self._finish(running.task, running.result, running.found)

    def _overdue(self, running: Running) -> None:
        """The time is over in the middle of an invocation, or of a run: what was met until then is kept as it was met."""
        running.process.kill()
        self._leave(running)
        found = list(({**running.met} | {finding.id: finding for finding in running.found}).values())
        function = running.task.function
        status = "failed" if any(finding.severity == "failure" for finding in found) else "not_run"
        result = FunctionResult(
            function.name, function.handler, status, "its share of --max-time was over while an invocation was still running",
            "give it more time, or fewer functions at once with --function",
        )
        self._finish(running.task, result, found)

    def _died(self, running: Running, *, hung: bool) -> None:
        """A process ended without a word, or was ended: its last history is a finding, and the search begins anew without it."""
        self._leave(running)
        task = running.task
        if running.history is None:
            what = "did not load within 60 s" if hung else f"ended its process while it was loaded ({_ending(running.process)})"
            self._finish(task, _not_run(task.function, f"it {what}"), [])
            return
        task.fatal.append(_fatal(task.function, running.history, hung, _ending(running.process)))
        task.skip.append(running.history)
        if len(task.fatal) <= MOST_RESTARTS and (self._seconds() or 1) > 0:
            self.waiting.appendleft(task)
        else:
            result = FunctionResult(task.function.name, task.function.handler, "failed", f"its process ended {len(task.fatal)} times")
            self._finish(task, result, list(running.met.values()))

    def _finish(self, task: Task, result: FunctionResult, found: list[Finding]) -> None:
        told = sorted(reversed(task.fatal), key=lambda finding: -len(finding.history.cases))  # of several cases any may be the fatal one
        fatal = list({finding.id: finding for finding in told}.values())
        if fatal and result.status in ("passed", "not_run"):
            result = replace(result, status="failed")
        self.results[task.function.name] = result
        self.findings[task.function.name] = found + fatal
        done = sum(trigger.examples for trigger in result.triggers)
        self.progress(Progress(task.function.name, done, done, len(self.findings[task.function.name]), finished=True))

    def stop(self) -> None:
        """End every process that still runs; what it had met is kept."""
        for running in list(self.running):
            running.process.kill()
            running.process.join()
            self._finish(running.task, _not_run(running.task.function, "interrupted"), list(running.met.values()))
        self.running.clear()
        for task in self.waiting:
            self._finish(task, _not_run(task.function, "interrupted before its turn"), [])
        self.waiting.clear()

    def report(self, duration: float, interrupted: bool) -> Report:
        """The report of the run so far, in the order of the project's functions."""
        found = distinct(finding for function in self.chosen for finding in self.findings.get(function.name, []))
        functions = tuple(self.results[function.name] for function in self.chosen if function.name in self.results)
        report = Report(
            self.options.seed,
            _shown_path(self.project),
            self.project.format,
            self.project.name,
            functions,
            found,
            notes=self._notes(),
            guard=self.guard,
            duration=duration,
            interrupted=interrupted,
            options={"checks": self.options.checks, "functions": self.options.functions, "max_examples": self.options.max_examples},
        )
        return sifted(report, self.project, self.options)

    def _notes(self) -> tuple[str, ...]:
        """What could not be known of the project, what its account lacks, and how its functions were run."""
        account = notes(self.project.resources, self.project.region)
        told = dict.fromkeys(note for result in self.results.values() for note in result.notes)
        return (*map(str, self.project.notes), *account, *told, *advice(self.project.functions, self.results))


def start_method() -> str:
    """`fork` from a single-threaded parent, which keeps everything imported; `spawn` where that is not safe."""
    safe = sys.platform.startswith("linux") and threading.active_count() == 1
    return "fork" if safe else "spawn"


def _chosen(project: Project, options: Options) -> list[Function]:
    names = [function.name for function in project.functions]
    for name in (*options.functions, *options.overrides):
        if name not in names:
            raise LambdatestError(f"there is no function {name!r} in {project.path.name}; {did_you_mean(name, names)}")
    return [function for function in project.functions if not options.functions or function.name in options.functions]


def _shown_path(project: Project) -> str:
    return os.path.relpath(project.path, project.root)


def _ending(process: BaseProcess) -> str:
    code = process.exitcode or 0
    return SIGNALS.get(-code, f"signal {-code}") if code < 0 else f"exit code {code}"


def _not_run(function: Function, reason: str) -> FunctionResult:
    return FunctionResult(function.name, function.handler, "not_run", reason)


def _fatal(function: Function, history: History, hung: bool, ending: str) -> Finding:
    case = history.cases[-1]
    seconds = min(function.timeout, 30)
    message = f"did not return within {seconds} s and could not be interrupted" if hung else f"ended the whole process ({ending})"
    check = "timeout" if hung else "unhandled_exception"
    return Finding(
        check,
        "failure",
        case.function,
        case.trigger,
        message,
        case.labels,
        history,
        len(history.cases) - 1,
        key="process",
        shrunk=False,
        expected="The handler returns within the function's timeout." if hung else "The handler answers every event.",
    )
