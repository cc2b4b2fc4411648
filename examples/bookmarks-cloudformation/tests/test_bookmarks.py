"""The bookmarks service, as its clients see it."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lambdatest
from lambdatest import strategies as aws

PROJECT = lambdatest.load(Path(__file__).parents[1])

urls = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._~/?=&", max_size=60).map("https://example.com/{}".format)


def invoke(function, name, **event):
    return lambdatest.invoke(PROJECT, function, {**event, "pathParameters": {"name": name}})


@settings(max_examples=30, deadline=None)
@given(event=aws.http_api_events(route="PUT /bookmarks/{name}", bodies=st.fixed_dictionaries({"url": urls}).map(json.dumps)))
def test_a_bookmark_that_was_kept_opens(event):
    with lambdatest.mocked_aws(PROJECT):
        kept = lambdatest.invoke(PROJECT, "Keep", event)
        assert kept.status == 200
        assert invoke("Open", event["pathParameters"]["name"]).json == kept.json


@pytest.mark.parametrize("body", [None, "{", "[]", "{}", '{"url": 1}', '{"url": "javascript:alert(1)"}', '{"url": "http://["}'])
def test_what_is_no_url_is_refused(body):
    with lambdatest.mocked_aws(PROJECT) as account:
        assert invoke("Keep", "a", **({} if body is None else {"body": body})).status == 400
        assert account.items(PROJECT.tables[0].name) == []


def test_a_bookmark_can_be_forgotten_twice():
    with lambdatest.mocked_aws(PROJECT):
        invoke("Keep", "a", body='{"url": "https://example.com"}')
        assert [invoke("Forget", "a").status for _ in range(2)] == [204, 204]
        assert invoke("Open", "a").status == 404


@pytest.mark.parametrize("function", ["Keep", "Open", "Forget"])
def test_a_name_that_is_too_long_is_refused(function):
    with lambdatest.mocked_aws(PROJECT):
        assert invoke(function, "x" * 101, body='{"url": "https://example.com"}').status == 400
