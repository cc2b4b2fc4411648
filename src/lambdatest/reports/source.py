"""The line that a finding points to, with its neighbours."""

import re
from dataclasses import dataclass
from pathlib import Path

from lambdatest.finding import Finding

CONTEXT = 2
MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a file around the one that matters.

    *lines* are (number, text) pairs, *target* the number of the line that matters, *caret* the (first, last) columns of its
    part to underline, counted from 0, last excluded.
    """

    lines: tuple[tuple[int, str], ...]
    target: int
    caret: tuple[int, int]


def excerpt(finding: Finding, root: Path) -> Excerpt | None:
    """The finding's line with two neighbours on either side; the line alone where the file cannot be read, None without one.

    Where the file has changed since (the line no longer reads the same), the line as it was found stands alone.
    """
    if finding.location is None:
        return None
    number = finding.location.line
    lines = _lines(root / finding.location.file)
    if not 1 <= number <= len(lines) or (finding.source and lines[number - 1].strip() != finding.source.strip()):
        return Excerpt(((number, finding.source),), number, _caret(finding.source, finding.message)) if finding.source else None
    first, last = max(1, number - CONTEXT), min(len(lines), number + CONTEXT)
    near = [(n, lines[n - 1].expandtabs(4)) for n in range(first, last + 1)]
    while near[-1][0] > number and not near[-1][1].strip():
        near.pop()
    while near[0][0] < number and not near[0][1].strip():
        near.pop(0)
    target = dict(near)[number]
    return Excerpt(tuple(near), number, _caret(target, finding.message))


def _lines(path: Path) -> list[str]:
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return []
        return path.read_text("utf-8", errors="backslashreplace").splitlines()
    except (OSError, ValueError):
        return []  # gone, unreadable or no valid name: the finding's own source text stands in


def _caret(line: str, message: str) -> tuple[int, int]:
    """The quoted name that the message ends in, where the line holds it in a subscript or call; else the whole statement."""
    for name in re.findall(r"'([^']+)'", message):
        found = re.search(rf"""[\[(]\s*["']{re.escape(name)}["']\s*[\])]""", line)
        if found:
            return found.span()
    stripped = line.strip()
    start = line.find(stripped)
    return start, start + len(stripped)
