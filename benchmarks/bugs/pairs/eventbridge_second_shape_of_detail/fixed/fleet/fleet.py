"""What happens to the instances of the fleet."""

import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["FLEET"])
STATE = {
    "EC2 Instance State-change Notification": "state",
    "EC2 Spot Instance Interruption Warning": "instance-action",
}


def handler(event, context):
    detail = event["detail"]
    table.put_item(Item={
        "instance": f"{detail['instance-id']}#{event['id']}",
        "state": detail[STATE[event["detail-type"]]],
        "at": event["time"],
    })
