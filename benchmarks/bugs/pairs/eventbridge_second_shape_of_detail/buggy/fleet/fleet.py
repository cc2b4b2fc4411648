"""What happens to the instances of the fleet."""

import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["FLEET"])


def handler(event, context):
    detail = event["detail"]
    table.put_item(Item={
        "instance": f"{detail['instance-id']}#{event['id']}",
        "state": detail["state"],
        "at": event["time"],
    })
