"""The keys of a body that a request validator's JSON Schema declares: what it lets through is what the handler is given."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lambdatest.event_sources.body_schema import admits
from lambdatest.model import parse_json
from lambdatest.vocabulary import Key, Vocabulary

_TYPES = frozenset("string integer number boolean array object null".split())


def with_schema(vocabulary: Vocabulary, schema: Mapping[str, Any] | None) -> Vocabulary:
    """*vocabulary* with the keys that *schema* declares; a key that the code reads too keeps what the code says of its values."""
    if not schema or not isinstance(schema.get("properties"), Mapping):
        return vocabulary
    named = {key.name: key for key in vocabulary.body}
    declared = [_key(name, rule, name in (schema.get("required") or ()), named.get(name)) for name, rule in schema["properties"].items()]
    names = {key.name for key in declared}
    others = [key for key in vocabulary.body if key.name not in names and schema.get("additionalProperties") is not False]
    return replace(vocabulary, body=(*declared, *others), parses_json=True)


def _key(name: str, rule: Any, required: bool, known: Key | None) -> Key:
    rule = rule if isinstance(rule, Mapping) else {}
    said = rule.get("type")
    types = frozenset(kind for kind in (said if isinstance(said, list) else [said]) if kind in _TYPES)
    constants = tuple(value for value in _listed(rule.get("enum")) if isinstance(value, str | int | float | bool))
    bounds = tuple(rule[word] for word in ("minimum", "maximum") if isinstance(rule.get(word), int | float))
    fields = with_schema(Vocabulary(), rule).body
    known = known or Key(name)
    return replace(
        known, required=required or known.required, types=types or known.types, evidence=bool(types) or known.evidence,
        constants=constants or bounds or known.constants, fields=fields or known.fields,
    )


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def admitted(schema: Mapping[str, Any] | None, text: str | bytes | None) -> bool:
    """Whether the validator lets a body through, as far as types and bounds of its first level go."""
    body = parse_json(text) if isinstance(text, str) else None
    if not schema or not isinstance(body, dict):
        return True
    properties = schema.get("properties") or {}
    return all(admits(properties[name], value) for name, value in body.items() if name in properties)
