"""The check `timeout`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def timeout(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The handler returns within the function's timeout.

    Lambda ends it there, in the middle of whatever it does; the client sees 502 or 504.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html

    Sleeps count on a virtual clock.  A loop that computes is given real time: the timeout itself, at most 30 s.
    """
    if outcome.timed_out:
        frame = outcome.raised.location if outcome.raised else None
        yield Hit(f"no answer within the timeout of {step.function.timeout} s", frame=frame)
