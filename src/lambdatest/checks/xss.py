"""The check `xss`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step
from lambdatest.strategies.hostile import MARKUP


@registered("failure")
def xss(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Markup that a client sent is escaped in an HTML or SVG answer.

    https://cwe.mitre.org/data/definitions/79.html

    JSON answers are never flagged: a browser does not render them.
    """
    kind = outcome.headers.get("content-type", "")
    if step.http and ("html" in kind or "svg" in kind) and MARKUP in str(outcome.body):
        yield Hit(f"the {kind} answer holds {MARKUP} as the client sent it")
