"""Keep an index of the documents in the bucket."""

import os
from urllib.parse import unquote_plus

import boto3

table = boto3.resource("dynamodb").Table(os.environ["INDEX_TABLE"])


def index(record):
    thing = record["s3"]["object"]
    # S3 says: pad the shorter of two sequencers on the right with zeros, then compare them as text
    sequencer = thing.get("sequencer", "").upper().ljust(64, "0")
    removed = record["eventName"].startswith("ObjectRemoved")
    item = {"key": unquote_plus(thing["key"]), "sequencer": sequencer, "present": not removed}
    if not removed:
        item |= {"size": thing.get("size", 0), "etag": thing.get("eTag", "")}
    table.put_item(Item=item)


def lambda_handler(event, context):
    for record in event["Records"]:
        index(record)
