"""Store clicks."""

import base64
import json
import logging
import os

import boto3

logger = logging.getLogger()
table = boto3.resource("dynamodb").Table(os.environ["CLICKS"])


def store(record):
    click = json.loads(base64.b64decode(record["kinesis"]["data"]))
    url = click["url"]
    if not isinstance(url, str) or len(url) > 2000:
        raise ValueError("url is not text of up to 2000 characters")
    table.put_item(Item={"click_id": record["eventID"], "url": url})


def consume(event, context):
    for record in event["Records"]:
        try:
            store(record)
        except Exception:
            logger.exception("record %s failed", record["eventID"])
            # Lambda goes on from the first record that failed
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
    return {"batchItemFailures": []}
