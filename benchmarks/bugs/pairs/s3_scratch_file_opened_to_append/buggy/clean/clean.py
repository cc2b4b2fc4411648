"""Drop the empty lines of each file that is uploaded."""

import logging
import os
from urllib.parse import unquote_plus

import boto3

logger = logging.getLogger()
s3 = boto3.client("s3")
OUTBOX = os.environ["OUTBOX"]
SCRATCH = "/tmp/clean.csv"


def clean(bucket, key):
    body = s3.get_object(Bucket=bucket, Key=key)["Body"]
    with open(SCRATCH, "ab") as scratch:
        for line in body.iter_lines():
            if line.strip():
                scratch.write(line + b"\n")
    s3.upload_file(SCRATCH, OUTBOX, key)


def handler(event, context):
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        try:
            clean(bucket, key)
        except s3.exceptions.NoSuchKey:
            logger.warning("%r is gone", key)
