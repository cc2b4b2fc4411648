"""Every message about an argument: it names the argument, shows the value, and gives the reason or the remedy."""

from collections.abc import Collection
from typing import Any

from hypothesis.errors import InvalidArgument

from lambdatest.errors import did_you_mean


def check_between(name: str, value: Any, low: int, high: int, reason: str) -> None:
    """Raise InvalidArgument unless *value* is an integer from *low* to *high*; *reason* says where the limit comes from."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidArgument(f"{name}={value!r} is not an integer")
    if not low <= value <= high:
        raise InvalidArgument(f"{name}={value!r} is not between {low} and {high}, {reason}")


def check_one_of(name: str, value: Any, allowed: Collection[str]) -> None:
    """Raise InvalidArgument unless *value* is one of *allowed*."""
    if value not in allowed:
        raise InvalidArgument(f"{name}={value!r} is not one of {', '.join(map(repr, allowed))}; {did_you_mean(str(value), list(allowed))}")


def check_type(name: str, value: Any, expected: type | tuple[type, ...], remedy: str = "") -> None:
    """Raise InvalidArgument unless *value* is an instance of *expected*."""
    if not isinstance(value, expected):
        names = " or ".join(t.__name__ for t in (expected if isinstance(expected, tuple) else (expected,)))
        raise InvalidArgument(f"{name}={value!r} is not of type {names}{'; ' + remedy if remedy else ''}")
