"""The check `cfn_physical_id`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.event_sources.custom_resource import UNKNOWN
from lambdatest.model import REFERENCE, UNRESOLVED
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def cfn_physical_id(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """An Update that changes no property answers with the PhysicalResourceId that it was given.

    Another id tells CloudFormation that the resource was replaced: it sends a Delete for the old one once the stack is updated, and a
    handler that made no new one loses what it had.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html

    Only an id that the function itself gave to the Create before, and only where the Update succeeded.  An Update that changes a
    property may replace the resource, and is left alone.
    """
    if step.case.kind != "custom_resource" or not isinstance(step.event, dict) or not isinstance(outcome.reply, dict):
        return
    event, reply = step.event, outcome.reply
    given, answered = str(event.get("PhysicalResourceId")), reply.get("PhysicalResourceId")
    if given in (UNKNOWN, UNRESOLVED) or REFERENCE.search(given) or not isinstance(answered, str):
        return
    unchanged = event.get("RequestType") == "Update" and event.get("OldResourceProperties") == event.get("ResourceProperties")
    if unchanged and reply.get("Status") == "SUCCESS" and answered != given:
        yield Hit(f"an Update without a change answers the id {answered!r} in place of {given!r}: CloudFormation deletes the old one")
