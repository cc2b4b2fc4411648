"""Keep the last known status of each parcel."""

import os

import boto3
from aws_lambda_powertools import Logger
from pydantic import BaseModel, Field

logger = Logger(service="tracking")
table = boto3.resource("dynamodb").Table(os.environ["PARCEL_TABLE"])


class Scan(BaseModel):
    """A parcel was seen; each scan of a parcel has a higher version than the one before."""

    parcel_id: str = Field(min_length=1, max_length=100)
    status: str = Field(max_length=100)
    version: int = Field(ge=0, le=10**12)


def save(scan):
    table.put_item(Item=scan.model_dump())


def handler(event, context):
    failed = []
    for message in event["Records"]:
        try:
            save(Scan.model_validate_json(message["body"]))
        except Exception:
            logger.exception("scan not saved", message_id=message["messageId"])
            failed.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failed}
