"""Book a seat of a show."""

import os

import boto3
import web
from botocore.exceptions import ClientError

table = boto3.resource("dynamodb").Table(os.environ["SHOWS_TABLE"])


def take_seat(show):
    """Whether there was a seat left; it is ours then."""
    try:
        table.update_item(
            Key={"show_id": show},
            UpdateExpression="ADD seats_left :less",
            ConditionExpression="seats_left >= :one",
            ExpressionAttributeValues={":less": -1, ":one": 1},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def lambda_handler(event, context):
    try:
        show = web.path_parameter(event, "show")
    except web.BadRequest as error:
        return web.reply(400, {"message": str(error)})
    if not take_seat(show):
        return web.reply(409, {"message": "sold out"})
    return web.reply(201, {"show": show})
