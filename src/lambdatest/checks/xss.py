"""The check `xss`."""

from collections.abc import Iterator
from html.parser import HTMLParser

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step
from lambdatest.strategies.hostile import MARKUP, MARKUP_ATTRIBUTE


@registered("failure")
def xss(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Markup that a client sent is escaped in an HTML or SVG answer, and so are the quotes in the value of an attribute.

    https://cwe.mitre.org/data/definitions/79.html

    A quote that ends the value begins an attribute of the client's own, such as `onfocus`: `html.escape` with `quote=False` is for text
    between elements only.  JSON answers are never flagged: a browser does not render them.
    """
    kind = outcome.headers.get("content-type", "")
    if not step.http or "html" not in kind and "svg" not in kind:
        return
    text = str(outcome.body)
    if MARKUP in text:
        yield Hit(f"the {kind} answer holds {MARKUP} as the client sent it")
    elif element := _with_attribute(text):
        yield Hit(f"a quote that the client sent ends the value of an attribute of <{element}> in the {kind} answer", "attribute")


class _Elements(HTMLParser):
    """Notes the elements that have the attribute which the client's text would be."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.extend(tag for name, _ in attrs if name == MARKUP_ATTRIBUTE)


def _with_attribute(text: str) -> str | None:
    """The first of these elements in *text*, if there is one."""
    elements = _Elements()
    if MARKUP_ATTRIBUTE in text:
        elements.feed(text)
    return next(iter(elements.found), None)
