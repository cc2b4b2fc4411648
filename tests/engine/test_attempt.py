"""`lambdatest.run` outside of a search."""

from collections.abc import Callable
from dataclasses import replace

import pytest

import lambdatest
from lambdatest.model import Project
from strategies.service import history

CODE = """
def handler(event, context):
    if event["httpMethod"] == "POST":
        TABLE.put_item(Item={"id": "a"})
        raise LookupError(event["body"])
    return {"statusCode": 200, "body": json.dumps(TABLE.scan()["Count"])}
"""


def test_a_case_gives_its_outcome_and_a_history_those_of_all_its_cases(make_project: Callable[..., Project]) -> None:
    project = make_project(CODE, "GET /items")
    tried = history("GET", "/items", seeds=[{"id": {"S": "b"}}])
    assert lambdatest.run(tried.cases[0], project).body == "0"
    assert [outcome.body for outcome in lambdatest.run(tried, project)] == ["1"]


def test_a_case_brings_its_history_along_and_is_its_last_case(make_project: Callable[..., Project]) -> None:
    project = make_project(CODE, "GET /items", "POST /items")
    read, write = history("GET", "/items", seeds=[{"id": {"S": "b"}}]), history("POST", "/items", body="{}")
    whole = replace(read, cases=(read.cases[0], write.cases[0]))
    case = replace(write.cases[0], history=whole)
    assert case == write.cases[0] and "history" not in repr(case)
    with pytest.raises(lambdatest.CheckFailed, match="LookupError: {}"):
        lambdatest.run(case, project)
    with pytest.raises(lambdatest.CheckFailed, match="LookupError: other"):
        lambdatest.run(replace(case, event={**case.event, "body": "other"}), project)


def test_a_case_alone_does_not_know_its_project() -> None:
    with pytest.raises(lambdatest.LambdatestError, match=r"write run\(case, project=project\)"):
        lambdatest.run(history("GET", "/items").cases[0])
