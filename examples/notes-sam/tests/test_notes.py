"""The notes service, as its clients see it."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lambdatest
from lambdatest import strategies as aws

PROJECT = lambdatest.load(Path(__file__).parents[1])
TABLE = PROJECT.tables[0].name

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=50)
notes = st.fixed_dictionaries({"title": texts}, optional={"text": texts})


def invoke(function, note_id=None, **event):
    return lambdatest.invoke(PROJECT, function, {**event, **({"pathParameters": {"id": note_id}} if note_id else {})})


@settings(max_examples=30, deadline=None)
@given(event=aws.http_api_events(route="POST /notes", bodies=notes.map(json.dumps)))
def test_a_note_that_was_created_can_be_read(event):
    with lambdatest.mocked_aws(PROJECT):
        created = lambdatest.invoke(PROJECT, "CreateFunction", event)
        assert created.status == 201
        assert invoke("ReadFunction", created.json["id"]).json == created.json


@pytest.mark.parametrize("body", [None, "{", "[]", "{}", '{"title": ""}', '{"title": "a", "text": 1}', '{"title": "\\ud800"}'])
def test_what_is_no_note_is_refused_and_not_stored(body):
    with lambdatest.mocked_aws(PROJECT) as account:
        assert invoke("CreateFunction", **({} if body is None else {"body": body})).status == 400
        assert account.items(TABLE) == []


def test_following_the_cursor_gives_every_note_once():
    with lambdatest.mocked_aws(PROJECT) as account:
        account.seed(TABLE, [{"id": {"S": f"{number:03}"}, "title": {"S": "a"}, "text": {"S": ""}} for number in range(120)])
        listed, token = [], None
        while token or not listed:
            page = invoke("ListFunction", **({"queryStringParameters": {"nextToken": token}} if token else {})).json
            listed += [note["id"] for note in page["notes"]]
            token = page["nextToken"]
        assert sorted(listed) == [f"{number:03}" for number in range(120)]


def test_a_cursor_that_is_not_ours_is_refused():
    with lambdatest.mocked_aws(PROJECT):
        assert invoke("ListFunction", queryStringParameters={"nextToken": "x" * 3000}).status == 400


def test_a_note_can_be_deleted_twice():
    with lambdatest.mocked_aws(PROJECT):
        note_id = invoke("CreateFunction", body='{"title": "a"}').json["id"]
        assert [invoke("DeleteFunction", note_id).status for _ in range(2)] == [204, 204]
        assert invoke("ReadFunction", note_id).status == 404
