"""Running a tool: what it wrote, and every way in which it can end without a word of truth."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from lambdatest.gates.gate import NoEvidence, Site
from lambdatest.verdict import Remark

TIMEOUT = 900.0
_TAIL = 300


@dataclass(frozen=True, slots=True)
class Done:
    """A tool that ended: its exit *status* and what it wrote to stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def last_words(self) -> str:
        """The end of what it wrote, on one line."""
        text = " ".join((self.err.strip() or self.out.strip() or "it wrote nothing").split())
        return text if len(text) <= _TAIL else f"…{text[-_TAIL:]}"


class Running:
    """The processes of this run, so that an interrupted one leaves none behind."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._processes: set[subprocess.Popen[str]] = set()
        self._ended = False

    def start(self, command: Sequence[str], root: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
        """Start *command* in a session of its own."""
        with self._lock:
            if self._ended:
                raise NoEvidence("the run was interrupted", "run it again")
            process = subprocess.Popen(  # nosec B603 - no shell  # pylint: disable=consider-using-with  # its starter ends it
                command, cwd=root, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, encoding="utf-8", errors="backslashreplace", start_new_session=True,
            )  # fmt: skip
            self._processes.add(process)
            return process

    def forget(self, process: subprocess.Popen[str]) -> None:
        """*process* has ended."""
        with self._lock:
            self._processes.discard(process)

    def end(self) -> None:
        """Kill what still runs, and start nothing more."""
        with self._lock:
            self._ended = True
            for process in self._processes:
                kill(process)


RUNNING = Running()


def kill(process: subprocess.Popen[str]) -> None:
    """Kill *process* and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def run(site: Site, command: Sequence[str], *, environment: Mapping[str, str] | None = None, remedy: str = "") -> Done:
    """Run *command* at the site's root, and keep what it wrote as ``NAME.log``.

    Raises NoEvidence where it is not there, was killed, or did not end in time; *remedy* says how to install it.
    """
    allowed = site.setting("timeout", TIMEOUT)
    try:
        process = RUNNING.start(command, site.root, {**_inherited(), **(environment or {})})
    except OSError as error:
        raise NoEvidence(f"{command[0]} cannot be run: {error.strerror or error}", remedy or "install it") from error
    try:
        out, err = process.communicate(timeout=allowed)
    except subprocess.TimeoutExpired as late:
        kill(process)
        process.communicate()
        raise NoEvidence(f"it did not end within {allowed:g} s", f"raise timeout in [tool.lambdatest.gates.{site.name}]") from late
    finally:
        RUNNING.forget(process)
    done = Done(process.returncode, out, err)
    _keep(site, command, done)
    if done.status < 0:
        name = signal.Signals(-done.status).name if -done.status in set(signal.Signals) else str(-done.status)
        raise NoEvidence(f"it was killed by signal {-done.status} ({name})", "run it again; out of memory is the usual reason for SIGKILL")
    return done


def _inherited() -> dict[str, str]:
    """The environment without the variables by which coverage measures children: a gate measures for itself, or not at all."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_PROCESS")}


def run_module(site: Site, module: str, *arguments: str, package: str = "", environment: Mapping[str, str] | None = None) -> Done:
    """Run a Python tool by its *module*'s name, without the folder it runs in on its path.  Raises NoEvidence where it is not installed."""
    package = package or module
    remedy = f"install it: {site.python} -m pip install {package}"
    done = run(site, [site.python, "-P", "-m", module, *arguments], environment=environment, remedy=remedy)
    if done.status and re.search(rf"No module named '?{re.escape(module)}\b", done.err):
        raise NoEvidence(f"{package} is not installed", remedy)
    return done


def parse(text: str, done: Done, what: str = "its report") -> Any:
    """The JSON document *text*.  Raises NoEvidence where it is none."""
    if not text.strip():
        raise NoEvidence(f"{what} is empty (exit status {done.status}): {done.last_words}", "see the log, and run it again")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoEvidence(
            f"{what} cannot be parsed ({error}; exit status {done.status}): {done.last_words}", "see the log, and run it again"
        ) from error


@contextmanager
def understood(tool: str, what: str = "its report", remedy: str = "") -> Iterator[None]:
    """Within, a report is taken apart.  Raises NoEvidence where that is not what *tool* writes."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NoEvidence(f"{what} is not what {tool} writes: {error!r}", remedy or f"install another version of {tool}") from error


def read(path: Path, done: Done) -> str:
    """The text of the report *path*.  Raises NoEvidence where the tool wrote none."""
    try:
        return path.read_text("utf-8", errors="backslashreplace")
    except OSError as error:
        reason = f"it wrote no report {path.name} (exit status {done.status}): {done.last_words}"
        raise NoEvidence(reason, "see the log, and run it again") from error


def refused(done: Done, *allowed: int) -> None:
    """Raises NoEvidence where the exit status is none of those that speak of the project."""
    if done.status not in allowed:
        raise NoEvidence(f"it ended with exit status {done.status}: {done.last_words}", "see the log, and mend what it names")


def agreed(done: Done, remarks: Sequence[Remark]) -> None:
    """Raises NoEvidence where the exit status says that something was found, and the report holds nothing."""
    if done.status and not remarks:
        raise NoEvidence(f"it ended with exit status {done.status} and no message: {done.last_words}", "see the log")


def _keep(site: Site, command: Sequence[str], done: Done) -> None:
    text = f"$ {' '.join(command)}\n{done.out}\n{done.err}\nexit status {done.status}\n"
    with open(site.path(f"{site.name}.log"), "a", encoding="utf-8") as log:
        log.write(text)
