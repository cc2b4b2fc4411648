"""Items that an account holds before an example: with the ids that requests will name, and the attributes that the code reads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeSerializer
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.engine.pool import MOST_ITEMS, NUMBER_IDS, Pool, usual
from lambdatest.engine.registered import NOTHING, Given, Registered
from lambdatest.inference.hint import hint
from lambdatest.model import Table
from lambdatest.runtime.clock import START
from lambdatest.strategies.value import MILLISECONDS, NUMBERS, PLAIN, UNTIL, dates, plain_texts, values
from lambdatest.vocabulary import Key, Vocabulary

PLENTY = (1000, 2000, 5000)
"""Numbers of which there is enough for what a request takes away."""
SECONDS = (int(START) + 3_600, int(START) - 3_600, *(number // 1000 for number in MILLISECONDS))
"""Times since 1970 an hour after and before the first invocation's, in the year 2100 and in 2020."""
MOST_ATTRIBUTES = 14
UNKNOWN_ATTRIBUTES: Mapping[str, Mapping[str, Any]] = {
    "lt_number": {"N": "19.99"},
    "lt_digits": {"N": "12345678901234567890.123"},
    "lt_set": {"SS": ["a", "b"]},
    "lt_binary": {"B": "AP8="},
}
_FOREIGN = {"lt_set": "set", "lt_binary": "binary"}
STORED_LABELS = {"lt_number": "stored", "lt_digits": "stored", "lt_set": "stored_set", "lt_binary": "stored_binary"}
_SETS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    kind: tuple({kind: members} for members in found)
    for kind, found in {
        "SS": (["a"], ["a", "beta"], ["zz"]), "NS": (["1"], ["1", "2"], ["98"]), "BS": (["YQ=="], ["YQ==", "Yg=="], ["enp6"]),
    }.items()
}
"""Sets in DynamoDB's wire format: they are never empty."""
_BINARY: Sequence[Mapping[str, Any]] = ({"B": "YmV0YQ=="}, {"B": "ZGF0YQ=="}, {"B": "WVE9PQ=="})
"""Bytes that are text, and base64 of other bytes: whatever the code makes of its own bytes, it can of these."""
OTHER = "other"
OBJECTS = "s3:"
"""What the name of a seed begins with that holds objects of a bucket."""
_SERIALIZER = TypeSerializer()


def seeds(
    tables: Sequence[Table], vocabulary: Vocabulary, ids: Pool, count: int | None = None, stored: Sequence[str] = (),
    registered: Registered = NOTHING,
) -> SearchStrategy[Any]:
    """The contents of *tables*: name to wire items, none to three each (or *count*); each has one attribute of *stored* besides."""
    sizes = st.integers(0, MOST_ITEMS) if count is None else st.just(count)
    return st.fixed_dictionaries({table.name: sizes.flatmap(_items_of(table, vocabulary, ids, stored, registered)) for table in tables})


def _items_of(table: Table, vocabulary: Vocabulary, ids: Pool, stored: Sequence[str], registered: Registered) -> Any:
    given = registered.attributes(table)
    found = [_item(table, vocabulary, ids, n, stored, given) for n in range(MOST_ITEMS)]
    return lambda size: st.tuples(*found[:size])


def _known(vocabulary: Vocabulary, given: Mapping[str, Given], but: Collection[str]) -> list[Key]:
    """The attributes that items have: the registered ones, then those that the code reads or writes; without the names *but*."""
    read = {attribute.name: attribute for attribute in vocabulary.attributes}
    names = [name for name in dict.fromkeys((*given, *read)) if name not in but]
    return [read.get(name, Key(name)) for name in names[: max(MOST_ATTRIBUTES, len(given))]]


def _item(
    table: Table, vocabulary: Vocabulary, ids: Pool, n: int, stored: Sequence[str], given: Mapping[str, Given]
) -> SearchStrategy[Mapping[str, Any]]:
    """The n-th item: its key is fixed, its attributes are drawn."""
    key = _key_of(table, ids, n)
    known = _known(vocabulary, given, table.keys)
    attributes = {one.name: given[one.name].strategy if one.name in given else _attribute(one, table, vocabulary) for one in known}
    optional = [attribute.name for attribute in known if not attribute.required and attribute.name not in table.types]
    extra = st.sampled_from(list(stored)).map(lambda name: {name: UNKNOWN_ATTRIBUTES[name]}) if stored else st.just({})
    left_out = st.sampled_from([*[None] * (len(optional) + 1), *optional])
    return st.builds(
        lambda drawn, added, missing: key | {name: value for name, value in drawn.items() if name != missing} | added,
        st.fixed_dictionaries(attributes),
        extra,
        left_out,
    )


def _key_of(table: Table, ids: Pool, n: int) -> dict[str, Mapping[str, Any]]:
    """The key of the n-th item; two items share a partition where there is a sort key."""
    return {
        name: _key_value(table.types[name], _nth(ids.of_type(name, table.types[name]), n if name == table.keys[-1] else n // 2))
        for name in table.keys
    }


def varied(
    tables: Sequence[Table], vocabulary: Vocabulary, ids: Pool, registered: Registered = NOTHING, numbers: Sequence[Any] = NUMBERS,
    lacking: Collection[str] = (),
) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """The contents of *tables* where no two items are alike: the constants that the code filters by stand in the later ones.

    Those do not have the attributes *lacking*.
    """
    contents: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for table in tables:
        given = registered.attributes(table)
        always = {attribute.name for attribute in vocabulary.attributes if attribute.required}
        known = _known(vocabulary, given, {*table.keys, *(table.types.keys() - given.keys() - always)})
        items = []
        for n in range(MOST_ITEMS):
            attributes = {
                one.name: _nth(given[one.name].samples, n) if one.name in given else _variant(one, table, vocabulary, n, numbers)
                for one in known
                if n == 0 or one.name not in lacking
            }
            items.append(_key_of(table, ids, n) | attributes)
        contents[table.name] = tuple(items)
    return contents


def _variant(attribute: Key, table: Table, vocabulary: Vocabulary, n: int, numbers: Sequence[Any]) -> Mapping[str, Any]:
    if attribute.name in table.types:
        return _key_value(table.types[attribute.name], _nth(_index_keys(attribute, table, vocabulary), n // 2))
    found = _foreign_values(attribute, vocabulary)
    return _nth(found, n) if found else wire(_nth(_variants(attribute, vocabulary, numbers), n))


def _foreign_values(attribute: Key, vocabulary: Vocabulary) -> Sequence[Mapping[str, Any]]:
    """Values for an attribute of a type that JSON does not have; none for any other."""
    if attribute.name in vocabulary.set_attributes:
        return _SETS[vocabulary.set_attributes[attribute.name]]
    return _BINARY if attribute.name in vocabulary.binary_attributes else ()


def _variants(attribute: Key, vocabulary: Vocabulary, numbers: Sequence[Any]) -> Sequence[Any]:
    if times := _times(attribute):
        return times
    if attribute.constants:
        return (OTHER, *attribute.constants) if isinstance(attribute.constants[0], str) else attribute.constants
    if "boolean" in attribute.types:
        return (False, True)
    if attribute.types & {"array", "object"}:
        return ([],) if "array" in attribute.types else ({},)
    if "date" in attribute.types and attribute.evidence:
        return dates(attribute)
    if attribute.patterns and not attribute.types - {"string"}:
        return plain_texts(attribute)
    if attribute.name in vocabulary.whole_attributes:
        return [number for number in numbers if isinstance(number, int)]
    return numbers if attribute.types & {"integer", "number"} or attribute.name in vocabulary.numeric_attributes else PLAIN


def _times(attribute: Key) -> Sequence[int]:
    """Times for an attribute that holds one as a number, as its name says; none for any other."""
    if UNTIL.fullmatch(attribute.name) and not attribute.types - {"integer", "number"}:
        return MILLISECONDS
    numeric = attribute.types and not attribute.types - {"integer", "number"}
    return SECONDS if numeric and not attribute.constants and hint(attribute.name) == "date" else ()


def _nth(ids: Sequence[Any], n: int) -> Any:
    return ids[n % len(ids)]


def _attribute(attribute: Key, table: Table, vocabulary: Vocabulary) -> SearchStrategy[Mapping[str, Any]]:
    if attribute.name in table.types:
        return st.sampled_from(_index_keys(attribute, table, vocabulary)).map(lambda value: _key_value(table.types[attribute.name], value))
    if times := _times(attribute):
        return st.sampled_from(times).map(wire)
    if found := _foreign_values(attribute, vocabulary):
        return st.sampled_from(found)
    numeric = "integer" if attribute.name in vocabulary.whole_attributes else "number"
    kind = numeric if attribute.name in vocabulary.numeric_attributes else "string"
    wanted = attribute if attribute.types else replace(attribute, types=frozenset({kind}))
    if any(isinstance(constant, str) for constant in wanted.constants):
        wanted = replace(wanted, constants=(*wanted.constants, OTHER))
    return values(wanted).map(wire)


def _index_keys(attribute: Key, table: Table, vocabulary: Vocabulary) -> Sequence[str]:
    """Values for the key of an index."""
    return NUMBER_IDS if attribute.name in vocabulary.digit_attributes else usual(table.types[attribute.name])


def foreign(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The attributes that items may have though no code is known to store them: `UNKNOWN_ATTRIBUTES`.

    Sets and binary only where the code has to do with them somewhere: JSON has none, so that they do not come from a client.
    """
    return tuple(name for name in UNKNOWN_ATTRIBUTES if name not in _FOREIGN or _FOREIGN[name] in vocabulary.writes)


def stored_labels(contents: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[str, ...]:
    """The labels of the attributes in *contents* that the code is not known to store."""
    names = [name for table, items in contents.items() if not table.startswith(OBJECTS) for item in items for name in item]
    unread = any("Base64" in item for table, items in contents.items() if table.startswith(OBJECTS) for item in items)
    return tuple(sorted({*(STORED_LABELS[name] for name in names if name in STORED_LABELS), *(["stored_object"] if unread else [])}))


def merged(contents: Mapping[str, Sequence[Mapping[str, Any]]], held: Mapping[str, Any], tables: Sequence[Table]) -> dict[str, Any]:
    """*contents* with what an event says that the account holds; of two with one key the event's stands.

    A table that is not the project's is left out: the account has none.
    """
    keys = {table.name: table.keys for table in tables}
    found: dict[str, Any] = {name: tuple(items) for name, items in contents.items()}
    for name, items in held.items():
        own = ("Key",) if name.startswith(OBJECTS) else keys.get(name)
        if own is not None:
            given = [[item.get(key) for key in own] for item in items]
            found[name] = (*items, *(item for item in found.get(name, ()) if [item.get(key) for key in own] not in given))
    return found


def _key_value(kind: str, value: str) -> Mapping[str, Any]:
    return {kind: value}


def wire(value: Any) -> Mapping[str, Any]:
    """A JSON value as an attribute value in wire format; floats become the number that their digits say."""
    found: Mapping[str, Any] = _SERIALIZER.serialize(_decimals(value))
    return found


def _decimals(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {name: _decimals(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_decimals(member) for member in value]
    return value
