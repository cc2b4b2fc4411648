"""Answers in the form that API Gateway expects."""

import json
from base64 import b64encode
from decimal import Decimal

from boto3.dynamodb.types import Binary


def reply(status, body):
    """An answer with a JSON body."""
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return {"statusCode": status, "headers": headers, "body": to_json(body)}


def not_found():
    """The answer where there is no such todo."""
    return reply(404, {"message": "there is no such todo"})


def to_json(value):
    """JSON text of whatever DynamoDB holds; a Decimal keeps all of its digits, which `json.dumps` cannot do."""
    match value:
        case Decimal():
            return format(value, "f")
        case dict():
            return "{" + ", ".join(f"{json.dumps(name)}: {to_json(member)}" for name, member in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(to_json, value)) + "]"
        case set():
            return "[" + ", ".join(sorted(map(to_json, value))) + "]"
        case Binary():
            return json.dumps(b64encode(value.value).decode())
        case _:
            return json.dumps(value)
