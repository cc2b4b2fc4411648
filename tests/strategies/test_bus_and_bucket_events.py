"""Events of EventBridge and S3."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

import pytest
from aws_lambda_powertools.utilities.data_classes import S3Event
from aws_lambda_powertools.utilities.parser.models import EventBridgeModel, S3Model, S3SqsEventNotificationModel
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from moto.events.models import EventPattern

from lambdatest import strategies as aws
from lambdatest.strategies.s3 import EVENT_TYPES, KEYS, encoded_key

few = settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
PATTERNS: list[dict[str, Any]] = [
    {"source": ["shop"], "detail-type": ["Placed", "Paid"]},
    {"source": [{"prefix": "sh"}], "detail": {"state": [{"anything-but": "done"}], "total": [{"numeric": [">", 0, "<=", 10]}]}},
    {"detail": {"gone": [{"exists": False}], "there": [{"exists": True}]}},
    {"$or": [{"source": ["a"]}, {"detail": {"kind": ["b"]}}]},
    {"detail": {"customer": {"id": ["x", 7]}, "state": [{"anything-but": ["a", "b"]}]}},
]


@few
@given(st.sampled_from(PATTERNS).flatmap(lambda pattern: st.tuples(st.just(pattern), aws.eventbridge_events(pattern=pattern))))
def test_every_event_of_a_rule_matches_its_pattern(drawn: tuple[dict[str, Any], dict[str, Any]]) -> None:
    pattern, event = drawn
    EventBridgeModel.model_validate(event)
    assert EventPattern.load(json.dumps(pattern)).matches_event(event)


@few
@given(aws.scheduled_events(rule="nightly"))
def test_a_schedule_fires_on_the_full_minute_with_an_empty_detail(event: dict[str, Any]) -> None:
    EventBridgeModel.model_validate(event)
    assert event["detail"] == {} and event["detail-type"] == "Scheduled Event" and event["resources"][0].endswith(":rule/nightly")
    assert datetime.fromisoformat(event["time"]).second == 0


@few
@given(aws.s3_events(events=["s3:*"], versioned=None))
def test_a_notification_is_one_that_powertools_accepts(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    S3Model.model_validate(event)
    (record,) = event["Records"]
    assert record["s3"]["bucket"]["arn"].endswith(f":{record['s3']['bucket']['name']}") and not record["eventName"].startswith("s3:")


@few
@given(KEYS)
def test_a_key_is_encoded_so_that_everybody_s_decoder_gives_it_back(key: str) -> None:
    assert unquote_plus(encoded_key(key)) == key
    assert encoded_key(key).isascii() and " " not in encoded_key(key)
    event = {"Records": [{"s3": {"object": {"key": encoded_key(key)}}}]}
    assert S3Event(event).object_key == key


@few
@given(aws.s3_events(contents=st.binary(max_size=9)))
def test_size_and_digest_are_those_of_one_content(event: dict[str, Any]) -> None:
    told = event["Records"][0]["s3"]["object"]
    assert told["size"] <= 9 and len(told["eTag"]) == 32 and (told["size"] == 0) == (told["eTag"] == "d41d8cd98f00b204e9800998ecf8427e")


@few
@given(aws.sqs_events(bodies=aws.s3_events().map(json.dumps), max_size=2))
def test_a_notification_in_a_queue_is_one_that_powertools_accepts(event: dict[str, Any]) -> None:
    S3SqsEventNotificationModel.model_validate(event)


def test_a_wildcard_stands_for_the_types_that_s3_sends() -> None:
    seen: set[str] = set()

    @settings(max_examples=200, database=None, deadline=None)
    @given(aws.s3_events(events=["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"]))
    def gather(event: dict[str, Any]) -> None:
        seen.add(event["Records"][0]["eventName"])

    gather()
    assert seen == {*(name for name in EVENT_TYPES if name.startswith("ObjectCreated")), "ObjectRemoved:Delete"}


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (aws.s3_events(events=["s3:ObjectCreated:Putt"]), "did you mean 'ObjectCreated:Put'?"),
        (aws.s3_events(events=[]), "names no type"),
        (aws.s3_events(keys=st.just("")), "a key has 1 to 1,024 bytes, not 0"),
        (aws.s3_events(versioned="yes"), "versioned='yes' is not of type bool"),  # type: ignore[arg-type]
        (aws.eventbridge_events(details=st.just([])), "details drew [], which is no mapping"),  # type: ignore[arg-type]
        (aws.eventbridge_events(source=""), "it is empty"),
        (aws.eventbridge_events(pattern="x"), "pass the rule's event pattern as a mapping"),  # type: ignore[arg-type]
    ],
)
def test_an_argument_that_the_service_would_refuse_is_named_when_it_is_drawn_from(strategy: Any, message: str) -> None:
    @settings(max_examples=1, database=None, deadline=None)
    @given(strategy)
    def drawn(_event: Any) -> None:
        """Draws once."""

    with pytest.raises(InvalidArgument) as raised:
        drawn()
    assert message in str(raised.value)
