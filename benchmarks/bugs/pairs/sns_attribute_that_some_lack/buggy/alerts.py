"""Archive alerts."""

import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["ALERTS"])


def severity(notification):
    return notification["MessageAttributes"]["severity"]["Value"]


def archive(event, context):
    for record in event["Records"]:
        notification = record["Sns"]
        table.put_item(Item={
            "alert": notification["MessageId"],
            "subject": notification.get("Subject") or "",
            "severity": severity(notification),
            "text": notification["Message"],
        })
