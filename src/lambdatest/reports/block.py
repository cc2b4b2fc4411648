"""The blocks of the terminal report: one finding, or all malformed input of one function."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lambdatest.finding import Finding
from lambdatest.reports.format import View
from lambdatest.reports.glyph import Glyphs
from lambdatest.reports.headline import answer, headline, plainer
from lambdatest.reports.history import case_lines, labelled, seed_lines
from lambdatest.reports.source import excerpt
from lambdatest.reports.text import first_sentence, plural, printable, shown

COLOURS = {"failure": "red", "warning": "yellow"}
INDENT = 3
NAME_WIDTH = 8


def finding_block(number: int, finding: Finding, view: View, glyphs: Glyphs, width: int) -> RenderableType:
    """One finding: what broke, the smallest example, the line, why it matters, how to have it again."""
    parts: list[RenderableType] = [
        heading(number, finding.severity, finding.check, glyphs, width),
        Padding(Text(headline(finding), style="bold"), (0, 0, 1, 1)),
        Padding(_pairs(_example(finding, glyphs)), (0, 0, 1, INDENT)),
    ]
    source = list(_source(finding, view, glyphs, width - INDENT))
    if source:
        parts.append(Padding(Group(*source), (0, 0, 1, INDENT)))
    parts.append(Padding(_pairs(_afterwards(finding, view)), (0, 0, 1, INDENT)))
    return Group(*parts)


def malformed_block(number: int, findings: Sequence[Finding], view: View, glyphs: Glyphs, width: int) -> RenderableType:
    """All malformed input of one function: a line for each mutation with the exception that it ends in."""
    first = findings[0]
    title = f"{shown(first.function, 80)} has no answer for malformed requests: {plural(len(findings), 'way')} to a 5xx"
    table = Table.grid(padding=(0, 2, 0, 0), expand=False)
    table.add_column(overflow="fold", max_width=max(12, width // 4))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", style="dim")
    for finding in findings:
        place = f" at {shown(str(finding.location), 120)}" if finding.location else ""
        message = shown(plainer(finding), 90) + place
        label = labelled(finding.labels) or "malformed"
        table.add_row(Text(label), Text(glyphs.to, style="dim"), Text(message), Text(finding.id.rpartition("-")[2]))
    parts: list[RenderableType] = [
        heading(number, first.severity, first.check, glyphs, width),
        Padding(Text(title, style="bold"), (0, 0, 1, 1)),
        Padding(table, (0, 0, 1, INDENT)),
        Padding(_pairs([*_why(first, view), *_again(first, view)]), (0, 0, 1, INDENT)),
    ]
    return Group(*parts)


def heading(number: int, severity: str, check: str, glyphs: Glyphs, width: int) -> Text:
    """``━━ 1 ━━ failure ━━ unhandled_exception ━━━━━━━━``."""
    colour = COLOURS.get(severity, "bold")
    dash = f" {glyphs.rule * 2} "
    start = (f"{glyphs.rule * 2} {number}{dash}", colour)
    line = Text.assemble(start, (severity, f"bold {colour}"), (dash, colour), (shown(check, 60), "bold"))
    line.append(" " + glyphs.rule * max(2, width - len(line) - 1), style=colour)
    line.truncate(width)
    return line


def _pairs(rows: Iterable[tuple[str, Text]]) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(style="dim", width=NAME_WIDTH, no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in rows:
        table.add_row(Text(name), text)
    return table


def _example(finding: Finding, glyphs: Glyphs) -> Iterator[tuple[str, Text]]:
    for index, line in enumerate(seed_lines(finding, glyphs)):
        yield "given" if index == 0 else "", line
    several = len(finding.history.cases) > 1
    for number, case in enumerate(finding.history.cases, 1):
        for index, line in enumerate(case_lines(case, glyphs)):
            yield (f"step {number}" if several else "request") if index == 0 else "", line
    for fault in finding.history.faults:
        yield "fault", Text(shown(str(fault), 200))
    got = answer(finding)
    if got:
        yield "answer", Text(got)
    labels = finding.history.cases[finding.step].labels
    if labels:
        yield "changed", Text(labelled(labels))
    if finding.history.stored:
        yield "note", Text(f"the account holds what the code is not known to store ({labelled(finding.history.stored)})", style="dim")


def _source(finding: Finding, view: View, glyphs: Glyphs, width: int) -> Iterator[Text]:
    found = excerpt(finding, view.root)
    if found is None:
        return
    inside = f" in {shown(finding.enclosing, 80)}" if finding.enclosing else ""
    yield Text(shown(str(finding.location), 200) + inside, style="cyan")
    digits = len(str(found.lines[-1][0]))
    pointer = len(glyphs.arrow)
    for number, line in found.lines:
        here = number == found.target
        gutter = f"{glyphs.arrow if here else ' ' * pointer} {number:>{digits}} {glyphs.gutter} "
        text = Text.assemble((gutter, "red" if here else "dim"), (printable(line), "bold" if here else ""), no_wrap=True)
        text.truncate(width, overflow="ellipsis" if glyphs.more == "…" else "crop")
        yield text
        start, end = found.caret
        if here and end > start:
            under = " " * (pointer + 1 + digits + 1) + f"{glyphs.gutter} " + " " * start + glyphs.under * (end - start)
            caret = Text(under, style="red", no_wrap=True)
            caret.truncate(width)
            yield caret


def _afterwards(finding: Finding, view: View) -> Iterator[tuple[str, Text]]:
    if not finding.shrunk:
        yield "note", Text("not shrunk to the end: the limit of shrink runs was reached", style="dim")
    yield from _why(finding, view)
    yield from _again(finding, view)


def _why(finding: Finding, view: View) -> Iterator[tuple[str, Text]]:
    document = first_sentence(view.documents.get(finding.check, "")) or finding.expected
    if document:
        yield "rule", Text(printable(document))


def _again(finding: Finding, view: View) -> Iterator[tuple[str, Text]]:
    yield "replay", Text(printable(view.again(finding)), style="green")
