"""PUT /notes/{id} {"text": "…"}"""

import os

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["NOTES"])
LONGEST = 6_000_000
LARGEST = 390_000  # bytes of UTF-8; an item has 400 KB


def save(event, context):
    try:
        note = web.path_parameter(event, "id")
        text = web.text(web.json_object(event).get("text"), "text", LONGEST)
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    if len(text.encode("utf-8")) > LARGEST:
        return web.reply(413, {"error": f"a note has at most {LARGEST} bytes"})
    table.put_item(Item={"id": note, "text": text})
    return web.reply(200, {"id": note, "length": len(text)})
