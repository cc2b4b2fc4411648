"""File each scanned letter under its key, with its length."""

import logging
import os

import boto3
from botocore.exceptions import ClientError

logger = logging.getLogger()
s3 = boto3.client("s3")
table = boto3.resource("dynamodb").Table(os.environ["LETTERS"])


def handler(event, context):
    detail = event["detail"]
    bucket, key = detail["bucket"]["name"], detail["object"]["key"]
    try:
        head = s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchKey"):
            raise
        logger.warning("%r was removed before it was filed", key)
        return
    table.put_item(Item={"key": key, "length": head["ContentLength"]})
