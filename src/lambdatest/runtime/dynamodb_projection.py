"""What a ProjectionExpression leaves of an item, as DynamoDB returns it.

moto (5.2.1 and 5.2.5) looks for the member of a map in whatever stands there, and a number or a list in its place is a TypeError
in the handler's call.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moto.dynamodb.models.dynamo_type import Item

from lambdatest.runtime.dynamodb_restore import Patch, attributes

Step = str | int
_KEY = re.compile(r"(.+?)((?:\[\d+\])*)", re.DOTALL)


def projection_patches() -> list[Patch]:
    """What stands in for moto's projection."""
    return [(Item, "project", _project)]


def _project(self: Any, projection_expressions: Sequence[Sequence[str]]) -> Any:
    whole = {"M": attributes(self)}
    found: dict[Step, Any] = {}
    for path in projection_expressions:
        steps = list(_steps(path))
        value = _follow(whole, steps)
        if value is not None:
            _insert(found, steps, value)
    return Item(self.hash_key, self.range_key, _render(found)["M"] if found else {})


def _steps(path: Sequence[str]) -> Iterator[Step]:
    """Names and indexes of a path as moto's parser has it: ``["a[0][1]", "b"]``."""
    for key in path:
        match = _KEY.fullmatch(key)
        assert match is not None
        yield match[1]
        yield from (int(index) for index in re.findall(r"\d+", match[2]))


def _follow(value: Mapping[str, Any], steps: Sequence[Step]) -> Any:
    """What stands at the end of the path, None where it leads nowhere."""
    found: Any = value
    for step in steps:
        if isinstance(step, str):
            found = found.get("M", {}).get(step)
        else:
            members = found.get("L", [])
            found = members[step] if step < len(members) else None
        if found is None:
            return None
    return found


def _insert(tree: dict[Step, Any], steps: Sequence[Step], value: Mapping[str, Any]) -> None:
    for step in steps[:-1]:
        tree = tree.setdefault(step, {})
    tree[steps[-1]] = _Leaf(value)


class _Leaf:
    """The end of a path, and the value there."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.value = value


def _render(node: Any) -> Any:
    """Maps with the members that were asked for; lists with the elements that were, one after the other."""
    if isinstance(node, _Leaf):
        return node.value
    if isinstance(next(iter(node)), int):
        return {"L": [_render(node[index]) for index in sorted(node)]}
    return {"M": {name: _render(member) for name, member in node.items()}}
