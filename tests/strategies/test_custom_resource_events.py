"""Events of a CloudFormation custom resource."""

import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import CloudFormationCustomResourceEvent
from aws_lambda_powertools.utilities.parser.models import (
    CloudFormationCustomResourceCreateModel, CloudFormationCustomResourceDeleteModel, CloudFormationCustomResourceUpdateModel,
)
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest.strategies import custom_resource_events
from lambdatest.strategies.custom_resource import custom_resource_event

few = settings(max_examples=50, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
state = settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
MODELS: dict[str, Any] = {
    "Create": CloudFormationCustomResourceCreateModel, "Update": CloudFormationCustomResourceUpdateModel,
    "Delete": CloudFormationCustomResourceDeleteModel,
}


@few
@given(custom_resource_events())
def test_powertools_accepts_and_reads_every_event(event: dict[str, Any]) -> None:
    assert json.loads(json.dumps(event)) == event
    MODELS[event["RequestType"]].model_validate(event)
    read = CloudFormationCustomResourceEvent(event)
    assert read.resource_properties["ServiceToken"] == event["ServiceToken"] and read.resource_type == "Custom::Thing"


@few
@given(custom_resource_events())
def test_only_what_was_created_has_an_id_and_only_an_update_has_old_properties(event: dict[str, Any]) -> None:
    assert ("PhysicalResourceId" in event) == (event["RequestType"] != "Create")
    assert ("OldResourceProperties" in event) == (event["RequestType"] == "Update")
    assert all(isinstance(value, str) for value in event["ResourceProperties"].values())


def test_cloudformation_makes_text_of_every_scalar() -> None:
    properties = {"n": 3, "yes": True, "list": [1, False], "map": {"a": 1.5}}
    found = custom_resource_event("Create", properties)["ResourceProperties"]
    assert found.items() >= {"n": "3", "yes": "true", "list": ["1", "false"], "map": {"a": "1.5"}}.items()


@pytest.mark.parametrize("condition", [
    lambda e: e.get("OldResourceProperties") == e["ResourceProperties"],
    lambda e: e["RequestType"] == "Update" and e["OldResourceProperties"] != e["ResourceProperties"],
    lambda e: e["RequestType"] == "Delete", lambda e: "Name" in e["ResourceProperties"],
])
def test_every_optional_field_takes_each_of_its_states(condition: Any) -> None:
    find(custom_resource_events(), condition, settings=state)


@pytest.mark.parametrize(("options", "message"), [
    ({"requests": st.just("create")}, "request='create' is not one of"),
    ({"resource_type": "AWS::S3::Bucket"}, "begins with neither Custom::"),
    ({"properties": st.just([])}, "properties=.* is not of type Mapping"),
])
def test_a_bad_argument_is_named_when_drawn_from(options: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(custom_resource_events(**options), lambda _: True, settings=state)
