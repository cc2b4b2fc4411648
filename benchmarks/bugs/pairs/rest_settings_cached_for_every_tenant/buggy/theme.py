"""The theme of the tenant who asks."""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["SETTINGS"])
DEFAULT = {"colour": "grey", "logo": "/logo.svg"}
_settings = None


def settings(tenant):
    global _settings
    if _settings is None:  # one read a container
        _settings = table.get_item(Key={"tenant": tenant}).get("Item") or {}
    return _settings


def handler(event, context):
    claims = event["requestContext"]["authorizer"]["claims"]
    found = settings(claims["sub"])
    theme = {name: found[name] if isinstance(found.get(name), str) else default for name, default in DEFAULT.items()}
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(theme)}
