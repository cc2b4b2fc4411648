import json
import logging
import os
import time
import traceback
from decimal import Decimal

import boto3

from todos.decimalencoder import DecimalEncoder

dynamodb = boto3.resource("dynamodb")


def update(event, context):
    try:
        data = json.loads(event["body"])
        timestamp = int(time.time())

        table = dynamodb.Table(os.environ["DYNAMODB_TABLE"])

        # update the todo in the database
        result = table.update_item(
            Key={"id": event["pathParameters"]["id"]},
            ExpressionAttributeNames={"#text": "text"},
            ExpressionAttributeValues={
                ":text": data["text"],
                ":done": data["done"],
                ":priority": Decimal(str(data["priority"])),
                ":updatedAt": timestamp,
            },
            UpdateExpression="SET #text = :text, done = :done, priority = :priority, updatedAt = :updatedAt",
            ReturnValues="ALL_NEW",
        )

        return {
            "statusCode": 200,
            "body": json.dumps(result["Attributes"], cls=DecimalEncoder),
        }
    except Exception:
        logging.exception("Couldn't update the todo item.")
        return {
            "statusCode": 500,
            "body": json.dumps({"error": traceback.format_exc()}),
        }
