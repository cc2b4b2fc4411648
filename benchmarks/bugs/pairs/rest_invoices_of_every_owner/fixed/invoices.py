"""The invoices of the customer who asks, those in one state where ?state= says so."""

import json
import os
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr

table = boto3.resource("dynamodb").Table(os.environ["INVOICES"])
STATES = ("open", "paid")


def find(owner, state):
    condition = Attr("owner").eq(owner)
    if state:
        condition &= Attr("state").eq(state)
    request = {"FilterExpression": condition}
    while True:
        page = table.scan(**request)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def total(item):
    return str(item["total"]) if isinstance(item.get("total"), Decimal) else None


def list_invoices(event, context):
    owner = event["requestContext"]["authorizer"]["claims"]["sub"]
    state = (event.get("queryStringParameters") or {}).get("state")
    if state is not None and state not in STATES:
        return {"statusCode": 400, "body": json.dumps({"error": "state is open or paid"})}
    found = [{"invoice": item["invoice"], "total": total(item)} for item in find(owner, state)]
    return {"statusCode": 200, "body": json.dumps({"invoices": sorted(found, key=lambda invoice: invoice["invoice"])})}
