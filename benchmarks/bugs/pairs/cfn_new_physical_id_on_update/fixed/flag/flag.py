"""The custom resource Custom::FeatureFlag."""

import logging
import os
import uuid

import boto3
from answer import send

logger = logging.getLogger()
table = boto3.resource("dynamodb").Table(os.environ["FLAGS"])


def apply(event):
    """Do what CloudFormation asks for; the physical id of the flag."""
    properties = event.get("ResourceProperties", {})
    if event["RequestType"] == "Delete":
        table.delete_item(Key={"flag": event["PhysicalResourceId"]})
        return event["PhysicalResourceId"]
    physical_id = properties["Flag"]
    table.put_item(Item={"flag": physical_id, "state": properties["State"]})
    return physical_id


def handler(event, context):
    try:
        physical_id = apply(event)
    except Exception as error:
        logger.exception("%s failed", event["RequestType"])
        send(event, "FAILED", event.get("PhysicalResourceId", str(uuid.uuid5(uuid.NAMESPACE_OID, event["RequestId"]))), type(error).__name__)
        return
    send(event, "SUCCESS", physical_id)
