"""The check `iam`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.iam_action import needs
from lambdatest.checks.iam_policy import allows, grants_below
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def iam(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The function's role allows every AWS call that the function makes.

    Without the permission the call ends with AccessDenied in AWS, while a mock answers it.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html

    Only where the IaC file writes the role's statements out, and grants the function anything at all: a file that says nothing of
    permissions leaves them to somebody else.  Conditions are taken to hold.  That an action is allowed on another resource only is
    a finding for well-formed events alone, since a client may have named the resource, and for tables, buckets, queues and topics
    of the project; of a bucket's objects where none of its keys is granted at all.
    """
    statements = step.function.statements
    if not statements:
        return
    for call in outcome.calls:
        for action, resource in needs(call):
            known = resource if resource and not step.labels and _is_ours(call.service, resource, step, outcome) else None
            if not allows(statements, action, known) and not grants_below(statements, action, known):
                where = f" on {resource}" if resource else ""
                hint = "grants it on other resources only" if allows(statements, action, None) else "does not grant it"
                yield Hit(f"needs {action}{where}; its role {hint} ({step.function.location})", key=action, frame=call.frame)


def _is_ours(service: str, resource: str, step: Step, outcome: Outcome) -> bool:
    """Whether *resource* is a table, bucket, queue or topic that the project declares, or a part of one."""
    if service == "dynamodb":
        return resource.split("/index/")[0] in {f"table/{table.name}" for table in step.tables}
    name = resource.partition("/")[0] if service == "s3" else resource
    return service in ("s3", "sqs", "sns") and f"{service}:{name}" in outcome.before
