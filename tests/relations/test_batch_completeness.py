"""A batch and its records one by one."""

from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Project
from strategies.record import given, sqs, stream, triggered

Make = Callable[..., Project]
ORDERS = given("sqs", sqs({"id": "a", "n": 1}, {"id": "b", "n": 2}))

FIRST_ALONE = """
def handler(event, context):
    TABLE.put_item(Item=json.loads(event["Records"][0]["body"]))
"""
RETURNS_EARLY = """
def handler(event, context):
    for record in event["Records"]:
        TABLE.put_item(Item=json.loads(record["body"]))
        return {"batchItemFailures": []}
"""
OVERWRITES_A_SUM = """
def handler(event, context):
    total = TABLE.get_item(Key={"id": "sum"}).get("Item", {"n": 0})["n"]
    for record in event["Records"]:
        TABLE.put_item(Item={"id": "sum", "n": total + json.loads(record["body"])["n"]})
"""
EACH = """
def handler(event, context):
    for record in event["Records"]:
        TABLE.put_item(Item=json.loads(record["body"]))
"""
ONE_SUMMARY = """
def handler(event, context):
    bodies = [json.loads(record["body"]) for record in event["Records"]]
    TABLE.put_item(Item={"id": "batch#" + event["Records"][0]["messageId"], "items": bodies})
"""
COUNTS_BATCHES = """
def handler(event, context):
    with TABLE.batch_writer(overwrite_by_pkeys=["id"]) as writer:
        for record in event["Records"]:
            writer.put_item(Item=json.loads(record["body"]))
    TABLE.update_item(Key={"id": "stats"}, UpdateExpression="ADD batches :one", ExpressionAttributeValues={":one": 1})
"""


def said(project: Project, asked: History) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in replay(project, asked, ["batch_completeness"]).findings]


@pytest.mark.parametrize("code", [FIRST_ALONE, RETURNS_EARLY, OVERWRITES_A_SUM], ids=("first", "early", "sum"))
def test_a_batch_that_does_less_than_its_records_loses_some(make_project: Make, code: str) -> None:
    assert said(triggered(make_project(code), "sqs", reports=True), ORDERS) == [("batch_completeness", "failure")]


@pytest.mark.parametrize("code", [EACH, ONE_SUMMARY, COUNTS_BATCHES], ids=("each", "summary", "batches"))
def test_a_batch_may_be_handled_as_a_whole(make_project: Make, code: str) -> None:
    assert said(triggered(make_project(code), "sqs", reports=True), ORDERS) == []


def test_records_of_a_stream_are_told_apart(make_project: Make) -> None:
    code = """
    def handler(event, context):
        {loop}
            TABLE.put_item(Item={{"id": "copy#" + record["dynamodb"]["Keys"]["id"]["S"]}})
    """
    records = given("dynamodb_stream", stream({"id": {"S": "a"}}, {"id": {"S": "b"}}))
    loops = (('for record in event["Records"]:', []), ('for record in event["Records"][-1:]:', [("batch_completeness", "failure")]))
    for loop, expected in loops:
        assert said(triggered(make_project(code.format(loop=loop)), "dynamodb_stream"), records) == expected
