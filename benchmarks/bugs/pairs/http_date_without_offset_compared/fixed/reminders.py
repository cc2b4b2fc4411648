"""Remind somebody at a time to come."""

import os
from datetime import datetime, timezone

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["REMINDERS"])


def moment(value):
    try:
        when = datetime.fromisoformat(web.text(value, "when", 40))
    except ValueError as error:
        raise web.BadRequest("when must be a time such as 2026-05-01T12:00:00+02:00") from error
    if when.utcoffset() is None:
        when = when.replace(tzinfo=timezone.utc)
    return when


def create(event, context):
    try:
        reminder = web.path_parameter(event, "id")
        body = web.json_object(event)
        when, text = moment(body.get("when")), web.text(body.get("text"), "text")
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    if when < datetime.now(timezone.utc):
        return web.reply(422, {"error": "that is over already"})
    table.put_item(Item={"id": reminder, "when": when.isoformat(), "text": text})
    return web.reply(200, {"id": reminder, "when": when.isoformat()})
