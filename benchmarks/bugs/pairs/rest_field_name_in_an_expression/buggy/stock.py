"""GET /stock?field=shelf&value=B2: the parts of which a field has a value."""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["STOCK"])


def pages(**request):
    while True:
        page = table.scan(**request)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def answer(status, body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}


def search(event, context):
    query = event.get("queryStringParameters") or {}
    field, value = query.get("field"), query.get("value")
    if not field or not value:
        return answer(400, {"error": "field and value are needed"})
    found = pages(FilterExpression=f"{field} = :value", ExpressionAttributeValues={":value": value})
    return answer(200, {"parts": sorted(item["part"] for item in found)})
