"""Copy all measurements to the bucket, a page an object; the next run goes on where one stopped."""

import base64
import json
import os
from decimal import Decimal

import boto3

resource = boto3.resource("dynamodb")
measurements = resource.Table(os.environ["MEASUREMENTS"])
progress = resource.Table(os.environ["PROGRESS"])
s3 = boto3.client("s3")
BUCKET = os.environ["BUCKET"]
JOB = {"job": "export"}
RESERVE = 10_000  # milliseconds for one page and for the note of where we are


def plain(value):
    if isinstance(value, Decimal):
        return str(value)
    return sorted(value, key=repr) if isinstance(value, set) else base64.b64encode(bytes(value)).decode()


def copy(page, number):
    lines = "\n".join(json.dumps(item, default=plain, sort_keys=True) for item in page)
    s3.put_object(Bucket=BUCKET, Key=f"pages/{number:06}.jsonl", Body=lines.encode())


def handler(event, context):
    state = progress.get_item(Key=JOB, ConsistentRead=True).get("Item") or {"page": 0}
    number, after = int(state["page"]), state.get("after")
    while context.get_remaining_time_in_millis() > RESERVE:
        start = {"ExclusiveStartKey": {"id": after}} if after else {}
        page = measurements.scan(Limit=100, **start)
        copy(page["Items"], number)
        number, after = number + 1, page.get("LastEvaluatedKey", {}).get("id")
        if after is None:
            progress.delete_item(Key=JOB)
            return {"done": True}
    progress.put_item(Item=JOB | {"page": number} | ({"after": after} if after else {}))
    return {"done": False}
