"""When a handler fails to answer, and which input excuses it from being a failure."""

import re

from lambdatest.checks.s3_key_encoding import asks_for_another
from lambdatest.event_sources.shape import shape
from lambdatest.results import Hit, Outcome, Raised, Step
from lambdatest.strategies.body import MALFORMED_LABELS

_STATUS = re.compile(r"\[(?:4|5)\d\d\]")
"""What an exception says that a mapping of the answer makes a status of:
https://www.serverless.com/framework/docs/providers/aws/events/apigateway#status-codes"""
NO_SERVER_ERROR = (501, 503)
NOT_FOUND = ("NoSuchKey", "404")
"""The codes by which S3 says that there is no such object, the second for HEAD, whose answer has no body:
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList"""
AUTHORIZERS = frozenset({"token_authorizer", "request_authorizer", "http_api_authorizer"})
UNAUTHORIZED = "Unauthorized"
"""The message of an exception that API Gateway turns into a 401:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html"""
BATCHES = ("Records", "records", "awslogs")
"""Keys of events that services of AWS send in batches, and nobody by hand."""
REFUSING = frozenset({"cognito", "direct"})
"""Kinds whose caller is told so by an exception: a Cognito trigger refuses a user that way, a task of a state machine its input.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html"""


def malformed(step: Step) -> bool:
    """Whether the client sent what the code does not ask for: no body, no JSON, keys that are missing or of another type."""
    return any(label in MALFORMED_LABELS for label in step.labels)


def crashed(outcome: Outcome) -> bool:
    """Whether the handler raised, or its answer killed the runtime."""
    return outcome.raised is not None and not outcome.timed_out and outcome.raised.phase != "marshal" and not refused(outcome)


def refused(outcome: Outcome) -> bool:
    """Whether the invocation was ended by the guard."""
    return outcome.raised is not None and outcome.raised.type == "GuardViolation"


def answers_server_error(step: Step, outcome: Outcome) -> bool:
    """Whether the handler itself answered with a status from 500 on that is no statement about the service.

    A status that is no number is none: `response_shape` speaks of it.
    """
    said = outcome.result.get("statusCode") if isinstance(outcome.result, dict) else None
    if not (step.http or step.case.kind == "websocket") or outcome.raised is not None or outcome.timed_out or not str(said).isdigit():
        return False
    return outcome.status >= 500 and outcome.status not in NO_SERVER_ERROR


def meant(step: Step, outcome: Outcome) -> bool:
    """Whether the exception is the handler's answer: ``Unauthorized`` of an authorizer, a ``raise`` where an exception is how to refuse."""
    raised = outcome.raised
    if raised is None or raised.phase != "handler":
        return False
    if step.case.kind in AUTHORIZERS:
        return raised.message == UNAUTHORIZED
    if step.case.kind == "mapped_api" and _STATUS.search(raised.message):
        return True
    if step.case.kind == "direct" and shape(step.vocabulary) is None and any(step.vocabulary.event_key(name) for name in BATCHES):
        return True  # what a service of AWS puts there cannot be inferred: an exception says more of our event than of the code
    return step.case.kind in REFUSING and raised.location is not None and raised.location.source.startswith("raise ")


def undecoded(step: Step, outcome: Outcome) -> bool:
    """Whether S3 said that there is no such object when it was asked for the key as the event spells it: one defect, told once."""
    raised = outcome.raised
    return raised is not None and raised.code in NOT_FOUND and any(hit.frame == raised.location for hit in asks_for_another(step, outcome))


def lenient(step: Step) -> bool:
    """Whether what the handler was sent is less than certain: an event that was inferred, a credential that nobody gave out."""
    return step.case.kind in AUTHORIZERS or step.case.kind == "direct"


def guessed_body(step: Step) -> bool:
    """Whether the request has a body of which nothing that could be read of the code says what it should hold."""
    known = step.vocabulary
    told = known.body or known.element or known.raw or known.body_strategy is not None
    return step.http and bool(step.event.get("body")) and not told


def describe(raised: Raised | None) -> str:
    """An exception and its first line, and the second where the first ends with a colon: botocore's says what was invalid there."""
    if raised is None:
        return ""
    first, *others = raised.message.strip().split("\n", maxsplit=2)
    if first.endswith(":") and others:
        first = f"{first} {others[0].strip()}"
    return f"{raised.type}: {first}" if first else raised.type


def server_error_hit(outcome: Outcome, severity: str | None = None) -> Hit:
    """What is said of an answer from 500 on: its body, and the exception that it hides, which tells one defect from another."""
    body, hidden = outcome.body if isinstance(outcome.body, str) else outcome.text, outcome.caught
    message = f"answers {outcome.status} {body[:120]}{having_caught(outcome)}"
    frame, exception = (hidden.location, hidden.type) if hidden else (None, None)
    return Hit(message, str(outcome.status), severity, frame, exception)


def having_caught(outcome: Outcome) -> str:
    """What is added to a message where an exception was caught before the answer; nothing where there was none."""
    said = describe(outcome.caught)
    return f", having caught {said[:160]}" if said else ""
