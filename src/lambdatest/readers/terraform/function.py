"""Terraform's functions: https://developer.hashicorp.com/terraform/language/functions"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lambdatest.readers.location import Dummy
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.terraform import collection_function, encoding_function, number_function, text_function
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.file_function import Files
from lambdatest.readers.terraform.value import dummies

_PURE: Mapping[str, Callable[..., Any]] = {
    **collection_function.FUNCTIONS, **encoding_function.FUNCTIONS, **number_function.FUNCTIONS, **text_function.FUNCTIONS,
}
_CHOOSING = frozenset({"coalesce", "element", "lookup", "one"})
"""Functions that give one of their arguments, which is known or not by itself."""


def call(name: str, given: Sequence[Any], files: Files) -> Any:
    """What the function *name* gives for the values *given*; *files* are those that it may read.  Raises Failure."""
    unknown = next(dummies(list(given)), None)
    bare = name.removeprefix("core::")
    function = _PURE.get(bare) or files.function(bare)
    if function is None:
        raise Failure(f"the function {name} is not known")
    try:
        value = function(*given)
    except Failure:
        if unknown is None:
            raise
        return stand_in_for(f"{name}-{unknown}")
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        if unknown is None:
            raise Failure(f"{name} does not take what it is given ({error})") from None
        return stand_in_for(f"{name}-{unknown}")
    return Dummy(value) if isinstance(value, str) and unknown is not None and name not in _CHOOSING else value
