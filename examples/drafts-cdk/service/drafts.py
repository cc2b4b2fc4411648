"""Drafts of texts: three functions, one table."""

import base64
import json
import os
from uuid import uuid4

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["DRAFTS"])


class Invalid(ValueError):
    """The sender's mistake; the text is for the sender."""


def create(event, context):
    """POST /drafts: store a new draft under an id of ours."""
    try:
        body = event.get("body") or ""
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body, validate=True).decode()
        draft = {"id": uuid4().hex, "text": _text(body)}
    except (Invalid, ValueError) as error:
        return _reply(400, {"message": str(error) if isinstance(error, Invalid) else "the body is not text"})
    TABLE.put_item(Item=draft, ConditionExpression="attribute_not_exists(id)")
    return _reply(201, draft)


def read(event, context):
    """GET /drafts/{id}: answer with one draft."""
    name = event["pathParameters"]["id"]
    item = TABLE.get_item(Key={"id": name}).get("Item") if 1 <= len(name) <= 64 else None
    if item is None:
        return _reply(404, {"message": "there is no such draft"})
    return _reply(200, {"id": item["id"], "text": item.get("text", "")})


def take(event, context):
    """Store each text of the queue under its message's id: the same item, however often the message comes."""
    failed = []
    for record in event["Records"]:
        try:
            TABLE.put_item(Item={"id": record["messageId"], "text": _text(record["body"])})
        except Exception as error:  # one message that fails must not bring the others back
            print(json.dumps({"message": record["messageId"], "failed": type(error).__name__}))
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _text(body):
    try:
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is JSON, but no text
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is not JSON") from error
    text = found.get("text") if isinstance(found, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= 10_000:
        raise Invalid("the body needs a text of 1 to 10000 characters")
    return text


def _reply(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}
