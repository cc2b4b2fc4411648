"""What a loaded module holds that its code does not show: a schema read from a file, a data model from a package."""

import inspect
from typing import Any

from lambdatest.inference.value import External, Record, Series, Value, constant

MAX_NESTING = 10


def reflected(name: str, value: object) -> Value | None:
    """*value* as the code would have written it; None where it is not plain data or a data model."""
    if inspect.isclass(value) and hasattr(value, "model_json_schema"):
        schema = _schema_of(value)
        return None if schema is None else (External(name, plain_value(schema)),)
    if isinstance(value, dict | list | tuple | set | frozenset | str | int | float | bool):
        return plain_value(value) or None
    return None


def _schema_of(model: Any) -> object:
    """pydantic's JSON Schema of *model*; a model with a field that no JSON Schema describes has none."""
    try:
        return model.model_json_schema()
    except Exception:  # pylint: disable=broad-exception-caught  # the user's own hooks run in this call, and may raise anything
        return None


def plain_value(value: object, depth: int = 0) -> Value:
    """JSON-like data as atoms; nothing for other objects."""
    if depth > MAX_NESTING:
        return ()
    if isinstance(value, dict):
        return (Record({key: plain_value(member, depth + 1) for key, member in value.items() if isinstance(key, str)}),)
    if isinstance(value, list | tuple):
        return (Series([plain_value(member, depth + 1) for member in value]),)
    if isinstance(value, set | frozenset):
        return (Series([plain_value(member, depth + 1) for member in sorted(value, key=repr)]),)
    return (constant(value),) if isinstance(value, str | int | float | bytes) or value is None else ()
