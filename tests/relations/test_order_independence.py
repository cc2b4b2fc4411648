"""Messages in one order and in the other."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Project
from strategies.record import given, s3, sqs, triggered

Make = Callable[..., Project]
NEW, OLD = {"id": "a", "status": "paid", "version": 2}, {"id": "a", "status": "open", "version": 1}

LAST_WINS = """
def handler(event, context):
    for record in event["Records"]:
        TABLE.put_item(Item=json.loads(record["body"]))
"""
NEWER = """"attribute_not_exists(id) OR version < :v",
                           ExpressionAttributeValues={":v": item["version"]})"""
NEWER_WINS = f"""
def handler(event, context):
    for record in event["Records"]:
        item = json.loads(record["body"])
        try:
            TABLE.put_item(Item=item, ConditionExpression={NEWER}
        except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
            pass
"""
KEEPS_ALL = """
def handler(event, context):
    for record in event["Records"]:
        item = json.loads(record["body"])
        TABLE.update_item(Key={"id": item["id"]}, UpdateExpression="SET #h = list_append(if_not_exists(#h, :none), :one) ADD n :n",
                          ExpressionAttributeNames={"#h": "history"},
                          ExpressionAttributeValues={":none": [], ":one": [item["status"]], ":n": item["version"]})
"""


def said(project: Project, asked: History) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in replay(project, asked, ["order_independence"]).findings]


def test_an_older_state_that_comes_late_must_not_win(make_project: Make) -> None:
    assert said(triggered(make_project(LAST_WINS), "sqs"), given("sqs", sqs(NEW, OLD))) == [("order_independence", "warning")]


@pytest.mark.parametrize("code", [NEWER_WINS, KEEPS_ALL], ids=("condition", "all"))
def test_what_does_not_depend_on_the_order_is_left_alone(make_project: Make, code: str) -> None:
    assert said(triggered(make_project(code), "sqs"), given("sqs", sqs(NEW, OLD))) == []


def test_messages_that_do_not_say_which_is_later_and_fifo_queues_are_left_alone(make_project: Make) -> None:
    project = triggered(make_project(LAST_WINS), "sqs")
    assert said(project, given("sqs", sqs({"id": "a", "status": "paid"}, {"id": "a", "status": "open"}))) == []
    fifo = sqs(NEW, OLD, queue="arn:aws:sqs:us-east-1:123456789012:in.fifo", groups=("g", "g"))
    assert said(project, given("sqs", fifo)) == []


FIRST_WINS = NEWER_WINS.replace(NEWER, '"attribute_not_exists(id)")')
KEEPS_TEXTS = LAST_WINS.replace('json.loads(record["body"])', '{"id": "a", "text": record["body"]}')
SEEN = """
def handler(event, context):
    for record in event["Records"]:
        item = json.loads(record["body"])
        TABLE.update_item(Key={"id": item["id"]}, UpdateExpression="SET last_seen = :at", ExpressionAttributeValues={":at": item["at"]})
"""


@pytest.mark.parametrize(("code", "body", "found"), [
    (LAST_WINS, OLD, True), (NEWER_WINS, OLD, False), (FIRST_WINS, OLD, False), (LAST_WINS, {"id": "a", "status": "paid"}, False),
    (SEEN, {"id": "a", "at": 1_710_000_000}, True), (SEEN, {"id": "a", "at": "2024-03-10T12:00:00Z"}, True),
    (LAST_WINS, {"id": "a", "created_at": 5}, False), (KEEPS_TEXTS, "text", False),
], ids=("last wins", "newer wins", "the same message", "nothing tells", "seconds", "ISO 8601", "made once", "no JSON"))
def test_a_message_alone_is_followed_by_a_later_one(make_project: Make, code: str, body: Any, found: bool) -> None:
    assert said(triggered(make_project(code), "sqs"), given("sqs", sqs(body))) == ([("order_independence", "warning")] if found else [])


def test_a_message_alone_of_a_fifo_queue_is_left_alone(make_project: Make) -> None:
    fifo = sqs(OLD, queue="arn:aws:sqs:us-east-1:123456789012:in.fifo", groups=("g",))
    assert said(triggered(make_project(LAST_WINS), "sqs"), given("sqs", fifo)) == []


def test_two_deliveries_are_turned_round_too(make_project: Make) -> None:
    first, second = given("sqs", sqs(OLD)), given("sqs", sqs(NEW))
    both = replace(second, cases=(*first.cases, *second.cases))
    assert said(triggered(make_project(LAST_WINS), "sqs"), both) == [("order_independence", "warning")]
    assert said(triggered(make_project(NEWER_WINS), "sqs"), both) == []


def test_the_deletion_of_an_object_may_come_before_its_creation(make_project: Make) -> None:
    code = """
    def handler(event, context):
        for record in event["Records"]:
            key = record["s3"]["object"]["key"]
            if record["eventName"].startswith("ObjectRemoved"):
                TABLE.delete_item(Key={"id": key})
            else:
                TABLE.put_item(Item={"id": key})
    """
    made, gone = given("s3", s3("a.txt")), given("s3", s3("a.txt", "ObjectRemoved:Delete"))
    project = triggered(make_project(code), "s3")
    assert said(project, replace(gone, cases=(*made.cases, *gone.cases))) == [("order_independence", "warning")]
    other = given("s3", s3("b.txt", "ObjectRemoved:Delete"))
    assert said(project, replace(other, cases=(*made.cases, *other.cases))) == []
