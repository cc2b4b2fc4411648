"""What a new password puts back to its beginning is found; what is written once, or copied from the user, is left alone."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from lambdatest.strategies.cognito import cognito_event
from strategies.record import given, triggered

KNOWN, NEW = "PostConfirmation_ConfirmForgotPassword", "PostConfirmation_ConfirmSignUp"
STORED = {"id": {"S": "a"}, "credit": {"N": "7"}, "email": {"S": "old@example.com"}, "at": {"S": "2024-01-01T00:00:00Z"}}
CODE = """
from datetime import datetime, timezone
from boto3.dynamodb.conditions import Attr
def handler(event, context):
    name, email = event["userName"], event["request"]["userAttributes"]["email"]
    STATEMENTS
    return event
"""
PROFILE = 'TABLE.put_item(Item={"id": name, "email": email, "credit": 100})'


@pytest.mark.parametrize(
    ("statements", "source", "expected"),
    [
        (PROFILE, KNOWN, ["cognito_reset"]),
        (PROFILE, NEW, []),
        (f'if event["triggerSource"] == "{NEW}":\n        {PROFILE}', KNOWN, []),
        ('TABLE.put_item(Item={"id": name, "email": email, "at": datetime.now(timezone.utc).isoformat()})', KNOWN, []),
        ('TABLE.update_item(Key={"id": name}, AttributeUpdates={"credit": {"Value": 1, "Action": "ADD"}})', KNOWN, []),
    ],
)
def test_a_profile_survives_a_new_password(make_project: Callable[..., Project], statements: str, source: str, expected: list[Any]) -> None:
    project = triggered(make_project(CODE.replace("STATEMENTS", statements)), "cognito", triggers=("PostConfirmation",))
    event = cognito_event("PostConfirmation", {"sub": "a", "email": "a@example.com"}, source=source)
    found = replay(project, given("cognito", event, seeds={"items": [STORED]}), ["cognito_reset"]).findings
    assert [finding.check for finding in found] == expected
