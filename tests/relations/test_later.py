"""A message that is later than another about the same."""

import json
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from lambdatest.model import Case, Function, Location, Trigger
from lambdatest.relations.later import later_event, orders
from lambdatest.results import Step
from lambdatest.strategies.eventbridge import eventbridge_event
from lambdatest.strategies.sns import sns_event
from lambdatest.strategies.sqs import Message, sqs_event
from lambdatest.vocabulary import Vocabulary

HERE = Location("serverless.yml", 1)
TOPIC = "arn:aws:sns:us-east-1:123456789012:paid"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:in"


def step(kind: str, event: Any) -> Step:
    function = Function("api", "shop-api", "app.handler", "python3.12", Path(), HERE)
    return Step(Case("api", kind, kind, event), function, Trigger(kind, kind, "api", HERE), Vocabulary())


def messages(*bodies: Any) -> Any:
    return sqs_event([Message(json.dumps(body)) for body in bodies], queue=QUEUE)


@pytest.mark.parametrize(("value", "after"), [
    (5, 6), (1.5, 2.5), ("7", "8"), ("2024-02-28", "2024-02-29"), ("2024-02-28T10:00:00Z", "2024-02-29T10:00:00Z"),
    ("2024-02-28T10:00:00+02:00", "2024-02-29T10:00:00+02:00"), ("9999-12-31", None), ("v1", None), (True, None), ([1], None),
])
def test_a_version_or_a_time_is_followed_by_a_later_one(value: Any, after: Any) -> None:
    found = later_event(step("sqs", messages({"id": "a", "updated_at": value})))
    assert (found and json.loads(found["Records"][0]["body"])["updated_at"]) == after


def test_the_later_message_is_another_one_with_the_digest_of_its_text() -> None:
    event = messages({"id": "a", "version": 1})
    (first,), (record,) = event["Records"], later_event(step("sqs", event))["Records"]  # type: ignore[index]
    assert record["messageId"] != first["messageId"] and record["md5OfBody"] == md5(record["body"].encode()).hexdigest()
    assert {name for name in record if record[name] != first[name]} == {"messageId", "body", "md5OfBody"}


def test_topics_and_buses_have_one_too_and_batches_of_several_have_none() -> None:
    told = later_event(step("sns", sns_event(json.dumps({"id": "a", "seq": 1}), topic=TOPIC)))
    assert told is not None and json.loads(told["Records"][0]["Sns"]["Message"]) == {"id": "a", "seq": 2}
    event = eventbridge_event({"id": "a", "occurredAt": "2024-02-28"}, source="shop", detail_type="Paid")
    found = later_event(step("eventbridge", event))
    assert found is not None and found["detail"]["occurredAt"] == "2024-02-29" and found["id"] != event["id"]
    assert later_event(step("sqs", messages({"version": 1}, {"version": 2}))) is None
    assert later_event(step("sqs", messages("text"))) is None


@pytest.mark.parametrize(("name", "tells"), [
    ("at", True), ("version", True), ("order_version", True), ("observedAt", True), ("created_at", True), ("scheduled_at", False),
    ("expires_at", False), ("format", False),
])
def test_some_names_tell_which_message_is_the_later_one(name: str, tells: bool) -> None:
    (record,) = messages({name: 5})["Records"]
    assert bool(orders(record)) is tells
