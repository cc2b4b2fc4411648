"""Note each job as done."""

import os

import boto3
from journal import journal
from pydantic import BaseModel, Field

table = boto3.resource("dynamodb").Table(os.environ["JOBS"])


class Job(BaseModel):
    """What is to be done."""

    job_id: str = Field(min_length=1, max_length=200)
    command: str = Field(max_length=1000)


def handler(event, context):
    logger = journal(context.aws_request_id)
    failures = []
    for record in event["Records"]:
        try:
            job = Job.model_validate_json(record["body"])
            table.put_item(Item=job.model_dump() | {"state": "done"})
            logger.info("job done")
        except Exception as error:
            logger.error("job failed: %s", type(error).__name__)
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
