"""A project of one handler, made in a temporary folder."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

import lambdatest
from lambdatest.model import Case, History, Project, Request
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


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Writes a serverless.yml with one function ``api`` and its handler, and loads it."""

    def make(
        code: str,
        *routes: str,
        kind: str = "http",
        keys: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        timeout: int = 6,
        runtime: str = "python3.12",
    ) -> Project:
        events = [{kind: route} for route in routes or ("POST /items",)]
        document = {
            "service": "shop",
            "provider": {"name": "aws", "runtime": runtime},
            "functions": {"api": {"handler": "app.handler", "timeout": timeout, "environment": dict(environment or {}), "events": events}},
            "resources": {"Resources": {"Items": table(keys or {"id": "S"})}},
        }
        (tmp_path / "serverless.yml").write_text(yaml.safe_dump(document))
        (tmp_path / "app.py").write_text(HEAD + dedent(code))
        return lambdatest.load(tmp_path)

    return make


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
