"""PUT /todos/{id} {"text": "…", "assignee": "…"}; who does it may be open."""

import json
import os
from typing import Annotated

import boto3
from pydantic import BaseModel, StringConstraints, ValidationError

table = boto3.resource("dynamodb").Table(os.environ["TODOS"])
Short = Annotated[str, StringConstraints(max_length=200)]


class Todo(BaseModel):
    """What is to be done."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    text: Short
    assignee: Short = ""


def answer(status, body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}


def put(event, context):
    try:
        body = json.loads(event.get("body") or "")
        todo = Todo.model_validate({**body, "id": (event.get("pathParameters") or {}).get("id")})
    except (ValidationError, ValueError, TypeError, RecursionError):
        return answer(400, {"error": "text is needed, and an assignee is text"})
    item = todo.model_dump()
    table.put_item(Item=item)
    return answer(200, todo.model_dump())
