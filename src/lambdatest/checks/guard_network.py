"""The check `guard_network`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def guard_network(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No address that a client chose is connected to.

    A canary host that stood in the request was looked up or connected to: the function fetches whatever it is told to, from inside
    the network (server-side request forgery).
    https://cwe.mitre.org/data/definitions/918.html

    A connection to an address that the code itself names is no finding: the function is reported as one that could not be run to
    its end, since nothing leaves this process.
    """
    del step
    for violation in outcome.violations:
        if violation.kind == "network" and "canary" in violation.what.lower():
            yield Hit(violation.what, frame=violation.frame)
