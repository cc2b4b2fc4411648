"""Receive webhooks; X-Delivery-Id is their id, X-Event-Name says what happened."""

import os

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["EVENTS"])


def header(event, name):
    for key, value in (event.get("headers") or {}).items():
        if key.lower() == name.lower():
            return value
    return None


def handler(event, context):
    try:
        delivery = web.text(header(event, "X-Delivery-Id"), "X-Delivery-Id", 100)
        name = web.text(header(event, "X-Event-Name"), "X-Event-Name", 100)
        web.json_object(event)
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    try:
        table.put_item(Item={"delivery": delivery, "event": name}, ConditionExpression="attribute_not_exists(delivery)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        pass  # the sender tries again until it has an answer
    return web.reply(202, {"delivery": delivery})
