"""GET /customers/{customer}/orders"""

import json
import os

import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def by_customer(customer):
    request = {"IndexName": "by-customer", "KeyConditionExpression": Key("customer").eq(customer)}
    while True:
        page = table.query(**request)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def handler(event, context):
    customer = (event.get("pathParameters") or {}).get("customer") or ""
    if not 0 < len(customer) <= 100:
        return {"statusCode": 404, "body": json.dumps({"error": "no such customer"})}
    orders = [item["order_id"] for item in by_customer(customer)]
    return {"statusCode": 200, "body": json.dumps({"orders": sorted(orders)})}
