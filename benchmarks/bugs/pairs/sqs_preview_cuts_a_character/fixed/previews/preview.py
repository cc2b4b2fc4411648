"""Previews of comments for the notifications, which hold 20 bytes of UTF-8."""

import os
from typing import Annotated

import boto3
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from pydantic import BaseModel, StringConstraints

PREVIEW_BYTES = 20
table = boto3.resource("dynamodb").Table(os.environ["PREVIEWS"])
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


class Comment(BaseModel):
    """A comment that somebody wrote."""

    comment_id: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    text: Annotated[str, StringConstraints(max_length=5000)]


def preview(text):
    return text.encode("utf-8")[:PREVIEW_BYTES].decode("utf-8", errors="ignore")


def save(record):
    comment = Comment.model_validate_json(record.body)
    table.put_item(Item={"comment_id": comment.comment_id, "preview": preview(comment.text)})


def handler(event, context):
    return process_partial_response(event=event, record_handler=save, processor=processor, context=context)
