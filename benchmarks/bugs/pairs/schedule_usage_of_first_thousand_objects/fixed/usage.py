"""How much each customer keeps in the archive, counted every night."""

import os
from collections import Counter

import boto3

s3 = boto3.client("s3")
table = boto3.resource("dynamodb").Table(os.environ["USAGE"])
BUCKET = os.environ["BUCKET"]


def objects():
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        yield from page.get("Contents", [])


def report(event, context):
    used = Counter()
    for thing in objects():
        customer, slash, _ = thing["Key"].partition("/")
        if slash and customer:
            used[customer] += thing["Size"]
    for customer, size in used.items():
        table.put_item(Item={"customer": customer, "bytes": size})
    return {"customers": len(used)}
