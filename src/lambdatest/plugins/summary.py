"""What pytest prints of searches: the findings of one that failed, and at the end the warnings of those that passed."""

from typing import Any

import pytest

SHORT, FULL = "lambdatest warnings", "lambdatest warnings in full"


def show_findings(item: pytest.Item, report: pytest.TestReport, line: str, coloured: str) -> None:
    """Let *report*, which pytest made of the plain text, be in colours on a terminal, and be summed up by *line*."""
    longrepr: Any = report.longrepr
    path, number, _ = item.location
    longrepr.reprcrash.message, longrepr.reprcrash.path, longrepr.reprcrash.lineno = line, path, (number or 0) + 1
    plainly = longrepr.toterminal

    def show(writer: Any) -> None:
        if writer.hasmarkup:
            writer.line(coloured)
        else:
            plainly(writer)

    longrepr.toterminal = show


def show_warnings(terminal: pytest.TerminalReporter) -> None:
    """A line for each warning, its whole block with ``-v``, their number alone with ``-q``."""
    wanted = FULL if terminal.config.get_verbosity() > 0 else SHORT
    found = [
        (report.nodeid, text)
        for report in terminal.getreports("passed")
        for name, text in report.sections
        if name == f"Captured {wanted} {report.when}"
    ]
    if terminal.config.get_verbosity() < 0:
        number = sum(len(text.splitlines()) for _, text in found)
        terminal.write_line(f"lambdatest: {number} {'warning' if number == 1 else 'warnings'} in tests that passed; -v shows them")
        return
    terminal.section("lambdatest: warnings in tests that passed", "-")
    for nodeid, text in found:
        terminal.write_line(nodeid)
        terminal.write_line(text)
