"""The project check `iam_wildcard`."""

from collections.abc import Iterator
from typing import Any

from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject
from lambdatest.readers.location import Elements, Fields

_HARMLESS = frozenset({"logs", "xray", "cloudwatch", "ec2"})
"""Services of which a role usually needs actions that cannot be narrowed: writing logs, traces and metrics, network interfaces."""
_DATA = frozenset({"dynamodb", "s3", "sqs", "secretsmanager", "kms", "states", "kinesis", "ses"})
"""Services whose actions on data have an ARN to narrow them to; sns is none of them: a text message has no topic."""
_UNNARROWED = ("list", "describe", "create")


@registered("warning")
def iam_wildcard(subject: Subject) -> Iterator[Flaw]:
    """No statement allows every action of a service, or its actions on every resource.

    A defect of one handler, or one leaked credential, then reaches everything of the account.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege

    Left alone: denials, policies of resources (with a Principal), logs, traces, metrics and network interfaces.  On every resource: only
    actions that could be narrowed, of DynamoDB, S3, SQS, Kinesis, SES, KMS, Secrets Manager, Step Functions and Lambda, and without a
    condition.
    """
    for statement in _statements(subject.document):
        actions = [str(one) for one in _members(statement.get("Action"))]
        place = statement.place("Action")
        for action in actions:
            service, _, name = action.partition(":")
            if action == "*" or name == "*" and service.lower() not in _HARMLESS:
                of_all = "" if action == "*" else f" of {service}"
                yield Flaw(place, f"a statement allows {action}: every action{of_all}", "name the actions that the code calls")
        wide = [one for one in actions if _narrowable(one)]
        if wide and "*" in _members(statement.get("Resource")) and "Condition" not in statement:
            message = f"a statement allows {', '.join(wide)} on every resource"
            yield Flaw(statement.place("Resource"), message, "name the resources by their ARNs")


def _statements(value: Any) -> Iterator[Fields]:
    """Every statement that allows something, wherever it stands."""
    if isinstance(value, Fields):
        if value.get("Effect") == "Allow" and "Action" in value and "Principal" not in value:
            yield value
            return
        for member in value.values():
            yield from _statements(member)
    elif isinstance(value, Elements):
        for member in value:
            yield from _statements(member)


def _members(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def _narrowable(action: str) -> bool:
    """Whether *action* is one on data that has an ARN."""
    service, _, name = action.partition(":")
    if service.lower() == "lambda":
        return name.lower().startswith("invoke")
    return service.lower() in _DATA and not name.lower().startswith(_UNNARROWED) and name != "*" and "random" not in name.lower()
