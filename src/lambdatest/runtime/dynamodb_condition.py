"""Comparisons and functions of expressions, as DynamoDB evaluates them: values of another type never match.

moto (5.2.1 and 5.2.5) compares without looking at types, so that a number beside a text is a TypeError in the handler's call,
orders binary by its base64 text, and takes an attribute that is not there for one that is NULL.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.Conditions.html
"""

import operator
from base64 import b64decode
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from moto.dynamodb import comparisons, responses
from moto.dynamodb.models.dynamo_type import DynamoType

from lambdatest.runtime.dynamodb_restore import Patch, wire_value

_MEMBERS = {"SS": "S", "NS": "N", "BS": "B"}
_SORTABLE: Mapping[str, Callable[[Any], Any]] = {"S": str.encode, "N": Decimal, "B": b64decode}


def condition_patches() -> list[Patch]:
    """What stands in for moto's evaluation, for the order of its binary keys, and for its own search for unused names."""
    ordering: tuple[tuple[Any, Callable[[Any, Any], Any]], ...] = (
        (comparisons.OpLessThan, operator.lt), (comparisons.OpLessThanOrEqual, operator.le),
        (comparisons.OpGreaterThan, operator.gt), (comparisons.OpGreaterThanOrEqual, operator.ge),
    )
    return [
        *((owner, "expr", _ordering(compare)) for owner, compare in ordering),
        (comparisons.OpEqual, "expr", _equal), (comparisons.OpNotEqual, "expr", _not_equal),
        (comparisons.FuncBetween, "expr", _between), (comparisons.FuncIn, "expr", _among),
        (comparisons.FuncBeginsWith, "expr", _begins_with), (comparisons.FuncContains, "expr", _contains),
        (DynamoType, "cast_value", property(_cast(DynamoType.cast_value))),
        # It does not know the names of list elements (#a[0]), and check_expressions has looked before.
        (responses, "validate_attributes_used", _used),
    ]


def _value(operand: Any, item: Any) -> tuple[str, Any] | None:
    """Type and content of an operand on the wire, None where the item has no such attribute, or where that has no size."""
    if isinstance(operand, comparisons.FuncSize):
        return _size(_value(operand.attr, item))
    if isinstance(operand, comparisons.AttributePath):
        found = operand._get_attr(item)
        return None if found is None else (found.type, wire_value(found.value))
    return operand.type, wire_value(operand.value)


def _size(value: tuple[str, Any] | None) -> tuple[str, Any] | None:
    if value is None or value[0] in ("N", "BOOL", "NULL"):
        return None
    kind, content = value
    return "N", str(len(b64decode(content)) if kind == "B" else len(content))


def _sortable(value: tuple[str, Any] | None) -> Any:
    """Content that Python orders as DynamoDB does; None where there is none, or where its type has no order."""
    if value is None:
        return None
    kind, content = value
    return _SORTABLE[kind](content) if kind in _SORTABLE else None


def _comparable(value: tuple[str, Any] | None) -> Any:
    """Content whose equality is DynamoDB's: sets have no order, numbers are equal however they are written."""
    if value is None:
        return None
    kind, content = value
    if kind in _MEMBERS:
        return kind, sorted((_comparable((_MEMBERS[kind], member)) for member in content), key=repr)
    if kind == "M":
        return kind, {name: _comparable(_only(member)) for name, member in content.items()}
    if kind == "L":
        return kind, [_comparable(_only(member)) for member in content]
    return kind, Decimal(content) if kind == "N" else content


def _only(value: Mapping[str, Any]) -> tuple[str, Any]:
    return next(iter(value.items()))


def _ordering(compare: Callable[[Any, Any], Any]) -> Any:
    def expr(self: Any, item: Any) -> bool:
        return _ordered(compare, _value(self.lhs, item), _value(self.rhs, item))

    return expr


def _ordered(compare: Callable[[Any, Any], Any], left: tuple[str, Any] | None, right: tuple[str, Any] | None) -> bool:
    if left is None or right is None or left[0] != right[0] or _sortable(left) is None:
        return False
    return bool(compare(_sortable(left), _sortable(right)))


def _equal(self: Any, item: Any) -> bool:
    return bool(_comparable(_value(self.lhs, item)) == _comparable(_value(self.rhs, item)))


def _not_equal(self: Any, item: Any) -> bool:
    return not _equal(self, item)


def _between(self: Any, item: Any) -> bool:
    value = _value(self.attr, item)
    return _ordered(operator.ge, value, _value(self.start, item)) and _ordered(operator.le, value, _value(self.end, item))


def _among(self: Any, item: Any) -> bool:
    value = _comparable(_value(self.attr, item))
    return value is not None and any(value == _comparable(_value(one, item)) for one in self.possible_values)


def _begins_with(self: Any, item: Any) -> bool:
    value, prefix = _value(self.attr, item), _value(self.substr, item)
    if value is None or prefix is None or value[0] != prefix[0] or value[0] not in ("S", "B"):
        return False
    return bool(_sortable(value).startswith(_sortable(prefix)))


def _contains(self: Any, item: Any) -> bool:
    value, part = _value(self.attr, item), _value(self.operand, item)
    if value is None or part is None:
        return False
    kind, content = value
    if kind == part[0] and kind in ("S", "B"):
        return bool(_sortable(part) in _sortable(value))
    if kind == "L":
        return any(_comparable(_only(member)) == _comparable(part) for member in content)
    return _MEMBERS.get(kind) == part[0] and any(_comparable((part[0], member)) == _comparable(part) for member in content)


def _cast(original: Any) -> Callable[[Any], Any]:
    def cast_value(self: Any) -> Any:
        return b64decode(self.value) if self.is_binary() and isinstance(self.value, str) else original.fget(self)

    return cast_value


def _used(*_: Any, **__: Any) -> None:
    """Every name and value is used, or the request would have been refused."""
