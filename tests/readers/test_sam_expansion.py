"""Whole templates, read by us, and as SAM's own translator expands them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from samtranslator.translator.transform import transform

import lambdatest
from lambdatest.model import Project, Table, Trigger, strings
from lambdatest.readers.document import load
from lambdatest.readers.location import plain
from lambdatest.readers.scalar import YAML_1_1

TEMPLATES = sorted((Path(__file__).parent / "templates").glob("*.yaml"))
HELD = ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::S3::Bucket", "AWS::Kinesis::Stream", "AWS::Events::EventBus",
        "AWS::StepFunctions::StateMachine", "AWS::Cognito::UserPool", "AWS::Logs::LogGroup", "AWS::KinesisFirehose::DeliveryStream")
LISTED = {
    "IoTRule": "AWS::IoT::TopicRule", "CloudWatchLogs": "AWS::Logs::SubscriptionFilter", "MSK": "AWS::Lambda::EventSourceMapping",
    "MQ": "AWS::Lambda::EventSourceMapping", "SelfManagedKafka": "AWS::Lambda::EventSourceMapping",
    "DocumentDB": "AWS::Lambda::EventSourceMapping",
}
"""What SAM makes of events of which no strategy is known yet."""


def uploaded(template: dict[str, Any]) -> dict[str, Any]:
    """*template* with its code in a bucket, as ``sam package`` would leave it."""
    for resource in template["Resources"].values():
        for key in ("CodeUri", "ContentUri"):
            if key in resource.get("Properties", {}):
                resource["Properties"][key] = "s3://bucket/code"
    given = template.get("Globals", {}).get("Function", {})
    given |= {"CodeUri": "s3://bucket/code"} if "CodeUri" in given else {}
    return template


def translated(path: Path) -> dict[str, Any]:
    """What SAM's translator makes of the template at *path*."""

    class Policies:
        def load(self) -> dict[str, str]:
            return {}

    document = uploaded(json.loads(json.dumps(plain(load(path, path.parent, YAML_1_1)))))
    with patch.object(boto3.session.Session, "region_name", "us-east-1", create=True):
        return transform(document, {}, Policies(), feature_toggle=None)


@pytest.fixture(params=TEMPLATES, ids=lambda path: path.stem, scope="module")
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Project, dict[str, Any]]:
    """The project of a template, the one of its expansion as plain CloudFormation, and that expansion."""
    expansion = translated(request.param)
    folder = tmp_path_factory.mktemp("expanded")
    (folder / "template.json").write_text(json.dumps(expansion))
    return lambdatest.load(request.param), lambdatest.load(folder / "template.json"), expansion


def deployed(expansion: Mapping[str, Any]) -> set[str]:
    """Resources of the expansion that the parameters' defaults deploy: ``IsProd`` is the one condition that does not hold."""
    return {name for name, one in expansion["Resources"].items() if one.get("Condition") != "IsProd"}


def wirings(project: Project) -> dict[tuple[str, str, str], Any]:
    """What each trigger is asked, by function, kind and label: one of several rules of a bucket, or triggers of a pool, is one each."""
    found = {}
    for one in project.functions:
        for trigger in one.triggers:
            found |= {(one.name, trigger.kind, label): asked for label, asked in _parts(trigger)}
    return found


def _parts(trigger: Trigger) -> Iterator[tuple[str, Any]]:
    options = trigger.options
    if trigger.kind == "s3":
        yield from ((str((options["bucket"], event, rule["prefix"], rule["suffix"])), options["versioned"])
                    for rule in options["rules"] for event in rule["events"])
    elif trigger.kind == "cognito":
        yield from ((name, options["required"]) for name in options["triggers"])
    elif trigger.kind != "direct":
        yield trigger.label, settings(options)


def test_functions_are_those_of_the_expansion(both):
    ours, _, expansion = both
    found = ((name, expansion["Resources"][name]) for name in deployed(expansion))
    theirs = {name: one["Properties"] for name, one in found if one["Type"] == "AWS::Lambda::Function"}
    assert {one.name: one.handler for one in ours.functions} == {name: given["Handler"] for name, given in theirs.items()}
    for one in ours.functions:
        given = theirs[one.name]
        said = given.get("Environment", {}).get("Variables", {})
        variables = {name for name, value in said.items() if "NoValue" not in json.dumps(value)}
        assert set(one.environment) == variables and one.runtime == given["Runtime"]
        for mine, theirs_ in ((one.timeout, given.get("Timeout", 3)), (one.memory, given.get("MemorySize", 128))):
            assert mine == theirs_ or isinstance(theirs_, dict)


def test_triggers_and_what_they_are_asked_are_those_of_the_expansion(both):
    ours, theirs, _ = both
    assert wirings(ours) == wirings(theirs)


def settings(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a trigger without names that only SAM or only CloudFormation has."""
    who = options.get("authorizer")
    kept = {name: value for name, value in options.items() if name not in ("name", "cors", "authorizer", "token", "routes")}
    return kept | {"authorizer": who and who["type"], "routes": set(options.get("routes") or ())}


def test_routes_stand_in_the_apis_of_the_expansion(both):
    ours, _, expansion = both
    mine = {(one.options["method"].lower(), one.options["path"]) for each in ours.functions for one in each.triggers
            if one.kind in ("rest_api", "http_api")}
    theirs = set(documented(expansion))
    assert {(method, path) for method, path in mine if not path.startswith("/test")} <= theirs


def documented(expansion: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Method and path of every operation of the OpenAPI documents."""
    for resource in expansion["Resources"].values():
        for path, methods in ((resource.get("Properties") or {}).get("Body") or {}).get("paths", {}).items():
            yield from (("any" if "any" in name else name.lower(), path) for name in methods)


def test_what_is_listed_as_not_known_is_what_the_expansion_has(both):
    ours, theirs, _ = both
    listed = [(one.name, each.type) for one in ours.functions for each in one.unknown]
    mine = sorted((name, LISTED.get(type_, type_)) for name, type_ in listed if type_ != "AlexaSkill")
    assert mine == sorted((one.name, each.type) for one in theirs.functions for each in one.unknown)


def test_tables_and_what_else_an_account_holds_are_those_of_the_expansion(both):
    ours, theirs, expansion = both
    names = deployed(expansion)
    mine = {one.logical_id: one.type for one in ours.resources if one.type in HELD}
    assert mine == {name: one["Type"].replace("Global", "") for name, one in expansion["Resources"].items()
                    if one["Type"].replace("GlobalTable", "Table") in HELD and name in names}
    assert by_name(ours.tables) == by_name(theirs.tables)


def by_name(tables: Sequence[Table]) -> dict[str, Table]:
    """Tables by their name, wherever they stand."""
    return {one.name: replace(one, location=None) for one in tables}


def test_no_name_is_a_stand_in(both):
    ours, _, _ = both
    assert [str(note) for note in ours.notes if "the condition" not in note.message] == []
    assert all(not re.search("unknown|Fn::", text) for one in ours.functions for text in strings(one.environment))
