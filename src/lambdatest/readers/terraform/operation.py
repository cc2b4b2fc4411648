"""Operators: https://developer.hashicorp.com/terraform/language/expressions/operators"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.value import normal


def equal(first: Any, second: Any) -> bool:
    """Whether two values are the same to Terraform: 1 is not true, and not "1"."""
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(equal, first, second))
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return first.keys() == second.keys() and all(equal(first[name], second[name]) for name in first)
    return bool(first == second) and isinstance(first, bool) == isinstance(second, bool)


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
}
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: Decimal(a) / Decimal(b),
    "%": lambda a, b: Decimal(a) % Decimal(b),
}


def computed(sign: str, first: Any, second: Any) -> Any:
    """The result of a comparison or of arithmetic.  Raises Failure."""
    if sign in _COMPARISONS:
        return _COMPARISONS[sign](first, second)
    try:
        return normal(Decimal(_ARITHMETIC[sign](first, second)))
    except ArithmeticError as error:
        raise Failure(f"{first} {sign} {second} is no number ({type(error).__name__})") from None
