"""The todo service, as its clients see it.  Every test, and every example of a test, begins with an empty table."""

import base64
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lambdatest
from lambdatest import strategies as aws

PROJECT = lambdatest.load(Path(__file__).parents[1])
TABLE = PROJECT.tables[0].name

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=50)
todos = st.fixed_dictionaries(
    {"text": texts},
    optional={
        "done": st.booleans(),
        "priority": st.integers(-(10**30), 10**30) | st.decimals(-100, 100, places=2).map(float),
        "tags": st.lists(texts, max_size=3),
        "due": texts,
    },
)


def request(method, todo_id=None, body=None):
    """The parts of an event that the handlers read; a body that is no text is sent as JSON."""
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    path = "/todos" if todo_id is None else f"/todos/{todo_id}"
    return {"httpMethod": method, "path": path, "pathParameters": todo_id and {"id": todo_id}, "body": text, "isBase64Encoded": False}


@given(event=aws.rest_api_events(route="POST /todos", bodies=todos.map(json.dumps)))
def test_a_todo_that_was_created_can_be_read(aws_account, invoke_lambda, event):
    created = invoke_lambda("create", event)
    assert created.status == 201
    assert json.loads(event["body"]).items() <= created.json.items()
    assert invoke_lambda("read", request("GET", created.json["id"])).json == created.json
    assert len(aws_account.items(TABLE)) == 1


@given(body=st.none() | st.text(max_size=20) | st.recursive(st.none() | st.booleans() | st.floats() | texts, st.lists).map(json.dumps))
def test_what_is_no_todo_is_refused_and_not_stored(aws_account, invoke_lambda, body):
    assert invoke_lambda("create", request("POST", body=body)).status == 400
    assert aws_account.items(TABLE) == []


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"text": ""}',
        '{"text": 1}',
        '{"text": "a", "done": 1}',
        '{"text": "a", "priority": true}',
        '{"text": "a", "priority": NaN}',
        '{"text": "a", "priority": 1e126}',
        '{"text": "a", "priority": 0.123456789012345678901234567890123456789}',
        '{"text": "a", "tags": "b"}',
        '{"text": "a", "tags": [1]}',
        '{"text": "a", "due": 1}',
        '{"text": "\\ud800"}',
        "[" * 100_000,
    ],
    ids=lambda body: body[:40],
)
def test_a_todo_that_cannot_be_stored_as_it_is_gets_a_400_with_a_reason(invoke_lambda, body):
    outcome = invoke_lambda("create", request("POST", body=body))
    assert (outcome.status, list(outcome.json)) == (400, ["message"])


@pytest.mark.parametrize("number", ["19.99", "0", "-0.0", "1E2", "9007199254740993", "1e125", "0.12345678901234567890123456789012345678"])
def test_a_number_keeps_every_digit(invoke_lambda, number):
    created = invoke_lambda("create", request("POST", body=f'{{"text": "a", "priority": {number}}}'))
    read = invoke_lambda("read", request("GET", created.json["id"]))
    assert json.loads(read.body, parse_int=Decimal, parse_float=Decimal)["priority"] == Decimal(number)


def test_a_body_in_base64_is_read(invoke_lambda):
    event = {**request("POST", body=base64.b64encode('{"text": "é"}'.encode()).decode()), "isBase64Encoded": True}
    assert invoke_lambda("create", event).json["text"] == "é"


def test_the_list_has_the_todos_of_every_page(aws_account, invoke_lambda):
    aws_account.seed(TABLE, [{"id": str(number), "text": "x" * 300_000} for number in range(8)])
    listed = invoke_lambda("list", request("GET"))
    assert sorted(todo["id"] for todo in listed.json["todos"]) == [str(number) for number in range(8)]
    assert [call.operation for call in listed.calls] == ["Scan"] * 3


@given(item=aws.dynamodb_items(PROJECT.tables[0]))
def test_whatever_an_item_holds_is_answered(aws_account, invoke_lambda, item):
    aws_account.seed(TABLE, {**item, "id": "a"})
    assert invoke_lambda("read", request("GET", "a")).json.keys() == item.keys()


@given(old=todos, new=todos)
def test_an_update_replaces_the_todo(invoke_lambda, old, new):
    todo_id = invoke_lambda("create", request("POST", body=old)).json["id"]
    updated = invoke_lambda("update", request("PUT", todo_id, new))
    assert updated.json.items() >= {"id": todo_id, **new}.items()
    assert invoke_lambda("read", request("GET", todo_id)).json == updated.json


@pytest.mark.parametrize("todo_id", ["unknown", "x" * 3000])
def test_an_unknown_id_is_not_found_and_not_updated_into_being(aws_account, invoke_lambda, todo_id):
    assert invoke_lambda("read", request("GET", todo_id)).status == 404
    assert invoke_lambda("update", request("PUT", todo_id, {"text": "a"})).status == 404
    assert aws_account.items(TABLE) == []


def test_a_malformed_update_changes_nothing(invoke_lambda):
    created = invoke_lambda("create", request("POST", body={"text": "a"}))
    assert invoke_lambda("update", request("PUT", created.json["id"], "{")).status == 400
    assert invoke_lambda("read", request("GET", created.json["id"])).json == created.json


def test_a_todo_can_be_deleted_twice(invoke_lambda):
    todo_id = invoke_lambda("create", request("POST", body={"text": "a"})).json["id"]
    assert [invoke_lambda("delete", request("DELETE", todo_id)).status for _ in range(2)] == [204, 204]
    assert invoke_lambda("read", request("GET", todo_id)).status == 404
