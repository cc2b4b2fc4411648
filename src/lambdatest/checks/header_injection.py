"""The check `header_injection`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step
from lambdatest.strategies.hostile import INJECTED_LINE


@registered("failure")
def header_injection(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No header of the answer holds a line break that the client sent.

    A line break in a header's value ends the header: what follows is read as another header or as the body.
    https://cwe.mitre.org/data/definitions/113.html

    Only where the text of the request itself comes back; a fixed header is never flagged.
    """
    headers = outcome.result.get("headers") if isinstance(outcome.result, dict) and step.http else None
    if not isinstance(headers, dict):
        return
    for name, value in headers.items():
        if "\n" in str(value) and INJECTED_LINE in str(value):
            yield Hit(f"the header {name} holds a line break from the request: {str(value)!r}", key=str(name).lower())
