"""Read and change contacts."""

import os

import boto3
from boto3.dynamodb.conditions import Attr

import web

table = boto3.resource("dynamodb").Table(os.environ["CONTACTS"])
FIELDS = ("given_name", "family_name", "phone")


def read(contact_id):
    item = table.get_item(Key={"id": contact_id}).get("Item")
    return web.reply(200, item) if item else web.reply(404, {"error": "no such contact"})


def change(contact_id, body):
    new = {field: web.text(body[field], field) for field in FIELDS if field in body}
    if not new:
        raise web.BadRequest("nothing to change")
    names = {f"#{field}": field for field in new}
    request = {
        "Key": {"id": contact_id},
        "UpdateExpression": "SET " + ", ".join(f"#{field} = :{field}" for field in new),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {f":{field}": value for field, value in new.items()},
        "ReturnValues": "ALL_NEW",
    }
    try:
        item = table.update_item(**request, ConditionExpression=Attr("id").exists())["Attributes"]
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        return web.reply(404, {"error": "no such contact"})
    return web.reply(200, item)


def handler(event, context):
    try:
        contact_id = web.path_parameter(event, "id")
        if event["requestContext"]["http"]["method"] == "PATCH":
            return change(contact_id, web.json_object(event))
        return read(contact_id)
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
