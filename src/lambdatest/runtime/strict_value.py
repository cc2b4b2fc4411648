"""What DynamoDB demands of one attribute value, and how it writes numbers.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

import re
from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from lambdatest.runtime.refusal import Refusal

SIGNIFICANT_DIGITS = 38
LARGEST_EXPONENT = 125
SMALLEST_EXPONENT = -130
NESTING_LEVELS = 32
ATTRIBUTE_NAME_BYTES = 65535

_TYPES = frozenset(("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"))
_SETS = {"SS": "string", "NS": "number", "BS": "binary"}
# Almost every number looks like this, and is written back as it stands.
_PLAIN = re.compile(r"-?[1-9][0-9]{0,36}|0")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,9})?")
_EXACT = Context(prec=50_000, Emin=-10**12, Emax=10**12)
ARITHMETIC = Context(prec=SIGNIFICANT_DIGITS)


def number(text: Any) -> str:
    """*text* as DynamoDB gives it back: without leading and trailing zeros.  Raises Refusal where it is no storable number.

    Integers of more than 38 digits keep an exponent, which boto3 can read.
    """
    if isinstance(text, str) and _PLAIN.fullmatch(text):
        return text
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise Refusal(f"The parameter cannot be converted to a numeric value: {text}")
    value = _EXACT.create_decimal(text)
    if not value:
        return "0"
    check_range(value)
    value = value.normalize(_EXACT)
    return format(value, "f") if value.adjusted() < SIGNIFICANT_DIGITS else str(value)


def check_range(value: Decimal) -> None:
    """Raise Refusal unless *value* has at most 38 digits between 1E-130 and 9.99…E+125."""
    if value and value.adjusted() > LARGEST_EXPONENT:
        raise Refusal("Number overflow. Attempting to store a number with magnitude larger than supported range")
    if value and value.adjusted() < SMALLEST_EXPONENT:
        raise Refusal("Number underflow. Attempting to store a number with magnitude smaller than supported range")
    if len(value.normalize(_EXACT).as_tuple().digits) > SIGNIFICANT_DIGITS:
        raise Refusal("Attempting to store more than 38 significant digits in a Number")


def check_value(value: Any, depth: int = 0) -> bool:
    """Raise Refusal unless *value* is an attribute value on the wire; write its numbers as DynamoDB does, in place.

    True where a number was written anew.  *depth* counts the lists and maps around it: 31 are accepted, 32 refused.
    """
    if depth >= NESTING_LEVELS:
        raise Refusal("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit")
    if not isinstance(value, dict):
        return False
    kind, content = _only_member(value)
    if kind == "N":
        value["N"] = number(content)
        return bool(value["N"] != content)
    if kind == "M" and isinstance(content, dict):
        # A list, not a generator: every member has to be looked at, whatever the first one says.
        return True in [check_value(member, depth + 1) for member in content.values()]
    if kind == "L" and isinstance(content, list):
        return True in [check_value(member, depth + 1) for member in content]
    if kind in _SETS and isinstance(content, list):
        return _check_set(kind, value, content)
    return False


def _only_member(value: dict[str, Any]) -> tuple[str, Any]:
    if not value:
        raise Refusal("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
    if len(value) > 1 and len(_TYPES.intersection(value)) > 1:
        raise Refusal("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")
    return next(iter(value.items()))


def _check_set(kind: str, value: dict[str, Any], content: list[Any]) -> bool:
    if not content:
        raise Refusal(f"One or more parameter values were invalid: An {_SETS[kind]} set  may not be empty")
    members = [number(member) for member in content] if kind == "NS" else content
    if len(set(members)) != len(members):
        shown = ", ".join(str(member) for member in content)
        raise Refusal(f"One or more parameter values were invalid: Input collection [{shown}] contains duplicates.")
    value[kind] = members
    return bool(members != content)


def check_names(item: Mapping[str, Any]) -> None:
    """Raise Refusal where the name of an attribute is empty or longer than 65,535 bytes."""
    for name in item:
        if not name:
            raise Refusal("One or more parameter values were invalid: An attribute name must not be empty")
        if len(name) * 4 > ATTRIBUTE_NAME_BYTES and len(name.encode("utf-8", "surrogatepass")) > ATTRIBUTE_NAME_BYTES:
            raise Refusal("One or more parameter values were invalid: Attribute name is too large, must be less than 65536 bytes")


def size(item: Mapping[str, Any]) -> int:
    """At least how many bytes DynamoDB counts for an item.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    return sum(len(name.encode("utf-8", "surrogatepass")) + _value_size(value) for name, value in item.items())


def _value_size(value: Any) -> int:
    if not isinstance(value, dict) or not value:
        return 0
    kind, content = next(iter(value.items()))
    if kind == "S":
        return len(str(content).encode("utf-8", "surrogatepass"))
    if kind == "B":
        return len(str(content)) * 3 // 4 - 2
    if kind == "N":
        return len(str(content)) // 2 if len(str(content)) <= SIGNIFICANT_DIGITS else 1
    if kind == "M":
        return 3 + size(content)
    if kind == "L":
        return 3 + sum(_value_size(member) for member in content)
    if kind in _SETS:
        return sum(_value_size({kind[0]: member}) for member in content)
    return 1
