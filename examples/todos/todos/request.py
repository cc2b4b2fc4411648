"""What a client sends, made into a todo or refused."""

import base64
import json
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow, Subnormal, Underflow

# DynamoDB keeps 38 digits; the range is the part of its own that boto3 sends without rounding.
NUMBER = Context(prec=38, Emin=-128, Emax=125, traps=[Inexact, InvalidOperation, Overflow, Subnormal, Underflow])


class Invalid(ValueError):
    """The client's mistake; the text is for the client."""


def todo_from(event):
    """The attributes of a todo, out of the body of a request.  Raises Invalid."""
    body = _json(_text(event))
    if not isinstance(body, dict):
        raise Invalid("the body must be a JSON object")
    text, done = body.get("text"), body.get("done", False)
    priority, tags = body.get("priority", Decimal(0)), body.get("tags", [])
    due = body.get("due")
    if not isinstance(text, str) or not 1 <= len(text) <= 1000:
        raise Invalid("text must be a string of 1 to 1000 characters")
    if not isinstance(done, bool):
        raise Invalid("done must be true or false")
    if not isinstance(priority, Decimal):
        raise Invalid("priority must be a number")
    if not isinstance(tags, list) or len(tags) > 10 or not all(isinstance(tag, str) and len(tag) <= 50 for tag in tags):
        raise Invalid("tags must be a list of at most 10 strings of at most 50 characters")
    if due is not None and (not isinstance(due, str) or len(due) > 50):
        raise Invalid("due must be a string of at most 50 characters")
    todo = {"text": text, "done": done, "priority": priority, "tags": tags}
    return todo if due is None else {**todo, "due": due}


def _text(event):
    body = event.get("body")
    if not body:
        raise Invalid("the request has no body")
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body, validate=True).decode()
    except ValueError as error:
        raise Invalid("the body is not UTF-8 text") from error


def _json(text):
    try:
        body = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_not_a_number)
        json.dumps(body, ensure_ascii=False, default=str).encode()  # half a surrogate pair is JSON, but no text
    except Invalid:
        raise
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is not JSON") from error
    return body


def _number(digits):
    try:
        return NUMBER.create_decimal(digits) or Decimal(0)
    except DecimalException as error:
        raise Invalid("a number has more than 38 digits or is out of range") from error


def _not_a_number(name):
    raise Invalid(f"{name} is not a JSON number")
