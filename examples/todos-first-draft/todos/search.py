import json
import os

import boto3
from boto3.dynamodb.conditions import Attr

from todos.decimalencoder import DecimalEncoder

dynamodb = boto3.resource("dynamodb")


def search(event, context):
    table = dynamodb.Table(os.environ["DYNAMODB_TABLE"])

    # find the todos that hold the word
    word = event["queryStringParameters"]["q"]
    result = table.scan(FilterExpression=Attr("text").contains(word))

    return {
        "statusCode": 200,
        "body": json.dumps(result["Items"], cls=DecimalEncoder),
    }
