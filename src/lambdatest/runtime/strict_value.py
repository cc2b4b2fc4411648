"""What DynamoDB demands of one attribute value, and how it writes numbers.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

import re
from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from lambdatest._dynamodb import (
    ATTRIBUTE_NAME_BYTES,
    ITEM_BYTES,
    LARGEST_EXPONENT,
    NESTING_LEVELS,
    SIGNIFICANT_DIGITS,
    SMALLEST_EXPONENT,
    item_size,
    text_size,
)
from lambdatest.runtime.refusal import SERIALIZATION, Refusal

TOO_DEEP = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
TOO_LARGE = "Item size has exceeded the maximum allowed size"
TOO_LARGE_TO_UPDATE = "Item size to update has exceeded the maximum allowed size"

_TYPES: Mapping[str, type] = {
    "S": str, "N": str, "B": str, "BOOL": bool, "NULL": bool, "M": dict, "L": list, "SS": list, "NS": list, "BS": list,
}  # fmt: skip
_INVALID = "One or more parameter values were invalid: "
_EMPTY_SETS = {"SS": "An string set  may not be empty", "NS": "An number set  may not be empty", "BS": "Binary sets should not be empty"}
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
        raise Refusal("The parameter cannot be converted to a numeric value" + (f": {text}" if text else ""))
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
        raise Refusal(TOO_DEEP)
    kind, content = _only_member(value)
    if kind == "S":
        check_text(content)
    if kind == "N":
        value["N"] = number(content)
        return bool(value["N"] != content)
    if kind == "M":
        # A list, not a generator: every member has to be looked at, whatever the first one says.
        return True in [check_value(member, depth + 1) for member in content.values()]
    if kind == "L":
        return True in [check_value(member, depth + 1) for member in content]
    if kind in _EMPTY_SETS:
        return _check_set(kind, value, content)
    if kind == "NULL" and content is False:
        raise Refusal(_INVALID + "Null attribute value types must have the value of true")
    return False


def check_text(text: str) -> None:
    """Raise Refusal where *text* has half of a surrogate pair, which is no character: DynamoDB stores text as UTF-8."""
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refusal(_INVALID + "the text is no UTF-8")


def _only_member(value: Any) -> tuple[str, Any]:
    if not isinstance(value, dict):
        raise Refusal("Unexpected value type in payload", SERIALIZATION)
    if not value:
        raise Refusal("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
    if len(value) > 1 and len(_TYPES.keys() & value) > 1:
        raise Refusal("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")
    kind, content = next(iter(value.items()))
    members = content if kind in _EMPTY_SETS and isinstance(content, list) else ()
    if not isinstance(content, _TYPES.get(kind, object)) or not all(isinstance(member, str) for member in members):
        raise Refusal(f"Unexpected value type in payload: {type(content).__name__} cannot be converted to {kind}", SERIALIZATION)
    return kind, content


def _check_set(kind: str, value: dict[str, Any], content: list[Any]) -> bool:
    if not content:
        raise Refusal(_INVALID + _EMPTY_SETS[kind])
    members = [number(member) for member in content] if kind == "NS" else content
    for member in members if kind == "SS" else ():
        check_text(member)
    if len(set(members)) != len(members):
        raise Refusal(_duplicates(kind, content))
    value[kind] = members
    return bool(members != content)


def _duplicates(kind: str, content: list[Any]) -> str:
    shown = ", ".join(str(member) for member in content)
    return {
        "SS": f"{_INVALID}Input collection [{shown}] contains duplicates.", "NS": "Input collection contains duplicates",
        "BS": f"{_INVALID}Input collection [{shown}]of type BS contains duplicates.",
    }[kind]


def check_names(item: Mapping[str, Any]) -> None:
    """Raise Refusal where the name of an attribute is empty or longer than 65,535 bytes."""
    for name in item:
        if not name:
            raise Refusal(_INVALID + "An attribute name must not be empty")
        if text_size(name) > ATTRIBUTE_NAME_BYTES:
            raise Refusal(_INVALID + "Attribute name is too large, must be less than 65536 bytes")


def check_size(item: Mapping[str, Any], message: str = TOO_LARGE) -> None:
    """Raise Refusal with *message* where an item weighs more than 400 KB.  Its values have passed `check_value`.

    An update has a few bytes less: it may be refused for 22 bytes and more that are not in the item, which AWS does not document.
    """
    if item_size(item) > ITEM_BYTES:
        raise Refusal(message)
