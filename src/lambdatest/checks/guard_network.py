"""The check `guard_network`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.model import strings
from lambdatest.results import Hit, Outcome, Step, Violation
from lambdatest.strategies.hostile import METADATA


@registered("failure")
def guard_network(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No address that a client chose is connected to.

    A canary host that stood in the request, or the address of the metadata service, was looked up or connected to: the function
    fetches whatever it is told to, from inside the network (server-side request forgery).
    https://cwe.mitre.org/data/definitions/918.html

    A connection to an address that the code itself names is no finding: the function is reported as one that could not be run to
    its end, since nothing leaves this process.
    """
    for violation in outcome.violations:
        if violation.kind == "network" and chosen(step, violation):
            yield Hit(violation.what, frame=violation.frame)


def chosen(step: Step, violation: Violation) -> bool:
    """Whether what was refused holds something that only the client can have named."""
    if "canary" in violation.what.lower():
        return True
    return METADATA in violation.what and any(METADATA in text for text in strings(step.event))
