"""What AWS' own events say in their details."""

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from lambdatest.event_sources.aws_detail import DETAILS, shaped
from lambdatest.event_sources.rule_event import events
from lambdatest.strategies.eventbridge import eventbridge_event
from lambdatest.strategies.s3 import s3_event
from lambdatest.vocabulary import Key, Vocabulary

READS = Vocabulary(body=(Key("state", True), Key("instance-id", True), Key("own", True)))
STATE, SPOT = "EC2 Instance State-change Notification", "EC2 Spot Instance Interruption Warning"


def drawn(source: str, *kinds: str):  # type: ignore[no-untyped-def]
    texts = st.just('{"state": "a", "instance-id": "i-1", "own": "x"}')
    return events({"source": [source], "detail-type": list(kinds)}, texts, READS, None, "us-east-1", ("pictures",))


@given(drawn("aws.ec2", STATE, SPOT))
def test_each_type_has_the_fields_that_are_its_own(event) -> None:  # type: ignore[no-untyped-def]
    assert ("state" in event["detail"]) is (event["detail-type"] == STATE)
    assert ("instance-action" in event["detail"]) is (event["detail-type"] == SPOT)
    assert event["detail"]["instance-id"] == "i-1" and event["detail"]["own"] == "x"


@pytest.mark.parametrize("event", [
    eventbridge_event({"state": 1}, source="example.app", detail_type=STATE),
    eventbridge_event({"x": 1}, source="aws.ec2", detail_type="Other"),
    eventbridge_event(None, source="aws.ec2", detail_type=STATE),
])
def test_what_is_not_known_stays_as_it_is(event) -> None:  # type: ignore[no-untyped-def]
    assert shaped(event) == event


def test_every_source_has_several_types_that_differ() -> None:
    for source in {source for source, _ in DETAILS}:
        assert len({tuple(sorted(detail)) for (origin, _), detail in DETAILS.items() if origin == source}) > 1


def test_the_deletion_of_an_object_tells_no_size() -> None:
    found = find(drawn("aws.s3", "Object Created", "Object Deleted"), lambda event: event["detail-type"] == "Object Deleted")
    assert "size" not in found["detail"]["object"] and found["detail"]["deletion-type"] and found["detail"]["reason"] == "DeleteObject"
    made = find(drawn("aws.s3", "Object Created", "Object Deleted"), lambda event: event["detail-type"] == "Object Created")
    assert "size" in made["detail"]["object"] and "deletion-type" not in made["detail"]


@given(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["ObjectCreated:Put", "ObjectRemoved:Delete"]))
def test_two_notifications_have_two_sequencers(one: int, other: int, kind: str) -> None:
    first, second = (s3_event("a", bucket="b", event=name, opaque=n, epoch=1_710_072_000_000)["Records"][0]["s3"]["object"]["sequencer"]
                     for name, n in (("ObjectCreated:Put", one), (kind, other)))
    assert (first == second) is ((one, "ObjectCreated:Put") == (other, kind)) and len(first) == len(second)
