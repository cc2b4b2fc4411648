"""A small service of one function and one table, and histories of one request to it."""

from collections.abc import Mapping
from typing import Any

from lambdatest.model import Case, History, Request
from lambdatest.strategies.http_api import http_api_event
from lambdatest.strategies.rest_api import rest_api_event

HEAD = """
import json
import os

import boto3

TABLE = boto3.resource("dynamodb").Table("items")


"""


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
