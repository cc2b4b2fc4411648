"""The check `unhandled_exception`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.crash import crashed, describe, lenient, malformed, meant
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def unhandled_exception(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The handler answers every event that AWS sends for a well-behaved client, and raises nothing.

    An exception that leaves the handler becomes a function error; behind an HTTP API the client sees 502 or 500 without a word of
    what was wrong.  A lone surrogate in the answer ends the runtime process itself on Python 3.12 and later.
    https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html

    A failure for a body with the keys and types that the code asks for, and for ids that do not exist.  A warning where the
    account holds data of types that the code is not known to store (label `stored`), for an authorizer (it lets nobody in, though
    the client sees a 500), and for an event that was inferred from the code.  Input that the code does not ask for is
    `malformed_input`; an answer that is no JSON is `json_serialisable`; a custom resource that raised before it answered is
    `cfn_contract`.  An exception that is an answer is left alone: `Unauthorized` of an authorizer, a `raise` in a Cognito trigger.
    """
    if meant(step, outcome) or step.case.kind == "custom_resource" and not outcome.received:
        return
    if crashed(outcome) and not malformed(step) and outcome.raised is not None:
        severity = "warning" if lenient(step) else "failure"
        yield Hit(describe(outcome), severity=severity, frame=outcome.raised.location, exception=outcome.raised.type)
