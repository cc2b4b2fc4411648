"""Book a seat of a show."""

import os

import boto3
import web

table = boto3.resource("dynamodb").Table(os.environ["SHOWS_TABLE"])


def take_seat(show):
    """Whether there was a seat left; it is ours then."""
    found = table.get_item(Key={"show_id": show}, ConsistentRead=True).get("Item", {})
    if found.get("seats_left", 0) < 1:
        return False
    table.update_item(Key={"show_id": show}, UpdateExpression="ADD seats_left :less", ExpressionAttributeValues={":less": -1})
    return True


def lambda_handler(event, context):
    try:
        show = web.path_parameter(event, "show")
    except web.BadRequest as error:
        return web.reply(400, {"message": str(error)})
    if not take_seat(show):
        return web.reply(409, {"message": "sold out"})
    return web.reply(201, {"show": show})
