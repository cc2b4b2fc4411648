"""The same event about somebody else's things: what another caller sends to the same environment."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lambdatest.event_sources.claim import claims
from lambdatest.model import parse_json
from lambdatest.relations.identity import OTHER
from lambdatest.results import Step

NUMBER = "98"
_OF_AWS = frozenset({
    "version", "eventVersion", "resource", "routeKey", "httpMethod", "method", "stage", "protocol", "apiId", "accountId", "awsRegion",
    "eventSource", "eventName", "eventSourceARN", "triggerSource", "RequestType", "ResponseURL", "ServiceToken", "type",
    "ApproximateReceiveCount", "kinesisSchemaVersion", "dataType", "DataType",
})
"""Members whose values are the service's own: they only look like an id."""


def neighbour(step: Step, seeds: Mapping[str, Sequence[Mapping[str, Any]]]) -> Any:
    """The event of *step* from another caller, with the next id in the place of each that an item of *seeds* has; None if alike."""
    return _of_another(step, _ids(step, seeds, lambda ids: [*ids[1:], *ids[:1]]))


def stranger(step: Step, seeds: Mapping[str, Sequence[Mapping[str, Any]]]) -> Any:
    """The event of *step* from another caller about what the account does not hold; None if alike."""
    return _of_another(step, _ids(step, seeds, lambda ids: [NUMBER if one.isdigit() else OTHER for one in ids]))


def _of_another(step: Step, ids: Mapping[str, str]) -> Any:
    others = dict(ids)
    for value in claims(step.event).values():
        if isinstance(value, str) and value:
            name, at, domain = value.partition("@")
            others.setdefault(value, f"{others.get(name, OTHER)}{at}{domain}" if at else OTHER)
    found = replaced(step.event, others) if others else step.event
    return None if found == step.event else found


def _ids(step: Step, seeds: Mapping[str, Sequence[Mapping[str, Any]]], instead: Callable[[list[str]], list[str]]) -> dict[str, str]:
    """Each key value of the items with another, of those that *instead* gives for the values of one key attribute."""
    found: dict[str, str] = {}
    for table in step.tables:
        for name in table.keys:
            held = [str(item.get(name, {}).get("S", item.get(name, {}).get("N", ""))) for item in seeds.get(table.name, ())]
            ids = [one for one in dict.fromkeys(held) if one]
            for one, other in zip(ids, instead(ids), strict=True):
                found.setdefault(one, other)
    return {one: other for one, other in found.items() if one != other}


def replaced(value: Any, others: Mapping[str, str]) -> Any:
    """An event, or a part of it, with other texts in the place of those that stand there whole, also inside of JSON text and of paths."""
    if isinstance(value, Mapping):
        return {name: member if name in _OF_AWS else _member(name, member, others) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [replaced(member, others) for member in value]
    if isinstance(value, str):
        return _text(value, others)
    return value


def _member(name: str, value: Any, others: Mapping[str, str]) -> Any:
    if name in ("path", "rawPath") and isinstance(value, str):
        return "/".join(others.get(segment, segment) for segment in value.split("/"))
    if name == "rawQueryString" and isinstance(value, str):
        pairs = [pair.partition("=") for pair in value.split("&")]
        return "&".join(f"{key}{equals}{others.get(member, member)}" for key, equals, member in pairs)
    return replaced(value, others)


def _text(value: str, others: Mapping[str, str]) -> str:
    if value[:1] in ("{", "["):
        inner = parse_json(value)
        if isinstance(inner, dict | list):
            changed = replaced(inner, others)
            return value if changed == inner else json.dumps(changed)
    return others.get(value, value)
