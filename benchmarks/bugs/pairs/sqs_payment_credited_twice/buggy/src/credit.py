"""Credit customers' accounts with the payments that the bank reports."""

import json
import logging
import os

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)

dynamodb = boto3.client("dynamodb")
ACCOUNTS = os.environ["ACCOUNTS"]
CREDITS = os.environ["CREDITS"]


class InvalidPayment(Exception):
    """The message is not a payment."""


def parse(body):
    try:
        payment = json.loads(body)
        account, cents = payment["account_id"], payment["cents"]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidPayment("no account_id or cents") from error
    if not isinstance(account, str) or not 0 < len(account) <= 64 or not account.isascii():
        raise InvalidPayment("account_id is not an account number")
    if type(cents) is not int or not 0 < cents <= 10**9:
        raise InvalidPayment("cents is not an amount")
    return account, cents


def credit(message):
    account, cents = parse(message["body"])
    update = {
        "TableName": ACCOUNTS,
        "Key": {"account_id": {"S": account}},
        "UpdateExpression": "ADD balance :cents",
        "ExpressionAttributeValues": {":cents": {"N": str(cents)}},
    }
    dynamodb.put_item(TableName=CREDITS, Item={"message_id": {"S": message["messageId"]}})
    dynamodb.update_item(**update)


def handler(event, context):
    failures = []
    for message in event["Records"]:
        try:
            credit(message)
        except Exception:
            logger.exception("message %s was not credited", message["messageId"])
            failures.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failures}
