"""The check `authorizer_fail_open`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.crash import AUTHORIZERS
from lambdatest.event_sources.credential import ABSENT, LABELS, reads_any
from lambdatest.event_sources.policy import lets_in
from lambdatest.results import Hit, Outcome, Step
from lambdatest.strategies.value import MILLISECONDS, UNTIL

_OVER = [{"N": str(MILLISECONDS[1])}]
_SAID = {
    "absent": "no credential", "empty_token": "an empty credential", "garbage": "a credential that nobody gave out",
    "other_length": "a credential that is too short or too long", "wrong_scheme": "a credential of another scheme that nobody gave out",
}


@registered("failure")
def authorizer_fail_open(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """An authorizer lets nobody in whose credential is empty, garbage, of another length or scheme, or over.

    An `except` that answers Allow, a token that is decoded but never verified, a comparison that holds for the empty string: each opens
    the API to everybody.
    https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html

    What is garbage is chosen after what the code takes for valid was learnt.  Credentials that API Gateway refuses itself are not tried:
    a missing identity source, a token that does not match the declared expression.  Any exception keeps the client out.  A warning where
    no credential at all is let in (it may be meant for everybody), and where the code is not seen to look at one.  A warning, too, where
    the item that it got for a credential says, in milliseconds, that it has expired: that is never so in seconds.
    """
    if step.case.kind in AUTHORIZERS and step.plain and outcome.raised is None and lets_in(outcome.result, _arn(step)):
        over = next(_expired(step, outcome), None)
        if over:
            yield Hit(f"who presents what is over is let in: {over}", "expired", "warning")
    labels = LABELS.intersection(step.case.labels)
    if step.case.kind not in AUTHORIZERS or not labels or outcome.raised is not None or not isinstance(step.event, dict):
        return
    if lets_in(outcome.result, _arn(step)):
        label = min(labels)
        doubtful = label == ABSENT or not reads_any(step.vocabulary)
        yield Hit(f"{_SAID[label]} is let in: {outcome.text[:120]}", severity="warning" if doubtful else None)


def _arn(step: Step) -> str:
    return str(step.event.get("methodArn") or step.event.get("routeArn")) if isinstance(step.event, dict) else ""


def _expired(step: Step, outcome: Outcome) -> Iterator[str]:
    """The attributes of items that were got by their key and say that they have expired."""
    got = [(call.parameters.get("TableName"), call.parameters.get("Key")) for call in outcome.calls if call.operation == "GetItem"]
    for table in step.tables:
        for item in outcome.before.get(table.name, ()):
            if (table.name, {name: item[name] for name in table.keys}) in got:
                yield from (f"{name} is {value['N']}" for name, value in item.items() if UNTIL.fullmatch(name) and value in _OVER)
