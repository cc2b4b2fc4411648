"""On the 28th, open the budget of the next month."""

import os
from datetime import datetime

import boto3
from boto3.dynamodb.conditions import Attr

table = boto3.resource("dynamodb").Table(os.environ["BUDGETS"])


def next_month(day):
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1, day=1)


def open_next(event, context):
    month = next_month(datetime.fromisoformat(event["time"]).date())
    try:
        table.put_item(Item={"month": month.strftime("%Y-%m"), "spent": 0}, ConditionExpression=Attr("month").not_exists())
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        pass  # it is open already
