"""The table of todos."""

import os

import boto3
from botocore.exceptions import ClientError

TABLE = boto3.resource("dynamodb").Table(os.environ["TODOS_TABLE"])


def add(item):
    """Store a new todo."""
    TABLE.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")


def find(todo_id):
    """The todo of that id, or None."""
    return TABLE.get_item(Key={"id": todo_id}).get("Item") if _possible(todo_id) else None


def find_all():
    """Every todo: one scan answers at most 1 MB, so it takes as many as there are pages."""
    pages = TABLE.meta.client.get_paginator("scan").paginate(TableName=TABLE.name)
    return [item for page in pages for item in page["Items"]]


def replace(item):
    """Store a todo in the place of the one with its id.  False where there is none."""
    if not _possible(item["id"]):
        return False
    try:
        TABLE.put_item(Item=item, ConditionExpression="attribute_exists(id)")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def remove(todo_id):
    """Remove the todo of that id; one that is gone already is no error."""
    if _possible(todo_id):
        TABLE.delete_item(Key={"id": todo_id})


def _possible(todo_id):
    return 1 <= len(todo_id) <= 64  # ours have 32 characters; DynamoDB refuses a key of none or of more than 2048 bytes
