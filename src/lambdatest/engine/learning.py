"""What a run of a function tells: which keys of its event name items of a table, and which buckets it lists.

Each text of a plain event is replaced by a mark of its own, and the AWS calls show where the marks went.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lambdatest.inference.hint import hint
from lambdatest.model import Table, parse_json
from lambdatest.results import Call, Outcome
from lambdatest.runtime.asking import BODY, QUERY, Asked
from lambdatest.runtime.strict_expression import key_conditions
from lambdatest.vocabulary import ELEMENT, Key, Vocabulary

MARK = "lt-mark-{}"
MOST_NEW = 20
_LISTS = ("ListObjects", "ListObjectsV2", "ListObjectVersions")
_NOT_THERE = re.compile(r"\battribute_not_exists\s*\(\s*([#\w]+)\s*\)")
_TEXTS = (("body",), ("Sns", "Message"))
"""Where a record, or the event itself, holds JSON text that the application wrote."""


@dataclass(frozen=True, slots=True)
class Learned:
    """*names* are keys of the event, each with the key attribute that its value became; *listed* are buckets with the prefix asked for.

    *lacking* are attributes that items must not have, to get through a filter.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[str, str] = field(default_factory=dict)
    lacking: frozenset[str] = frozenset()


NOTHING = Learned()


def marked(event: Any) -> tuple[Any, dict[str, str]]:
    """A copy of *event* in which each text of the application's own is a mark, and the name of the key that each mark stands at."""
    marks: dict[str, str] = {}

    def mark(value: Any, name: str = "") -> Any:
        if isinstance(value, Mapping):
            return {key: mark(member, key) for key, member in value.items()}
        if isinstance(value, list):
            return [mark(member, name or ELEMENT) for member in value]
        if not isinstance(value, str) or not name:
            return value
        text = MARK.format(len(marks))
        marks[text] = name
        return text

    return _rewritten(event, mark), marks


def _rewritten(event: Any, mark: Any) -> Any:
    if not isinstance(event, Mapping):
        return event
    found = dict(event)
    for trail in _TEXTS:
        found = _at(found, trail, mark)
    for name in ("queryStringParameters", "detail"):
        if isinstance(found.get(name), Mapping):
            found[name] = mark(found[name])
    records = found.get("Records")
    if isinstance(records, list):
        found["Records"] = [_rewritten(record, mark) if isinstance(record, Mapping) else record for record in records]
    return found


def _at(holder: dict[str, Any], trail: Sequence[str], mark: Any) -> dict[str, Any]:
    """*holder* with the marks put into the JSON text at the end of *trail*, if there is one."""
    inner = holder.get(trail[0])
    if len(trail) > 1:
        return {**holder, trail[0]: _at(dict(inner), trail[1:], mark)} if isinstance(inner, Mapping) else holder
    body = parse_json(inner) if isinstance(inner, str) else None
    return {**holder, trail[0]: json.dumps(mark(body))} if isinstance(body, dict | list) else holder


def complete(vocabulary: Vocabulary) -> Vocabulary:
    """*vocabulary* where no key of a body or query is ever left out, and no list is empty."""
    element = replace(vocabulary.element, required=True) if vocabulary.element else None
    return replace(vocabulary, body=_required(vocabulary.body), query=_required(vocabulary.query), element=element)


def _required(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    return tuple(replace(key, required=True, fields=_required(key.fields)) for key in keys)


def completed(vocabulary: Vocabulary, asked: Asked, names: Collection[str] = ()) -> Vocabulary:
    """*vocabulary* with the keys that a run asked for and its code did not show, and with the constants that it compared values with.

    *names* are keys whose values name items.
    """
    if vocabulary.body_strategy is not None:
        return vocabulary
    naming = {*names, *vocabulary.naming}
    body = tuple(replace(key, identifies=key.identifies or key.name in naming) for key in _completed(vocabulary.body, BODY, asked))
    return replace(
        vocabulary,
        body=body,
        query=_completed(vocabulary.query, QUERY, asked),
        parses_json=vocabulary.parses_json or asked.parsed,
    )


def _completed(keys: tuple[Key, ...], place: str, asked: Asked) -> tuple[Key, ...]:
    known = {key.name for key in keys}
    new = [(name, needed) for (where, name), needed in asked.keys.items() if where == place and name not in known]
    found = [*keys, *(Key(name, needed, frozenset({hint(name) or "string"})) for name, needed in new[:MOST_NEW])]
    return tuple(_with_constants(key, asked.compared.get((place, key.name), ())) for key in found)


def _with_constants(key: Key, compared: Sequence[str]) -> Key:
    """A key of text, of which the code shows no constants, with those that it was compared with."""
    constants = tuple(text for text in compared if not text.startswith(MARK[:3]))[:MOST_NEW]
    return replace(key, constants=constants) if constants and not key.constants and "string" in key.types else key


def learned(outcome: Outcome, marks: Mapping[str, str], tables: Sequence[Table]) -> Learned:
    """What the AWS calls of a run with these *marks* tell."""
    names: dict[str, str] = {}
    for call in outcome.calls:
        for attribute, text in _keys(call, {table.name: table for table in tables}):
            if text in marks:
                names.setdefault(marks[text], attribute)
    return Learned(names, listed(outcome), frozenset(_lacking(outcome)))


def _lacking(outcome: Outcome) -> Iterator[str]:
    """The attributes that must not be there, as the filters of a run's queries and scans have it."""
    for call in outcome.calls:
        filtered = call.parameters.get("FilterExpression") if call.service == "dynamodb" else None
        names = call.parameters.get("ExpressionAttributeNames") or {}
        if isinstance(filtered, str):
            yield from (names.get(name, name) for name in _NOT_THERE.findall(filtered))


def listed(outcome: Outcome) -> dict[str, str]:
    """The buckets whose objects a run listed, with the prefix that it asked for."""
    calls = [call for call in outcome.calls if call.service == "s3" and call.operation in _LISTS]
    return {str(call.parameters.get("Bucket")): str(call.parameters.get("Prefix") or "") for call in calls}


def _keys(call: Call, tables: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    """The key attributes that a call names, with their texts."""
    for name, request in _requests(call):
        table = tables.get(name)
        if table is None:
            continue
        for holder in (request.get("Key"), request.get("Item"), *(request.get("Keys") or ())):
            for attribute, value in (holder or {}).items():
                if attribute in table.types:
                    yield attribute, _text(value)
        values = request.get("ExpressionAttributeValues") or {}
        condition = request.get("KeyConditionExpression")
        if isinstance(condition, str):
            for attribute, placeholder in key_conditions(condition, request.get("ExpressionAttributeNames") or {}):
                yield attribute, _text(values.get(placeholder))


def _requests(call: Call) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A call of DynamoDB, or each member of a batch or transaction, with its table."""
    if call.service != "dynamodb":
        return
    given = call.parameters
    yield str(given.get("TableName")), given
    for member in given.get("TransactItems") or ():
        yield from ((str(request.get("TableName")), request) for request in member.values())
    for name, wanted in (given.get("RequestItems") or {}).items():
        if isinstance(wanted, Mapping):
            yield str(name), wanted
        else:
            yield from ((str(name), request) for member in wanted for request in member.values())


def _text(value: Any) -> str:
    return str(next(iter(value.values()))) if isinstance(value, Mapping) and len(value) == 1 else ""
