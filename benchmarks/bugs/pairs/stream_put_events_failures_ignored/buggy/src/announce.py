"""Announce each change of a user on the bus; the receivers know an announcement that comes twice by its id."""

import json
import os

import boto3

events = boto3.client("events")
BUS = os.environ["BUS"]


class NotAnnounced(Exception):
    """Some changes did not reach the bus: the batch has to come again."""


def entry(record):
    detail = {"id": record["eventID"], "user_id": record["dynamodb"]["Keys"]["user_id"]["S"]}
    return {"EventBusName": BUS, "Source": "com.example.users", "DetailType": f"User{record['eventName'].title()}", "Detail": json.dumps(detail)}


def handler(event, context):
    records = event["Records"]
    for start in range(0, len(records), 10):  # PutEvents takes ten entries
        events.put_events(Entries=[entry(record) for record in records[start : start + 10]])
