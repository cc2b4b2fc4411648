"""The IAM policy statements of a function's role, where the configuration says them all.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lambdatest.model import parse_json
from lambdatest.readers import sam_policy
from lambdatest.readers.location import Dummy
from lambdatest.readers.terraform.view import View, blocks
from lambdatest.readers.trust import marked

_ATTACHED = ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment")


class Roles:
    """The roles of a configuration with the policies that it attaches to them."""

    def __init__(self, views: Iterable[View]) -> None:
        found = [one for one in views if one.type.startswith("aws_iam_") and not one.is_data]
        self._roles = {str(one.name): one for one in found if one.type == "aws_iam_role"}
        self._policies = {str(one.member("arn", one.location)): one for one in found if one.type == "aws_iam_policy"}
        self._parts = [one for one in found if one.type == "aws_iam_role_policy" or one.type in _ATTACHED]

    def statements(self, role: Any) -> sam_policy.Statements | None:
        """The statements of the role with that ARN; None where it is declared elsewhere, or a policy of it is not known."""
        name = str(role).rpartition("/")[2]
        if isinstance(role, Dummy) or name not in self._roles:
            return None
        found: list[Mapping[str, Any]] = []
        for policy in self._of(name):
            statements = self._of_policy(policy)
            if statements is None:
                return None
            found.extend(statements)
        return marked(tuple(found), parse_json(self._roles[name].given("assume_role_policy")))

    def _of(self, name: str) -> Iterator[Any]:
        """The policies of a role: their documents, or their ARNs; None for one that is not known."""
        role = self._roles[name]
        for policy in blocks(role, "inline_policy"):
            if policy:
                yield policy.get("policy")
        arns = role.given("managed_policy_arns")
        yield from arns if isinstance(arns, list) else [] if arns is None else [None]
        for one in self._parts:
            roles = one.given("roles") if one.type == "aws_iam_policy_attachment" else [one.given("role")]
            if not isinstance(roles, list):
                yield None
            elif name in [str(given).rpartition("/")[2] for given in roles]:
                yield one.given("policy" if one.type == "aws_iam_role_policy" else "policy_arn")

    def _of_policy(self, policy: Any) -> sam_policy.Statements | None:
        if not isinstance(policy, str) or isinstance(policy, Dummy):
            return None
        if not policy.startswith("arn:"):
            return _statements(policy)
        if policy in self._policies:
            return self._of_policy(self._policies[policy].given("policy"))
        return sam_policy.managed(policy)


def _statements(text: str) -> sam_policy.Statements | None:
    document = parse_json(text)
    found = document.get("Statement") if isinstance(document, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    statements = tuple(one for one in listed if isinstance(one, Mapping))
    return statements if len(statements) == len(listed) else None
