"""A small service of one function and one table, and histories of one request to it."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from lambdatest.model import Case, History, Request
from lambdatest.strategies.http_api import http_api_event
from lambdatest.strategies.rest_api import rest_api_event

HEAD = """
import json
import os

import boto3

TABLE = boto3.resource("dynamodb").Table("items")


"""


# A handler with ten defects that hide one another at times, and what a run says of each.
TEN = """
def handler(event, context):
    sent = json.loads(event["body"])
    text = sent["text"]
    number = sent["number"]
    flag = sent.get("flag")
    if isinstance(text, str) and "Zo" in text:
        raise ValueError("no name")
    if number > 99:
        raise OverflowError(number)
    if number < 0:
        raise IndexError(number)
    if number == 0:
        return {"statusCode": 200, "body": str(1 / number)}
    if flag:
        return {"statusCode": 200, "headers": ["x"]}
    if text == "beta":
        return {"statusCode": "abc", "body": ""}
    if number == 7:
        return {"statusCode": 200, "body": "Traceback (most recent call last): ..."}
    TABLE.put_item(Item={"id": text, "price": int(sent.get("price", 1))})
    if len(text) > 30:
        return {"statusCode": 200, "body": {"text": text}}
    return {"statusCode": 200, "body": json.dumps({"text": text})}
"""
PLANTED = {
    ("malformed_input", "TypeError"),
    ("malformed_input", "JSONDecodeError"),
    ("malformed_input", "KeyError"),
    ("unhandled_exception", "ValueError"),
    ("unhandled_exception", "OverflowError"),
    ("unhandled_exception", "IndexError"),
    ("unhandled_exception", "ZeroDivisionError"),
    ("response_shape", None),
    ("stacktrace_leak", None),
    ("numeric_roundtrip", None),
}


def table(keys: Mapping[str, str]) -> dict[str, Any]:
    """A CloudFormation table called ``items`` with those key attributes, hash key first."""
    return {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "TableName": "items",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in keys.items()],
            "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in zip(keys, ("HASH", "RANGE"), strict=False)],
        },
    }


def history(
    method: str,
    path: str,
    *,
    route: str | None = None,
    kind: str = "rest_api",
    body: str | bytes | None = None,
    labels: tuple[str, ...] = (),
    seeds: list[dict[str, Any]] | None = None,
    parameters: Mapping[str, str] | None = None,
    **request: Any,
) -> History:
    """A history of one request to the function ``api``."""
    sent = Request(method, path, tuple((parameters or {}).items()), body=body, **request)
    label = f"{method} {route or path}"
    event = rest_api_event(sent, resource=route or path) if kind == "rest_api" else http_api_event(sent, route=label, payload="2.0")
    return History((Case("api", label, kind, event, labels),), {"items": tuple(seeds or ())})


def document(  # pylint: disable=too-many-arguments
    *routes: str,
    kind: str = "http",
    keys: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    timeout: int = 6,
    runtime: str = "python3.12",
) -> dict[str, Any]:
    """A serverless.yml with one function ``api`` and the table ``items``."""
    events = [{kind: route} for route in routes or ("POST /items",)]
    return {
        "service": "shop",
        "provider": {"name": "aws", "runtime": runtime},
        "functions": {"api": {"handler": "app.handler", "timeout": timeout, "environment": dict(environment or {}), "events": events}},
        "resources": {"Resources": {"Items": table(keys or {"id": "S"})}},
    }


def write(folder: Path, code: str, *routes: str, **options: Any) -> None:
    """Write the service to *folder*: its serverless.yml, and *code* as its handler."""
    (folder / "serverless.yml").write_text(yaml.safe_dump(document(*routes, **options)))
    (folder / "app.py").write_text(HEAD + dedent(code))
