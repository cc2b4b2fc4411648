"""Who may call the API?  Those with a key that we know and did not revoke."""

import hashlib
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["KEYS"])


def authorize(event, context):
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    key = headers.get("x-api-key")
    if not key:
        return {"isAuthorized": False}
    digest = hashlib.sha256(key.encode("utf-8", errors="replace")).hexdigest()
    item = table.get_item(Key={"key_hash": digest}).get("Item")
    revoked = bool(item and item.get("revoked"))
    return {"isAuthorized": not revoked}
