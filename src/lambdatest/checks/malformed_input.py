"""The check `malformed_input`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.crash import answers_server_error, crashed, describe, malformed, meant, server_error_hit, undecoded
from lambdatest.results import Hit, Outcome, Step


@registered("warning")
def malformed_input(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A request that is malformed is answered with a 4xx, not with an exception or a 5xx.

    Malformed is a body that is absent, no JSON, of another JSON type, in base64, or without the keys and types that the code asks
    for, and a parameter that is missing.  Clients and scanners send these every day; an exception turns their mistake into a 502,
    and counts as the service's own error in every alarm.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

    SNS, EventBridge and S3 deliver one message and call again twice when the handler raises, to no other end.  A bad record in a
    batch of a queue or stream is `batch_split`.  An authorizer that raises anything but `Unauthorized` for a wrong credential is one
    too: the client sees a 500 in place of a 401.

    Always a warning: in old code it is one decision (validate), not ten alarms.  Use `--fail-on warning` for a public API.
    """
    if not malformed(step) or step.batch or meant(step, outcome) or undecoded(step, outcome):
        return
    if crashed(outcome) and outcome.raised is not None:
        yield Hit(describe(outcome.raised), frame=outcome.raised.location, exception=outcome.raised.type)
    elif answers_server_error(step, outcome):
        yield server_error_hit(outcome)
