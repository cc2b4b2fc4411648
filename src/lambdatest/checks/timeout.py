"""The check `timeout`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.model import strings
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def timeout(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The handler returns within the function's timeout.

    Lambda ends it there, in the middle of whatever it does; the client sees 502 or 504.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html

    A regular expression whose repetitions can share a text out in many ways takes exponential time: the code's own are tried with a
    text on which they do.  https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS

    Sleeps count on a virtual clock.  A loop that computes is given real time: the timeout itself, at most 30 s.
    """
    if outcome.timed_out:
        frame = outcome.raised.location if outcome.raised else None
        sent = [*strings(step.event), *strings(step.json)]
        pattern = next((pattern for pattern, text in step.vocabulary.explosive if any(text in one for one in sent)), None)
        why = f": the regular expression {pattern} takes exponential time" if pattern else ""
        yield Hit(f"no answer within the timeout of {step.function.timeout} s{why}", frame=frame)
