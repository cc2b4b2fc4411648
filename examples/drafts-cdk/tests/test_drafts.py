"""The drafts service, as its clients and its queue see it."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lambdatest
from lambdatest import strategies as aws

PROJECT = lambdatest.load(Path(__file__).parents[1])
TABLE = PROJECT.tables[0].name

texts = st.fixed_dictionaries({"text": st.text(st.characters(codec="utf-8"), min_size=1, max_size=50)}).map(json.dumps)


def invoke(function, **event):
    return lambdatest.invoke(PROJECT, function, event)


@settings(max_examples=20, deadline=None)
@given(event=aws.rest_api_events(route="POST /drafts", bodies=texts))
def test_a_draft_that_was_created_can_be_read(event):
    with lambdatest.mocked_aws(PROJECT):
        created = lambdatest.invoke(PROJECT, "Create", event)
        assert created.status == 201
        assert invoke("Read", pathParameters={"id": created.json["id"]}).json == created.json


@pytest.mark.parametrize("body", [None, "{", "[]", "{}", '{"text": ""}', '{"text": 1}', '{"text": "\\ud800"}'])
def test_what_is_no_draft_is_refused(body):
    with lambdatest.mocked_aws(PROJECT) as account:
        assert invoke("Create", body=body).status == 400
        assert account.items(TABLE) == []


@settings(max_examples=20, deadline=None)
@given(event=aws.sqs_events(bodies=texts | st.just("no JSON")))
def test_every_text_of_the_queue_is_stored_or_named_as_failed(event):
    with lambdatest.mocked_aws(PROJECT) as account:
        outcome = lambdatest.invoke(PROJECT, "Take", event)
        assert len(account.items(TABLE)) + len(outcome.batch_item_failures) == len(event["Records"])


def test_an_unknown_draft_is_not_found():
    with lambdatest.mocked_aws(PROJECT):
        assert invoke("Read", pathParameters={"id": "none"}).status == 404
