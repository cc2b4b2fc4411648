"""The table of gates at the end of a build, with what has to be mended above it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lambdatest.reports.gate_format import conclusion, line, status_words
from lambdatest.reports.glyph import Glyphs, glyphs
from lambdatest.reports.text import plural, printable, shown
from lambdatest.verdict import Verdict, exit_status, failing

STYLES = {"passed": "green", "failed": "red", "error": "bold yellow"}
MOST = 10
COLUMNS = ("", "gate", "verdict", "examined", "threshold", "time", "report")


def show(verdicts: Sequence[Verdict], left: Iterable[tuple[str, str]], folder: Path, console: Console) -> None:
    """Print the remarks that count, the table, what was left out, where the reports are, and the exit status in words."""
    signs = glyphs(console.encoding)
    for verdict in verdicts:
        for part in _details(verdict, signs):
            console.print(part, soft_wrap=True)
    console.print(_table(verdicts, signs))
    for gate, why in left:
        console.print(Text(f"{gate} not run: {shown(why)}", style="dim"), soft_wrap=True)
    if any(verdict.report for verdict in verdicts):
        console.print(Text(f"reports: {printable(str(folder))}", style="dim"), soft_wrap=True)
    code = exit_status(verdicts)
    style = {0: "bold green", 3: "bold yellow"}.get(code, "bold red")
    console.print(Text(f"exit {code}: {conclusion(verdicts)}", style=style), soft_wrap=True)


def _details(verdict: Verdict, signs: Glyphs) -> Iterator[Text]:
    found = failing(verdict.remarks)
    if verdict.status == "error":
        yield Text.assemble((f"{verdict.gate}: ", "bold"), (f"no evidence: {shown(verdict.message, 600)}", STYLES["error"]))
        yield Text(f"  {signs.to} {shown(verdict.remedy, 600)}\n")
    elif found:
        yield Text.assemble((f"{verdict.gate}: ", "bold"), (plural(len(found), "remark"), STYLES["failed"]))
        for remark in found[:MOST]:
            yield Text(f"  {shown(line(remark), 300)}")
        more = f"  {signs.more} {len(found) - MOST} more in {printable(verdict.report)}" if len(found) > MOST else ""
        yield Text(f"{more}\n" if more else "", style="dim")


def _table(verdicts: Sequence[Verdict], signs: Glyphs) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column in COLUMNS:
        table.add_column(column, justify="right" if column == "time" else "left", overflow="fold", no_wrap=column in ("", "gate", "time"))
    for verdict in verdicts:
        style = STYLES[verdict.status] if verdict.counts or verdict.status == "passed" else "dim"
        sign = {"passed": signs.passed, "failed": signs.failed}.get(verdict.status, signs.unrun)
        words = status_words(verdict) if verdict.status == "error" else f"{verdict.status}: {shown(verdict.message, 200)}"
        files = ", ".join(Path(name).name for name in verdict.report.split(", ") if name)
        table.add_row(
            Text(sign, style), Text(verdict.gate, "bold"), Text(words, style), Text(shown(verdict.examined)),
            Text(shown(verdict.threshold)), Text(f"{verdict.duration:.1f} s"), Text(shown(files), "dim"),
        )  # fmt: skip
    return table
