"""Bookmarks under names of the user's own: three functions, one table."""

import base64
import json
import os
from urllib.parse import urlsplit

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["BOOKMARKS"])


class Invalid(ValueError):
    """The client's mistake; the text is for the client."""


def keep(event, context):
    """PUT /bookmarks/{name}: store a bookmark under its name, in place of the one before."""
    try:
        item = {"name": _name(event), "url": _url(event)}
    except Invalid as error:
        return _reply(400, {"message": str(error)})
    TABLE.put_item(Item=item)
    return _reply(200, item)


def open_one(event, context):
    """GET /bookmarks/{name}: answer with the bookmark."""
    try:
        item = TABLE.get_item(Key={"name": _name(event)}, ConsistentRead=True).get("Item")
    except Invalid as error:
        return _reply(400, {"message": str(error)})
    if item is None:
        return _reply(404, {"message": "there is no such bookmark"})
    return _reply(200, {"name": item["name"], "url": item.get("url", "")})


def forget(event, context):
    """DELETE /bookmarks/{name}: remove the bookmark; the answer is the same where it is gone already."""
    try:
        TABLE.delete_item(Key={"name": _name(event)})
    except Invalid as error:
        return _reply(400, {"message": str(error)})
    return {"statusCode": 204}


def _name(event):
    name = event["pathParameters"]["name"]
    if not 1 <= len(name) <= 100:
        raise Invalid("a name has 1 to 100 characters")
    return name


def _url(event):
    try:
        body = event.get("body") or ""
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body, validate=True).decode()
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is JSON, but no text
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is not JSON") from error
    url = found.get("url") if isinstance(found, dict) else None
    if not isinstance(url, str) or len(url) > 2000:
        raise Invalid("the body needs a url of at most 2000 characters")
    try:
        scheme = urlsplit(url).scheme
    except ValueError as error:
        raise Invalid("the url is none") from error
    if scheme not in ("http", "https"):
        raise Invalid("the url must begin with http:// or https://")
    return url


def _reply(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}
