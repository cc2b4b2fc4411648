"""Events of a function URL."""

import json
from datetime import datetime
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import LambdaFunctionUrlEvent
from aws_lambda_powertools.utilities.parser.models import LambdaFunctionUrlModel
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest.model import Request
from lambdatest.strategies import function_url_events
from lambdatest.strategies.function_url import function_url_event

EVENTS = function_url_events(authorizer=st.sampled_from((None, "iam")))
few = settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
state = settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@few
@given(EVENTS)
def test_powertools_accepts_and_reads_every_event(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    LambdaFunctionUrlModel.model_validate(event)
    assert LambdaFunctionUrlEvent(event).path == event["rawPath"]


@few
@given(EVENTS)
def test_one_route_no_stage_and_a_path_that_stays_encoded(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    assert event["routeKey"] == context["routeKey"] == context["stage"] == "$default"
    assert "pathParameters" not in event and "stageVariables" not in event
    assert event["rawPath"] == context["http"]["path"] and event["rawPath"].isascii()


@few
@given(EVENTS)
def test_host_account_and_times_agree(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    assert event["headers"]["host"] == context["domainName"] and context["domainName"].startswith(context["apiId"] + ".lambda-url.")
    assert (context["accountId"] == "anonymous") == ("authorizer" not in context)
    assert int(datetime.strptime(context["time"], "%d/%b/%Y:%H:%M:%S %z").timestamp()) == context["timeEpoch"] // 1000


def test_an_encoded_slash_stays() -> None:
    assert function_url_event(Request("GET", "/pa2%Fth/1"))["rawPath"] == "/pa2%Fth/1"


def test_header_names_are_lower_case_and_values_kept() -> None:
    assert function_url_event(Request("GET", headers=(("X-Test", "With WeiRd CapS"),)))["headers"]["x-test"] == "With WeiRd CapS"


@pytest.mark.parametrize("condition", [
    lambda e: "body" in e, lambda e: "body" not in e, lambda e: e["isBase64Encoded"], lambda e: "cookies" in e,
    lambda e: "authorizer" in e["requestContext"], lambda e: "%" in e["rawPath"],
])
def test_every_optional_field_takes_each_of_its_states(condition: Any) -> None:
    find(EVENTS, condition, settings=state)


def test_a_bad_argument_is_named_when_drawn_from() -> None:
    with pytest.raises(InvalidArgument, match="authorizer='jwt' is not one of 'iam'"):
        find(function_url_events(authorizer="jwt"), lambda _: True, settings=state)
