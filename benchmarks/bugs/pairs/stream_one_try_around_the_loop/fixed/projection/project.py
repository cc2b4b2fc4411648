"""Keep a table for the search page in step with the orders."""

import logging
import os

import boto3

logger = logging.getLogger()
logger.setLevel("INFO")
search = boto3.client("dynamodb")
SEARCH_TABLE = os.environ["SEARCH_TABLE"]


def project(record):
    key = {"order_id": record["dynamodb"]["Keys"]["order_id"]}
    if record["eventName"] == "REMOVE":
        search.delete_item(TableName=SEARCH_TABLE, Key=key)
        return
    image = record["dynamodb"]["NewImage"]
    shown = {name: image[name] for name in ("customer", "state", "total") if name in image}
    search.put_item(TableName=SEARCH_TABLE, Item=key | shown)


def handler(event, context):
    for record in event["Records"]:
        try:
            project(record)
        except Exception:
            logger.exception("projection failed at %s", record["eventID"])
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}
