"""The check `response_size`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step

LIMIT = 6 * 1024 * 1024
ALB_LIMIT = 1024 * 1024


@registered("failure")
def response_size(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The answer of a synchronous invocation is at most 6 MB, that to a load balancer 1 MB.

    https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html

    Only where the event itself is less than a tenth of the answer: an echo of a large event is the client's own doing.
    """
    size = len(outcome.text.encode("utf-8", "replace"))
    limit, whose = (ALB_LIMIT, "the load balancer's") if step.case.kind == "alb" else (LIMIT, "Lambda's")
    if size > limit and len(str(step.event)) * 10 < size:
        yield Hit(f"the answer has {size:,} bytes, {whose} limit is {limit:,}")
