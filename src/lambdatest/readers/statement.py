"""The IAM policy statements of a function's role, where the file says them all."""

from collections.abc import Mapping
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.location import Elements, Fields, plain
from lambdatest.readers.template import Template

Statements = tuple[Mapping[str, Any], ...]


def statements(template: Template, value: Any, location: Location) -> Statements | None:
    """The statements of a policy document, of a list of them or of statements themselves; None where one is not written out.

    A managed policy's name or ARN and a SAM policy template say what is allowed only elsewhere.
    """
    resolved = template.resolve(value, location)
    if resolved is None:
        return ()
    found: list[Mapping[str, Any]] = []
    for member in resolved if isinstance(resolved, Elements) else [resolved]:
        inner = _of_one(template, member)
        if inner is None:
            return None
        found.extend(inner)
    return tuple(found)


def _of_one(template: Template, member: Any) -> Statements | None:
    if not isinstance(member, Fields):
        return None
    if "Effect" in member:
        return (plain(member),)
    for key in ("Statement", "PolicyDocument"):
        if key in member:
            return statements(template, member[key], member.place(key))
    return None


def role_statements(template: Template, logical_id: str) -> Statements | None:
    """The statements of the AWS::IAM::Role *logical_id*; None where there is no such role or it has managed policies."""
    role = template.resources.get(logical_id)
    properties = role.get("Properties") if isinstance(role, Fields) else None
    if not isinstance(role, Fields) or role.get("Type") != "AWS::IAM::Role" or not isinstance(properties, Fields):
        return None
    if properties.get("ManagedPolicyArns"):
        return None
    return statements(template, properties.get("Policies"), properties.place("Policies"))
