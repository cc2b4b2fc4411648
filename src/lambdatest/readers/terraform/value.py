"""Values of expressions: Python's own, `Dummy` for what cannot be known, and `Lookup` for what is only evaluated where it is asked for."""

from collections.abc import Iterator, Mapping
from decimal import Context, Decimal
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.location import Dummy
from lambdatest.readers.location import plain as location_plain
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.text import shown

MOST_DIGITS = 400
_EXACT = Context(prec=60, Emax=MOST_DIGITS, Emin=-MOST_DIGITS)


class Lookup:
    """Something with named members: a resource, a module, the variables.  No protocol, since every value is asked whether it is one."""

    __slots__ = ()

    def member(self, name: str, location: Location) -> Any:
        """The member *name*, asked for at *location*.  Raises Failure."""

    def whole(self, location: Location) -> Any:
        """All of it, as a plain value."""


def number(text: str) -> int | Decimal:
    """The number that *text* is.  Raises Failure."""
    try:
        if len(text) > MOST_DIGITS:
            raise ValueError
        return normal(Decimal(text.strip(), _EXACT))
    except (ValueError, ArithmeticError):
        raise Failure(f"{shown(text)} is no number") from None


def normal(value: Decimal) -> int | Decimal:
    """*value* as an int where it is whole.  Raises Failure where it is too large, or no number."""
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS:
        raise Failure(f"{shown(str(value))} is no number that can be worked with")
    return int(value) if value == value.to_integral_value() else value.normalize(_EXACT)


def is_number(value: Any) -> bool:
    """Whether *value* is a number; true and false are none."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def to_number(value: Any) -> int | Decimal:
    """*value* as a number, as Terraform converts it.  Raises Failure."""
    if isinstance(value, str):
        return number(value)
    if is_number(value):
        return normal(Decimal(str(value)))
    raise Failure(f"{shown(value)} is no number")


def to_bool(value: Any) -> bool:
    """*value* as a truth value.  Raises Failure."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise Failure(f"{shown(value)} is neither true nor false")


def to_text(value: Any) -> str:
    """*value* as a text, as Terraform converts it; that of what cannot be known is a `Dummy` again.  Raises Failure."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | Decimal):
        exact = normal(Decimal(str(value)))
        return format(exact, "f" if isinstance(exact, Decimal) else "d")
    if isinstance(value, int):
        return str(value)
    raise Failure(f"{shown(value)} is no text")


def member(value: Any, name: str, location: Location) -> Any:
    """``value.name``.  Raises Failure where there is none."""
    if isinstance(value, Dummy):
        return stand_in_for(f"{value}-{name}")
    if isinstance(value, Lookup):
        return value.member(name, location)
    if isinstance(value, Mapping):
        if name in value:
            return value[name]
        raise Failure(f"there is no {shown(name)} in an object of {', '.join(map(str, value)) or 'nothing'}")
    if isinstance(value, list) and name.isdecimal():
        return element(value, int(name), location)
    raise Failure(f"{shown(value)} has no {shown(name)}")


def element(value: Any, index: Any, location: Location) -> Any:
    """``value[index]``.  Raises Failure where there is none."""
    if isinstance(value, Dummy):
        return stand_in_for(f"{value}-{index}")
    if isinstance(value, list):
        at = to_number(index)
        if not isinstance(at, int) or not 0 <= at < len(value):
            raise Failure(f"there is no element {shown(index)} in a list of {len(value)}")
        return value[at]
    return member(value, to_text(index), location)


def members(value: Any) -> list[tuple[Any, Any]]:
    """The keys and values of a collection, in the order in which Terraform goes through it.  Raises Failure."""
    if isinstance(value, Mapping):
        return sorted(value.items())
    if isinstance(value, list):
        return list(enumerate(value))
    raise Failure(f"{shown(value)} is no collection")


def plain(value: Any, location: Location) -> Any:
    """*value* without lookups and decimals."""
    if isinstance(value, Mapping):
        return {str(key): plain(one, location) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one, location) for one in value]
    if isinstance(value, Lookup):
        return plain(value.whole(location), location)
    return float(value) if isinstance(value, Decimal) else value


def settled(value: Any, location: Location) -> Any:
    """*value* as the properties of a resource hold it: `plain`, and stand-ins are texts as any other."""
    return location_plain(plain(value, location))


def dummies(value: Any) -> Iterator[Dummy]:
    """Every stand-in inside *value*."""
    if isinstance(value, Dummy):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from dummies(one)
    elif isinstance(value, list):
        for one in value:
            yield from dummies(one)


def is_known(value: Any) -> bool:
    """Whether no stand-in is inside *value*."""
    return next(dummies(value), None) is None
