"""Functions as resources of a template name them: by ARN, by the URI of an integration, by name."""

import re
from collections.abc import Sequence
from typing import Any

from lambdatest.model import Service

_ARN = re.compile(r"arn:[\w-]+:lambda:[\w-]*:\d*:function:([\w-]+)")


def function_named(service: Service, reference: Any) -> str | None:
    """The function of *service* that *reference* (an ARN, the URI of an integration, a name) is, or None."""
    if not isinstance(reference, str):
        return None
    found = _ARN.search(reference)
    name = found[1] if found else reference
    return next((one.name for one in service.functions if name in (one.deployed_name, one.name)), None)


def listed(value: Any) -> Sequence[Any]:
    """*value* as a list: itself, one member, or none."""
    return value if isinstance(value, list | tuple) else () if value is None else (value,)
