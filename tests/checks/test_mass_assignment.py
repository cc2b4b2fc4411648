"""A caller who makes themselves an administrator is found; who edits somebody's role, or what is no privilege, is left alone."""

import json
from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.service import history

UPDATE = """
def role_of(item):
    return item.get("role", "user")

def handler(event, context):
    caller = event["requestContext"]["authorizer"]["claims"]["sub"]
    body = json.loads(event["body"])
    item = {"id": caller, "role": "user", "is_admin": False, "at": "1"}
    CHANGE
    TABLE.put_item(Item=item)
    return {"statusCode": 200, "body": json.dumps(item)}
"""
SENT = {"name": "beta", "role": "beta", "is_admin": True, "job_role": "beta"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ('item.update((n, body[n]) for n in ("name", "role") if n in body)', ["'role'"]),
        ('item["is_admin"] = body["is_admin"]', ["'is_admin'"]),
        ('item.update((n, body[n]) for n in ("name", "job_role") if n in body)', []),
        ('item["id"] = body["name"]\n    item["role"] = body["role"]', []),
        ('item["role"] = body["role"] if body["role"] in ("buyer", "beta") else "buyer"', []),
        ('item["role"] = body["role"].upper()', []),
    ],
)
def test_a_caller_who_sets_their_own_privileges_is_found(make_project: Callable[..., Project], change: str, expected: list[str]) -> None:
    asked = history("PUT", "/me", body=json.dumps(SENT))
    asked.cases[0].event["requestContext"]["authorizer"] = {"claims": {"sub": "a"}}
    found = replay(make_project(UPDATE.replace("CHANGE", change), "PUT /me"), asked, ["mass_assignment"]).findings
    assert [(finding.severity, finding.message.split()[4]) for finding in found] == [("warning", name) for name in expected]
