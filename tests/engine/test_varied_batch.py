"""A batch whose records differ."""

import base64
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdatest.engine.varied_batch import ENTRIES, MOST_RECORDS, full_batch, varied_batch
from lambdatest.model import Case, History

VALUES = st.dictionaries(st.sampled_from("ab"), st.sampled_from("xyz"), min_size=1)
RECORDS = {
    "sqs": lambda value, n: {"messageId": str(n), "body": json.dumps(value)},
    "kinesis": lambda value, n: {"kinesis": {"sequenceNumber": str(n), "data": base64.b64encode(json.dumps(value).encode()).decode()}},
    "dynamodb_stream": lambda value, n: {"dynamodb": {"SequenceNumber": str(n), "Keys": {key: {"S": text} for key, text in value.items()}}},
}


def history(values: list[Any], kind: str, key: str = "Records") -> History:
    records = [RECORDS[kind](value, n) for n, value in enumerate(values)]
    return History((Case("api", "t", kind, {key: records}, ()),))


@pytest.mark.parametrize("kind", RECORDS)
def test_records_are_not_alike_though_the_simplest_ones_are(kind):
    found = varied_batch(st.lists(VALUES, min_size=1, max_size=3).map(lambda values: history(values, kind)))
    unnumbered = [re.sub('umber": "[0-9]"|Id": "[0-9]"', "", json.dumps(record)) for record in found.cases[-1].event["Records"]]
    assert len(unnumbered) == len(set(unnumbered)) == 3


@settings(max_examples=20, suppress_health_check=[HealthCheck.nested_given])  # it draws by itself
@given(st.sampled_from(sorted(RECORDS)), st.integers(1, 3), VALUES)
def test_there_is_none_where_records_are_alike_whatever_they_are_called(kind, number, value):
    assert varied_batch(st.just(history([value] * number, kind))) is None


def test_texts_and_records_of_other_sources_are_compared_as_they_are():
    records = [{"recordId": "1", "data": "YQ=="}, {"recordId": "2", "data": "Yg=="}]
    event = {"records": records}
    assert varied_batch(st.just(History((Case("api", "t", "firehose", event, ()),)))).cases[-1].event == event


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize(("size", "count"), [(100, MOST_RECORDS), (ENTRIES + 1, ENTRIES + 1), (ENTRIES, None)])
def test_a_full_batch_has_different_records_in_their_order(kind, size, count):
    numbers = st.lists(st.integers(0, 500), min_size=1, max_size=3, unique=True)
    drawn = numbers.map(lambda found: History((Case("api", "t", kind, {"Records": [RECORDS[kind]({"a": str(n)}, n) for n in found]}, ()),)))
    found = full_batch(drawn, size)
    if count is None:
        assert found is None
        return
    places = [int(re.search(r'(?:umber|Id)": "([0-9]+)"', json.dumps(record))[1]) for record in found.cases[-1].event["Records"]]
    assert len(places) == len(set(places)) == count and (kind == "sqs" or places == sorted(places))


def test_the_account_of_a_full_batch_holds_what_each_of_its_events_needs():
    made = st.integers(0, 500).map(lambda n: replace(history([{"a": str(n)}], "sqs"), seeds={"items": ({"id": {"S": str(n)}},)}))
    drawn = made.map(lambda one: replace(one, cases=(replace(one.cases[0], event={"Records": [
        {**one.cases[0].event["Records"][0], "messageId": one.seeds["items"][0]["id"]["S"]}]}),)))
    found = full_batch(drawn, 100)
    held = {item["id"]["S"] for item in found.seeds["items"]}
    assert {record["messageId"] for record in found.cases[-1].event["Records"]} <= held


def test_there_is_no_full_batch_where_the_same_few_records_come_again():
    assert full_batch(st.just(history([{"a": "x"}], "sqs")), 100) is None
