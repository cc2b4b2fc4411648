"""A batch whose records differ from each other: with records that are alike, nothing is seen of what one does to another."""

from hypothesis.strategies import SearchStrategy

from lambdatest.checks.sent import content, leaves
from lambdatest.engine.shrink import examples
from lambdatest.model import History

DRAWN = 30
"""Histories among which the one is taken whose records differ in most things: drawing costs a millisecond each, and nothing is run."""


def varied_batch(strategy: SearchStrategy[History]) -> History | None:
    """Of some histories of *strategy* the one whose last event has the records that differ in most; None where no two differ."""
    drawn: list[History] = []
    examples(strategy, drawn.append, DRAWN, 0)
    best = max(drawn, key=_variety, default=None)
    return best if best is not None and _variety(best) else None


def _variety(history: History) -> int:
    """How many different values the records of the last event hold, each under its key; 0 where no two records differ."""
    event = history.cases[-1].event
    told = [frozenset(leaves(content(record))) for record in event.get("Records") or event.get("records") or ()]
    return len(frozenset().union(*told)) if len(set(told)) > 1 else 0
