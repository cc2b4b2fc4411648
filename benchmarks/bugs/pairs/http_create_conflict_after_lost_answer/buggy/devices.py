"""Register devices by their serial numbers."""

import os

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["DEVICES"])


def create(event, context):
    try:
        body = web.json_object(event)
        device = {"serial": web.text(body.get("serial"), "serial", 100), "model": web.text(body.get("model"), "model")}
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    item = device | {"created_by": context.aws_request_id}
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(serial)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        return web.reply(409, {"error": "the device is registered already"})
    return web.reply(201, device)
