"""A link to the brochure, good for fifteen minutes."""

import json
import os

import boto3

s3 = boto3.client("s3")
LIFE = 900


def handler(event, context):
    url = s3.generate_presigned_url("get_object", Params={"Bucket": os.environ["BUCKET"], "Key": "brochure.pdf"}, ExpiresIn=LIFE)
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return {"statusCode": 200, "headers": headers, "body": json.dumps({"url": url, "seconds": LIFE})}
