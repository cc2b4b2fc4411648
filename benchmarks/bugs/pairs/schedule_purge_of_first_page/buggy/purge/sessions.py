"""The table of sessions."""

import os

import boto3
from boto3.dynamodb.conditions import Attr


class Sessions:
    """Sessions, each with the state that it is in."""

    def __init__(self):
        self.table = boto3.resource("dynamodb").Table(os.environ["SESSIONS"])

    def ended(self):
        request = {"FilterExpression": Attr("state").eq("ended"), "ProjectionExpression": "#token", "ExpressionAttributeNames": {"#token": "token"}}
        return [item["token"] for item in self.table.scan(**request)["Items"]]

    def delete(self, tokens):
        with self.table.batch_writer() as batch:
            for token in tokens:
                batch.delete_item(Key={"token": token})
