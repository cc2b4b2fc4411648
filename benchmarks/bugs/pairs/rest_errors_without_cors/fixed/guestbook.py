"""Entries of a guestbook on another origin."""

import os

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["GUESTBOOK"])
CORS = {"Access-Control-Allow-Origin": "*"}


def failure(status, message):
    return web.reply(status, {"error": message}, CORS)


def read(event, context):
    try:
        entry = web.path_parameter(event, "id")
    except web.BadRequest as error:
        return failure(400, str(error))
    item = table.get_item(Key={"id": entry}).get("Item")
    if item is None:
        return failure(404, "no such entry")
    return web.reply(200, {"id": entry, "text": item.get("text")}, CORS)


def write(event, context):
    try:
        entry = {"id": web.path_parameter(event, "id"), "text": web.text(web.json_object(event).get("text"), "text", 2000)}
    except web.BadRequest as error:
        return failure(400, str(error))
    table.put_item(Item=entry)
    return web.reply(200, entry, CORS)
