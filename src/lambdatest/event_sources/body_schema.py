"""Which mutations of a body the JSON Schema of a REST API's request validator stops before the handler.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

import math
from collections.abc import Mapping
from typing import Any

from lambdatest.model import Mutation, parse_json

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "array": (list,), "object": (dict,),
    "null": (type(None),),
}


def stops(schema: Mapping[str, Any], mutation: Mutation) -> bool:
    """Whether API Gateway answers 400 itself.  Keywords that are not looked at here (``pattern``, ``allOf`` …) stop nothing."""
    if mutation.place != "body" or mutation.label == "base64":
        return False
    if mutation.label in ("absent", "malformed") and mutation.key is None:
        return True
    if mutation.label == "nonobject":
        return not admits(schema, parse_json(mutation.value))
    members = _members(schema)
    for name in mutation.within:
        members = _members((members.get("properties") or {}).get(name) or {})
    required, known = members.get("required") or (), members.get("properties") or {}
    if mutation.label == "missing_key":
        return bool(required) if mutation.key is None else mutation.key in required
    if mutation.key not in known:
        return members.get("additionalProperties") is False
    return not admits(known[mutation.key], mutation.value)


def _members(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of the objects that a key is looked for in."""
    found = schema.get("items", {}) if schema.get("type") == "array" else schema
    return found if isinstance(found, Mapping) else {}


def admits(schema: Any, value: Any) -> bool:
    """Whether *value* has the type and keeps the bounds of *schema*; its members are not looked at."""
    if not isinstance(schema, Mapping):
        return True
    if isinstance(value, float) and not math.isfinite(value):
        return False
    kinds = schema.get("type") or list(_TYPES)
    if not any(_is_of(kind, value) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return False
    if isinstance(schema.get("enum"), list) and value not in schema["enum"]:
        return False
    if isinstance(value, str):
        return _between(schema, len(value), "minLength", "maxLength")
    if isinstance(value, list):
        return _between(schema, len(value), "minItems", "maxItems")
    if isinstance(value, dict):
        return all(name in value for name in schema.get("required") or ())
    return isinstance(value, bool | None) or _between(schema, value, "minimum", "maximum")


def _is_of(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES.get(kind, (object,)))


def _between(schema: Mapping[str, Any], value: float, low: str, high: str) -> bool:
    return bool(schema.get(low, -math.inf) <= value <= schema.get(high, math.inf))
