"""Calls of DynamoDB: which attributes they write and read.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

import re
from collections.abc import Iterator

from lambdatest.inference.access import STORED, WIRE, note_constant
from lambdatest.inference.evidence import is_numeric
from lambdatest.inference.place import Place
from lambdatest.inference.scope import Arguments, Run
from lambdatest.inference.value import (
    NUMERIC, Atom, Condition, Constant, Derived, External, Model, Record, Scalar, Series, Value, constant, elements, mark, places, texts,
)  # fmt: skip

OPERATIONS = frozenset(
    "put_item get_item update_item delete_item query scan batch_get_item batch_write_item transact_write_items transact_get_items "
    "paginate".split()
)
CONDITIONS = frozenset("eq ne lt lte gt gte between begins_with contains is_in exists not_exists size attribute_type".split())
_EXPRESSIONS = (
    "UpdateExpression", "ConditionExpression", "KeyConditionExpression", "FilterExpression", "ProjectionExpression",
)  # fmt: skip
_WORDS = frozenset(
    "SET REMOVE ADD DELETE AND OR NOT IF_NOT_EXISTS LIST_APPEND ATTRIBUTE_EXISTS ATTRIBUTE_NOT_EXISTS ATTRIBUTE_TYPE BEGINS_WITH CONTAINS "
    "SIZE BETWEEN IN".split()
)
_TOKEN = re.compile(r"[:#]?[A-Za-z_][\w-]*")
_PAIR = re.compile(r"(#?[A-Za-z_][\w.]*)\s*(?:=|<>|<=|>=|<|>|\s+[Bb][Ee][Tt][Ww][Ee][Ee][Nn]\s+)\s*(:\w+)")
_CALL = re.compile(r"(?:begins_with|contains)\s*\(\s*(#?[A-Za-z_][\w.]*)\s*,\s*(:\w+)", re.I)
_DEFAULT = re.compile(r"(#?[A-Za-z_][\w.]*)\s*=\s*(?:if_not_exists\s*\([^,]*,\s*(:\w+)\s*\)|#?[\w.]+)(?:\s*[+-]\s*(:\w+))?", re.I)
_CLAUSE = re.compile(r"\b(SET|ADD|REMOVE|DELETE)\b", re.I)
_OPERAND = re.compile(r"(#?[A-Za-z_][\w.]*)\s+(:\w+)")
MAX_NESTING = 6


def call_operation(run: Run, name: str, arguments: Arguments) -> Value:
    """One of `OPERATIONS`: notes what it writes and asks for; the answer's items are the place of all items."""
    found = Record(arguments.entries())
    _request(run, found, 0)
    for place in arguments.spread_places():
        store(run, run.item, (place,))
    page: Value = (answer(run),)
    return (Series([page]),) if name == "paginate" else page


def answer(run: Run) -> Record:
    """What DynamoDB answers."""
    item: Value = (run.item,)
    items: Value = (Series([item]),)
    return Record({
        "Item": item, "Items": items, "Attributes": item, "Responses": (Series([items]),), "Count": (Scalar("integer"),),
        "LastEvaluatedKey": (External("LastEvaluatedKey"),), "ScannedCount": (Scalar("integer"),),
    })  # fmt: skip


def _request(run: Run, request: Record, depth: int) -> None:
    """Every Item, Key and expression in a request, however deep (transactions and batches nest them)."""
    if depth > MAX_NESTING:
        return
    entries = request.entries
    store(run, run.item, entries.get("Item", ()))
    if "Item" in entries:
        run.facts.puts.append(_always(entries["Item"]))
    for key in (*_records(entries.get("Key", ())), *_records(elements(entries.get("Keys", ())))):
        store(run, run.item, (key,), key=True)
    mark(entries.get("Limit", ()), "integer")
    names = {k: t for r in _records(entries.get("ExpressionAttributeNames", ())) for k, v in r.entries.items() for t in texts(v)[:1]}
    for name in names.values():
        run.item.child(name)
    values = _placeholders(run, entries.get("ExpressionAttributeValues", ()))
    used: set[str] = set()
    for parameter in _EXPRESSIONS:
        for text in texts(entries.get(parameter, ())):
            _expression(run, text, names, values, used)
    for placeholder, value in values.items():
        if placeholder not in used and placeholder.lstrip(":") in run.item.children:
            _put(run, run.item.child(placeholder.lstrip(":")), value)
    for value in (v for k, v in entries.items() if k not in ("Item", "Key", "ExpressionAttributeValues", "ExpressionAttributeNames")):
        for inner in (*_records(value), *_records(elements(value))):
            _request(run, inner, depth + 1)


def _always(item: Value) -> frozenset[str]:
    """The attributes that *item* has in any case: none where the code does not write it down itself."""
    return frozenset.intersection(*(frozenset(atom.always) if isinstance(atom, Record) else frozenset() for atom in item or ((),)))


def _records(value: Value) -> list[Record]:
    return [atom for atom in value if isinstance(atom, Record)]


def _placeholders(run: Run, value: Value) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for record in _records(value):
        found.update(record.entries)
        for spread in record.spreads:
            store(run, run.item, spread)
    for place in places(value):
        store(run, run.item, (place,))
    return found


def _expression(run: Run, text: str, names: dict[str, str], values: dict[str, Value], used: set[str]) -> None:
    updates = re.match(r"\s*(SET|ADD|REMOVE|DELETE)\b", text, re.I) is not None

    def attribute(token: str) -> Place:
        place = run.item
        for part in token.split("."):
            place = place.child(names.get(part, part.lstrip("#")))
        return place

    for token in _TOKEN.findall(text):
        if token[0] not in ":" and token.upper() not in _WORDS:
            place = attribute(token)
            place.written |= updates
    for match in (*_PAIR.finditer(text), *_CALL.finditer(text), *_DEFAULT.finditer(text)):
        for placeholder in (p for p in match.groups()[1:] if p):
            used.add(placeholder)
            _put(run, attribute(match[1]), values.get(placeholder, ()), compared=not updates)
    for clause, name, placeholder in _operands(text) if updates else ():
        used.add(placeholder)
        _operate(run, clause, attribute(name), values.get(placeholder, ()))


def _operands(text: str) -> Iterator[tuple[str, str, str]]:
    """The clauses ADD and DELETE of an update, with each attribute and the placeholder of its operand."""
    clauses = _CLAUSE.split(text)
    for word, rest in zip(clauses[1::2], clauses[2::2], strict=True):
        if word.upper() in ("ADD", "DELETE"):
            yield from ((word.upper(), *found) for found in _OPERAND.findall(rest))


def _operate(run: Run, clause: str, place: Place, value: Value) -> None:
    """``ADD`` counts a number up or puts members into a set, ``DELETE`` takes members out of one: no other type has either.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
    """
    _put(run, place, value)
    found = unwrapped(place, value)
    if clause == "DELETE" or any(isinstance(atom, Series) for atom in found):
        place.set_kind = place.set_kind or ("NS" if is_numeric(elements(found)) else "SS")
    elif place.set_kind is None:
        place.stored.append((Scalar("number"),))


def _put(run: Run, place: Place, value: Value, compared: bool = False) -> None:
    """*value* is stored at *place*, or with *compared* looked for there."""
    for atom in unwrapped(place, value):
        if isinstance(atom, Constant) and compared:
            note_constant(run.facts, (place,), atom)
        elif isinstance(atom, Record):
            for name, member in atom.entries.items():
                _put(run, place.child(name), member)
        elif atom is not place:
            place.stored.append((atom,))
            _note_set(place, atom)


def _note_set(place: Place, atom: Atom) -> None:
    if isinstance(atom, Series) and atom.is_set:
        place.set_kind = place.set_kind or ("NS" if is_numeric(elements((atom,))) else "SS")


def unwrapped(place: Place, value: Value) -> Value:
    """*value* without DynamoDB's wire format, whose type names are evidence: ``{"N": "3"}``."""
    for record in _records(value):
        if len(record.entries) == 1 and not record.spreads:
            (name, inner), = record.entries.items()
            if name in WIRE:
                place.types.add(WIRE[name])
                place.set_kind = name if name in ("SS", "NS", "BS") else place.set_kind
                return (STORED[name],) if name in STORED else inner
    return value


def store(run: Run, item: Place, value: Value, key: bool = False) -> None:
    """*value* is put into a table as *item* (or with *key* names one)."""
    for atom in value:
        if isinstance(atom, Model):
            atom = atom.place
        if isinstance(atom, Place) and atom is not item:
            item.stored.append((atom,))
        elif isinstance(atom, Record):
            for name, member in atom.entries.items():
                attribute = item.child(name)
                attribute.written |= not key
                _put(run, attribute, member, compared=key)
            for spread in atom.spreads:
                store(run, item, spread)


def call_condition(run: Run, condition: Condition, name: str, arguments: Arguments) -> Value:
    """``Attr("status").eq("open")``."""
    for value in arguments.positional:
        for atom in (*value, *elements(value)):
            if isinstance(atom, Constant):
                note_constant(run.facts, (condition.place,), atom)
            elif isinstance(atom, Place) or isinstance(atom, Scalar) and (atom.like or atom.type in NUMERIC):
                condition.place.stored.append((atom,))
            elif isinstance(atom, Derived) and atom.type in NUMERIC:
                condition.place.stored.append((Scalar(atom.type),))
    if name == "size":
        condition.place.types.add("sized")
    return (External("boto3.dynamodb.conditions.Condition"),)


def new_condition(run: Run, arguments: Arguments) -> Value:
    """``Attr("status")`` or ``Key("owner")``."""
    places_named = [run.item.child(name) for name in texts(arguments.at(0))]
    return tuple(Condition(place) for place in places_named) or (constant(None),)
