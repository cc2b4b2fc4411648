"""Note each object that S3 announces through the queue."""

import json
import logging
import os
from urllib.parse import unquote_plus

import boto3

logger = logging.getLogger()
table = boto3.resource("dynamodb").Table(os.environ["UPLOADS"])


def notifications(body):
    message = json.loads(body)
    return message["Records"]


def handler(event, context):
    for record in event["Records"]:
        for notification in notifications(record["body"]):
            thing = notification["s3"]["object"]
            table.put_item(Item={"key": unquote_plus(thing["key"]), "size": thing.get("size", 0)})
