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
        # the SDK sends a write again when its answer is lost: then the item that is in the way is our own
        found = table.get_item(Key={"serial": device["serial"]}, ConsistentRead=True).get("Item", {})
        if found.get("created_by") != context.aws_request_id:
            return web.reply(409, {"error": "the device is registered already"})
    return web.reply(201, device)
