"""``lambdatest gate``: the tools that a build asks, in parallel, and one table at the end."""

import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from rich.console import Console

from lambdatest.cli.destination import destination, write_report
from lambdatest.cli.output import console, detach
from lambdatest.errors import LambdatestError
from lambdatest.gates import GATES
from lambdatest.gates.run import Left, chosen, run_gates
from lambdatest.gates.setting import Choice, choice
from lambdatest.reports import GATE_REPORTS
from lambdatest.reports.file import write_file
from lambdatest.reports.gate_format import sentence, status_words
from lambdatest.reports.gate_table import show
from lambdatest.verdict import GROUP_SUFFIX, Verdict, exit_status


@click.command("gate")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--root", default=".", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", help="The project's folder (.).")
@click.option("--python", default=sys.executable, metavar="PATH", help="The interpreter that has the tools (this one).")
@click.option("--group", metavar="NAME", help="Only the gates of that tox environment, such as security.")
@click.option("--report", multiple=True, metavar="FORMAT=PATH", help="Write json, junit, sarif or markdown too; may be given again.")
@click.option("--list", "listing", is_flag=True, help="List the gates and what each asks, and run none.")
def command(names: Sequence[str], root: Path, python: str, group: str | None, report: Sequence[str], listing: bool) -> None:
    """Run the gates of that NAME, or those that [tool.lambdatest.gates] chooses, and print one table.

    Exit status: 0 every gate passed; 1 a gate failed; 2 the command or the settings could not be read; 3 no gate failed, but a required
    one has no evidence; 130 interrupted.
    """
    found = choice(root.resolve())
    if listing:
        _list(console())
        return
    groups = {gate.group for _, gate in GATES.items()}
    if group is not None and group not in groups:
        raise LambdatestError(f"--group {group!r} is none of {', '.join(sorted(groups))}")
    files = [destination(text, Path(), GATE_REPORTS) for text in report]
    wanted, left = chosen(found, names, python, group)
    _begin(found, group)
    with _terminated_like_interrupted():
        verdicts = run_gates(found, wanted, python, _progress(console(sys.stderr), len(wanted)))
    written = [write_report(one, lambda format_: format_.render(verdicts)) for one in files]
    written.append(_end(found, group, verdicts, left))
    status = 0 if group and not wanted else exit_status(verdicts)
    click.get_current_context().exit(max([*written, _print(found, verdicts, left, status)]))


def _print(found: Choice, verdicts: Sequence[Verdict], left: Sequence[Left], status: int) -> int:
    """Print the table; 3 where nobody could read it, since a build that says nothing has not been seen to pass."""
    try:
        if not verdicts and status == 0:
            console().print("no gate of this environment is chosen")
        else:
            show(verdicts, [(one.gate, one.why) for one in left], found.folder, console())
        sys.stdout.flush()
    except OSError as error:
        print(f"error: the table cannot be printed: {error.strerror or error}; free the disk", file=sys.stderr)
        detach(sys.stdout)
        return 3
    return status


def _progress(screen: Console, total: int) -> Callable[[Verdict], None]:
    done: list[str] = []

    def listen(verdict: Verdict) -> None:
        done.append(verdict.gate)
        words = sentence(verdict) if verdict.status == "error" else verdict.message
        begin = f"[{len(done)}/{total}] {verdict.gate} {status_words(verdict)} after {verdict.duration:.1f} s"
        screen.print(f"{begin}: {words}", soft_wrap=True)

    return listen


def _begin(found: Choice, group: str | None) -> None:
    """Forget what an earlier run of the environment left.  Raises LambdatestError where that stays."""
    path = found.folder / f"{group}{GROUP_SUFFIX}"
    try:
        if group:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise LambdatestError(f"{path} of an earlier run cannot be removed: {error.strerror or error}") from error


def _end(found: Choice, group: str | None, verdicts: Sequence[Verdict], left: Sequence[Left]) -> int:
    """Tell the environment that sums up which gates were run; 2 where that cannot be written."""
    if not group:
        return 0
    told = {"gates": [verdict.gate for verdict in verdicts], "left": [[one.gate, one.why] for one in left]}
    try:
        write_file(found.folder / f"{group}{GROUP_SUFFIX}", json.dumps(told) + "\n")
    except OSError as error:
        console(sys.stderr).print(f"error: {found.folder} cannot be written: {error.strerror or error}; free the disk")
        return 2
    return 0


def _list(screen: Console) -> None:
    width = max(len(name) for name in GATES)
    for name, gate in GATES.items():
        packages = f"  (pip install {' '.join(gate.packages)})" if gate.packages else ""
        screen.print(f"{name:<{width}}  {gate.title}{packages}", soft_wrap=True)


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """Let SIGTERM end the tools too, as Ctrl-C does: each runs in a session of its own."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
