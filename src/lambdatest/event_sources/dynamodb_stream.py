"""DynamoDB Streams: ``stream`` of serverless.yml, ``DynamoDB`` of SAM, and event source mappings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import mapping, message
from lambdatest.event_sources.batch_response import batch_error
from lambdatest.event_sources.event_source import EVENT_SOURCES, Contents, EventSource, Known
from lambdatest.inference.hint import hint
from lambdatest.model import Declaration, Mutation, Trigger
from lambdatest.strategies import event_pattern, value
from lambdatest.strategies import kinesis as windows
from lambdatest.strategies.attribute_value import to_wire
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.dynamodb_stream import STREAM_LABEL, VIEWS, chained, dynamodb_stream_event
from lambdatest.vocabulary import Key, Vocabulary, below

DEFAULT_BATCH = 100
IMAGES = ("NewImage", "OldImage")
FRACTION = "fraction"
"""The label of a number with a fraction where the code reads a whole one."""
_NUMBERS = ("n", "num", "number", "value")
"""Names that say no more than that it is a number."""
_LETTERS = {"S": "string", "N": "number", "BOOL": "boolean", "M": "object", "L": "array", "NULL": "null"}
REMOVED = ("removed", "REMOVE")
"""The label of an item that was removed, where the code does not say that it expects that, and the event's name."""
_BINARY_AND_SETS: Mapping[str, Any] = {"SS": ["a", "b"], "NS": ["1", "2"], "B": "AP8=", "BS": ["AP8="]}
_KEYS: Mapping[str, Any] = {"S": ("a", "b", "c"), "N": ("1", "2", "3"), "B": ("YQ==", "Yg==")}
Wire = dict[str, dict[str, Any]]


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a table's stream: *stream* is its ARN, *table*, *keys*, *types* and *ttl* those of the table, *view* the stream's."""
    arn = mapping.source(declaration, "arn", "Stream", "value")
    given = declaration.properties
    is_stream = (declaration.format, declaration.type) == ("serverless", "stream") and (
        given.get("type") == "dynamodb" or (not given.get("type") and ":dynamodb:" in str(arn)))
    if not is_stream and not mapping.is_of(declaration, "dynamodb", ("sam", "DynamoDB")):
        return None
    found = str(arn or "table")
    stream = found if found.startswith("arn:") else mapping.arn_of(declaration, "dynamodb", f"table/{found}/stream/{STREAM_LABEL}")
    table = mapping.name_of(stream)
    resource = mapping.resource(declaration, "AWS::DynamoDB::Table", TableName=table)
    options = {**mapping.options(declaration, DEFAULT_BATCH), "stream": stream, "table": table}
    options |= _schema(resource.properties if resource else {})
    return Trigger("dynamodb_stream", f"DynamoDB stream {table}", declaration.function, declaration.location, options)


def _schema(given: Mapping[str, Any]) -> dict[str, Any]:
    """What matters of a table's properties; a key ``id`` where the table is not in the file."""
    types = {str(one.get("AttributeName")): str(one.get("AttributeType")) for one in given.get("AttributeDefinitions") or ()}
    schema = sorted(given.get("KeySchema") or (), key=lambda one: str(one.get("KeyType")))
    keys = [str(one.get("AttributeName")) for one in schema] or ["id"]
    lifetime = given.get("TimeToLiveSpecification")
    ttl = lifetime.get("AttributeName") if isinstance(lifetime, Mapping) and str(lifetime.get("Enabled")).lower() == "true" else None
    view = given["StreamSpecification"].get("StreamViewType") if isinstance(given.get("StreamSpecification"), Mapping) else None
    return {"keys": keys, "types": {name: types.get(name, "S") for name in keys}, "ttl": ttl, "view": view if view in VIEWS else VIEWS[0]}


def _attributes(trigger: Trigger, vocabulary: Vocabulary) -> list[Key]:
    """The attributes of the images beside the table's keys: those that the code reads there, and those that it stores in tables."""
    found: dict[str, Key] = {}
    for image in IMAGES:
        for key in below(vocabulary.envelope, "Records", "dynamodb", image):
            known = found.get(key.name)
            read = _read(key)
            found[key.name] = read if known is None else replace(
                known, required=known.required or read.required, types=known.types or read.types,
                constants=known.constants or read.constants, layouts=known.layouts or read.layouts,
                patterns=known.patterns or read.patterns)
    for key in vocabulary.attributes:
        found.setdefault(key.name, replace(key, types=frozenset({"number"}) if key.name in vocabulary.numeric_attributes else key.types))
    return [key for key in found.values() if key.name not in trigger.options["keys"]]


def _read(key: Key) -> Key:
    """An attribute of an image: its type is that of the letter below it, or of what the code does with that."""
    letters = [inner for inner in key.fields if inner.name in _LETTERS or inner.name in _BINARY_AND_SETS]
    if not letters:
        return replace(key, types=key.types - {"object"} if not key.fields else key.types)
    letter = letters[0]
    whole = letter.name == "N" and letter.types == {"integer"}
    types = letter.types if whole or letter.name == "S" and letter.types == {"date"} else {_LETTERS.get(letter.name, letter.name)}
    found = Key(key.name, key.required, frozenset(types), True, letter.constants or key.constants, letter.fields)
    return replace(found, layouts=letter.layouts, patterns=letter.patterns)


def _value(key: Key, known: Known) -> SearchStrategy[dict[str, Any]]:
    """Attribute values of *key*, in wire format."""
    if key.types & _BINARY_AND_SETS.keys():
        return st.just({min(key.types): _BINARY_AND_SETS[min(key.types)]})
    if key.types == {"object"} and key.fields:
        return _map(key.fields).map(lambda inner: {"M": inner})
    return value.values(key if key.types else replace(key, types=frozenset({"string"})), known.get(key.name, ())).map(_wire)


def _map(keys: Sequence[Key]) -> SearchStrategy[Wire]:
    return st.fixed_dictionaries({key.name: _value(_read(key), {}) for key in keys})


def _wire(member: Any) -> dict[str, Any]:
    """A JSON value as an attribute value: a float is the number that its digits say."""
    return to_wire(_exact(member))


def _exact(member: Any) -> Any:
    if isinstance(member, float):
        return Decimal(repr(member))
    if isinstance(member, dict):
        return {name: _exact(inner) for name, inner in member.items()}
    return [_exact(inner) for inner in member] if isinstance(member, list) else member


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """Items as another writer may have left them: an attribute that is missing, null or of another type; a fraction, a date, Unicode."""
    named = event_pattern.below(message.chosen(trigger.options.get("patterns") or ()), "dynamodb", "NewImage")
    found = [] if _expects_removal(trigger, vocabulary) or not _allows(trigger, REMOVED[1]) else [Mutation(REMOVED[0])]
    for key in _attributes(trigger, vocabulary):
        if key.name in named or not key.asked:
            continue
        found += [Mutation("missing_key", key=key.name)] if key.required else []
        found += _fractions(key)
        if key.types == {"string"} and not key.constants and not key.patterns:
            found.append(Mutation("unicode", key=key.name, value={"S": value.UNICODE[0]}))
        wrong = {"N": "5"} if "string" in key.types else {"S": "x"}
        found += [Mutation("wrong_type", key=key.name, value=wrong), Mutation("null", key=key.name, value={"NULL": True})]
    return tuple(found)


def _fractions(key: Key) -> list[Mutation]:
    """Numbers with a fraction, which the type N may always have: a guess where the code reads a whole one and its name says nothing."""
    hinted = hint(key.name) if key.name.lower() not in _NUMBERS else None
    if "number" not in key.types and (key.types != {"integer"} or hinted == "integer"):
        return []
    label = "number" if "number" in key.types or hinted == "number" else FRACTION
    return [Mutation(label, key=key.name, value={"N": str(number)}) for number in value.FRACTIONS]


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Batches of changes; with a *mutation* one of them shows an item that another writer left so."""
    options = trigger.options
    good = _changes(trigger, vocabulary, None, known)
    bad = _changes(trigger, vocabulary, mutation, known) if mutation is not None else None
    removals = _expects_removal(trigger, vocabulary) and _allows(trigger, "REMOVE")

    def event(drawn: list[tuple[Wire, Wire, str]], n: int) -> dict[str, Any]:
        changes = chained(options["keys"], drawn, removals=removals)
        return dynamodb_stream_event(
            changes, keys=options["keys"], stream=options["stream"], view=options["view"], opaque=n, epoch=message.NOW)
    found = st.builds(event, message.batches(good, bad, mapping.records(options)), FEW_OPAQUE)
    return windows.windows(found, options.get("window"))


def _changes(
    trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known
) -> SearchStrategy[tuple[Wire, Wire, str]]:
    """An item, what it was before, and what happens: what the filter lets through, else anything, to items that exist first."""
    options = trigger.options
    pattern = message.chosen(options.get("patterns") or ())
    types = options["types"]
    keys = {name: st.sampled_from(_ids(types[name], known.get(name, ()))).map(_keyed(types[name])) for name in options["keys"]}
    members = {key.name: _value(key, known) for key in _attributes(trigger, vocabulary)}
    items = st.fixed_dictionaries({**keys, **members})
    now = items if mutation is None else items.map(lambda item: _mutated(item, mutation))
    wishes = _wishes(trigger, vocabulary, mutation)
    image = event_pattern.below(pattern, "dynamodb", "NewImage") or event_pattern.below(pattern, "dynamodb", "OldImage")

    def change(new: Wire, old: Wire, wish: str, wanted: Mapping[Any, Any]) -> tuple[Wire, Wire, str]:
        return _filtered(new, wanted), _filtered(old, wanted), wish
    return st.builds(change, now, items, st.sampled_from(wishes), event_pattern.wanted(image))


def _allows(trigger: Trigger, name: str) -> bool:
    """Whether the filter lets events of that name through."""
    names = message.chosen(trigger.options.get("patterns") or ()).get("eventName")
    return not names or name in names


def _expects_removal(trigger: Trigger, vocabulary: Vocabulary) -> bool:
    """Whether items are known to be removed: their lifetime ends, or the code tells one event from another.

    Nobody may ever delete from the table of a handler that does not ask.
    """
    record = {key.name for key in below(vocabulary.envelope, "Records")}
    images = {key.name for key in below(vocabulary.envelope, "Records", "dynamodb")}
    return bool(trigger.options.get("ttl")) or "eventName" in record or "OldImage" in images or "NewImage" not in images


def _wishes(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None) -> list[str]:
    """What may happen to an item."""
    if mutation is not None:
        changes = [name for name in ("INSERT", "MODIFY") if _allows(trigger, name)] or ["REMOVE"]
        return ["REMOVE"] if mutation.label == REMOVED[0] else changes
    removals = ["REMOVE"] if _expects_removal(trigger, vocabulary) else []
    found = [name for name in ("INSERT", "MODIFY", *removals) if _allows(trigger, name)] or ["REMOVE"]
    return [*found, *(["EXPIRE"] if trigger.options.get("ttl") and "REMOVE" in found else [])]


def _filtered(item: Wire, wanted: Mapping[Any, Any]) -> Wire:
    """*item* with the attributes that the filter of an image asks for, each under the letter that it names."""
    found = dict(item)
    for path, member in wanted.items():
        if member is event_pattern.ABSENT:
            found.pop(path[0], None)
        elif len(path) > 1:
            found[path[0]] = {path[1]: member}
    return found


def _ids(kind: str, known: Sequence[str]) -> Sequence[str]:
    """Values of a key: those of items that exist, and one that does not."""
    return tuple(known) or _KEYS[kind]


def _keyed(kind: str) -> Any:
    return lambda text: {kind: text}


def _mutated(item: Wire, mutation: Mutation) -> Wire:
    rest = {name: member for name, member in item.items() if name != mutation.key}
    return rest if mutation.label in ("missing_key", REMOVED[0]) else rest | {str(mutation.key): mutation.value}


def holds(trigger: Trigger, _vocabulary: Vocabulary, event: Any) -> Contents:
    """The items that the records show to be in the table."""
    found: dict[str, Any] = {}
    for record in event["Records"]:
        place = repr([record["dynamodb"]["Keys"].get(name) for name in trigger.options["keys"]])
        found.pop(place, None)
        if record["eventName"] != "REMOVE" and "NewImage" in record["dynamodb"]:
            found[place] = record["dynamodb"]["NewImage"]
    return {trigger.options["table"]: tuple(found.values())} if found else {}


def response_error(trigger: Trigger, event: Any, result: Any) -> str | None:
    """What Lambda reads of *result*: sequence numbers of failed records, where ReportBatchItemFailures is declared."""
    return batch_error(trigger, result, {record["dynamodb"]["SequenceNumber"] for record in event["Records"]})


EVENT_SOURCES.add("dynamodb_stream", EventSource(
    "dynamodb_stream", "DynamoDB stream", "https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html",
    recognise, mutations, events, response_error, holds=holds,
))
