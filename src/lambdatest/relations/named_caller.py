"""Whether the client says who it is: a key, parameter or header of the request that stands in for the caller's own claim."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lambdatest.event_sources.claim import OWNER, claims
from lambdatest.model import History, parse_json
from lambdatest.relations.identity import OTHER, of_somebody_else
from lambdatest.results import Outcome, Step

VICTIM = "lt-victim"
_WHOSE = re.compile(r"owner|user_?id|tenant|account|customer_?id|member_?id|created_?by|author_?id|organi[sz]ation", re.IGNORECASE)
"""Names of attributes, keys of no table, that tell whose an item is; an e-mail address or a name may be for show."""
Place = tuple[str, str]
"""A part of the request (``body``, ``query``, ``headers``) and a name in it."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a request may name somebody by, and two others: where it names nobody and another sends it, and where it names another."""

    places: tuple[Place, ...]
    somebody: str
    unnamed: History
    named: History


def naming(step: Step, history: History) -> Named | None:
    """The two histories for a request, where its handler reads who calls and also something of the request that may say so."""
    if not step.vocabulary.claims or not claims(step.event):
        return None
    places = tuple(_places(step))
    if not places:
        return None
    case = history.cases[-1]
    without = _with(case.event, dict.fromkeys(places))
    somebody = _somebody(step, history)
    others = (of_somebody_else(without), _with(case.event, dict.fromkeys(places, somebody)))
    unnamed, named = (history.ending(replace(case, event=event)) for event in others)
    return Named(places, somebody, unnamed, named)


def _places(step: Step) -> Iterator[Place]:
    """What the code reads of the request by a name of somebody, or by that of a table's key which tells whose the items are."""
    keys = {name for table in step.tables for name in table.keys if OWNER.search(name)}
    vocabulary = step.vocabulary
    if isinstance(step.json, dict):
        yield from (("body", key.name) for key in vocabulary.body if OWNER.search(key.name) or key.name in keys)
    yield from (("query", key.name) for key in vocabulary.query if OWNER.search(key.name) or key.name in keys)
    yield from (("headers", key.name) for key in vocabulary.headers if OWNER.search(key.name))


def _somebody(step: Step, history: History) -> str:
    """Somebody else whom the account knows, if there is one."""
    who = set(map(str, claims(step.event).values()))
    names = [(table.name, name) for table in step.tables for name in table.keys if OWNER.search(name)]
    held = [item.get(name, {}).get("S") for table, name in names for item in history.seeds.get(table, ())]
    return next((one for one in held if one and one not in who), VICTIM)


def _with(event: Mapping[str, Any], values: Mapping[Place, str | None]) -> dict[str, Any]:
    """The request with those *values* at their places; None takes the name away."""
    body = parse_json(event.get("body"))
    found = dict(event)
    own = {name: value for (part, name), value in values.items() if part == "body"}
    if own and isinstance(body, dict):
        found["body"] = json.dumps(_merged(body, own))
    query = {name: value for (part, name), value in values.items() if part == "query"}
    headers = {name: value for (part, name), value in values.items() if part == "headers"}
    for member, given in (("queryStringParameters", query), ("headers", headers)):
        if given:
            found[member] = _merged(event.get(member) or {}, given) or (None if member == "queryStringParameters" else {})
    for member, given in (("multiValueQueryStringParameters", query), ("multiValueHeaders", headers)):
        if given and member in event:
            listed = {name: None if value is None else [value] for name, value in given.items()}
            found[member] = _merged(event.get(member) or {}, listed) or None
    return found


def _merged(given: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    names = {name.lower() for name in values}
    return {name: value for name, value in given.items() if name.lower() not in names} | {
        name: value for name, value in values.items() if value is not None
    }


def taken_over(step: Step, unnamed: Outcome, named: Outcome, somebody: str) -> str | None:
    """What of an item holds the caller where the request names nobody, and otherwise whom it names; None where there is none."""
    if not unnamed.ok or not named.ok:
        return None
    keys = {name for table in step.tables for name in (*table.keys, *(name for index in table.indexes for name in index.keys))}
    for one, other in zip(unnamed.calls, named.calls, strict=False):
        if one.name != other.name:
            return None
        if one.service not in ("dynamodb", "s3"):
            continue
        mine, theirs = dict(_leaves(one.parameters)), dict(_leaves(other.parameters))
        for trail, value in mine.items():
            if OTHER in value and theirs.get(trail) == value.replace(OTHER, somebody):
                name = _attribute(trail, one.parameters)
                if name in keys or _WHOSE.search(name) or (one.service, name) == ("s3", "Key"):
                    return f"{name} ({one.operation})"
    return None


def _leaves(value: Any, trail: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _leaves(member, (*trail, str(name)))
    elif isinstance(value, list | tuple):
        for n, member in enumerate(value):
            yield from _leaves(member, (*trail, str(n)))
    elif isinstance(value, str):
        yield trail, value


def _attribute(trail: tuple[str, ...], parameters: Mapping[str, Any]) -> str:
    """The attribute that a value of a call's parameters is of, also where an expression names it."""
    name = trail[-2] if len(trail) > 1 else trail[-1]
    if not name.startswith(":"):
        return name
    texts = [str(text) for member, text in parameters.items() if member.endswith("Expression")]
    found = next((match[1] for text in texts if (match := re.search(rf"([#\w.]+)\s*=\s*{re.escape(name)}\b", text))), name)
    return str((parameters.get("ExpressionAttributeNames") or {}).get(found, found))
