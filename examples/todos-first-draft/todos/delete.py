import json
import os

import boto3

from todos.decimalencoder import DecimalEncoder

dynamodb = boto3.resource("dynamodb")


def delete(event, context):
    table = dynamodb.Table(os.environ["DYNAMODB_TABLE"])

    # delete the todo from the database
    result = table.delete_item(
        Key={"id": event["pathParameters"]["id"]},
        ReturnValues="ALL_OLD",
    )

    return {
        "statusCode": 200,
        "body": json.dumps(result["Attributes"], cls=DecimalEncoder),
    }
