import json
import os

import boto3

from todos.decimalencoder import DecimalEncoder

dynamodb = boto3.resource("dynamodb")


def get(event, context):
    table = dynamodb.Table(os.environ["DYNAMODB_TABLE"])
    key = {"id": event["pathParameters"]["id"]}

    # fetch todo from the database
    result = table.get_item(Key=key)
    item = result["Item"]

    # count how often it was looked at
    table.update_item(
        Key=key,
        UpdateExpression="ADD #views :one",
        ExpressionAttributeNames={"#views": "views"},
        ExpressionAttributeValues={":one": 1},
    )

    return {
        "statusCode": 200,
        "body": json.dumps(item, cls=DecimalEncoder),
    }
