"""Keep what we need of each event, one JSON object a line."""

import base64
import json

KEPT = ("type", "at", "user")


def transform(record):
    failed = {"recordId": record["recordId"], "result": "ProcessingFailed", "data": record["data"]}
    try:
        event = json.loads(base64.b64decode(record["data"]))
    except (ValueError, RecursionError):
        return failed
    if not isinstance(event, dict):
        return failed
    line = json.dumps({name: event.get(name) for name in KEPT}) + "\n"
    return {"recordId": record["recordId"], "result": "Ok", "data": base64.b64encode(line.encode()).decode()}


def handler(event, context):
    return {"records": [transform(record) for record in event["records"]]}
