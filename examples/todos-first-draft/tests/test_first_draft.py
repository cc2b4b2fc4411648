"""The tests that came with the first draft: all of them pass."""

import json
from pathlib import Path

import lambdatest

PROJECT = lambdatest.load(Path(__file__).parents[1])


def invoke(function, todo_id=None, body=None, query=None):
    event = {"pathParameters": todo_id and {"id": todo_id}, "body": body and json.dumps(body), "queryStringParameters": query}
    return lambdatest.invoke(PROJECT, function, event)


def test_a_todo_is_created_read_updated_and_deleted():
    with lambdatest.mocked_aws(PROJECT):
        created = invoke("create", body={"text": "milk", "priority": 1, "tags": ["shop"]})
        assert (created.status, created.json["text"]) == (200, "milk")
        todo_id = created.json["id"]
        assert invoke("get", todo_id).json == created.json
        assert invoke("update", todo_id, {"text": "oat milk", "done": True, "priority": 2}).json["done"] is True
        assert invoke("delete", todo_id).json["text"] == "oat milk"


def test_todos_are_listed_and_found():
    with lambdatest.mocked_aws(PROJECT):
        for text in ("milk", "bread"):
            invoke("create", body={"text": text, "priority": 1})
        assert sorted(todo["text"] for todo in invoke("list").json) == ["bread", "milk"]
        assert [todo["text"] for todo in invoke("search", query={"q": "mil"}).json] == ["milk"]
