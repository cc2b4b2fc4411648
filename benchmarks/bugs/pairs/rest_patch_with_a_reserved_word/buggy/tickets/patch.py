"""Change some fields of a ticket."""

import os

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["TICKETS"])
FIELDS = ("title", "assignee", "owner", "comment")


def handler(event, context):
    try:
        ticket = web.path_parameter(event, "ticket")
        body = web.json_object(event)
        new = {field: web.text(body[field], field, 1000) for field in FIELDS if field in body}
        if not new:
            raise web.BadRequest(f"nothing to change among {', '.join(FIELDS)}")
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    try:
        table.update_item(
            Key={"ticket": ticket},
            UpdateExpression="SET " + ", ".join(f"{field} = :{field}" for field in new),
            ExpressionAttributeValues={f":{field}": value for field, value in new.items()},
            ConditionExpression="attribute_exists(ticket)",
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        return web.reply(404, {"error": "no such ticket"})
    return web.reply(200, {"ticket": ticket} | new)
