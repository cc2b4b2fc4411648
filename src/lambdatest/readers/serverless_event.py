"""The events of a serverless.yml's functions, short forms written out."""

from collections.abc import Mapping
from typing import Any

from lambdatest.model import Declaration, Location
from lambdatest.readers.location import Fields, elements, fields, plain, refusal
from lambdatest.readers.serverless_schema import note_event
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

# What the one value of a short form means: https://www.serverless.com/framework/docs/providers/aws/guide/events
_SHORT = {
    "activemq": "arn",
    "alexaSkill": "appId",
    "alexaSmartHome": "appId",
    "cloudwatchLog": "logGroup",
    "cognitoUserPool": "pool",
    "iot": "sql",
    "s3": "bucket",
    "schedule": "rate",
    "sns": "topicName",
    "sqs": "arn",
    "stream": "arn",
    "websocket": "route",
}


STREAM_BATCH = 10


def declarations(template: Template, function: str, given: Fields, service: Mapping[str, Any]) -> tuple[Declaration, ...]:
    """Every event of the function *given*, and its ``url`` as one more.  Raises ProjectError where one is malformed."""
    location = given.place("events")
    events = elements(given.get("events"), location, f"events of {function}")
    written = [(event, place) for event, place in zip(events, events.places, strict=True) if event is not None]
    found = [_declaration(template, function, event, place, service) for event, place in written]
    if given.get("url"):
        properties = plain(template.resolve(given["url"], given.place("url")))
        properties = properties if isinstance(properties, dict) else {}
        found.append(Declaration("serverless", "url", function, properties, given.place("url"), service))
    return tuple(found)


def _declaration(template: Template, function: str, event: Any, location: Location, service: Mapping[str, Any]) -> Declaration:
    if isinstance(event, str):
        event = Fields(location, {event: None})
    if not isinstance(event, Fields) or len(event) != 1:
        what = f"{len(event)} keys" if isinstance(event, Fields) else shown(event)
        raise refusal(location, f"an event of {function} is {what}", "write its type as the one key, and its properties indented below")
    (type_, value), = event.items()
    place = event.place(type_)
    resolved = template.resolve(value, place)
    note_event(template.notes, function, type_, resolved)
    if type_ in ("http", "httpApi"):
        properties = _route(type_, function, resolved, place)
    elif isinstance(resolved, Fields):
        properties = plain(resolved)
    else:
        properties = {} if resolved is None else {_short_key(type_, resolved): plain(resolved)}
    if type_ == "stream":
        properties = {"batchSize": STREAM_BATCH, **properties}  # less than Lambda's own
    return Declaration("serverless", type_, function, properties, location, service)


def _short_key(type_: str, value: Any) -> str:
    if type_ == "sns" and as_text(value).startswith("arn:"):
        return "arn"
    return _SHORT.get(type_, "value")


def _route(type_: str, function: str, value: Any, location: Location) -> dict[str, Any]:
    """The properties of an ``http`` or ``httpApi`` event: ``GET /x`` becomes a method and a path."""
    if isinstance(value, str):
        words = value.split()
        if words == ["*"]:
            words = ["*", "*"] if type_ == "httpApi" else ["ANY", "/{proxy+}"]
        if len(words) != 2:
            raise refusal(location, f"{type_} event of {function} is {shown(value)}", "write METHOD /path")
        return {"method": words[0], "path": words[1]}
    properties = plain(fields(value, location, f"{type_} event of {function}"))
    if type_ == "httpApi":
        properties.setdefault("method", "*")
    for name in ("path", "method"):
        if not isinstance(properties.get(name), str):
            raise refusal(location, f"{type_} event of {function} has {name} {shown(properties.get(name))}", f"write its {name} as text")
    return dict(properties)
