"""Move credits from one wallet to another."""

import logging
import os

import boto3
from botocore.exceptions import ClientError

import web

logger = logging.getLogger()
dynamodb = boto3.client("dynamodb")
WALLETS = os.environ["WALLETS"]


def change(wallet, credits, condition):
    values = {":change": {"N": str(credits)}} | ({":least": {"N": str(-credits)}} if credits < 0 else {})
    return {
        "TableName": WALLETS,
        "Key": {"wallet_id": {"S": wallet}},
        "UpdateExpression": "ADD credits :change",
        "ConditionExpression": condition,
        "ExpressionAttributeValues": values,
    }


def transfer(source, target, credits):
    """Whether the wallets exist and the first holds enough."""
    take = change(source, -credits, "credits >= :least")
    give = change(target, credits, "attribute_exists(wallet_id)")
    try:
        dynamodb.update_item(**take)
        dynamodb.update_item(**give)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def handler(event, context):
    try:
        body = web.json_object(event)
        source, target = web.text(body.get("from"), "from", 64), web.text(body.get("to"), "to", 64)
        credits = web.integer(body.get("credits"), "credits", 1, 1_000_000)
        if source == target:
            raise web.BadRequest("from and to are the same wallet")
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    if not transfer(source, target, credits):
        return web.reply(409, {"error": "no such wallet, or not enough credits"})
    return web.reply(200, {"from": source, "to": target, "credits": credits})
