"""Remember who is connected."""

import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["CONNECTIONS"])
OK = {"statusCode": 200}


def connect(connection):
    table.put_item(Item={"connection": connection})


def disconnect(connection):
    table.delete_item(Key={"connection": connection})
    return OK


def handler(event, context):
    request = event["requestContext"]
    if request["routeKey"] == "$connect":
        return connect(request["connectionId"])
    return disconnect(request["connectionId"])
