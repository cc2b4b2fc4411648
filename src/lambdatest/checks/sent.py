"""What an application sent in an event, without what AWS wrote around it."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.model import parse_json
from lambdatest.results import Step

Leaf = tuple[str, str]
"""The name of the key at which a scalar stands, and its text."""


def sent(step: Step) -> list[Leaf]:
    """The scalars of what the application sent: of the request's body and query, of each record's text, of the detail."""
    return [leaf for content in contents(step) for leaf in leaves(content)]


def contents(step: Step) -> Iterator[Any]:
    """What the application sent: a value for the body and the query of a request, one for each record, one for a detail."""
    event = step.event
    if not isinstance(event, Mapping):
        return
    if step.http:
        yield from (event.get("body"), event.get("queryStringParameters"))
    elif isinstance(event.get("detail"), Mapping):
        yield event["detail"]
    elif step.records:
        yield from (content(record) for record in step.records if isinstance(record, Mapping))
    else:
        yield event


def content(record: Mapping[str, Any]) -> Any:
    """What the application wrote into a record of a queue, a topic or a stream."""
    if isinstance(record.get("Sns"), Mapping):
        return [record["Sns"].get("Message"), record["Sns"].get("MessageAttributes")]
    if isinstance(record.get("kinesis"), Mapping):
        return _decoded(record["kinesis"].get("data"))
    if isinstance(record.get("dynamodb"), Mapping):
        return [record["dynamodb"].get(name) for name in ("Keys", "NewImage", "OldImage")]
    if "data" in record:
        return _decoded(record["data"])
    return [record.get("body"), record.get("messageAttributes")]


def _decoded(data: Any) -> Any:
    try:
        return base64.b64decode(data or "").decode("utf-8", "replace")
    except (binascii.Error, TypeError):
        return data


def leaves(value: Any, name: str = "") -> Iterator[Leaf]:
    """Every scalar inside plain data, a JSON text's members too; a list's stand at the key of the list.  What is empty is an empty text."""
    parsed = parse_json(value) if isinstance(value, str) and value[:1] in ("{", "[") else None
    value = value if parsed is None else parsed
    if isinstance(value, Mapping) and value:
        for key, member in value.items():
            yield from leaves(member, str(key))
    elif isinstance(value, list | tuple | set) and value:
        for member in value:
            yield from leaves(member, name)
    else:
        yield name, "" if value is None or isinstance(value, Mapping | list | tuple | set) else str(value)
