"""What a role grants and no function used: advice, since a search is no proof that a call is never made.

https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from lambdatest.checks.iam_action import needs
from lambdatest.finding import FunctionResult
from lambdatest.model import POLICY_BUNDLE, RESOURCE_POLICY, Function
from lambdatest.results import Call

_NOT_THE_HANDLERS = re.compile(
    r"logs:|xray:|ec2:|cloudwatch:PutMetricData|sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|ChangeMessageVisibility)"
    r"|dynamodb:(GetRecords|GetShardIterator|DescribeStream|ListStreams)|kinesis:(Get|Describe|List|Subscribe)",
    re.IGNORECASE,
)
"""What Lambda itself, its agents and its pollers use."""


def actions_of(calls: Iterable[Call]) -> set[str]:
    """The IAM actions that *calls* needed."""
    return {action for call in calls for action, _ in needs(call)}


def advice(functions: Sequence[Function], results: Mapping[str, FunctionResult]) -> list[str]:
    """A line for each role, shared or a function's own, that grants more than its functions used; none where one did not run.

    A policy template or a managed policy is taken as a whole: nobody can leave out a part of it.
    """
    lines: list[str] = []
    for group in _by_role(functions):
        found = [results[function.name] for function in group if function.name in results]
        if len(found) == len(group) and all(result.lines_covered is not None for result in found):
            lines += _of_role(group, found)
    return lines


def _by_role(functions: Sequence[Function]) -> list[list[Function]]:
    groups: list[list[Function]] = []
    for function in functions:
        if function.statements and not function.skipped:
            same = next((group for group in groups if group[0].statements == function.statements), None)
            if same is None:
                groups.append([function])
            else:
                same.append(function)
    return groups


def _of_role(group: Sequence[Function], found: Sequence[FunctionResult]) -> Iterator[str]:
    used = sorted({action for result in found for action in result.actions})
    reached = min(result.lines_covered or 0 for result in found)
    names = ", ".join(function.name for function in group[:3]) + (f" and {len(group) - 3} more" if len(group) > 3 else "")
    granted = [action for action in _granted(group[0].statements or ()) if not _NOT_THE_HANDLERS.match(action)]
    unused = [action for action in granted if "*" not in action and action.lower() not in map(str.lower, used)]
    if unused:
        reach = f"{reached:.0%} of the lines reached"
        yield f"{group[0].location}: the role of {names} grants {', '.join(unused)}, which was not used ({reach})"
    for pattern in (action for action in granted if "*" in action):
        covered = [action for action in used if fnmatchcase(action.lower(), pattern.lower())]
        yield f"{group[0].location}: the role of {names} grants {pattern}; used of it: {', '.join(covered) or 'nothing'}"


def _granted(statements: Sequence[Mapping[str, Any]]) -> list[str]:
    found: dict[str, None] = {}
    for statement in statements:
        if statement.get("Effect") == "Allow" and statement.get("Sid") not in (RESOURCE_POLICY, POLICY_BUNDLE):
            actions = statement.get("Action") or []
            found |= dict.fromkeys(str(action) for action in (actions if isinstance(actions, list) else [actions]))
    return list(found)
