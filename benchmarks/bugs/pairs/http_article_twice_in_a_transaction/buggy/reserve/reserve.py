"""POST /reservations {"lines": [{"article": "…", "pieces": 2}]}: all of them, or none."""

import os

import boto3
from botocore.exceptions import ClientError

import web

dynamodb = boto3.client("dynamodb")
TABLE = os.environ["STOCK"]


def wanted(body):
    """Pairs of article and pieces."""
    lines = body.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= 100 or not all(isinstance(line, dict) for line in lines):
        raise web.BadRequest("lines is a list of 1 to 100 objects")
    pairs = [(web.text(line.get("article"), "article", 60), web.integer(line.get("pieces", 1), "pieces", 1, 1000)) for line in lines]
    return pairs


def take(article, pieces):
    return {"Update": {
        "TableName": TABLE,
        "Key": {"article": {"S": article}},
        "UpdateExpression": "ADD pieces :less",
        "ConditionExpression": "pieces >= :least",
        "ExpressionAttributeValues": {":less": {"N": str(-pieces)}, ":least": {"N": str(pieces)}},
    }}


def handler(event, context):
    try:
        pairs = wanted(web.json_object(event))
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    try:
        dynamodb.transact_write_items(TransactItems=[take(article, pieces) for article, pieces in pairs])
    except ClientError as error:
        reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
        if not reasons or not reasons <= {"None", "ConditionalCheckFailed"}:
            raise
        return web.reply(409, {"error": "not enough in stock"})
    return web.reply(201, {"lines": len(pairs)})
