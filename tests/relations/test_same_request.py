"""A function that several HTTP event sources lead to answers one request in one way, or is caught."""

from pathlib import Path

import pytest

import lambdatest
from lambdatest.engine import replay
from strategies.service import HEAD, history

SERVICE = """
service: api
provider: {name: aws, runtime: python3.12, environment: {AWS_DEFAULT_REGION: us-east-1}}
functions:
  api:
    handler: app.handler
    EVENTS
resources:
  Resources:
    Items:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: items
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
"""
BOTH = "events: [{http: GET /items}, {httpApi: GET /items}]"
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


def said(folder: Path, code: str, events: str = BOTH) -> list[str]:
    (folder / "serverless.yml").write_text(SERVICE.replace("EVENTS", events))
    (folder / "app.py").write_text(HEAD + code)
    found = replay(lambdatest.load(folder), history("GET", "/items"), ["same_request"]).findings
    assert all((finding.check, finding.severity) == ("same_request", "warning") for finding in found)
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    ("events", "source"),
    [
        (BOTH, "HTTP API"),
        ("url: true\n    events: [{http: GET /items}]", "function URL"),
        ("events: [{http: GET /items}, {httpApi: '*'}]\n    url: true", "function URL"),
    ],
)
def test_a_handler_that_knows_one_shape_of_the_event_alone_is_caught(tmp_path: Path, events: str, source: str) -> None:
    assert said(tmp_path, BY_METHOD, events) == [f"answers 404 no such route to the event of {source}, 200 all to that of REST API"]


@pytest.mark.parametrize(
    ("code", "events"),
    [
        (BY_EITHER, BOTH),
        (BY_EITHER, "url: true\n    events: [{http: GET /items}]"),
        (RAISES, BOTH),
        (ECHOES, BOTH),
        (BY_METHOD, "events: [{http: GET /items}]"),
        (BY_METHOD, "events: [{http: GET /items}, {httpApi: GET /other}]"),
        (BY_METHOD, "events: [{http: GET /items}, {httpApi: POST /items}]"),
    ],
)
def test_one_answer_one_source_and_other_routes_are_left_alone(tmp_path: Path, code: str, events: str) -> None:
    assert said(tmp_path, code, events) == []
