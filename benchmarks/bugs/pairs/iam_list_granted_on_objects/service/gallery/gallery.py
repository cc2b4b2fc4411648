"""GET /albums/{album}: the pictures of an album."""

import json
import os
import re

import boto3

s3 = boto3.client("s3")
BUCKET = os.environ["BUCKET"]
ALBUM = re.compile(r"[a-z0-9-]{1,60}")


def pictures(album):
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"albums/{album}/"):
        yield from (thing["Key"] for thing in page.get("Contents", []))


def handler(event, context):
    album = (event.get("pathParameters") or {}).get("album") or ""
    if not ALBUM.fullmatch(album):
        return {"statusCode": 404, "body": json.dumps({"error": "no such album"})}
    return {"statusCode": 200, "body": json.dumps({"pictures": list(pictures(album))})}
