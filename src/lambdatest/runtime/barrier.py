"""What kept a search from lines that it did not reach: the condition of which one side was never taken."""

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

NEVER_TRUE, NEVER_FALSE, NEVER_RAISED, NEVER_MATCHED = "never true", "never false", "never raised", "never matched"


@dataclass(frozen=True, slots=True)
class Barrier:
    """A condition at *line*, whose text is *source*: that it was *said* (``never true``) kept the search from so many *lines*."""

    line: int
    source: str
    said: str
    lines: int


def barriers(source: str, executable: Collection[int], reached: Collection[int]) -> list[Barrier]:
    """The outermost conditions that were reached, with one side that was not; those before most lines first."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    texts = source.splitlines()
    found: dict[tuple[int, str], Barrier] = {}
    for node in ast.walk(tree):
        for line, at, said, block in _sides(node):
            behind = [number for number in _span(block) if number in executable]
            if behind and line in reached and not any(number in reached for number in behind):
                found.setdefault((at, said), Barrier(at, texts[at - 1].strip(), said, len(behind)))
    return sorted(found.values(), key=lambda barrier: (-barrier.lines, barrier.line))


def _sides(node: ast.AST) -> Iterator[tuple[int, int, str, Sequence[ast.stmt]]]:
    """Of each condition in *node*: a line that is reached with it, its own line, what is said where its side is never taken, that side."""
    if isinstance(node, ast.If | ast.While):
        yield node.test.lineno, node.lineno, NEVER_TRUE, node.body
        if node.orelse:
            yield node.test.lineno, node.lineno, NEVER_FALSE, node.orelse
    elif isinstance(node, ast.Try | ast.TryStar):
        for handler in node.handlers:
            yield node.body[0].lineno, handler.lineno, NEVER_RAISED, handler.body
    elif isinstance(node, ast.Match):
        for case in node.cases:
            yield node.lineno, case.pattern.lineno, NEVER_MATCHED, case.body


def _span(block: Sequence[ast.stmt]) -> range:
    return range(block[0].lineno, (block[-1].end_lineno or block[-1].lineno) + 1)
