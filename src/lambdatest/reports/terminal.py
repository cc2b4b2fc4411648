"""The report for a person at a terminal: findings, worst first, then the summary."""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import groupby
from typing import Literal

from rich.console import Console, RenderableType
from rich.segment import Segment, Segments
from rich.text import Text

from lambdatest._version import VERSION
from lambdatest.finding import Finding, Report
from lambdatest.reports.block import finding_block, malformed_block
from lambdatest.reports.format import View
from lambdatest.reports.glyph import Glyphs, glyphs
from lambdatest.reports.headline import headline
from lambdatest.reports.summary import summary
from lambdatest.reports.text import printable, shown
from lambdatest.reports.verdict import known
from lambdatest.results import SEVERITIES

MAX_WIDTH = 120


def show(report: Report, view: View, console: Console) -> None:
    """Print the report on *console*, in its width (at most 120) and its encoding."""
    signs = glyphs(console.encoding)
    width = min(console.width, MAX_WIDTH)
    for part in parts(report, view, signs, width):
        put(console, part, width)


def put(console: Console, part: RenderableType, width: int) -> None:
    """Print *part* without the blanks that fill a line up: they spoil copies and logs."""
    for line in console.render_lines(part, console.options.update(width=width), pad=False):
        console.print(Segments([*_stripped(line), Segment.line()]), end="", soft_wrap=True)


def _stripped(line: list[Segment]) -> list[Segment]:
    while line and not line[-1].text.strip():
        line = line[:-1]
    return [*line[:-1], Segment(line[-1].text.rstrip(), line[-1].style)] if line else []


def parts(report: Report, view: View, signs: Glyphs, width: int) -> Iterator[RenderableType]:
    """What is printed, from top to bottom."""
    if not view.quiet:
        title = f"lambdatest {VERSION} {signs.dot} {shown(report.name, 80)} ({shown(report.path, 200)}) {signs.dot} seed {report.seed}"
        yield Text(title + "\n", style="bold")
    yield from blocks(report, view, signs, width)
    yield from _known(report)
    yield from summary(report, view, signs, width)


def blocks(report: Report, view: View, signs: Glyphs, width: int) -> Iterator[RenderableType]:
    """A block for each new finding, and one for all malformed input of a function."""
    for number, group in enumerate(groups(report), 1):
        if group[0].check == "malformed_input":
            yield malformed_block(number, group, view, signs, width)
        else:
            yield finding_block(number, group[0], view, signs, width)


def rendered(found: Iterable[RenderableType], width: int, *, colour: bool = False) -> str:
    """*found* as text in that width, with the escapes of a terminal where *colour* is wanted."""
    system: Literal["standard"] | None = "standard" if colour else None
    stream = StringIO()
    console = Console(
        file=stream, width=width, force_terminal=colour, color_system=system, no_color=not colour,
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    for part in found:
        put(console, part, width)
    return stream.getvalue().rstrip("\n")


def groups(report: Report) -> list[Sequence[Finding]]:
    """The new findings, failures first, then in the order of the functions; malformed input of one function stands together."""
    order = {function.name: position for position, function in enumerate(report.functions)}

    def place(finding: Finding) -> tuple[int, int, str, bool, str, str, int, str]:
        severity = -SEVERITIES.index(finding.severity)
        malformed = finding.check == "malformed_input"
        line = finding.location.line if finding.location else 0
        where = order.get(finding.function, len(order))
        return severity, where, finding.function, malformed, finding.trigger, finding.check, line, finding.id

    new = sorted((finding for finding in report.findings if not known(finding, report)), key=place)
    found: list[Sequence[Finding]] = []
    for (malformed, _, _), members in groupby(new, key=lambda f: (f.check == "malformed_input", f.function, f.severity)):
        together = list(members)
        found += [together] if malformed else [[finding] for finding in together]
    return found


def _known(report: Report) -> Iterator[RenderableType]:
    """One line for each finding of the baseline."""
    old = [finding for finding in report.findings if known(finding, report)]
    for finding in old:
        yield Text(f" known: {printable(finding.id)}  {headline(finding)}", style="dim")
    if old:
        yield Text("")
