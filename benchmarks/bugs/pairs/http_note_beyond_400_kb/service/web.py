"""Read requests of API Gateway and write its answers."""

import base64
import json
from decimal import Decimal


class BadRequest(Exception):
    """The client sent something that we do not accept."""


def _refuse(constant):
    raise ValueError(f"{constant} is not JSON")


def json_object(event):
    """The JSON object in the body of *event*."""
    raw = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            raw = base64.b64decode(raw).decode("utf-8")
        value = json.loads(raw, parse_float=Decimal, parse_constant=_refuse)
    except (ArithmeticError, ValueError, RecursionError) as error:
        raise BadRequest("the body is not valid JSON") from error
    if not isinstance(value, dict):
        raise BadRequest("the body is not an object")
    return value


def text(value, name, limit=200):
    """*value*, where it is text that can be stored."""
    if not isinstance(value, str) or not value.strip() or len(value) > limit:
        raise BadRequest(f"{name} must be text of 1 to {limit} characters")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadRequest(f"{name} is not valid Unicode") from error
    return value


def integer(value, name, low, high):
    """*value*, where it is a whole number from *low* to *high*."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadRequest(f"{name} must be a whole number from {low} to {high}")
    return value


def path_parameter(event, name):
    """The path parameter *name*."""
    return text((event.get("pathParameters") or {}).get(name), name)


def _plain(value):
    """What JSON has for a number, a set or bytes of DynamoDB."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set):
        return sorted(value, key=repr)
    return base64.b64encode(bytes(value)).decode("ascii")


def reply(status, body, headers=None):
    """An answer with a JSON body."""
    return {"statusCode": status, "headers": {"Content-Type": "application/json", **(headers or {})}, "body": json.dumps(body, default=_plain)}
