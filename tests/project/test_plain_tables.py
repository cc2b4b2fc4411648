"""`from_tables`: tables in every form that people have them in."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lambdatest
from lambdatest.model import Table
from lambdatest.project import properties_of
from strategies.iac import TableSpec, tables

KEYS = {
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}
ITEMS = {"TableName": "items", "BillingMode": "PAY_PER_REQUEST", **KEYS}
TABLE = Table("items", ("id",), {"id": "S"})


def plain(table: Table) -> Table:
    """The table wherever it was written; its types in any order."""
    return replace(table, location=None, types=dict(sorted(table.types.items())))


def only(*given: Any) -> Table:
    (table,) = lambdatest.from_tables(*given).tables
    return plain(table)


def expected(spec: TableSpec) -> tuple[Any, ...]:
    return (spec.name, spec.keys, spec.types, spec.indexes, spec.stream, spec.ttl)


def facts(table: Table) -> tuple[Any, ...]:
    indexes = tuple((index.name, index.keys, index.kind) for index in table.indexes)
    return (table.name, table.keys, dict(table.types), indexes, table.stream, table.ttl)


def create_arguments(spec: TableSpec) -> dict[str, Any]:
    """The same table as CreateTable wants it, which knows no time to live."""
    found = {name: value for name, value in spec.properties.items() if name != "TimeToLiveSpecification"}
    if spec.stream:
        found["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": spec.stream}
    return found


@pytest.fixture
def dynamodb() -> Iterator[Any]:
    """A client of an account without tables."""
    with lambdatest.mocked_aws(lambdatest.from_tables()):
        yield boto3.client("dynamodb")


@given(spec=tables())
def test_properties_a_resource_a_fragment_and_a_table_are_the_same_table(spec: TableSpec) -> None:
    resource = {"Type": "AWS::DynamoDB::Table", "Properties": spec.properties}
    forms = [spec.properties, resource, {"Resources": {"T": resource}}]
    found = [only(form) for form in forms]
    assert [facts(table) for table in found] == [expected(spec)] * 3
    assert only(found[0]) == found[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(spec=tables(), mode=st.sampled_from(["PAY_PER_REQUEST", "PROVISIONED"]), outer=st.booleans())
def test_what_describe_table_answers_is_the_table_that_create_table_made(dynamodb: Any, spec: TableSpec, mode: str, outer: bool) -> None:
    arguments = {**create_arguments(spec), "BillingMode": mode}
    if mode == "PROVISIONED":
        units = {"ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 2}}
        arguments |= units
        if "GlobalSecondaryIndexes" in arguments:
            arguments["GlobalSecondaryIndexes"] = [index | units for index in arguments["GlobalSecondaryIndexes"]]
    dynamodb.create_table(**arguments)
    try:
        described = dynamodb.describe_table(TableName=spec.name)
    finally:
        dynamodb.delete_table(TableName=spec.name)
    given_back = lambdatest.from_tables(described if outer else described["Table"])
    assert plain(given_back.tables[0]) == only(arguments) and given_back.notes == ()
    assert given_back.resources[0].properties["BillingMode"] == mode
    again = {name: value for name, value in given_back.resources[0].properties.items() if name in arguments}
    again.pop("StreamSpecification", None)
    dynamodb.create_table(**again)
    dynamodb.delete_table(TableName=spec.name)


def test_a_table_and_what_is_described_of_it_are_built_without_a_note() -> None:
    first = lambdatest.from_tables(ITEMS, properties_of(replace(TABLE, name="others", stream="NEW_IMAGE", ttl="expires")))
    with lambdatest.mocked_aws(first) as account:
        assert account.notes == [] and account.tables == ["items", "others"]
        answer = boto3.client("dynamodb").describe_table(TableName="items")
    with lambdatest.mocked_aws(lambdatest.from_tables(answer)) as account:
        assert account.notes == [] and account.tables == ["items"]


def test_every_property_is_built_or_noted() -> None:
    index = {"IndexName": "by-id", "KeySchema": KEYS["KeySchema"], "Projection": {"ProjectionType": "ALL"}, "Odd": 1}
    arguments = {
        **ITEMS, "Strange": 1, "GlobalSecondaryIndexes": [index], "SSESpecification": {"Enabled": True, "SSEType": "KMS"},
        "StreamSpecification": {"StreamEnabled": False}, "Tags": [{"Key": "a", "Value": "b"}],
        "ResourcePolicy": json.dumps({"Version": "2012-10-17", "Statement": []}),
    }
    with lambdatest.mocked_aws(lambdatest.from_tables(arguments)) as account:
        assert [note.partition("items: ")[2] for note in account.notes] == [
            "index by-id: Odd is not mocked", "the property Strange is not mocked"]
        table = boto3.client("dynamodb").describe_table(TableName="items")["Table"]
    assert table["SSEDescription"]["Status"] == "ENABLED" and not table.get("StreamSpecification")


def test_other_resources_of_a_fragment_are_made_too_and_its_functions_are_noted() -> None:
    found = {
        "Parameters": {"Stage": {"Type": "String", "Default": "test"}},
        "Resources": {
            "Items": {"Type": "AWS::DynamoDB::Table", "Properties": {**ITEMS, "TableName": {"Fn::Sub": "items-${Stage}"}}},
            "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}},
            "F": {"Type": "AWS::Lambda::Function", "Properties": {}},
        },
    }
    project = lambdatest.from_tables(found)
    assert [table.name for table in project.tables] == ["items-test"]
    assert [str(note.message) for note in project.notes] == ["F is a function, which is left out where tables are asked for"]
    with lambdatest.mocked_aws(project) as account:
        assert account.messages("jobs") == []


@pytest.mark.parametrize("suffix", ["json", "yml"])
@pytest.mark.parametrize("form", ["properties", "resource", "fragment", "describe_table"])
def test_a_file_holds_any_of_the_forms_and_load_reads_it_too(tmp_path: Path, suffix: str, form: str) -> None:
    resource = {"Type": "AWS::DynamoDB::Table", "Properties": ITEMS}
    described = {"Table": {**ITEMS, "TableStatus": "ACTIVE", "TableArn": "arn:aws:dynamodb:eu-west-1:123456789012:table/items"}}
    content = {"properties": ITEMS, "resource": resource, "fragment": {"Resources": {"Items": resource}}, "describe_table": described}[form]
    path = tmp_path / f"tables.{suffix}"
    path.write_text(json.dumps(content) if suffix == "json" else yaml.safe_dump(content))
    assert only(path) == only(str(path)) == TABLE
    loaded = lambdatest.load(path)
    assert (loaded.format, loaded.path, loaded.functions) == ("tables", path, ()) and plain(loaded.tables[0]) == TABLE
    assert loaded.region == ("eu-west-1" if form == "describe_table" else "us-east-1")
    with lambdatest.mocked_aws(loaded) as account:
        assert account.tables == ["items"]


def test_the_name_template_json_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "template.json").write_text(json.dumps({"Resources": {"T": {"Type": "AWS::DynamoDB::Table", "Properties": ITEMS}}}))
    assert lambdatest.load(tmp_path).tables[0].name == "items"


def test_a_template_with_functions_is_not_taken_for_tables(tmp_path: Path) -> None:
    table, function = {"Type": "AWS::DynamoDB::Table", "Properties": ITEMS}, {"Type": "AWS::Lambda::Function", "Properties": {}}
    (tmp_path / "template.json").write_text(json.dumps({"Resources": {"T": table, "F": function}}))
    loaded = lambdatest.load(tmp_path)
    assert (loaded.format, [one.name for one in loaded.functions], len(loaded.tables)) == ("cloudformation", ["F"], 1)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({}, "this is no table: it has nothing; give the arguments of CreateTable"),
        (5, "tables[0]=5 is of type int; give"),
        ({"KeySchema": []}, "the table has no TableName; add it"),
        ({"TableName": "x"}, "table x: its KeySchema is not one HASH key"),
        ({**ITEMS, "AttributeDefinitions": []}, "key attribute 'id' has no type among its AttributeDefinitions"),
        ({"Resources": {}}, "no table stands in it"),
        ({"Resources": 5}, "Resources is 5; write a mapping"),
        ({"Table": 3}, "this is no table: it has Table"),
        ({**ITEMS, 1: 2}, "a key is 1; write a text as key"),
        ({**ITEMS, "ResourcePolicy": "{"}, "ResourcePolicy is not JSON"),
        ("none.json", "none.json:1: there is no such file"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(given_: Any, message: str) -> None:
    with pytest.raises(lambdatest.ProjectError) as caught:
        lambdatest.from_tables(given_)
    text = str(caught.value)
    assert message in text and "\n" not in text and text.startswith(("test_plain_tables.py:", "none.json:1:"))


def test_a_table_that_is_given_twice_is_refused() -> None:
    with pytest.raises(lambdatest.ProjectError, match="table items is given twice"):
        lambdatest.from_tables(ITEMS, TABLE)
