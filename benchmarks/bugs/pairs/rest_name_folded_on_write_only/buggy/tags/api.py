"""Tags; "Café" and "cafe\\u0301" are the same one."""

import os
import unicodedata

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["TAGS"])


def fold(tag):
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag).casefold()).strip()


def put(tag, event):
    description = web.text(web.json_object(event).get("description"), "description", 500)
    item = {"tag": fold(tag), "description": description}
    table.put_item(Item=item)
    return web.reply(200, item)


def get(tag, event):
    item = table.get_item(Key={"tag": tag}).get("Item")
    return web.reply(200, item) if item else web.reply(404, {"error": "no such tag"})


def delete(tag, event):
    table.delete_item(Key={"tag": tag})
    return {"statusCode": 204, "body": ""}


def handler(event, context):
    try:
        tag = web.path_parameter(event, "tag")
        if not 0 < len(fold(tag).encode("utf-8")) <= 1000:  # folding can make text many times longer
            raise web.BadRequest("tag must be text of up to 1000 bytes")
        return {"PUT": put, "GET": get, "DELETE": delete}[event["httpMethod"]](tag, event)
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
