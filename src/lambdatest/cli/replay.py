"""``lambdatest replay``: one finding again, and as files that fail the same way."""

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from lambdatest.cli.handler import home, reopened
from lambdatest.cli.output import console
from lambdatest.engine import replay
from lambdatest.engine.finding import documents
from lambdatest.errors import AccountError, HandlerError
from lambdatest.finding import Finding
from lambdatest.model import Case
from lambdatest.reports import View
from lambdatest.reports.block import finding_block
from lambdatest.reports.curl import curl_text
from lambdatest.reports.file import write_file
from lambdatest.reports.glyph import glyphs
from lambdatest.reports.headline import headline
from lambdatest.reports.reproduction import event_text, pytest_text
from lambdatest.reports.terminal import MAX_WIDTH, put
from lambdatest.reports.text import printable, shown
from lambdatest.results import Outcome
from lambdatest.store import Saved, Store

HELD, FAILED, UNRUN = 0, 1, 3


@click.command("replay")
@click.argument("finding_id", metavar="ID")
@click.argument("path", default=".", type=click.Path(path_type=Path))
def command(finding_id: str, path: Path) -> None:
    """Run the finding ID of the last fuzz of PATH again, and write it as a pytest test, an event.json and a curl command.

    A unique beginning of the id is enough.  Exit status: 0 it no longer fails; 1 it fails the same way; 2 there is no such
    finding; 3 it could not be run.
    """
    store = Store(home(path))
    saved = store.find(finding_id)
    file, project = reopened(path, store.root, saved.loading)
    screen = console()
    signs = glyphs(screen.encoding)
    width = min(screen.width, MAX_WIDTH)
    put(screen, finding_block(1, saved.finding, View(project.root, documents=documents()), signs, width), width)
    try:
        again = replay(project, saved.finding.history, (saved.finding.check,))
    except (HandlerError, AccountError) as error:
        _refuse(saved.finding, str(error))
    _print(screen, _outcomes(saved.finding.history.cases, again.outcomes))
    same = [finding for finding in again.findings if alike(finding, saved.finding)]
    if again.errors and not same:
        _refuse(saved.finding, again.errors[0])
    _print(screen, _verdict(saved.finding, same, again.findings))
    _print(screen, _files(store, saved, file, project.format))
    click.get_current_context().exit(FAILED if same else HELD)


def _refuse(finding: Finding, reason: str) -> None:
    console(sys.stderr).print(f"error: {finding.id} could not be run: {printable(reason)}", soft_wrap=True)
    click.get_current_context().exit(UNRUN)


def alike(one: Finding, other: Finding) -> bool:
    """Whether two findings are the same defect: the same id, or the same check, key and exception on a line that was edited."""
    kinds = [(finding.check, finding.function, finding.key, finding.exception) for finding in (one, other)]
    return one.id == other.id or kinds[0] == kinds[1]


def write_reproductions(store: Store, saved: Saved, file: Path) -> list[Path]:
    """Write the finding's pytest test, event and curl script next to it; the files that there are now.  Raises OSError."""
    test, event, curl = store.reproductions(saved.finding.id)
    project = Path(os.path.relpath(file.resolve(), store.folder.resolve())).as_posix()
    write_file(test, pytest_text(saved.finding, project, saved.loading))
    write_file(event, event_text(saved.finding))
    script = curl_text(saved.finding)
    if script is None:
        return [test, event]
    write_file(curl, script)
    return [test, event, curl]


def _print(screen: Console, lines: Iterator[Text]) -> None:
    for line in lines:
        screen.print(line, soft_wrap=True)


def _outcomes(cases: Sequence[Case], outcomes: Sequence[Outcome]) -> Iterator[Text]:
    for number, (case, outcome) in enumerate(zip(cases, outcomes, strict=False), 1):
        yield Text(f" run {number}    {shown(case.trigger, 80)}: {described(outcome)}")


def described(outcome: Outcome) -> str:
    """What one invocation came to, on one line."""
    if outcome.timed_out:
        return "no answer within the timeout"
    if outcome.raised is not None:
        place = f" at {outcome.raised.location}" if outcome.raised.location else ""
        return shown(f"{outcome.raised.type}: {outcome.raised.message}") + place
    return shown(outcome.text)


def _verdict(finding: Finding, same: Sequence[Finding], all_findings: Sequence[Finding]) -> Iterator[Text]:
    if same:
        yield Text(f" fails the same way: {headline(same[0])}", style="bold red")
        return
    yield Text(f" no longer fails: {finding.check} holds", style="bold green")
    for other in all_findings:
        yield Text(f" but: {headline(other)}", style="yellow")


def _files(store: Store, saved: Saved, file: Path, declared: str) -> Iterator[Text]:
    """What was written, each as the command that uses it."""
    try:
        paths = write_reproductions(store, saved, file)
    except OSError as error:
        yield Text(f" no file is written in {store.folder}: {error.strerror or error}", style="yellow")
        return
    function = shlex.quote(saved.finding.function)
    local = f"sam local invoke {function} -e" if declared == "sam" else f"serverless invoke local -f {function} -p"
    yield Text("")
    for path, tool in zip(paths, ("pytest", local, "bash"), strict=False):
        shortest = min(os.path.relpath(path), str(path), key=len)
        yield Text(f" {shown(tool, 200)} {shown(shlex.quote(shortest), 400)}", style="green")
