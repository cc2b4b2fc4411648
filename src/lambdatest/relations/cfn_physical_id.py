"""The relation `cfn_physical_id`."""

from collections.abc import Iterator
from dataclasses import replace

from lambdatest.event_sources.custom_resource import UNKNOWN
from lambdatest.model import REFERENCE, UNRESOLVED
from lambdatest.relations.relation import RELATIONS, Relation, Run
from lambdatest.results import Hit, Outcome, Step, Transcript
from lambdatest.runtime.legality import reads


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """After an Update that answered with another id, the Delete that CloudFormation sends for the old one."""
    step, outcome = transcript.last
    given = _given(step)
    if not given or not isinstance(outcome.reply, dict) or outcome.reply.get("Status") != "SUCCESS":
        return ()
    answered = outcome.reply.get("PhysicalResourceId")
    if not isinstance(answered, str) or answered == given:
        return ()
    deletion = {name: value for name, value in step.event.items() if name != "OldResourceProperties"}
    deletion |= {"RequestType": "Delete", "RequestId": f"{str(step.event.get('RequestId'))[:-1]}f"}
    return (Run(transcript.history.then(replace(step.case, event=deletion))),)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An Update that changes no property answers with the PhysicalResourceId that it was given.

    Another id tells CloudFormation that the resource was replaced: it sends a Delete for the old one once the stack is updated, and a
    handler that made no new one loses what it had.  The name of the log stream, which is what `cfnresponse` sends where it is told of no
    id, is another one in each container.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html

    A warning where that Delete does nothing to AWS, or where the Update made a new item or object, which then only takes the place of the
    old one.  Only an id that the function itself gave to the Create before, and only where the Update succeeded.  An Update that changes
    a property may replace the resource, and is left alone.
    """
    step, outcome = transcript.last
    answered = outcome.reply["PhysicalResourceId"]
    deletion = others[0].outcomes[-1]
    done = [call for call in deletion.calls if call.error is None and not reads(call.operation)]
    then = f", which calls {done[0].name}" if done else ""
    said = f"an Update without a change answers the id {answered!r} in place of {_given(step)!r}: CloudFormation deletes the old one{then}"
    yield Hit(said, "", None if done and not _made(outcome) else "warning", done[0].frame if done else None)


def _given(step: Step) -> str:
    """The id that an Update without a change names, of a resource that the function made; empty for any other event."""
    event = step.event
    if step.case.kind != "custom_resource" or not isinstance(event, dict) or event.get("RequestType") != "Update":
        return ""
    given = str(event.get("PhysicalResourceId"))
    unchanged = event.get("OldResourceProperties") == event.get("ResourceProperties")
    known = given not in (UNKNOWN, UNRESOLVED) and not REFERENCE.search(given)
    return given if unchanged and known else ""


def _made(outcome: Outcome) -> bool:
    """Whether there are more items or objects than before."""
    return any(len(members) > len(outcome.before.get(name, ())) for name, members in outcome.after.items())


RELATIONS.add("cfn_physical_id", Relation("cfn_physical_id", "failure", runs, compare))
