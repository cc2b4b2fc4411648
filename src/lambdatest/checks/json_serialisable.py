"""The check `json_serialisable`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def json_serialisable(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """What the handler returns can be turned into JSON by the Lambda runtime.

    The runtime's own encoder judges: it accepts Decimal, bytes and named tuples, and fails on sets, dates and generators with
    `Runtime.MarshalError`, which the client sees as a 502.
    https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html

    A warning under the label `stored`: the account held types that the code is not known to store.
    """
    raised = outcome.raised
    if raised is not None and raised.phase == "marshal" and not outcome.timed_out:
        yield Hit(raised.message, raised.message[:60], "warning" if step.stored else None, raised.location, raised.type)
