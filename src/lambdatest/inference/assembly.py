"""The vocabulary, from all the places of a handler's event and of its tables' items."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lambdatest.inference.access import root_of
from lambdatest.inference.content import said
from lambdatest.inference.event_key import event_keys
from lambdatest.inference.evidence import MAX_KEYS, groups, is_key, is_numeric, key_of, keys_of, resolve, types_of
from lambdatest.inference.hint import hint
from lambdatest.inference.place import Place
from lambdatest.inference.scope import Facts
from lambdatest.inference.value import BYTES, NUMERIC, Constant, Derived, Scalar
from lambdatest.vocabulary import ELEMENT, Key, Vocabulary

# The parts of AWS's own events: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
_ENVELOPE = frozenset(
    "body headers multiValueHeaders pathParameters queryStringParameters multiValueQueryStringParameters requestContext httpMethod "
    "resource path rawPath rawQueryString isBase64Encoded routeKey version cookies stageVariables Records records source detail "
    "detail-type time account region resources id query method stage identity principalId enhancedAuthContext requestPath".split()
)
_AUTHORIZERS = frozenset("claims jwt lambda iam scopes integrationLatency".split())
_TABLE_TYPES = {"S": "string", "N": "number", "B": "string"}
MAX_CONSTANTS = 60
_KIND = re.compile(r"[A-Za-z_]+[#:|/]")


def assemble(event: Place, item: Place, content: Place, facts: Facts, table_keys: Mapping[str, str]) -> Vocabulary:
    """All that was learnt, as one record."""
    record = _at(event, "Records", "*", "body")
    texts = list(_body_texts(event))
    objects = [root for text in texts for root in (text, *([text.parsed] if text.parsed else []))]
    is_list = _is_list(objects)
    bodies = [*objects, *(place.element for place in objects if place.element is not None and not place.keyed)]
    stored = [atom for value in item.stored for atom in value if isinstance(atom, Place)]
    stores_body = any(place in bodies and not place.named for place in stored)
    body = keys_of(groups(bodies))
    query, path, headers, claims = _parameters(event, "query"), _parameters(event, "path"), _headers(event), _claims(event)
    if not any((body, query, path, headers, claims, texts)):
        body = keys_of(group for group in groups([event]) if group[0].name not in _ENVELOPE)
    whole = _whole(item, table_keys, bodies)
    sets = {place.name: place.set_kind for place in item.children.values() if place.set_kind is not None}
    return Vocabulary(
        body=tuple(_typed(key, table_keys, None if stores_body else item, whole.get(key.name, "")) for key in body),
        query=query, path=path, headers=headers, claims=claims, **_attributes(item, stored, table_keys, _always(facts, item, table_keys)),
        set_attributes=sets, naming=_naming(item, table_keys), stores_body=stores_body, body_is_list=is_list,
        element=_element(objects) if is_list and not body else None,
        parses_json=any(text.parsed is not None for text in texts), parses_forms=facts.parses_forms,
        decodes_base64=facts.decodes_base64, constants=tuple(facts.constants)[:MAX_CONSTANTS],
        numbers=tuple(number for _, number in facts.numbers)[:MAX_CONSTANTS], raw=tuple(facts.raw)[:MAX_CONSTANTS],
        envelope=keys_of(groups([event])), wrapping=_unwrapped(record)[1] if record is not None else None,
        compression=facts.compression, objects=keys_of(groups(_present([content.parsed]))), content=said(content, facts),
        event=event_keys(event),
    )  # fmt: skip


def _at(place: Place | None, *trail: str) -> Place | None:
    """The place below *place* at the end of *trail*, where ``*`` is an element; None where the code never went there."""
    for part in trail:
        if place is None:
            return None
        place = place.element if part == "*" else place.children.get(part)
    return place


def _present(places: Iterable[Place | None]) -> list[Place]:
    return [place for place in places if place is not None]


def _body_texts(event: Place) -> Iterator[Place]:
    """The places that hold a body or a message."""
    trails = (
        ("body",), ("Records", "*", "body"), ("Records", "*", "Sns", "Message"), ("Records", "*", "kinesis", "data"),
        ("records", "*", "data"), ("detail",),
    )  # fmt: skip
    for place in _present(_at(event, *trail) for trail in trails):
        yield _unwrapped(place)[0]


def _unwrapped(place: Place) -> tuple[Place, str | None]:
    """The text inside the notification that a queue's message is, where the code reads it as one, and of which service it is."""
    inner = place.parsed
    if inner is None or place.parent is None or place.parent.name != "Records":
        return place, None
    found = inner.children
    if "Message" in found and (found["Message"].parsed is not None or found.keys() & {"TopicArn", "MessageAttributes", "Subject"}):
        return found["Message"], "sns"
    if _at(inner, "Records", "*", "s3") is not None:
        return place, "s3"
    if "detail" in found and found.keys() & {"detail-type", "source", "resources", "time"}:
        return found["detail"], "eventbridge"
    return place, None


def _is_list(objects: Sequence[Place]) -> bool:
    walked = any(place.element is not None and not place.keyed for place in objects)
    return walked and not any(is_key(group) for group in groups(objects))


def _element(objects: Sequence[Place]) -> Key | None:
    """What a list holds of which the code says that it is texts or numbers."""
    key = key_of(_present(place.element for place in objects if not place.keyed))
    plain = key.evidence and key.types and key.types <= {"string", "integer", "number"}
    return replace(key, name=ELEMENT, fields=()) if plain else None


def _parameters(event: Place, kind: str) -> tuple[Key, ...]:
    if kind == "path":
        return _as_texts(keys_of(groups(_present([_at(event, "pathParameters"), _at(event, "path")]))))
    single = _present([_at(event, "queryStringParameters"), _at(event, "query")])
    return _as_texts(keys_of(_merged([*groups(single), *_lists(_at(event, "multiValueQueryStringParameters"))])))


def _as_texts(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Keys whose values are always texts: one that is read as a number holds the text of a number, one that is parsed any text."""
    return tuple(replace(key, types=_as_text(key.types)) for key in keys)


def _as_text(types: frozenset[str]) -> frozenset[str]:
    plain = types - {"object", "array"} or ({"string"} if types else types)
    return frozenset(plain - {"string"} if plain & NUMERIC else plain)


def _headers(event: Place) -> tuple[Key, ...]:
    groups_found = [*groups(_present([_at(event, "headers")]), fold=True), *_lists(_at(event, "multiValueHeaders"))]
    return _as_texts(keys_of(_merged(groups_found, fold=True)))


def _lists(place: Place | None) -> list[list[Place]]:
    """The keys of a mapping whose values are lists: what is said of a list's element is said of the key."""
    found = []
    for (child, *_) in groups(_present([place])):
        value = child.element or child
        value.required, value.optional = child.required, child.optional
        value.types -= {"array", "sized"}
        found.append([value])
    return found


def _merged(found: Iterable[list[Place]], fold: bool = False) -> list[list[Place]]:
    merged: dict[str, list[Place]] = {}
    for group in found:
        merged.setdefault(group[0].name.lower() if fold else group[0].name, []).extend(group)
    return list(merged.values())


def _claims(event: Place) -> tuple[Key, ...]:
    authorizer = _at(event, "requestContext", "authorizer")
    own = [group for group in groups(_present([authorizer])) if group[0].name not in _AUTHORIZERS]
    nested = groups(_present([_at(authorizer, "claims"), _at(authorizer, "jwt", "claims"), _at(authorizer, "lambda")]))
    return keys_of(_merged([*nested, *own]))


def _always(facts: Facts, item: Place, table_keys: Mapping[str, str]) -> frozenset[str]:
    """The attributes without which the code puts no item; none where it puts none.

    Where it puts items of several kinds into one table, whose keys begin otherwise (``user#…``, ``email#…``), those of any kind: which
    of them an item of one kind has is not told, and one that has all can be read as any.
    """
    kinds = {_prefix(atom.like) for name in table_keys if name in item.children for atom in _stored(item.children[name])} - {""}
    if not facts.puts:
        return frozenset()
    return frozenset().union(*facts.puts) if len(kinds) > 1 else frozenset.intersection(*facts.puts)


def _stored(place: Place) -> Iterator[Scalar]:
    return (atom for value in place.stored for atom in value if isinstance(atom, Scalar) and atom.like)


def _prefix(text: str) -> str:
    """What a composed key begins with, up to its first separator."""
    found = _KIND.match(text)
    return found[0] if found else ""


def _attributes(item: Place, stored: Sequence[Place], table_keys: Mapping[str, str], always: frozenset[str]) -> Mapping[str, Any]:
    """Every attribute that the code reads or writes, and the names of those of one type: `Vocabulary` says which.

    Those that each item has that the code puts (*always*) are required, as those are that the code cannot do without.
    """
    found = _merged([*groups([item]), *groups(stored)])
    keys: list[Key] = []
    numeric: set[str] = set()
    integers: set[str] = set()
    binary: set[str] = set()
    digits: set[str] = set()
    for group in found:
        key = _attribute(group, item)
        key = replace(key, required=key.required or key.name in always)
        keys.append(_typed(key, table_keys, None))
        binary |= {key.name} if not key.constants and _stored_types(group) == {BYTES} else set()
        kind = table_keys.get(key.name)
        digits |= {key.name} if kind == "S" and _is_converted(group, item) else set()
        if kind == "N" or kind is None and _is_stored_number(group, item):
            numeric.add(key.name)
            integers |= {key.name} if kind is None and _is_made_whole(group) else set()
    attributes = tuple(sorted(keys, key=lambda key: not key.required))[:MAX_KEYS]
    return {
        "attributes": attributes, "numeric_attributes": frozenset(numeric), "whole_attributes": frozenset(integers),
        "binary_attributes": frozenset(binary), "digit_attributes": frozenset(digits),
    }  # fmt: skip


def _stored_types(group: Sequence[Place]) -> set[str]:
    return set().union(*(types_of(value) for place in group for value in place.stored))


def _is_converted(group: Sequence[Place], item: Place) -> bool:
    """Whether the code makes a number of the text there, or of a text that it looks for there or stores there as it is."""
    held = [place for place in group if place.parent is item]
    sources = [atom for place in held for value in place.stored for atom in value if isinstance(atom, Place)]
    return any(place.types & NUMERIC for place in (*held, *sources))


def _is_made_whole(group: Sequence[Place]) -> bool:
    """Whether all that the code stores there are integers that it makes itself; what a client sends may be no integer."""
    values = [value for place in group for value in place.stored]
    made = all(isinstance(atom, Scalar | Derived | Constant) and types_of((atom,)) <= {"integer"} for value in values for atom in value)
    return bool(values) and all(values) and made and hint(group[0].name) != "number"


def _attribute(group: Sequence[Place], item: Place) -> Key:
    key = key_of(group)
    types = set(key.types) if key.evidence else set()
    types |= {"string" if kind == BYTES else kind for kind in _stored_types(group)}
    written = [atom.value for place in group for value in place.stored for atom in value if isinstance(atom, Constant)]
    literals = [value for value in written if isinstance(value, str) and value]
    composed = [atom.like for place in group for value in place.stored for atom in value if isinstance(atom, Scalar) and atom.like]
    constants = tuple(dict.fromkeys([*composed, *key.constants, *literals])) if literals or composed else key.constants
    known, evidence = resolve(key.name, types, key.constants)
    if known & NUMERIC and _only_numbers(group):
        known &= NUMERIC  # ``get("n", {}).get("N", "0")`` reads no object and no text
    required = any(place.required for place in group if place.parent is item)
    patterns = tuple(dict.fromkeys((*key.patterns, *_patterns_stored(group))))
    return replace(key, required=required, types=known, evidence=evidence, constants=constants, patterns=patterns)


def _patterns_stored(group: Sequence[Place]) -> Iterator[str]:
    """The patterns of what is stored there, or looked for there, as it is."""
    for place in group:
        yield from (text for value in place.stored for atom in value if isinstance(atom, Place) for text in atom.patterns)


def _only_numbers(group: Sequence[Place]) -> bool:
    """Whether numbers are all that is seen to be stored there."""
    kinds = [types_of(value) for place in group for value in place.stored]
    return bool(kinds) and all(found and found <= NUMERIC for found in kinds)


def _is_stored_number(group: Sequence[Place], item: Place) -> bool:
    if any(is_numeric(value) for place in group for value in place.stored):
        return True
    return any(is_numeric((place,)) for place in group if place.parent is not item)


def _typed(key: Key, table_keys: Mapping[str, str], item: Place | None, other: str = "") -> Key:
    """*key* with the type that the table gives it, where it is (or, below an *item*, is stored as) a table's key, or as the *other* one."""
    kind = _TABLE_TYPES.get(table_keys.get(other or key.name, ""))
    if kind is None or not other and item is not None and not _flows(item, key.name):
        return key
    types = key.types & NUMERIC if kind == "number" and key.types & NUMERIC else frozenset({kind})
    return replace(key, types=types, evidence=True)


def _naming(item: Place, table_keys: Mapping[str, str]) -> Mapping[str, str]:
    """The keys of the event whose values become a table's key, each with that key's name."""
    found: dict[str, str] = {}
    for name in table_keys:
        attribute = item.children.get(name)
        for atom in (atom for value in (attribute.stored if attribute else ()) for atom in value):
            place = atom.place if isinstance(atom, Derived) else atom
            if isinstance(place, Place) and root_of(place) is not item:
                found.setdefault(place.name, name)
    return found


def _whole(item: Place, table_keys: Mapping[str, str], bodies: Sequence[Place]) -> Mapping[str, str]:
    """The keys of the *bodies* whose values become, as they are, a table's key of another name, each with that name."""
    attributes = ((name, item.children[name]) for name in table_keys if name in item.children)
    found = ((name, atom) for name, attribute in attributes for value in attribute.stored for atom in value)
    return {atom.name: name for name, atom in found if isinstance(atom, Place) and atom.parent in bodies and atom.name not in table_keys}


def _flows(item: Place, name: str) -> bool:
    """Whether a value read under *name* is put into the attribute of the same name."""
    attribute = item.children.get(name)
    values = attribute.stored if attribute else []
    return any(isinstance(atom, Place) and atom.name == name for value in values for atom in value)
