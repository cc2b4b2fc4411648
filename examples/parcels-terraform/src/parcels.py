"""Parcels behind an HTTP API: one is registered, and somebody asks where it is."""

import base64
import json
import os
from uuid import uuid4

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["PARCELS_TABLE"])
LONGEST_ID = 64  # ours have 32 characters; DynamoDB refuses a key of none or of more than 2048 bytes


class Invalid(ValueError):
    """The client's mistake; the text is for the client."""


def register(event, context):
    """POST /parcels: store a parcel under an id of ours."""
    try:
        parcel = {"id": uuid4().hex, "address": _address(event)}
    except Invalid as error:
        return _reply(400, {"message": str(error)})
    TABLE.put_item(Item=parcel, ConditionExpression="attribute_not_exists(id)")
    return _reply(201, parcel)


def read(event, context):
    """GET /parcels/{id}: its address and the place where it was seen last."""
    parcel_id = event["pathParameters"]["id"]
    item = TABLE.get_item(Key={"id": parcel_id}).get("Item") if 1 <= len(parcel_id) <= LONGEST_ID else None
    if item is None:
        return _reply(404, {"message": "there is no such parcel"})
    return _reply(200, {"id": item["id"], "address": str(item.get("address", "")), "place": str(item.get("place", ""))})


def _address(event):
    try:
        body = event.get("body") or ""
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body, validate=True).decode()
        parcel = json.loads(body)
        json.dumps(parcel, ensure_ascii=False).encode()  # half a surrogate pair is JSON, but no text
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is not JSON") from error
    address = parcel.get("address") if isinstance(parcel, dict) else None
    if not isinstance(address, str) or not 1 <= len(address) <= 200:
        raise Invalid("address must be a string of 1 to 200 characters")
    return address


def _reply(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}
