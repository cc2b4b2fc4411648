"""Event patterns: what an EventBridge rule, or the filter of an event source mapping, lets through.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Path = tuple[str, ...]
ABSENT = object()
"""Stands for a key that the pattern wants not to be there."""


def wanted(pattern: Mapping[str, Any]) -> SearchStrategy[dict[Path, Any]]:
    """What *pattern* wants at each path that it names: values of the kind that it lets through, `ABSENT` where it wants none.

    Of several rules under ``$or`` one is drawn.  A rule that is not known lets any text through.
    """
    parts = [_member((name,), rule) for name, rule in pattern.items()]
    return st.tuples(*parts).map(lambda found: {path: value for part in found for path, value in part.items()})


def _member(path: Path, rule: Any) -> SearchStrategy[dict[Path, Any]]:
    if path[-1] == "$or" and isinstance(rule, list):
        alternatives = [_nested(path[:-1], one) for one in rule if isinstance(one, Mapping)]
        return st.one_of(alternatives) if alternatives else st.just({})
    if isinstance(rule, Mapping):
        return _nested(path, rule)
    choices = [values for one in (rule if isinstance(rule, list) else [rule]) for values in _values(one)]
    return st.sampled_from(choices or ["a"]).map(lambda value: {path: value})


def _nested(path: Path, rules: Mapping[str, Any]) -> SearchStrategy[dict[Path, Any]]:
    parts = [_member((*path, name), rule) for name, rule in rules.items()]
    return st.tuples(*parts).map(lambda found: {at: value for part in found for at, value in part.items()})


def _values(rule: Any) -> list[Any]:
    """A few values that one element of a pattern's list lets through."""
    if not isinstance(rule, Mapping):
        return [rule]
    (operator, operand), *_ = rule.items() or [("", None)]
    if operator == "exists":
        return ["a", 1] if operand else [ABSENT]
    if operator == "anything-but":
        return _other_than(operand)
    if operator == "numeric":
        return _numbers(operand)
    text = operand.get("equals-ignore-case", "") if isinstance(operand, Mapping) else str(operand)
    made = {
        "prefix": [text, f"{text}a"], "suffix": [f"a{text}", text], "equals-ignore-case": [text, text.upper()],
        "wildcard": [text.replace("*", "a"), text.replace("*", "")], "cidr": [text.partition("/")[0]],
    }
    return list(made.get(str(operator), ["a"]))


def _other_than(operand: Any) -> list[Any]:
    """Values that ``anything-but`` lets through: neither among those that it lists nor of the prefix or suffix that it names."""
    if isinstance(operand, Mapping):
        return ["zz"]
    listed = operand if isinstance(operand, list) else [operand]
    if listed and all(isinstance(value, int | float) for value in listed):
        return [max(listed) + 1]
    return [value for value in ("a", "b", "zz", "other") if value not in listed][:2]


def _numbers(operand: Any) -> list[Any]:
    """Numbers between the bounds of ``numeric``: the bounds themselves where they belong to it, and their neighbours."""
    pairs = list(zip(operand[::2], operand[1::2], strict=False)) if isinstance(operand, list) else []
    near = [value for _, bound in pairs for value in (bound, bound + 1, bound - 1)]
    middle = [sum(bound for _, bound in pairs) / len(pairs)] if pairs else []
    return [value for value in (*near, *middle) if all(_holds(operator, value, bound) for operator, bound in pairs)]


def _holds(operator: str, value: float, bound: float) -> bool:
    known = {">": value > bound, ">=": value >= bound, "<": value < bound, "<=": value <= bound, "=": value == bound}
    return known.get(operator, True)


def applied(found: Mapping[Path, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """*event* with what `wanted` gave put at its paths."""
    result: dict[str, Any] = dict(event)
    for path, value in found.items():
        inner = result
        for name in path[:-1]:
            known = inner.get(name)
            inner[name] = dict(known) if isinstance(known, Mapping) else {}
            inner = inner[name]
        if value is ABSENT:
            inner.pop(path[-1], None)
        elif not _agrees(inner.get(path[-1]), value):
            inner[path[-1]] = value
    return result


def _agrees(current: Any, value: Any) -> bool:
    """Whether *current* need not be replaced: the very value, or a list that holds it."""
    return type(current) is type(value) and bool(current == value)


def below(found: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """The part of a pattern at *path*; empty where it says nothing of it."""
    inner: Any = found
    for name in path:
        inner = inner.get(name) if isinstance(inner, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}
