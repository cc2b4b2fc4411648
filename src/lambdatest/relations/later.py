"""Which of two messages about the same is the later one, and a message that is later than another."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import md5
from typing import Any

from lambdatest.model import parse_json
from lambdatest.results import Step
from lambdatest.strategies.s3 import expanded

_STATE = (
    r"version|revision|rev|seq|sequence(_?number)?|timestamp|ts|event_?time|as_of|last_?(updated|modified|seen)"
    r"|(updated|modified|changed|occurred|happened|observed|seen|measured|recorded|captured|taken|reported)(_?(at|on|time))?"
)
_MADE = r"(created|sent|issued|published|emitted|generated)(_?(at|on|time))?"
_ORDERING = re.compile(rf"(.*_)?({_STATE}|{_MADE})|at|when", re.IGNORECASE)
_OF_STATE = re.compile(rf"(.*_)?({_STATE})|at|when", re.IGNORECASE)
"""Names of what differs between two messages about the same: something is made once, and changes often."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
EMPTY = "d41d8cd98f00b204e9800998ecf8427e"
"""The digest of an object that holds nothing."""


def underscored(name: str) -> str:
    """A name as ``updatedAt`` in the spelling ``updated_At``."""
    return _HUMP.sub("_", name)


def orders(record: Mapping[str, Any]) -> dict[str, Any]:
    """What tells the place of a message among others: a version, a time."""
    body = _body(record)
    return {name: value for name, value in body.items() if _ORDERING.fullmatch(underscored(name))} if isinstance(body, dict) else {}


def _body(record: Mapping[str, Any]) -> Any:
    return parse_json(record.get("body") or record.get("Sns", {}).get("Message")) or record.get("detail")


def later_event(step: Step) -> dict[str, Any] | None:
    """An event about the same as that of *step*, and later; None where nothing tells."""
    records = step.event.get("Records") if isinstance(step.event, dict) else None
    if step.case.kind == "s3":
        return _of_object(step, records[0]) if records and len(records) == 1 else None
    if records is None:
        return _rewritten(step.event)
    told = _rewritten(records[0]) if len(records) == 1 else None
    return None if told is None else {**step.event, "Records": [told]}


def _rewritten(record: Mapping[str, Any]) -> dict[str, Any] | None:
    """The record with a later message in it."""
    body = _body(record)
    told = body.items() if isinstance(body, dict) else ()
    found = {name: _after(value) for name, value in told if _OF_STATE.fullmatch(underscored(name))}
    if not found or None in found.values():
        return None
    text = json.dumps({**body, **found})
    if "body" in record:
        digest = md5(text.encode(), usedforsecurity=False).hexdigest()
        return {**record, "messageId": _other_id(record["messageId"]), "body": text, "md5OfBody": digest}
    if "Sns" in record:
        return {**record, "Sns": {**record["Sns"], "MessageId": _other_id(record["Sns"]["MessageId"]), "Message": text}}
    return {**record, "id": _other_id(record["id"]), "detail": {**body, **found}}


def _other_id(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def _after(value: Any) -> Any:
    """A version or time that is later than *value*; None where it is neither."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value + 1
    if not isinstance(value, str):
        return None
    if value.isdecimal() and value.isascii() and len(value) < 19:
        return str(int(value) + 1)
    try:
        moment = datetime.fromisoformat(value) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    if len(value) == len("2024-01-31"):
        return moment.date().isoformat()
    return moment.isoformat().replace("+00:00", "Z") if value.endswith("Z") else moment.isoformat()


def _of_object(step: Step, record: Mapping[str, Any]) -> dict[str, Any] | None:
    """What S3 tells when the object of the notification is removed, or was and is there again."""
    types = expanded([str(event) for rule in step.trigger.options.get("rules") or () for event in rule.get("events") or ()])
    there = record["eventName"].startswith("ObjectCreated:")
    wanted = next((kind for kind in types if kind.startswith("ObjectRemoved:" if there else "ObjectCreated:")), None)
    if wanted is None or not record["eventName"].startswith(("ObjectCreated:", "ObjectRemoved:")):
        return None
    found = {**record["s3"]["object"], "sequencer": f"{int(record['s3']['object']['sequencer'], 16) + 1:018X}"}
    kept = {name: value for name, value in found.items() if not (there and name in ("size", "eTag"))}
    told = kept if there else {"size": 0, "eTag": EMPTY, **kept}
    return {**step.event, "Records": [{**record, "eventName": wanted, "s3": {**record["s3"], "object": told}}]}
