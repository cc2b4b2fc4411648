"""Two invocations at the same time."""

import json
from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.engine.stage import staged
from lambdatest.model import History, Project
from lambdatest.relations import Run
from strategies.record import given, sqs, triggered
from strategies.service import history

Make = Callable[..., Project]
SEED = [{"id": {"S": "a"}, "n": {"N": "3"}, "rev": {"N": "1"}}]
POST = history("POST", "/items", body="{}", seeds=SEED)

READ_MODIFY_WRITE = """
def handler(event, context):
    item = TABLE.get_item(Key={"id": "a"}).get("Item", {"n": 0})
    TABLE.put_item(Item={"id": "a", "n": item["n"] + 1})
    return {"statusCode": 200, "body": "ok"}
"""
LAST_SEAT = """
def handler(event, context):
    item = TABLE.get_item(Key={"id": "a"})["Item"]
    if item.get("taken"):
        return {"statusCode": 409, "body": "taken"}
    TABLE.update_item(Key={"id": "a"}, UpdateExpression="SET taken = :t", ExpressionAttributeValues={":t": True})
    return {"statusCode": 200, "body": "yours"}
"""
IN_A_BUCKET = """
S3 = boto3.client("s3")
def handler(event, context):
    S3.create_bucket(Bucket="files")
    names = [found["Key"] for found in S3.list_objects_v2(Bucket="files").get("Contents", [])]
    S3.put_object(Bucket="files", Key=f"file-{len(names)}", Body=b"x")
    return {"statusCode": 200, "body": "ok"}
"""
COUNTER = """
def handler(event, context):
    found = TABLE.get_item(Key={"id": "a"})
    TABLE.update_item(Key={"id": "a"}, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": 1})
    return {"statusCode": 200, "body": "ok"}
"""
OPTIMISTIC = """
def handler(event, context):
    item = TABLE.get_item(Key={"id": "a"})["Item"]
    try:
        TABLE.update_item(Key={"id": "a"}, UpdateExpression="SET n = :n, rev = :new", ConditionExpression="rev = :old",
                          ExpressionAttributeValues={":n": item["n"] + 1, ":old": item["rev"], ":new": item["rev"] + 1})
    except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
        return {"statusCode": 409, "body": "try again"}
    return {"statusCode": 200, "body": "ok"}
"""
TRIES_AGAIN = OPTIMISTIC.replace('return {"statusCode": 409, "body": "try again"}', "return handler(event, context)")
RAISES = OPTIMISTIC.replace('return {"statusCode": 409, "body": "try again"}', "raise")
UPSERT = """
import time, uuid
def handler(event, context):
    item = TABLE.get_item(Key={"id": "a"}).get("Item", {})
    made = item.get("createdAt", int(time.time()))
    TABLE.put_item(Item={"id": "a", "createdAt": made, "at": time.ctime(), "trace": uuid.uuid4().hex[:7]})
    return {"statusCode": 200, "body": "ok"}
"""
CLAIM = """
def handler(event, context):
    if TABLE.get_item(Key={"id": "a"})["Item"].get("taken"):
        return {"statusCode": 409, "body": "taken"}
    try:
        TABLE.update_item(Key={"id": "a"}, UpdateExpression="SET taken = :t", ConditionExpression="attribute_not_exists(taken)",
                          ExpressionAttributeValues={":t": True})
    except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
        return {"statusCode": 409, "body": "taken"}
    return {"statusCode": 200, "body": "yours"}
"""

REMOVES = """
def handler(event, context):
    if "Item" not in TABLE.get_item(Key={"id": "a"}):
        return {"statusCode": 404, "body": "not there"}
    TABLE.delete_item(Key={"id": "a"})
    return {"statusCode": 200, "body": "removed"}
"""

SEATS = """
def handler(event, context):
    who = event["requestContext"]["authorizer"]["claims"]["sub"]
    if "Item" in TABLE.get_item(Key={"id": f"booking#{who}"}):
        return {"statusCode": 200, "body": "booked"}
    seats = int(TABLE.get_item(Key={"id": "a"})["Item"]["n"])
    if seats < 1:
        return {"statusCode": 409, "body": "sold out"}
    TABLE.update_item(Key={"id": "a"}, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": seats - 1})
    TABLE.put_item(Item={"id": f"booking#{who}"})
    return {"statusCode": 200, "body": "booked"}
"""
SEATS_TOGETHER = """
def handler(event, context):
    who = event["requestContext"]["authorizer"]["claims"]["sub"]
    if "Item" in TABLE.get_item(Key={"id": f"booking#{who}"}):
        return {"statusCode": 200, "body": "booked"}
    client = TABLE.meta.client
    try:
        client.transact_write_items(TransactItems=[
            {"Put": {"TableName": "items", "Item": {"id": f"booking#{who}"}, "ConditionExpression": "attribute_not_exists(id)"}},
            {"Update": {"TableName": "items", "Key": {"id": "a"}, "UpdateExpression": "SET n = n - :n", "ConditionExpression": "n >= :n",
                        "ExpressionAttributeValues": {":n": 1}}}])
    except client.exceptions.TransactionCanceledException:
        return {"statusCode": 409, "body": "sold out, or booked"}
    return {"statusCode": 200, "body": "booked"}
"""
LAST_WRITER = """
def handler(event, context):
    item = TABLE.get_item(Key={"id": "a"})["Item"]
    TABLE.put_item(Item={**item, "by": event["requestContext"]["authorizer"]["claims"]["sub"]})
    return {"statusCode": 200, "body": "ok"}
"""


def said(project: Project, asked: object = POST) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in replay(project, asked, ["race"]).findings]  # type: ignore[arg-type]


@pytest.mark.parametrize("code", [READ_MODIFY_WRITE, LAST_SEAT, IN_A_BUCKET], ids=("counter", "seat", "bucket"))
def test_what_another_wrote_in_between_is_lost(make_project: Make, code: str) -> None:
    assert said(make_project(code, "POST /items")) == [("race", "warning")]


@pytest.mark.parametrize(
    "code", [COUNTER, OPTIMISTIC, TRIES_AGAIN, RAISES, UPSERT, CLAIM], ids=("counter", "409", "again", "raises", "upsert", "claim")
)
def test_conditions_and_counters_keep_what_another_wrote(make_project: Make, code: str) -> None:
    assert said(make_project(code, "POST /items")) == []


CLAIMS = """
def handler(event, context):
    sent = event if "body" not in event else json.loads(event["body"])
    old = TABLE.get_item(Key={"id": sent["handle"]}).get("Item")
    if old and old["holder"] != sent["user"]:
        return REFUSED
    WRITES
    return {"statusCode": 200, "body": "yours"}
"""
PUTS = CLAIMS.replace("WRITES", 'TABLE.put_item(Item={"id": sent["handle"], "holder": sent["user"]})')
HOLDS = CLAIMS.replace("WRITES", """try:
        TABLE.put_item(Item={"id": sent["handle"], "holder": sent["user"]}, ConditionExpression="attribute_not_exists(id) OR holder = :u",
                       ExpressionAttributeValues={":u": sent["user"]})
    except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
        return REFUSED""")
CLAIM = {"handle": "b", "user": "ann"}


@pytest.mark.parametrize(("code", "found"), [(PUTS, [("race", "warning")]), (HOLDS, [])], ids=("puts", "holds"))
@pytest.mark.parametrize(("asked", "refused"), [
    (history("POST", "/items", body=json.dumps(CLAIM), seeds=SEED), '{"statusCode": 409, "body": "taken"}'),
    (given("direct", CLAIM, seeds={"items": SEED}), '{"ok": False}'),
], ids=("request", "direct"))
def test_two_who_ask_for_the_same_thing_do_not_both_get_it(
    make_project: Make, code: str, found: list[tuple[str, str]], asked: History, refused: str
) -> None:
    project = make_project(code.replace("REFUSED", refused), "POST /items")
    if asked.cases[0].kind == "direct":
        project = triggered(project, "direct")
    assert said(project, asked) == found


@pytest.mark.parametrize(
    ("code", "expected"), [(SEATS, [("race", "warning")]), (SEATS_TOGETHER, []), (LAST_WRITER, [])], ids=("read", "together", "last")
)
def test_who_comes_again_is_known_and_another_caller_takes_what_was_free(
    make_project: Make, code: str, expected: list[tuple[str, str]]
) -> None:
    asked = history("POST", "/items", body="{}", seeds=SEED)
    asked.cases[0].event["requestContext"]["authorizer"] = {"claims": {"sub": "a"}}
    assert said(make_project(code, "POST /items"), asked) == expected


def test_two_that_remove_the_same_item_both_have_what_they_asked_for_and_two_that_take_it_do_not(make_project: Make) -> None:
    assert said(make_project(REMOVES, "DELETE /items"), history("DELETE", "/items", seeds=SEED)) == []
    assert said(make_project(REMOVES, "POST /items")) == [("race", "warning")]


def test_what_is_invoked_one_at_a_time_has_no_race(make_project: Make) -> None:
    for kind, event in (("sqs", sqs({"n": 1}, queue="arn:aws:sqs:us-east-1:123456789012:in.fifo", groups=("a",))), ("sqs", sqs({"n": 1}))):
        project = triggered(make_project(READ_MODIFY_WRITE), kind)
        assert bool(said(project, given(kind, event, seeds={"items": SEED}))) == ("MessageGroupId" not in str(event))


def test_the_inserted_invocation_sees_what_the_first_wrote_before_and_not_what_it_writes_afterwards(make_project: Make) -> None:
    code = """
    KEPT = []
    def handler(event, context):
        KEPT.append(1)
        for n in range(3):
            TABLE.update_item(Key={"id": "a"}, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": 1})
        return {"statusCode": 200, "body": f"{TABLE.get_item(Key={'id': 'a'})['Item']['n']} {len(KEPT)}"}
    """
    with staged(make_project(code, "POST /items"), "api") as stage:
        for place, (second, first) in enumerate([("6", "9"), ("7", "9"), ("8", "9"), ("9", "9")]):
            outcomes = stage.runner.rerun(Run(POST, inserted=place)).outcomes
            assert [outcome.body for outcome in outcomes] == [f"{second} 1", f"{first} 1"]
            assert outcomes[-1].after["items"][0]["n"] == {"N": "9"}
        assert len(stage.runner.rerun(Run(POST, inserted=4)).outcomes) == 0


LAST_ONE = """
def handler(event, context):
    order = json.loads(event["body"])
    sku = {"id": order["sku"]}
    if TABLE.get_item(Key=sku)["Item"]["left"] < 1:
        return {"statusCode": 409, "body": "sold out"}
    CLIENT = TABLE.meta.client
    take = {"TableName": "items", "Key": sku, "UpdateExpression": "SET #l = #l - :one", "ExpressionAttributeNames": {"#l": "left"},
            "ExpressionAttributeValues": {":one": 1}CONDITION}
    keep = {"TableName": "items", "Item": {"id": order["id"]}, "ConditionExpression": "attribute_not_exists(id)"}
    try:
        CLIENT.transact_write_items(TransactItems=[{"Put": keep}, {"Update": take}])
    except CLIENT.exceptions.TransactionCanceledException:
        return {"statusCode": 409, "body": "not possible"}
    return {"statusCode": 201, "body": "yours"}
"""


@pytest.mark.parametrize(("condition", "found"), [("", ["race"]), (', "ConditionExpression": "#l >= :one"', [])])
def test_two_orders_do_not_take_the_last_one(make_project: Make, condition: str, found: list[str]) -> None:
    project = make_project(LAST_ONE.replace("CONDITION", condition), "POST /items")
    sent = history("POST", "/items", body='{"id": "o1", "sku": "s"}', seeds=[{"id": {"S": "s"}, "left": {"N": "1"}}])
    assert [finding.check for finding in replay(project, sent, ["race"]).findings] == found
