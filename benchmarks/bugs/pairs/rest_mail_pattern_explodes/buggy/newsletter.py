"""PUT /subscribers {"mail": "…"}"""

import os
import re

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["SUBSCRIBERS"])
MAIL = re.compile(r"([a-zA-Z0-9]+[._-]?)+@([a-zA-Z0-9]+[.-]?)+\.[a-zA-Z]{2,}")


def subscribe(event, context):
    try:
        mail = web.text(web.json_object(event).get("mail"), "mail", 320)
        if not MAIL.fullmatch(mail):
            raise web.BadRequest("mail is not an address")
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    table.put_item(Item={"mail": mail.lower()})
    return web.reply(200, {"mail": mail.lower()})
