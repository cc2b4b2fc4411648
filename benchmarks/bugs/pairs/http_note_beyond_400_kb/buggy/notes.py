"""PUT /notes/{id} {"text": "…"}"""

import os

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["NOTES"])
LONGEST = 6_000_000


def save(event, context):
    try:
        note = web.path_parameter(event, "id")
        text = web.text(web.json_object(event).get("text"), "text", LONGEST)
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    table.put_item(Item={"id": note, "text": text})
    return web.reply(200, {"id": note, "length": len(text)})
