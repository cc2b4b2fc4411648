"""A service with one function and one table, and pytest over test files of it, in a process of its own."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

SERVERLESS = """\
service: counter
provider: {name: aws, runtime: python3.12, environment: {TABLE: counts}}
functions:
  add:
    handler: app.add
    events:
      - http: POST /add
resources:
  Resources:
    Counts:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: counts
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
    Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
"""
HANDLER = """
import json, os, boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
SEEN = []


def add(event, context):
    SEEN.append(1)
    found = table.update_item(
        Key={"id": "n"}, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": 1}, ReturnValues="ALL_NEW")
    return {"statusCode": 200, "body": json.dumps({"n": int(found["Attributes"]["n"]), "seen": len(SEEN)})}
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of pytest printed, its exit status, and each test's outcome (passed, failed, error, skipped) with its message."""

    text: str
    status: int
    tests: Mapping[str, str]
    messages: Mapping[str, str]

    def outcomes(self) -> set[str]:
        """The outcomes that there were."""
        return set(self.tests.values())


@pytest.fixture
def run_pytest(tmp_path: Path) -> Callable[..., Ran]:
    """Writes *files* beside the service and runs pytest over them, with *arguments* and the lines of *stdin*."""

    def run(files: Mapping[str, str], *arguments: str, stdin: str = "", service: bool = True) -> Ran:
        own = {"serverless.yml": SERVERLESS, "app.py": HANDLER, "pytest.ini": "[pytest]\n"} if service else {}
        for name, text in {**own, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--junitxml=junit.xml", "-rA", *arguments]
        environment = {name: text for name, text in os.environ.items() if name not in ("PYTEST_ADDOPTS", "CI")}
        environment["COLUMNS"] = "180"  # no line of what is looked for is broken
        done = subprocess.run(
            command, cwd=tmp_path, input=stdin, capture_output=True, text=True, timeout=240, check=False, env=environment)
        tests, messages = _results(tmp_path / "junit.xml")
        return Ran(done.stdout + done.stderr, done.returncode, tests, messages)

    return run


def _results(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    if not path.exists():
        return {}, {}
    tests: dict[str, str] = {}
    messages: dict[str, str] = {}
    for case in ET.parse(path).iter("testcase"):
        name = str(case.get("name"))
        child: Any = next(iter(child for child in case if child.tag in ("failure", "error", "skipped")), None)
        tests[name] = {"failure": "failed"}.get(child.tag, child.tag) if child is not None else "passed"
        messages[name] = f"{child.get('message')}\n{child.text}" if child is not None else ""
    return tests, messages
