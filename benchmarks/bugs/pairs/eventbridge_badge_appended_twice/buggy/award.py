"""Remember the badges that a member earned."""

import logging
import os

import boto3

logger = logging.getLogger()
table = boto3.resource("dynamodb").Table(os.environ["MEMBERS"])


def is_name(value):
    return isinstance(value, str) and value.isprintable() and 0 < len(value) <= 100


def handler(event, context):
    detail = event.get("detail") or {}
    member, badge = detail.get("member_id"), detail.get("badge")
    if not (is_name(member) and is_name(badge)):
        logger.warning("event %s names no member or no badge", event.get("id"))
        return
    table.update_item(
        Key={"member_id": member},
        UpdateExpression="SET badges = list_append(if_not_exists(badges, :none), :badges)",
        ExpressionAttributeValues={":badges": [badge], ":none": []},
    )
