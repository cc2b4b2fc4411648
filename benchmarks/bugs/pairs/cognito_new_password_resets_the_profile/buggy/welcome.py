"""Give each new member a profile with a starting credit."""

import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["MEMBERS"])


def handler(event, context):
    member = {"member": event["userName"], "credit": 100, "email": event["request"]["userAttributes"].get("email", "")}
    table.put_item(Item=member)
    return event
