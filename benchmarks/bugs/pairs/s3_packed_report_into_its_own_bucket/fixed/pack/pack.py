"""Pack each report that is uploaded."""

import gzip
import logging
import os
from urllib.parse import unquote_plus

import boto3

logger = logging.getLogger()
s3 = boto3.client("s3")
TARGET = os.environ["TARGET"]


def handler(event, context):
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        try:
            content = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        except s3.exceptions.NoSuchKey:
            logger.warning("%r is gone", key)
            continue
        s3.put_object(Bucket=TARGET, Key=f"packed/{key}.gz", Body=gzip.compress(content, mtime=0))
