"""JSON Schema, in the code or made from a data model: what it says of a place."""

from collections.abc import Mapping
from typing import Any

from lambdatest.inference.pattern import SHAPES
from lambdatest.inference.place import Place
from lambdatest.inference.value import Constant, Record, Series, Value

_TYPES = frozenset("string integer number boolean array object null".split())
_DATES = frozenset({"date", "date-time"})
MAX_NESTING = 8


def plain(value: Value, depth: int = 0) -> Any:
    """The Python value that the code wrote out literally; None for what is not literal."""
    for atom in value if depth < MAX_NESTING * 2 else ():
        match atom:
            case Constant(value=known):
                return known
            case Record(entries=entries):
                return {key: plain(member, depth + 1) for key, member in entries.items()}
            case Series(members=members):
                return [plain(member, depth + 1) for member in members]
    return None


def is_schema(value: Any) -> bool:
    """Whether *value* looks like the JSON Schema of an object or array."""
    if not isinstance(value, Mapping):
        return False
    return isinstance(value.get("properties"), Mapping) or value.get("type") == "array" and isinstance(value.get("items"), Mapping)


def apply_schema(place: Place, schema: Any, root: Any = None, depth: int = 0) -> None:
    """Note at *place* what *schema* says: types, constants, required and optional keys, elements."""
    root = schema if root is None else root
    schema = _resolved(schema, root)
    if not isinstance(schema, Mapping) or depth > MAX_NESTING:
        return
    declared = schema.get("type")
    types = {t for t in (declared if isinstance(declared, list) else [declared]) if isinstance(t, str) and t in _TYPES}
    if "string" in types and schema.get("format") in _DATES:
        types = types - {"string"} | {"date"}
    place.patterns += [found for found in (schema.get("pattern"), SHAPES.get(str(schema.get("format")))) if isinstance(found, str)]
    place.types |= types
    for known in [*_listed(schema.get("enum")), *([schema["const"]] if "const" in schema else [])]:
        if isinstance(known, str | int | float | bool):
            place.add_constant(known)
    for part in (part for word in ("allOf", "anyOf", "oneOf") for part in _listed(schema.get(word))):
        apply_schema(place, part, root, depth + 1)
    if isinstance(schema.get("items"), Mapping):
        apply_schema(place.member(), schema["items"], root, depth + 1)
    _apply_properties(place, schema, root, depth)


def _apply_properties(place: Place, schema: Mapping[str, Any], root: Any, depth: int) -> None:
    properties = schema.get("properties")
    named = [*(properties if isinstance(properties, Mapping) else ()), *_listed(schema.get("required"))]
    required = _listed(schema.get("required"))
    for name in dict.fromkeys(name for name in named if isinstance(name, str)):
        key = place.child(name)
        key.required |= name in required
        key.optional |= name not in required
        if isinstance(properties, Mapping) and name in properties:
            apply_schema(key, properties[name], root, depth + 1)


def _resolved(schema: Any, root: Any) -> Any:
    """*schema*, or the part of *root* that its ``$ref`` names."""
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return schema
    for part in reference[2:].split("/"):
        root = root.get(part) if isinstance(root, Mapping) else None
    return root


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
