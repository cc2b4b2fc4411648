"""The messages of a room, newest first, twenty a page."""

import base64
import json
import os
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Key

import web

table = boto3.resource("dynamodb").Table(os.environ["MESSAGES"])
PAGE = 20


def encode(key):
    return base64.urlsafe_b64encode(json.dumps({"sent_at": key["sent_at"]}).encode()).decode()


def decode(cursor, room):
    try:
        sent_at = Decimal(json.loads(base64.urlsafe_b64decode(cursor))["sent_at"])
    except (ValueError, ArithmeticError, KeyError, TypeError, RecursionError) as error:
        raise web.BadRequest("the cursor is not one of ours") from error
    if not sent_at.is_finite() or len(sent_at.as_tuple().digits) > 38 or not -30 <= sent_at.adjusted() <= 30:
        raise web.BadRequest("the cursor is not one of ours")
    return {"room": room, "sent_at": sent_at}


def handler(event, context):
    try:
        room = web.path_parameter(event, "room")
        cursor = (event.get("queryStringParameters") or {}).get("cursor")
        start = {"ExclusiveStartKey": decode(cursor, room)} if cursor else {}
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    page = table.query(KeyConditionExpression=Key("room").eq(room), ScanIndexForward=False, Limit=PAGE, **start)
    last = page.get("LastEvaluatedKey")
    messages = [{"sent_at": str(item["sent_at"]), "text": item.get("text")} for item in page["Items"]]
    return web.reply(200, {"messages": messages, "next": encode(last) if last else None})
