import json
import os

import boto3

from todos.decimalencoder import DecimalEncoder

dynamodb = boto3.resource("dynamodb")


def list(event, context):
    table = dynamodb.Table(os.environ["DYNAMODB_TABLE"])

    # fetch all todos from the database
    result = table.scan()

    return {
        "statusCode": 200,
        "headers": {
            "Access-Control-Allow-Origin": "*",  # required for CORS
            "Access-Control-Allow-Credentials": True,  # required for cookies
        },
        "body": json.dumps(result["Items"], cls=DecimalEncoder),
    }
