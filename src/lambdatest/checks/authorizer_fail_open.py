"""The check `authorizer_fail_open`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.crash import AUTHORIZERS
from lambdatest.event_sources.credential import ABSENT, LABELS, reads_any
from lambdatest.event_sources.policy import lets_in
from lambdatest.results import Hit, Outcome, Step

_SAID = {
    "absent": "no credential", "empty_token": "an empty credential", "garbage": "a credential that nobody gave out",
    "other_length": "a credential that is too short or too long", "wrong_scheme": "a credential of another scheme that nobody gave out",
}


@registered("failure")
def authorizer_fail_open(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """An authorizer lets nobody in whose credential is empty, garbage, of another length or of another scheme.

    An `except` that answers Allow, a token that is decoded but never verified, a comparison that holds for the empty string: each opens
    the API to everybody.
    https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html

    What is garbage is chosen after what the code takes for valid was learnt.  Credentials that API Gateway refuses itself are not tried:
    a missing identity source, a token that does not match the declared expression.  Any exception keeps the client out.  A warning where
    no credential at all is let in (it may be meant for everybody), and where the code is not seen to look at one.
    """
    labels = LABELS.intersection(step.case.labels)
    if step.case.kind not in AUTHORIZERS or not labels or outcome.raised is not None or not isinstance(step.event, dict):
        return
    arn = str(step.event.get("methodArn") or step.event.get("routeArn"))
    if lets_in(outcome.result, arn):
        label = min(labels)
        doubtful = label == ABSENT or not reads_any(step.vocabulary)
        yield Hit(f"{_SAID[label]} is let in: {outcome.text[:120]}", severity="warning" if doubtful else None)
