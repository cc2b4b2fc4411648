"""Scans of parcels, from a queue: each says where a parcel was, and when.  They come twice and in any order."""

import json
import os

import boto3
from botocore.exceptions import ClientError

TABLE = boto3.resource("dynamodb").Table(os.environ["PARCELS_TABLE"])
LONGEST_ID, LONGEST_PLACE, LAST_SECOND = 64, 200, 2**40


def handler(event, context):
    """Take up each scan; one that fails comes again, and in the end lies with the dead ones."""
    failed = [record["messageId"] for record in event["Records"] if not _taken(record["body"])]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _taken(body):
    scan = _scan(body)
    if scan is None:
        return False
    parcel_id, place, seen_at = scan
    try:
        TABLE.update_item(
            Key={"id": parcel_id},
            UpdateExpression="SET place = :place, seen_at = :seen_at",
            ConditionExpression="attribute_exists(id) AND (attribute_not_exists(seen_at) OR seen_at < :seen_at)",
            ExpressionAttributeValues={":place": place, ":seen_at": seen_at},
        )
    except ClientError as error:
        # A newer scan is known already, or the parcel is not: either way this one has nothing to say.
        return error.response["Error"]["Code"] == "ConditionalCheckFailedException"
    return True


def _scan(body):
    """The parcel, the place and the second of a scan; None where the message is none."""
    try:
        scan = json.loads(body)
        json.dumps(scan, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    if not isinstance(scan, dict):
        return None
    parcel_id, place, seen_at = scan.get("id"), scan.get("place"), scan.get("seen_at")
    is_known = isinstance(parcel_id, str) and 1 <= len(parcel_id) <= LONGEST_ID
    is_somewhere = isinstance(place, str) and len(place) <= LONGEST_PLACE
    is_dated = isinstance(seen_at, int) and not isinstance(seen_at, bool) and 0 <= seen_at <= LAST_SECOND
    return (parcel_id, place, seen_at) if is_known and is_somewhere and is_dated else None
