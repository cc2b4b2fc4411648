"""The parcels service: its API, and scans that come twice and in any order."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lambdatest
from lambdatest import strategies as aws

PROJECT = lambdatest.load(Path(__file__).parents[1])
TABLE = PROJECT.tables[0].name

addresses = st.text(st.characters(codec="utf-8"), min_size=1, max_size=50)
scans = st.fixed_dictionaries({"id": st.just("p1"), "place": st.sampled_from(("depot", "van", "door")), "seen_at": st.integers(0, 9)})


def invoke(function, parcel_id=None, **event):
    return lambdatest.invoke(PROJECT, function, {**event, **({"pathParameters": {"id": parcel_id}} if parcel_id else {})})


def test_what_terraform_declares_is_found():
    assert sorted(function.name for function in PROJECT.functions) == ["read", "register", "scan"]
    assert [trigger.label for function in PROJECT.functions for trigger in function.triggers] == [
        "GET /parcels/{id}", "POST /parcels", "SQS parcels-scans"]


@settings(max_examples=20, deadline=None)
@given(address=addresses)
def test_a_parcel_that_was_registered_can_be_read(address):
    with lambdatest.mocked_aws(PROJECT):
        created = invoke("register", body=json.dumps({"address": address}))
        assert created.status == 201
        assert invoke("read", created.json["id"]).json == {**created.json, "place": ""}


@pytest.mark.parametrize("body", [None, "{", "[]", "{}", '{"address": ""}', '{"address": 1}', '{"address": "\\ud800"}'])
def test_what_is_no_parcel_is_refused_and_not_stored(body):
    with lambdatest.mocked_aws(PROJECT) as account:
        assert invoke("register", **({} if body is None else {"body": body})).status == 400
        assert account.items(TABLE) == []


@settings(max_examples=20, deadline=None)
@given(event=aws.sqs_events(bodies=scans.map(json.dumps)))
def test_a_parcel_is_where_the_latest_scan_saw_it(event):
    with lambdatest.mocked_aws(PROJECT) as account:
        account.seed(TABLE, [{"id": {"S": "p1"}, "address": {"S": "a"}}])
        assert lambdatest.invoke(PROJECT, "scan", event).json == {"batchItemFailures": []}
        seen = [json.loads(record["body"]) for record in event["Records"]]
        latest = max(scan["seen_at"] for scan in seen)
        place = next(scan["place"] for scan in seen if scan["seen_at"] == latest)
        assert invoke("read", "p1").json["place"] == place


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"id": "p1"}', '{"id": "p1", "place": "van", "seen_at": true}', '{"id": ""}'])
def test_what_is_no_scan_is_left_for_the_dead_ones(body):
    with lambdatest.mocked_aws(PROJECT):
        record = {"messageId": "m1", "body": body}
        assert lambdatest.invoke(PROJECT, "scan", {"Records": [record]}).json == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
