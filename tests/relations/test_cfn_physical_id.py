"""An Update without a change that answers another id, and the Delete that CloudFormation then sends."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.event_sources.custom_resource import CREATED, UNKNOWN
from lambdatest.model import UNRESOLVED, Case, History, Project
from lambdatest.strategies.custom_resource import custom_resource_event
from strategies.record import LABELS, triggered

Make = Callable[..., Project]
HANDLER = """
import urllib.request, uuid
def handler(event, context):
    row = {"id": ROW}
    if event["RequestType"] == "Delete":
        DELETE
    else:
        TABLE.put_item(Item={**row, "size": event["ResourceProperties"]["Size"]})
    body = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    body |= {"Status": STATUS, "Reason": "-", "PhysicalResourceId": PHYSICAL}
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], data=json.dumps(body).encode(), method="PUT"), timeout=5).read()
"""
REMOVES = "TABLE.delete_item(Key=row)"


def said(make: Make, physical: str, *, given: str = CREATED, old: Any = None, request: str = "Update", **text: str) -> list[Any]:
    code = HANDLER.replace("PHYSICAL", physical)
    for name, standard in (("ROW", 'event["LogicalResourceId"]'), ("DELETE", REMOVES), ("STATUS", '"SUCCESS"')):
        code = code.replace(name, text.get(name.lower(), standard))
    create = custom_resource_event("Create", {"Size": 3})
    later = custom_resource_event(request, {"Size": 3}, physical_id=given, old=old if request == "Update" else None, opaque=1)
    cases = tuple(Case("api", LABELS["custom_resource"], "custom_resource", event) for event in (create, later))
    options = {"type": "Custom::Thing", "name": "Thing", "properties": {"Size": 3}}
    found = replay(triggered(make(code), "custom_resource", **options), History(cases), ["cfn_physical_id"]).findings
    return [(finding.check, finding.severity) for finding in found]


@pytest.mark.parametrize("physical", ["context.log_stream_name", "str(uuid.uuid4())", 'event["RequestId"]'])
def test_the_deletion_of_the_old_id_takes_away_what_the_update_kept(make_project: Make, physical: str) -> None:
    assert said(make_project, physical) == [("cfn_physical_id", "failure")]


def test_where_the_deletion_does_nothing_it_is_a_warning(make_project: Make) -> None:
    assert said(make_project, "context.log_stream_name", delete="pass") == [("cfn_physical_id", "warning")]


@pytest.mark.parametrize("physical", ['row["id"]', 'event.get("PhysicalResourceId") or context.log_stream_name'])
def test_who_keeps_the_id_is_left_alone(make_project: Make, physical: str) -> None:
    assert said(make_project, physical) == []


@pytest.mark.parametrize("given", [UNKNOWN, UNRESOLVED])
def test_an_id_that_the_function_never_gave_says_nothing(make_project: Make, given: str) -> None:
    assert said(make_project, "context.log_stream_name", given=given) == []


@pytest.mark.parametrize("request_type", ["Create", "Delete"])
def test_another_request_than_an_update_may_answer_any_id(make_project: Make, request_type: str) -> None:
    assert said(make_project, "context.log_stream_name", request=request_type) == []


def test_an_update_that_changes_a_property_may_replace(make_project: Make) -> None:
    assert said(make_project, "context.log_stream_name", old={"Size": 4}) == []


def test_an_update_that_is_refused_replaces_nothing(make_project: Make) -> None:
    assert said(make_project, "context.log_stream_name", status='"FAILED" if event["RequestType"] == "Update" else "SUCCESS"') == []


def test_one_that_makes_a_new_thing_each_time_and_removes_the_old_is_a_warning(make_project: Make) -> None:
    row = 'event["PhysicalResourceId"] if event["RequestType"] == "Delete" else context.log_stream_name'
    assert said(make_project, 'row["id"]', row=row) == [("cfn_physical_id", "warning")]
