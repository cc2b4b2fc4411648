"""The check `guard_process`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def guard_process(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No text of a client reaches a command line.

    A canary that stood in the request was part of a command that the handler wanted to run.
    https://cwe.mitre.org/data/definitions/78.html

    A process whose arguments hold nothing of the request is no finding: the function is reported as one that could not be run to its
    end.
    """
    del step
    for violation in outcome.violations:
        if violation.kind == "process" and "canary" in violation.what.lower():
            yield Hit(violation.what, frame=violation.frame)
