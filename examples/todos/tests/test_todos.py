"""The todo service, as its clients see it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
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


def request(method, path, todo_id=None, body=None):
    """The parts of an event that the handlers read."""
    return {"httpMethod": method, "path": path, "pathParameters": todo_id and {"id": todo_id}, "body": body, "isBase64Encoded": False}


def create(todo):
    return lambdatest.invoke(PROJECT, "create", request("POST", "/todos", body=json.dumps(todo)))


def read(todo_id):
    return lambdatest.invoke(PROJECT, "read", request("GET", f"/todos/{todo_id}", todo_id))


@settings(max_examples=30, deadline=None)
@given(event=aws.rest_api_events(route="POST /todos", bodies=todos.map(json.dumps)))
def test_a_todo_that_was_created_can_be_read(event):
    with lambdatest.mocked_aws(PROJECT) as account:
        created = lambdatest.invoke(PROJECT, "create", event)
        assert created.status == 201
        assert json.loads(event["body"]).items() <= created.json.items()
        assert read(created.json["id"]).json == created.json
        assert len(account.items(TABLE)) == 1


@settings(max_examples=30, deadline=None)
@given(body=st.none() | st.text(max_size=20) | st.recursive(st.none() | st.booleans() | st.floats() | texts, st.lists).map(json.dumps))
def test_what_is_no_todo_is_refused_and_not_stored(body):
    with lambdatest.mocked_aws(PROJECT) as account:
        assert lambdatest.invoke(PROJECT, "create", request("POST", "/todos", body=body)).status == 400
        assert account.items(TABLE) == []


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
def test_a_todo_that_cannot_be_stored_as_it_is_gets_a_400_with_a_reason(body):
    with lambdatest.mocked_aws(PROJECT):
        outcome = lambdatest.invoke(PROJECT, "create", request("POST", "/todos", body=body))
        assert (outcome.status, list(outcome.json)) == (400, ["message"])


@pytest.mark.parametrize("number", ["19.99", "0", "-0.0", "1E2", "9007199254740993", "1e125", "0.12345678901234567890123456789012345678"])
def test_a_number_keeps_every_digit(number):
    with lambdatest.mocked_aws(PROJECT):
        body = f'{{"text": "a", "priority": {number}}}'
        created = lambdatest.invoke(PROJECT, "create", request("POST", "/todos", body=body))
        answered = json.loads(read(created.json["id"]).body, parse_int=Decimal, parse_float=Decimal)
        assert answered["priority"] == Decimal(number)


def test_a_body_in_base64_is_read():
    with lambdatest.mocked_aws(PROJECT):
        event = {**request("POST", "/todos", body="eyJ0ZXh0IjogIsOpIn0="), "isBase64Encoded": True}
        assert lambdatest.invoke(PROJECT, "create", event).json["text"] == "é"


def test_the_list_has_the_todos_of_every_page():
    with lambdatest.mocked_aws(PROJECT) as account:
        account.seed(TABLE, [{"id": {"S": str(number)}, "text": {"S": "x" * 300_000}} for number in range(8)])
        listed = lambdatest.invoke(PROJECT, "list", request("GET", "/todos"))
        assert sorted(todo["id"] for todo in listed.json["todos"]) == [str(number) for number in range(8)]


def test_an_update_replaces_the_todo():
    with lambdatest.mocked_aws(PROJECT):
        todo_id = create({"text": "old", "due": "today"}).json["id"]
        updated = lambdatest.invoke(PROJECT, "update", request("PUT", f"/todos/{todo_id}", todo_id, '{"text": "new"}'))
        assert updated.status == 200
        assert read(todo_id).json == updated.json == {"id": todo_id, "text": "new", "done": False, "priority": 0, "tags": []}


@pytest.mark.parametrize("todo_id", ["unknown", "x" * 3000])
def test_an_unknown_id_is_not_found_and_not_updated_into_being(todo_id):
    with lambdatest.mocked_aws(PROJECT) as account:
        assert read(todo_id).status == 404
        assert lambdatest.invoke(PROJECT, "update", request("PUT", "/todos/x", todo_id, '{"text": "a"}')).status == 404
        assert account.items(TABLE) == []


def test_a_malformed_update_changes_nothing():
    with lambdatest.mocked_aws(PROJECT):
        created = create({"text": "a"})
        todo_id = created.json["id"]
        assert lambdatest.invoke(PROJECT, "update", request("PUT", f"/todos/{todo_id}", todo_id, "{")).status == 400
        assert read(todo_id).json == created.json


def test_a_todo_can_be_deleted_twice():
    with lambdatest.mocked_aws(PROJECT):
        todo_id = create({"text": "a"}).json["id"]
        event = request("DELETE", f"/todos/{todo_id}", todo_id)
        assert [lambdatest.invoke(PROJECT, "delete", event).status for _ in range(2)] == [204, 204]
        assert read(todo_id).status == 404
