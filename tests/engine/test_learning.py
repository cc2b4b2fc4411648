"""What a run tells of a function: which keys of its event name items, and which buckets it lists."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambdatest.engine import Options, fuzz
from lambdatest.engine.history import Subject, World, known_values, listed_objects
from lambdatest.engine.learning import Learned, learned, marked
from lambdatest.engine.pool import pool
from lambdatest.model import Function, Location, Project, Table, Trigger
from lambdatest.results import Call, Outcome
from lambdatest.vocabulary import ELEMENT, Key, Vocabulary

TABLE = Table("wallets", ("wallet",), {"wallet": "S", "owner": "S"})
HERE = Location("serverless.yml", 1)


def test_each_text_of_the_application_becomes_a_mark_of_its_own() -> None:
    text = json.dumps({"from": "a", "to": "a", "n": 5, "lines": [{"sku": "x"}]})
    event = {"body": text, "path": "/a", "queryStringParameters": {"q": "a"}}
    found, marks = marked(event)
    body = json.loads(found["body"])
    assert marks == {body["from"]: "from", body["to"]: "to", body["lines"][0]["sku"]: "sku", found["queryStringParameters"]["q"]: "q"}
    assert body["n"] == 5 and found["path"] == "/a" and event["body"] == text


@pytest.mark.parametrize("event", [
    {"Records": [{"body": '{"id": "a"}'}]}, {"Records": [{"Sns": {"Message": '{"id": "a"}'}}]}, {"detail": {"id": "a"}, "source": "x"},
])
def test_messages_are_marked_inside_of_their_envelopes(event: dict[str, Any]) -> None:
    assert list(marked(event)[1].values()) == ["id"]


def test_the_texts_of_a_list_are_marked_as_its_elements() -> None:
    found, marks = marked({"body": '["a", "b"]'})
    assert marks == dict.fromkeys(json.loads(found["body"]), ELEMENT)


@pytest.mark.parametrize("event", [None, [], {"body": "text"}, {"Records": [1]}, {"Records": [{"Sns": None}]}])
def test_what_holds_no_text_of_the_application_stays_as_it_is(event: Any) -> None:
    assert marked(event) == (event, {})


@pytest.mark.parametrize("call", [
    Call("dynamodb", "GetItem", {"TableName": "wallets", "Key": {"wallet": {"S": "m0"}}}),
    Call("dynamodb", "PutItem", {"TableName": "wallets", "Item": {"wallet": {"S": "m0"}, "text": {"S": "m1"}}}),
    Call("dynamodb", "BatchGetItem", {"RequestItems": {"wallets": {"Keys": [{"wallet": {"S": "m0"}}]}}}),
    Call("dynamodb", "BatchWriteItem", {"RequestItems": {"wallets": [{"DeleteRequest": {"Key": {"wallet": {"S": "m0"}}}}]}}),
    Call("dynamodb", "TransactWriteItems", {"TransactItems": [{"Update": {"TableName": "wallets", "Key": {"wallet": {"S": "m0"}}}}]}),
    Call("dynamodb", "Query", {"TableName": "wallets", "KeyConditionExpression": "#k = :v", "ExpressionAttributeNames": {"#k": "wallet"},
                               "ExpressionAttributeValues": {":v": {"S": "m0"}}}),
])
def test_a_key_whose_value_becomes_a_tables_key_names_items(call: Call) -> None:
    assert learned(Outcome(calls=(call,)), {"m0": "from", "m1": "note"}, [TABLE]).names == {"from": "wallet"}


def test_other_tables_and_services_tell_nothing() -> None:
    elsewhere = Call("dynamodb", "GetItem", {"TableName": "x", "Key": {"wallet": {"S": "m0"}}})
    calls = (elsewhere, Call("s3", "GetObject", {"Bucket": "b", "Key": "m0"}))
    assert learned(Outcome(calls=calls), {"m0": "from"}, [TABLE]) == Learned()


@pytest.mark.parametrize("call", [
    Call("dynamodb", "Scan", {"TableName": "wallets", "FilterExpression": "(attribute_not_exists(#n0) AND x = :x)",
                              "ExpressionAttributeNames": {"#n0": "closed"}}),
    Call("dynamodb", "Query", {"TableName": "wallets", "FilterExpression": "attribute_not_exists ( closed )"}),
])
def test_what_must_not_be_there_to_get_through_a_filter_is_lacking(call: Call) -> None:
    put = Call("dynamodb", "PutItem", {"TableName": "wallets", "ConditionExpression": "attribute_not_exists(wallet)"})
    assert learned(Outcome(calls=(put, call)), {}, [TABLE]).lacking == {"closed"}


def world(learned_: Learned, *keys: Key, content: str | None = None) -> tuple[World, Subject, Trigger]:
    function = Function("api", "api", "app.handler", "python3.12", Path(), HERE)
    trigger = Trigger("rest_api", "POST /transfers", "api", HERE, {"path": "/transfers"})
    subject = Subject(function, (trigger,), Vocabulary(body=keys, content=content))
    return World(subject, (), (TABLE,), Vocabulary(), pool([TABLE], Vocabulary()), learned_), subject, trigger


def test_keys_that_name_items_of_one_table_begin_with_different_ones() -> None:
    found = known_values(*world(Learned({"from": "wallet", "to": "wallet"}), Key("from", True), Key("to", True)))
    assert found["from"][0] != found["to"][0] and set(found["from"]) == set(found["to"])


def test_keys_inside_of_an_array_name_items_too() -> None:
    lines = Key("lines", True, frozenset({"array"}), fields=(Key("wallet", True),))
    assert known_values(*world(Learned(), lines))["wallet"][:2] == ("a", "b")


def test_a_bucket_that_is_listed_holds_something_below_what_is_asked_for() -> None:
    found = listed_objects(world(Learned(listed={"pictures": "albums/"}))[0])
    assert list(found) == ["s3:pictures"] and len(found["s3:pictures"]) > 1
    assert all(one["Key"].startswith("albums/") for one in found["s3:pictures"])


HIDDEN = """
SKU, MODE = "".join(reversed("uks")), bytes([109, 111, 100, 101]).decode()
def handler(event, context):
    body = json.loads(event["body"])
    if body.get(MODE) == bytes([98, 117, 108, 107]).decode():
        return {"statusCode": 200, "body": body[SKU] / 2}
    TABLE.put_item(Item={"id": body[SKU]})
    return {"statusCode": 200, "body": "ok"}
"""


@pytest.mark.searches
def test_keys_and_constants_that_no_code_shows_are_learned_while_it_runs(make_project: Callable[..., Project]) -> None:
    report = fuzz(make_project(HIDDEN, "POST /items"), Options(max_examples=60, workers=1, checks=("unhandled_exception",)))
    found = [(finding.exception, finding.source) for finding in report.findings if finding.severity == "failure"]
    assert found == [("TypeError", 'return {"statusCode": 200, "body": body[SKU] / 2}')]
    assert report.functions[0].lines_covered in (None, 1.0)  # None where coverage traces the lines on 3.11
