import json
import logging
import os
import time
import uuid

import boto3

from todos.decimalencoder import DecimalEncoder

dynamodb = boto3.resource("dynamodb")


def create(event, context):
    data = json.loads(event["body"])
    if "text" not in data:
        logging.error("Validation failed")
        raise Exception("Couldn't create the todo item.")

    timestamp = int(time.time())

    table = dynamodb.Table(os.environ["DYNAMODB_TABLE"])

    item = {
        "id": data.get("id") or str(uuid.uuid1()),
        "text": data["text"],
        "priority": data["priority"],
        "done": False,
        "createdAt": timestamp,
        "updatedAt": timestamp,
    }
    if "tags" in data:
        item["tags"] = set(data["tags"])

    # write the todo to the database
    table.put_item(Item=item)

    # create a response
    return {
        "statusCode": 200,
        "body": json.dumps(item, cls=DecimalEncoder),
    }
