"""What a role grants and no function used: advice, since a search is no proof that a call is never made.

https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from lambdatest.checks.iam_action import needs
from lambdatest.checks.iam_policy import role_of
from lambdatest.finding import FunctionResult
from lambdatest.model import Function
from lambdatest.project.excess import by_role, granted
from lambdatest.results import Call


def actions_of(calls: Iterable[Call]) -> set[str]:
    """The IAM actions that *calls* needed."""
    return {action for call in calls for action, _ in needs(call)}


def advice(functions: Sequence[Function], results: Mapping[str, FunctionResult]) -> list[str]:
    """A line for each role, shared or a function's own, that grants more than its functions used; none where one did not run.

    A policy template or a managed policy is taken as a whole: nobody can leave out a part of it.  What the check `iam` tells is not said
    again.
    """
    lines: list[str] = []
    for group in by_role(functions):
        found = [results[function.name] for function in group if function.name in results]
        if len(found) == len(group) and all(result.lines_covered is not None for result in found):
            lines += _of_role(group, found)
    return lines


def _of_role(group: Sequence[Function], found: Sequence[FunctionResult]) -> Iterator[str]:
    used = sorted({action for result in found for action in result.actions})
    reached = min(result.lines_covered or 0 for result in found)
    role = role_of([function.name for function in group])
    told = {action for function in group if function.excess for action in (*function.excess.wildcards, *function.excess.unused)}
    rest = [action for action in granted(group[0].statements or ()) if action not in told]
    unused = [action for action in rest if "*" not in action and action.lower() not in map(str.lower, used)]
    if unused:
        reach = f"{reached:.0%} of the lines reached"
        yield f"{group[0].location}: {role} grants {', '.join(unused)}, which was not used ({reach})"
    for pattern in (action for action in rest if "*" in action):
        covered = [action for action in used if fnmatchcase(action.lower(), pattern.lower())]
        yield f"{group[0].location}: {role} grants {pattern}; used of it: {', '.join(covered) or 'nothing'}"
