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
    if event.get("version") == "2.0":  # an HTTP API joins the values of a name with commas
        joined = (event.get("queryStringParameters") or {}).get("tag") or ""
        return {tag for tag in joined.split(",") if tag}
    values = (event.get("multiValueQueryStringParameters") or {}).get("tag") or []
    return {tag for value in values for tag in value.split(",") if tag}


def tags_of(item):
    tags = item.get("tags", ())
    return {tag for tag in tags if isinstance(tag, str)} if isinstance(tags, (list, set)) else set()


def handler(event, context):
    tags = wanted(event)
    found = sorted(item["photo"] for item in photos() if tags <= tags_of(item))
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps({"photos": found})}
