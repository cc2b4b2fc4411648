"""The check `cfn_contract`."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.checks.check import registered
from lambdatest.checks.crash import crashed, describe
from lambdatest.event_sources.custom_resource import UNKNOWN
from lambdatest.model import parse_json
from lambdatest.results import Hit, Outcome, Received, Step

LIMIT = 4096
STATUSES = ("SUCCESS", "FAILED")
_FIELDS = ("Status", "PhysicalResourceId", "StackId", "RequestId", "LogicalResourceId")
_ECHOED = ("StackId", "RequestId", "LogicalResourceId")
_WAITS = "CloudFormation waits for it until its timeout, an hour by default"


@registered("failure")
def cfn_contract(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A custom resource answers every Create, Update and Delete with one PUT to the `ResponseURL`, which CloudFormation can read.

    The PUT is a JSON object of at most 4096 bytes with Status, PhysicalResourceId, StackId, RequestId and LogicalResourceId, and with
    a Reason where Status is FAILED.  A handler that raises before it answers, or forgets one kind of request, leaves the stack waiting.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html

    A warning: no answer where an AWS call failed (Lambda tries twice again, and then nobody tells CloudFormation: FAILED is the answer
    to that), a second PUT that says the same, FAILED in answer to the deletion of what was never created (CloudFormation deletes
    what it failed to create, with the properties that were refused, and then the stack cannot be deleted), FAILED though no AWS call
    failed.  A handler that ran out of time is `timeout`.
    """
    if step.case.kind != "custom_resource" or outcome.timed_out or not isinstance(step.event, dict):
        return
    request = str(step.event.get("RequestType"))
    if not outcome.received:
        yield from _unanswered(request, step, outcome)
        return
    error = next((error for one in outcome.received if (error := _error(one, step.event))), None)
    if error:
        yield Hit(f"{request}: {error[1]}", error[0])
    elif len(outcome.received) > 1:
        same = len({_status(one) for one in outcome.received}) == 1
        said = f"{request} was answered {len(outcome.received)} times, and only the first counts"
        yield Hit(said, "several", "warning" if same else None)
    elif _status(outcome.received[0]) == "FAILED" and not outcome.faults:
        yield from _failed(step, outcome)


def _unanswered(request: str, step: Step, outcome: Outcome) -> Iterator[Hit]:
    """That CloudFormation heard nothing: one defect, whichever AWS call of a history was made to fail."""
    if outcome.faults:
        raised, place = outcome.raised, outcome.raised.location if outcome.raised else None
        why = f", since {raised.type} leaves the handler" if raised else ""
        said = f"{request} is not answered where {outcome.faults[0].operation} fails{why}: {_WAITS}"
        yield Hit(said, "unanswered fault", "warning", place)
    elif crashed(outcome) and outcome.raised is not None:
        said = f"{request} raised {describe(outcome.raised)} and was not answered: {_WAITS}"
        yield Hit(said, "", "warning" if step.labels else None, outcome.raised.location, outcome.raised.type)
    elif outcome.raised is None:
        yield Hit(f"{request} was not answered: {_WAITS}", "unanswered")


def _failed(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """What is odd about a well-formed FAILED."""
    request, reason = step.event.get("RequestType"), str(_said(outcome.received[0]).get("Reason"))[:80]
    if request == "Delete" and step.event.get("PhysicalResourceId") == UNKNOWN:
        yield Hit(f"the deletion of what was never created is answered FAILED: {reason}", "delete", "warning")
    elif not any(call.error for call in outcome.calls):
        yield Hit(f"{request} is answered FAILED though no AWS call failed: {reason}", "failed", "warning")


def _said(received: Received) -> Mapping[str, Any]:
    found = parse_json(received.body)
    return found if isinstance(found, dict) else {}


def _status(received: Received) -> Any:
    return _said(received).get("Status")


def _error(received: Received, event: Mapping[str, Any]) -> tuple[str, str] | None:
    """What CloudFormation cannot read of a response: what tells one defect from another, and a sentence."""
    if received.method != "PUT":
        return "method", f"the response was sent with {received.method}, not with PUT"
    if received.size > LIMIT:
        return "size", f"the response has {received.size:,} bytes, more than {LIMIT:,}"
    if not isinstance(parse_json(received.body), dict):
        return "json", f"the response {received.body[:60]!r} is no JSON object"
    said = _said(received)
    for name in _FIELDS:
        if not isinstance(said.get(name), str) or not said[name]:
            return name, f"{name} of the response is {said.get(name)!r}, no text"
    if said["Status"] not in STATUSES:
        return "Status", f"Status of the response is {said['Status']!r}, neither SUCCESS nor FAILED"
    if said["Status"] == "FAILED" and not said.get("Reason"):
        return "Reason", "the response says FAILED without a Reason"
    other = next((name for name in _ECHOED if said[name] != event.get(name)), None)
    return (other, f"{other} of the response is {said[other]!r}, that of the request {event.get(other)!r}") if other else None
