"""Notes behind an HTTP API: four functions, one table."""

import base64
import json
import os
from uuid import uuid4

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["NOTES_TABLE"])
PAGE = 50


class Invalid(ValueError):
    """The client's mistake; the text is for the client."""


def create(event, context):
    """POST /notes: store a new note under an id of ours."""
    try:
        note = {"id": uuid4().hex, **_note(event)}
    except Invalid as error:
        return _reply(400, {"message": str(error)})
    TABLE.put_item(Item=note, ConditionExpression="attribute_not_exists(id)")
    return _reply(201, note)


def list_notes(event, context):
    """GET /notes: at most fifty notes, and the token that asks for those after them."""
    token = (event.get("queryStringParameters") or {}).get("nextToken")
    if token is not None and not _possible(token):
        return _reply(400, {"message": "this nextToken is not one of ours"})
    start = {"ExclusiveStartKey": {"id": token}} if token else {}
    page = TABLE.scan(Limit=PAGE, **start)
    return _reply(200, {"notes": [_public(item) for item in page["Items"]], "nextToken": page.get("LastEvaluatedKey", {}).get("id")})


def read(event, context):
    """GET /notes/{id}: answer with one note."""
    note_id = event["pathParameters"]["id"]
    item = TABLE.get_item(Key={"id": note_id}).get("Item") if _possible(note_id) else None
    return _reply(404, {"message": "there is no such note"}) if item is None else _reply(200, _public(item))


def delete(event, context):
    """DELETE /notes/{id}: remove a note; the answer is the same where it is gone already."""
    note_id = event["pathParameters"]["id"]
    if _possible(note_id):
        TABLE.delete_item(Key={"id": note_id})
    return {"statusCode": 204}


def _note(event):
    try:
        body = event.get("body") or ""
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body, validate=True).decode()
        note = json.loads(body)
        json.dumps(note, ensure_ascii=False).encode()  # half a surrogate pair is JSON, but no text
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is not JSON") from error
    if not isinstance(note, dict):
        raise Invalid("the body must be a JSON object")
    title, text = note.get("title"), note.get("text", "")
    if not isinstance(title, str) or not 1 <= len(title) <= 100:
        raise Invalid("title must be a string of 1 to 100 characters")
    if not isinstance(text, str) or len(text) > 10_000:
        raise Invalid("text must be a string of at most 10000 characters")
    return {"title": title, "text": text}


def _public(item):
    return {"id": item["id"], "title": item.get("title", ""), "text": item.get("text", "")}


def _possible(note_id):
    return 1 <= len(note_id) <= 64  # ours have 32 characters; DynamoDB refuses a key of none or of more than 2048 bytes


def _reply(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}
