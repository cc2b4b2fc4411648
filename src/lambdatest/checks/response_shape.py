"""The check `response_shape`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.crash import having_caught, malformed
from lambdatest.event_sources import EVENT_SOURCES
from lambdatest.results import Hit, Outcome, Step

_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")


@registered("failure")
def response_shape(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The answer has the shape that the event source accepts.

    API Gateway answers 502 to a client, whatever the handler meant, when a proxy response has an unknown key, a status that is no
    number, a body that is no string or a header that is a list.  Each rule was recorded on AWS.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

    Lambda retries a whole batch when the answer names no record of it, and takes it for done when it names them under another key or
    the mapping does not ask for them.  Firehose fails records that do not come back.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    A load balancer wants an integer status and headers of text, an authorizer a policy or a boolean `isAuthorized`, Cognito its event
    back with `response` filled.  https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html

    Payload 2.0 of HTTP APIs and function URLs infer a response from any JSON: there only what they refuse is flagged.  A warning in
    answer to a malformed request over HTTP, or where the account holds data of types that the code is not known to store.
    """
    if outcome.raised is None and not outcome.timed_out:
        error = EVENT_SOURCES[step.case.kind].response_error(step.trigger, step.event, outcome.result)
        if error:
            severity = "warning" if (malformed(step) and step.http) or step.stored else None
            yield Hit(f"{error}{having_caught(outcome)}", _VALUE.sub("", error)[:60], severity)
