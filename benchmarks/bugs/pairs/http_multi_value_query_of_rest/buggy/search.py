"""GET /photos?tag=sea&tag=sun: the photos that have all of the tags."""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["PHOTOS"])


def photos():
    request = {}
    while True:
        page = table.scan(**request)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def wanted(event):
    return set((event["multiValueQueryStringParameters"] or {}).get("tag") or [])


def tags_of(item):
    tags = item.get("tags", ())
    return {tag for tag in tags if isinstance(tag, str)} if isinstance(tags, (list, set)) else set()


def handler(event, context):
    tags = wanted(event)
    found = sorted(item["photo"] for item in photos() if tags <= tags_of(item))
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps({"photos": found})}
