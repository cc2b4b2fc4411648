"""The check `unhandled_exception`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.crash import crashed, describe, guessed_body, lenient, malformed, meant, undecoded
from lambdatest.checks.unknown_value import doubted
from lambdatest.event_sources.dynamodb_stream import FRACTION, REMOVED
from lambdatest.results import REDELIVERED_KINDS, Hit, Outcome, Step
from lambdatest.runtime.guard_mount import TMP

_ANSWERED = frozenset({"Item", "Items", "Attributes", "LastEvaluatedKey", "Responses"})
"""What answers of DynamoDB have, or lack."""


@registered("failure")
def unhandled_exception(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The handler answers every event that AWS sends for a well-behaved client, and raises nothing.

    An exception that leaves the handler becomes a function error; behind an HTTP API the client sees 502 or 500 without a word of
    what was wrong.  A lone surrogate in the answer ends the runtime process itself on Python 3.12 and later.
    A message of SNS, S3 or EventBridge is delivered twice more and lost, one of a queue or stream again and again.
    https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html

    A failure for a body with the keys and types that the code asks for, and for ids that do not exist.  A warning where the
    account holds data of types that the code is not known to store (label `stored`), for an authorizer (it lets nobody in, though
    the client sees a 500), and for an event that was inferred from the code.  So is a `raise` that a consumer of messages itself
    writes: to fail is how it says that a message shall come again, or go to the dead-letter queue; an item that was removed from a
    table, where neither its time to live nor the code says that this happens (label `removed`); a number with a fraction in a
    table's stream, where the code reads a whole one (label `fraction`); a `KeyError` of a name that was not seen to be read from
    anything, where the account held items: whether they have it is not known; a message about an item that is not there, of which
    its producer would know; a file of the package that is not in the repository;
    a body of which the code does not tell what it should hold; and an exception that speaks of a value in the environment which
    only the deployment knows, and for which a text of ours stands in.

    Input that the code does not ask for is `malformed_input` or `batch_split`; an answer that is no JSON is `json_serialisable`; a
    custom resource that raised before it answered is `cfn_contract`; an object that is not there, since its key was not decoded, is
    `s3_key_encoding`.  An exception that is an answer is left alone: `Unauthorized` of an authorizer, a `raise` in a Cognito trigger.
    """
    if meant(step, outcome) or step.case.kind == "custom_resource" and not outcome.received or undecoded(step, outcome):
        return
    if crashed(outcome) and not malformed(step) and outcome.raised is not None:
        doubtful = lenient(step) or _unread(step, outcome) or _guessed(step) or _deliberate(step, outcome) or _unknown(step, outcome)
        doubtful = doubtful or guessed_body(step)
        severity = "warning" if doubtful else "failure"
        hit = Hit(describe(outcome.raised), severity=severity, frame=outcome.raised.location, exception=outcome.raised.type)
        yield doubted(hit, outcome.raised, step)


def _unread(step: Step, outcome: Outcome) -> bool:
    """Whether the account held what the code may not know to read; what an object holds is no reason for AWS to refuse a call."""
    refused = outcome.raised is not None and outcome.raised.code is not None
    return any(label.startswith("stored") and not (refused and label == "stored_object") for label in step.labels)


def _guessed(step: Step) -> bool:
    """Whether the event is one that the service may send, though perhaps not for this application."""
    return any(label in (REMOVED[0], FRACTION) for label in step.labels)


def _unknown(step: Step, outcome: Outcome) -> bool:
    """Whether what the handler looked for may be there: in an item, where nothing that could be read of its code names it, or a file."""
    raised = outcome.raised
    if raised is not None and raised.type == "FileNotFoundError":
        return f"{TMP}/" not in raised.message
    if raised is None or raised.type != "KeyError":
        return False
    name = raised.message.strip("'\"")
    if name in _ANSWERED:
        return name == "Item" and not step.http
    return any(outcome.before.values()) and name not in step.vocabulary.names()


def _deliberate(step: Step, outcome: Outcome) -> bool:
    """Whether a consumer of messages raised with a statement of its own."""
    frame = outcome.raised.location if outcome.raised is not None else None
    return (step.batch or step.case.kind in REDELIVERED_KINDS) and frame is not None and frame.source.startswith("raise ")
