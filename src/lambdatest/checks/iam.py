"""The check `iam`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.iam_action import needs
from lambdatest.checks.iam_policy import allows, grants_below, role_of
from lambdatest.model import Excess, Location
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def iam(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The function's role allows every AWS call that the function makes, and no more than its code can need.

    Without the permission the call ends with AccessDenied in AWS, while a mock answers it.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html

    Only where the IaC file writes the role's statements out, and grants the function anything at all: a file that says nothing of
    permissions leaves them to somebody else.  Conditions are taken to hold.  That an action is allowed on another resource only is
    a finding for well-formed events alone, since a client may have named the resource, and for tables, buckets, queues and topics
    of the project; of a bucket's objects where none of its keys is granted at all.

    What is granted beyond the need is a warning, told once a role, at the first of its functions: whatever takes the function over, an
    injection or a dependency, has it too.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    It is told of statements that the file writes out: every action of a service (`*`, `dynamodb:*`), and actions that no code of the
    role's functions names, as the Python files say: `dynamodb:PutItem` where nothing names `put_item`, a batch, a transaction, PartiQL or
    `PutItem`.  The latter only of common actions of services for which the code makes a client itself, and where it makes all of its
    calls itself: not where it computes their names, signs requests, starts programs or imports a module that may call AWS.
    Left alone: patterns such as `dynamodb:Get*`, policies of AWS and of SAM and what the CDK grants, conditions, services of which a denial
    takes something back, roles that others than Lambda assume, logs, traces, metrics, network interfaces, what Lambda reads from queues
    and streams, and what it may send to a dead-letter queue or a destination.
    """
    statements = step.function.statements
    if not statements:
        return
    if step.function.excess is not None and step.plain:
        yield from _beyond(step.function.excess, step.function.location)
    for call in outcome.calls:
        for action, resource in needs(call):
            known = resource if resource and step.plain and _is_ours(call.service, resource, step, outcome) else None
            if not allows(statements, action, known) and not grants_below(statements, action, known):
                where = f" on {resource}" if resource else ""
                hint = "grants it on other resources only" if allows(statements, action, None) else "does not grant it"
                yield Hit(f"needs {action}{where}; its role {hint} ({step.function.location})", key=action, frame=call.frame)


def _beyond(excess: Excess, location: Location) -> Iterator[Hit]:
    """What the role grants beyond the need; the key names the actions, so that another one is another finding."""
    role = role_of(excess.functions)
    if excess.wildcards:
        actions = ", ".join(excess.wildcards)
        several = len(excess.wildcards) > 1
        what = "of every service" if excess.wildcards[0][0] == "*" else f"of {'these services' if several else 'the service'}"
        message = f"{role} grants {actions}, every action {what}; name the actions that the code calls ({location})"
        yield Hit(message, f"wildcard {' '.join(sorted(excess.wildcards))}", "warning")
    if excess.unused:
        message = f"{role} grants {', '.join(excess.unused)}, which no code of its functions names; take it out ({location})"
        yield Hit(message, f"unused {' '.join(sorted(excess.unused))}", "warning")


def _is_ours(service: str, resource: str, step: Step, outcome: Outcome) -> bool:
    """Whether *resource* is a table, bucket, queue or topic that the project declares, or a part of one."""
    if service == "dynamodb":
        return resource.split("/index/")[0] in {f"table/{table.name}" for table in step.tables}
    name = resource.partition("/")[0] if service == "s3" else resource
    return service in ("s3", "sqs", "sns") and f"{service}:{name}" in outcome.before
