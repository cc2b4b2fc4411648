"""Terraform's functions: https://developer.hashicorp.com/terraform/language/functions"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from lambdatest.readers.location import Budget, Dummy
from lambdatest.readers.terraform import collection_function, encoding_function, number_function, text_function
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.value import dummies
from lambdatest.readers.text import slug

_PURE: Mapping[str, Callable[..., Any]] = {
    **collection_function.FUNCTIONS, **encoding_function.FUNCTIONS, **number_function.FUNCTIONS, **text_function.FUNCTIONS,
}
_CHOOSING = frozenset({"coalesce", "element", "lookup", "one"})
"""Functions that give one of their arguments, which is known or not by itself."""


class Files(Protocol):
    """What functions may read."""

    def call(self, name: str, given: Sequence[Any]) -> Any:
        """What the function *name* of the file system gives.  Raises Failure, and KeyError where there is no such function."""


class Place(Protocol):
    """Where a call stands."""

    @property
    def files(self) -> Files:
        """What it may read."""

    @property
    def budget(self) -> Budget:
        """How many values it may make."""


def call(name: str, given: Sequence[Any], place: Place) -> Any:
    """What the function *name* gives for the values *given*.  Raises Failure."""
    unknown = next(dummies(list(given)), None)
    function = _PURE.get(name.removeprefix("core::"))
    try:
        value = place.files.call(name, given) if function is None else function(*given)
    except KeyError:
        if function is not None:
            raise Failure(f"{name} does not find a key") from None
        raise Failure(f"the function {name} is not known") from None
    except Failure:
        if unknown is None:
            raise
        return Dummy(slug(f"{name}-{unknown}"))
    except (TypeError, ValueError, ArithmeticError, IndexError, AttributeError, OverflowError) as error:
        if unknown is None:
            raise Failure(f"{name} does not take what it is given ({error})") from None
        return Dummy(slug(f"{name}-{unknown}"))
    return Dummy(value) if isinstance(value, str) and unknown is not None and name not in _CHOOSING else value
