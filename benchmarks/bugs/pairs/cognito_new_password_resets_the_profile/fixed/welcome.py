"""Give each new member a profile with a starting credit."""

import os

import boto3
from boto3.dynamodb.conditions import Attr

table = boto3.resource("dynamodb").Table(os.environ["MEMBERS"])


def handler(event, context):
    member = {"member": event["userName"], "credit": 100, "email": event["request"]["userAttributes"].get("email", "")}
    if event["triggerSource"] != "PostConfirmation_ConfirmSignUp":
        return event
    try:
        table.put_item(Item=member, ConditionExpression=Attr("member").not_exists())
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        pass  # Cognito calls again when the first answer took too long
    return event
