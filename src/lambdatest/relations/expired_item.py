"""The relation `expired_item`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdatest.relations.later import underscored
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer
from lambdatest.results import Call, Hit, Transcript
from lambdatest.runtime.clock import START

_EXPIRY = re.compile(r"(.*_)?(expir(es|y|ation)|valid_?until)(_?(at|on|time|ts|date|epoch|timestamp))?", re.IGNORECASE)
_FIRST, _OVER, _FAR = 1_000_000_000, int(START) - 600, "4102444800"
"""Seconds since 1970: the least that is a time, what is over when the first case is handled, and the year 2100."""


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same history where what the last GET got has not expired yet."""
    found = _expired(transcript)
    if found is None:
        return ()
    call, item, name = found
    table = str(call.parameters["TableName"])
    seeds = transcript.history.seeds
    items = tuple({**one, name: {"N": _FAR}} if one == item else one for one in seeds[table])
    return (Run(replace(transcript.history, seeds={**seeds, table: items})),)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An item that has expired is not served.

    DynamoDB deletes an item within a few days after its time to live, not at that time: until then it is read as any other.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ttl-expired-items.html

    A GET that gets one item by its key, whose attribute with a name such as `expires_at` is over, in seconds: answered as if it were not,
    which a run of the same with an item that has not expired tells.  Left alone: lists, other names (`ttl` may be for cleaning up alone),
    a function whose code does not name the attribute (it may be that of other items in the table), and an answer that has the time in
    it, so that the client can tell.
    """
    found = _expired(transcript)
    if found is not None and others[0].outcomes[-1].ok and answer(transcript) == answer(others[0]):
        call, item, name = found
        message = f"{name} of the item is {item[name]['N']}, which is over, and it is answered like one that has not expired"
        yield Hit(message, name, frame=call.frame)


def _expired(transcript: Transcript) -> tuple[Call, Mapping[str, Any], str] | None:
    """The call that got a seeded item which has expired, the item, and the attribute that tells."""
    step, outcome = transcript.last
    if not step.http or step.method != "GET" or not step.plain or not outcome.ok or outcome.status != 200:
        return None
    known = {key.name for key in step.vocabulary.attributes}
    for call in outcome.calls:
        key, table = call.parameters.get("Key"), str(call.parameters.get("TableName"))
        items = transcript.history.seeds.get(table, ()) if call.operation == "GetItem" and key else ()
        for item in items:
            name = next((name for name in item if name in known and _is_over(name, item[name])), None)
            if key and name is not None and key.items() <= item.items() and item in outcome.before.get(table, ()):
                return call, item, name
    return None


def _is_over(name: str, value: Mapping[str, Any]) -> bool:
    number = str(value.get("N", ""))
    return number.isdecimal() and _FIRST < int(number) < _OVER and _EXPIRY.fullmatch(underscored(name)) is not None


RELATIONS.add("expired_item", Relation("expired_item", "warning", runs, compare))
