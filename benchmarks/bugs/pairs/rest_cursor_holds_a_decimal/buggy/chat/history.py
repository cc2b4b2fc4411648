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
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def decode(cursor, room):
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor), parse_float=Decimal, parse_int=Decimal)
        return {"room": room, "sent_at": key["sent_at"]}
    except (ValueError, ArithmeticError, KeyError, TypeError) as error:
        raise web.BadRequest("the cursor is not one of ours") from error


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
