"""The widgets of the dashboard, read side by side."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import boto3

dynamodb = boto3.client("dynamodb")  # a client may be shared by threads, a resource may not
TABLE = os.environ["WIDGETS"]
WIDGETS = ("sales", "visits", "errors")


def load(widget):
    item = dynamodb.get_item(TableName=TABLE, Key={"widget": {"S": widget}}).get("Item", {})
    return {"widget": widget, "value": item.get("value", {}).get("N")}


def load_all():
    with ThreadPoolExecutor(max_workers=len(WIDGETS)) as pool:
        return list(pool.map(load, WIDGETS))


def handler(event, context):
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps({"widgets": load_all()})}
