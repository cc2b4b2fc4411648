"""The IAM policy statements of a function's role, where the file says them all."""

from collections.abc import Mapping, Sequence
from typing import Any

from lambdatest.model import Location
from lambdatest.readers import sam_policy
from lambdatest.readers.location import Elements, Fields, plain
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text
from lambdatest.readers.trust import marked

Statements = sam_policy.Statements


def statements(template: Template, value: Any, location: Location) -> Statements | None:
    """The statements of a policy document, of a list of them or of statements themselves; None where one is not written out.

    Of SAM's policy templates and AWS's managed policies, `sam_policy` knows what the usual ones allow.
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
    if isinstance(member, str):
        return sam_policy.managed(member)
    if not isinstance(member, Fields):
        return None
    if "Effect" in member:
        return (plain(member),)
    for key in ("Statement", "PolicyDocument"):
        if key in member:
            return statements(template, member[key], member.place(key))
    if len(member) == 1:
        name, parameters = next(iter(plain(member).items()))
        return sam_policy.template(name, parameters if isinstance(parameters, Mapping) else {})
    return None


CONNECTOR = "AWS::Serverless::Connector"
ELSEWHERE = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", CONNECTOR)
"""Types that give a role permissions from outside of it."""


def told_elsewhere(template: Template) -> bool:
    """Whether the file gives permissions in a way that is not read here: then nobody can say what a role lacks."""
    return _given_by(template, ELSEWHERE)


def connected(template: Template) -> bool:
    """Whether a connector of SAM gives permissions, in ways that are not read."""
    return _given_by(template, (CONNECTOR,))


def _given_by(template: Template, types: Sequence[str]) -> bool:
    found = [member for member in template.resources.values() if isinstance(member, Fields)]
    return any(member.get("Type") in types or "Connectors" in member for member in found)


def of_role(template: Template, role: Any) -> Statements | None:
    """The statements of a role that is named by its logical id, or by an intrinsic that holds it."""
    if isinstance(role, Fields) and "Fn::GetAtt" in role:
        target = role["Fn::GetAtt"]
        role = target[0] if isinstance(target, Elements) and target else as_text(target).split(".", maxsplit=1)[0]
    return role_statements(template, role) if isinstance(role, str) else None


def role_statements(template: Template, logical_id: str) -> Statements | None:
    """The statements of the AWS::IAM::Role *logical_id*; None where there is no such role or it has policies that are not known."""
    role = template.resources.get(logical_id)
    properties = role.get("Properties") if isinstance(role, Fields) else None
    if not isinstance(role, Fields) or role.get("Type") != "AWS::IAM::Role" or not isinstance(properties, Fields):
        return None
    managed = statements(template, properties.get("ManagedPolicyArns"), properties.place("ManagedPolicyArns"))
    own = statements(template, properties.get("Policies"), properties.place("Policies"))
    attached = _attached(template, logical_id)
    if managed is None or own is None or attached is None:
        return None
    trust = template.resolve(properties.get("AssumeRolePolicyDocument"), properties.place("AssumeRolePolicyDocument"))
    return marked(managed + own + attached, trust)


def _attached(template: Template, logical_id: str) -> Statements | None:
    """The statements of policies that are resources of their own and name the role."""
    role = template.reference(logical_id, template.resources.place(logical_id))
    found: list[Mapping[str, Any]] = []
    for member in template.resources.values():
        properties = member.get("Properties") if isinstance(member, Fields) and member.get("Type") in ELSEWHERE[:3] else None
        if not isinstance(properties, Fields) or not template.is_deployed(member):
            continue
        roles = template.resolve(properties.get("Roles"), properties.place("Roles"))
        named = roles if isinstance(roles, list) else [template.resolve(properties.get("RoleName"), properties.place("RoleName"))]
        inner = statements(template, properties.get("PolicyDocument"), properties.place("PolicyDocument")) if role in named else ()
        if inner is None:
            return None
        found.extend(inner)
    return tuple(found)
