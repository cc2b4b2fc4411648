"""DynamoDB's limits, and the size of an item as it counts it: what the strategies stay below and the mocked account enforces.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

ITEM_BYTES = 409_600
"""The largest item, attribute names included."""
HASH_KEY_BYTES = 2048
RANGE_KEY_BYTES = 1024
ATTRIBUTE_NAME_BYTES = 65_535
NESTING_LEVELS = 32
"""The document path of a value and the lists and maps around it: 31 of them are stored, 32 are refused."""
SIGNIFICANT_DIGITS = 38
SMALLEST_EXPONENT = -130
LARGEST_EXPONENT = 125
"""Numbers reach from 1E-130 to 9.99…E+125, and their negatives."""

_CONTAINER_BYTES = 3
_MEMBER_BYTES = 1
_LARGEST_NUMBER = 21


def text_size(text: str) -> int:
    """Bytes of a string in UTF-8; a lone surrogate, which no service stores, counts three."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of an item in DynamoDB's wire format, as the service counts them towards `ITEM_BYTES`.

    B and the members of BS are bytes, as boto3's client takes them, or base64 text, as they go over the wire.  AWS' page gives
    the size of a number as approximate; `number_size` has the whole of it.
    """
    return sum(text_size(name) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    """Bytes of one attribute value (``{"S": "a"}``) without its name."""
    kind, content = next(iter(value.items()))
    if kind == "S":
        return text_size(content)
    if kind == "N":
        return number_size(content)
    if kind == "B":
        return _binary_size(content)
    if kind == "M":
        return _CONTAINER_BYTES + item_size(content) + _MEMBER_BYTES * len(content)
    if kind == "L":
        return _CONTAINER_BYTES + sum(map(value_size, content)) + _MEMBER_BYTES * len(content)
    if kind in ("SS", "NS", "BS"):
        return sum(value_size({kind[0]: member}) for member in content)
    return 1


def number_size(text: str) -> int:
    """Bytes of a number: one for each two significant digits and one more, another where it is negative, 21 at most; zero has one.

    The digits are paired from the decimal point: 123456 takes three pairs, 12345.6 four.  dynalite and the public calculators
    found this out from the service's own figures: https://github.com/zaccharles/dynamodb-calculator
    """
    number = Decimal(text)
    if not number:
        return 1
    digits = number.as_tuple().digits
    last = len(digits)
    while digits[last - 1] == 0:
        last -= 1
    highest = number.adjusted()
    lowest = highest - last + 1
    return min(highest // 2 - lowest // 2 + 2 + (number < 0), _LARGEST_NUMBER)


def _binary_size(content: Any) -> int:
    """Bytes that are stored, whether they stand there as bytes or as base64 text."""
    return len(content) * 3 // 4 - content[-2:].count("=") if isinstance(content, str) else len(content)
