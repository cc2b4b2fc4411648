"""Write letters from their parts."""

import logging
import os
from string import Template

import boto3
from pydantic import BaseModel, Field

logger = logging.getLogger()
table = boto3.resource("dynamodb").Table(os.environ["LETTERS"])


class Letter(BaseModel):
    """What is to be written."""

    letter: str = Field(min_length=1, max_length=100)
    template: str = Field(max_length=10_000)
    fields: dict[str, str]


def write(body):
    letter = Letter.model_validate_json(body)
    table.put_item(Item={"letter": letter.letter, "text": Template(letter.template).safe_substitute(letter.fields)})


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            write(record["body"])
        except Exception:
            logger.exception("letter %s could not be written", record["messageId"])
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
