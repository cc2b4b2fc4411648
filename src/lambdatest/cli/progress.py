"""Progress while a run goes on: a bar a function on a terminal, plain lines elsewhere; always on stderr."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from lambdatest.engine import Progress
from lambdatest.reports.text import plural, printable

HEARTBEAT = 10.0
REDRAW = 0.1

Listener = Callable[[Progress], None]


@contextmanager
def listening(console: Console, *, quiet: bool = False) -> Iterator[Listener]:
    """What the engine tells its progress to: bars on a terminal, lines elsewhere, nothing when *quiet*."""
    if quiet:
        yield lambda progress: None
    elif not console.is_terminal:
        yield Lines(console)
    else:
        columns = (
            TextColumn("{task.description}", markup=False), BarColumn(bar_width=30), MofNCompleteColumn(),
            TextColumn("{task.fields[found]}", style="red", markup=False), TimeElapsedColumn(),
        )  # fmt: skip
        # no refresh thread: the engine forks its workers from this process, and a lock that a thread holds would never be released
        with Bars(*columns, console=console, transient=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False) as bars:
            yield BarListener(bars)


class BarListener:
    """One bar a function."""

    def __init__(self, bars: Bars, clock: Callable[[], float] = time.monotonic) -> None:
        self._bars = bars
        self._clock = clock
        self._drawn = 0.0
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, progress: Progress) -> None:
        """Draw the function's bar; one that finished is full."""
        task = self._tasks.get(progress.function)
        if task is None:
            task = self._tasks[progress.function] = self._bars.add_task(printable(progress.function), found="")
        total = progress.done if progress.finished else max(progress.total, progress.done, 1)
        found = plural(progress.findings, "finding") if progress.findings else ""
        self._bars.update(task, completed=progress.done, total=total, found=found)
        if progress.finished or self._clock() - self._drawn >= REDRAW:
            self._drawn = self._clock()
            self._bars.refresh()


class Lines:
    """One line for each function that finished, and one heartbeat in ten seconds at most."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._spoke = clock()
        self._latest: dict[str, Progress] = {}

    def __call__(self, progress: Progress) -> None:
        """Print what is due."""
        self._latest[progress.function] = progress
        found = plural(progress.findings, "finding") if progress.findings else "nothing found"
        if progress.finished:
            self._say(f"{progress.function}: {plural(progress.done, 'example')}, {found}")
        elif self._clock() - self._spoke >= HEARTBEAT:
            done = sum(one.done for one in self._latest.values())
            self._say(f"running: {plural(done, 'example')} so far, now {progress.function} ({progress.done:,} of {progress.total:,})")

    def _say(self, line: str) -> None:
        self._console.print(printable(line), soft_wrap=True)
        self._spoke = self._clock()
