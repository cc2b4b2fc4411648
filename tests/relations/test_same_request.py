"""A function that several HTTP event sources lead to answers one request in one way, or is caught."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import lambdatest
from lambdatest.engine import replay
from strategies.service import HEAD, document, history

REST = {"http": "GET /items"}
BOTH = {"events": [REST, {"httpApi": "GET /items"}]}
BY_METHOD = """
def handler(event, context):
    if event.get("httpMethod") == "GET":
        return {"statusCode": 200, "body": "all"}
    return {"statusCode": 404, "body": "no such route"}
"""
BY_EITHER = """
def handler(event, context):
    method = event.get("httpMethod") or event["requestContext"]["http"]["method"]
    if method == "GET":
        return {"statusCode": 200, "body": "all"}
    return {"statusCode": 404, "body": "no such route"}
"""
ECHOES = """
def handler(event, context):
    about = event["requestContext"]
    return {"statusCode": 200, "body": json.dumps([about["requestId"], about["stage"], about["domainName"], "all"])}
"""
RAISES = """
def handler(event, context):
    return {"statusCode": 200, "body": event["httpMethod"]}
"""


def said(folder: Path, code: str, sources: dict[str, Any]) -> list[str]:
    service = document()
    service["functions"]["api"] |= sources
    (folder / "serverless.yml").write_text(yaml.safe_dump(service))
    (folder / "app.py").write_text(HEAD + code)
    found = replay(lambdatest.load(folder), history("GET", "/items"), ["same_request"]).findings
    assert all((finding.check, finding.severity) == ("same_request", "warning") for finding in found)
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    ("sources", "source"),
    [
        (BOTH, "HTTP API"),
        ({"url": True, "events": [REST]}, "function URL"),
        ({"url": True, "events": [REST, {"httpApi": "*"}]}, "function URL"),
    ],
)
def test_a_handler_that_knows_one_shape_of_the_event_alone_is_caught(tmp_path: Path, sources: dict[str, Any], source: str) -> None:
    assert said(tmp_path, BY_METHOD, sources) == [f"answers 404 no such route to the event of {source}, 200 all to that of REST API"]


@pytest.mark.parametrize(
    ("code", "sources"),
    [
        (BY_EITHER, BOTH),
        (BY_EITHER, {"url": True, "events": [REST]}),
        (RAISES, BOTH),
        (ECHOES, BOTH),
        (BY_METHOD, {"events": [REST]}),
        (BY_METHOD, {"events": [REST, {"httpApi": "GET /other"}]}),
        (BY_METHOD, {"events": [REST, {"httpApi": "POST /items"}]}),
    ],
)
def test_one_answer_one_source_and_other_routes_are_left_alone(tmp_path: Path, code: str, sources: dict[str, Any]) -> None:
    assert said(tmp_path, code, sources) == []
