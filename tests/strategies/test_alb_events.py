"""Events of an Application Load Balancer."""

import base64
import json
from typing import Any
from urllib.parse import unquote

import pytest
from aws_lambda_powertools.utilities.data_classes import ALBEvent
from aws_lambda_powertools.utilities.parser.models import AlbModel
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest.model import Request
from lambdatest.strategies import alb_events
from lambdatest.strategies.alb import MULTIPLE, SINGLE, alb_event

few = settings(max_examples=50, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
state = settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
ANY = alb_events(multi_value=None, health_checks=True)
HEADERS = (("X-Test", "a"), ("x-test", "b"), ("Cookie", "s=1"))


@few
@given(alb_events(health_checks=True))
def test_powertools_accepts_and_reads_every_event(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    AlbModel.model_validate(event)
    assert ALBEvent(event).path == event["path"]


@few
@given(ANY)
def test_headers_and_query_are_lists_or_texts_and_never_both(event: dict[str, Any]) -> None:
    names = [pair for pair in (SINGLE, MULTIPLE) if pair[0] in event]
    assert len(names) == 1 and set(names[0]) <= set(event)
    for name in names[0]:
        assert all(isinstance(value, list if names[0] == MULTIPLE else str) for value in event[name].values())
    assert all(header == header.lower() for header in event[names[0][1]])


@few
@given(ANY)
def test_no_body_is_an_empty_text_and_binary_is_base64(event: dict[str, Any]) -> None:
    assert isinstance(event["body"], str)
    if event["isBase64Encoded"]:
        base64.b64decode(event["body"], validate=True)


@few
@given(alb_events(query=st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5), max_size=2)))
def test_the_query_stays_percent_encoded(event: dict[str, Any]) -> None:
    for text in (*event["queryStringParameters"], *event["queryStringParameters"].values()):
        assert text.isascii() and not set(text) & set(" &=#+") and unquote(text) is not None


def test_the_last_of_several_values_counts_unless_they_are_lists() -> None:
    sent = Request("GET", "/a%20b", query=(("q", "1"), ("q", "a b")), headers=HEADERS)
    single, several = alb_event(sent), alb_event(sent, multi_value=True)
    assert single["queryStringParameters"] == {"q": "a%20b"} and several["multiValueQueryStringParameters"] == {"q": ["1", "a%20b"]}
    assert single["headers"]["x-test"] == "b" and several["multiValueHeaders"]["x-test"] == ["a", "b"]
    assert single["headers"]["cookie"] == "s=1" and single["path"] == "/a%20b"


@pytest.mark.parametrize(("kind", "encoded"), [
    ("application/json", False), ("text/html; charset=utf-8", False), ("application/xml", False),
    ("application/x-www-form-urlencoded", True),
    ("application/octet-stream", True), ("application/json-patch", True),
])
def test_only_text_and_three_applications_arrive_as_text(kind: str, encoded: bool) -> None:
    event = alb_event(Request("POST", headers=(("Content-Type", kind),), body="a=1"))
    assert event["isBase64Encoded"] == encoded
    assert alb_event(Request("POST", headers=(("Content-Type", kind), ("Content-Encoding", "gzip")), body="a"))["isBase64Encoded"]


@pytest.mark.parametrize("condition", [
    lambda e: e["body"] == "", lambda e: e["isBase64Encoded"], lambda e: "multiValueHeaders" in e, lambda e: "headers" in e,
    lambda e: "ELB-HealthChecker/2.0" in str(e), lambda e: e["httpMethod"] == "DELETE", lambda e: "%" in e["path"],
])
def test_every_field_takes_each_of_its_states(condition: Any) -> None:
    find(ANY, condition, settings=state)


def test_a_bad_argument_is_named_when_drawn_from() -> None:
    with pytest.raises(InvalidArgument, match="multi_value='yes' is not True, False or None"):
        find(alb_events(multi_value="yes"), lambda _: True, settings=state)  # type: ignore[arg-type]
