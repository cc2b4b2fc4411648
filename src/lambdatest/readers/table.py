"""Reads tables that no IaC file declares: the arguments of CreateTable, what DescribeTable answers, pieces of CloudFormation.

Each is turned into a CloudFormation fragment, and that is read like any other.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
"""

import json
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

from lambdatest.model import Location, Resource, Service
from lambdatest.readers.intrinsic import resolve, truth
from lambdatest.readers.location import Elements, Fields, Notes, fields, refusal
from lambdatest.readers.resource import resources
from lambdatest.readers.source import DEFAULT_REGION, DEFAULT_STAGE, Settings
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

STACK = "tables"
FORMS = "the arguments of CreateTable, the output of DescribeTable, a table's CloudFormation properties or resource, or a mapping Resources"
TABLE = "AWS::DynamoDB::Table"
TYPES = (TABLE, "AWS::DynamoDB::GlobalTable", "AWS::Serverless::SimpleTable")
FUNCTIONS = ("AWS::Serverless::Function", "AWS::Lambda::Function")

_DESCRIBED = frozenset(("TableStatus", "TableArn", "TableId", "CreationDateTime", "ItemCount", "TableSizeBytes", "BillingModeSummary"))
# What a table is at the moment, and nothing that it is made with.
_STATE = frozenset((
    *_DESCRIBED, "LatestStreamArn", "LatestStreamLabel", "RestoreSummary", "ArchivalSummary", "GlobalTableVersion",
    "SSEDescription", "TableClassSummary",
))
_THROUGHPUT = ("ReadCapacityUnits", "WriteCapacityUnits")
_INDEX_STATE = frozenset(("IndexStatus", "Backfilling", "IndexSizeBytes", "ItemCount", "IndexArn", "WarmThroughput", "OnDemandThroughput"))


def holds_tables(document: Any) -> bool:
    """Whether *document*, a file's content, is one of the forms, and no IaC file with functions."""
    if not isinstance(document, Fields) or "Transform" in document:
        return False
    if "Resources" not in document:
        return any(name in document for name in ("Table", "KeySchema", "TableStatus")) or document.get("Type") in TYPES
    declared = document["Resources"]
    found = [as_text(one.get("Type")) for one in declared.values() if isinstance(one, Fields)] if isinstance(declared, Fields) else []
    return any(type_ in TYPES for type_ in found) and not any(type_ in FUNCTIONS for type_ in found)


def read_tables(path: Path, document: Any, settings: Settings) -> Service:
    """The service without functions of the tables in *document* that stands at *path*.  Raises ProjectError."""
    notes = Notes()
    region = settings.region or _region(document) or DEFAULT_REGION
    found = fragment(document, Location(path.name, 1), region, notes, settings.params)
    return Service(STACK, path.stem, path, path.parent, settings.stage or DEFAULT_STAGE, region, (), found, notes.all())


def fragment(
    document: Any, location: Location, region: str, notes: Notes, parameters: Mapping[str, str] | None = None
) -> tuple[Resource, ...]:
    """The resources of *document*, which is one of the forms and stands at *location*.  Raises ProjectError where it is none."""
    if not isinstance(document, Fields):
        raise refusal(location, f"a table is {shown(document)}", f"give {FORMS}")
    whole = _whole(document)
    declared = fields(whole["Resources"], whole.place("Resources"), "Resources")
    template = Template(whole, declared, STACK, region, notes, resolve, truth, parameters or {})
    found = resources(template, declared)
    for one in found:
        if one.type in FUNCTIONS:
            notes.add(one.location, f"{one.logical_id} is a function, which is left out where tables are asked for")
    if not found:
        raise refusal(location, "no table stands in it", f"give {FORMS}")
    return tuple(one for one in found if one.type not in FUNCTIONS)


def _whole(document: Fields) -> Fields:
    """*document* as a template."""
    if "Resources" in document:
        return document
    if isinstance(document.get("Type"), str):
        return _template(document, as_text(document["Type"]), document)
    described = document.get("Table")
    if isinstance(described, Fields):
        return _template(described, TABLE, _described(described))
    if _DESCRIBED & document.keys():
        return _template(document, TABLE, _described(document))
    if "KeySchema" in document or "TableName" in document:
        return _template(document, TABLE, _created(document))
    keys = ", ".join(list(document)[:5]) or "nothing"
    raise refusal(document.location, f"this is no table: it has {keys}", f"give {FORMS}")


def _template(document: Fields, type_: str, found: Mapping[str, Any]) -> Fields:
    """The template of one resource: *found* is the resource itself, or the properties of one that has none."""
    location = document.location
    resource = found if found is document and "Type" in document else Fields(location, {"Type": type_, "Properties": found})
    inside = fields(resource.get("Properties"), location, "Properties")
    name = as_text(inside.get("TableName"))
    if not name and "Type" not in document:
        raise refusal(location, "the table has no TableName", "add it")
    logical_id = "".join(character for character in name if character.isalnum()) or "Table"
    declared = Fields(location, {logical_id: resource}, {logical_id: location})
    return Fields(location, {"Resources": declared}, {"Resources": location})


def _changed(document: Fields, changes: Mapping[str, Any], without: Set[str]) -> Fields:
    """*document* with other members, which stand where it stands; None leaves a member out."""
    kept = {name: value for name, value in {**document, **changes}.items() if name not in without and value is not None}
    return Fields(document.location, kept, document.places)


def _created(document: Fields) -> Fields:
    """CloudFormation's spelling of the arguments of CreateTable; properties that are spelt so already stay as they are."""
    changes: dict[str, Any] = {}
    stream, encryption, policy = (document.get(name) for name in ("StreamSpecification", "SSESpecification", "ResourcePolicy"))
    if isinstance(stream, Fields) and "StreamEnabled" in stream:
        is_on = as_text(stream["StreamEnabled"]) == "true"
        changes["StreamSpecification"] = _changed(stream, {}, {"StreamEnabled"}) if is_on else None
    if isinstance(encryption, Fields) and "Enabled" in encryption:
        changes["SSESpecification"] = _changed(encryption, {"SSEEnabled": encryption["Enabled"]}, {"Enabled"})
    if isinstance(policy, str):
        changes["ResourcePolicy"] = located({"PolicyDocument": _json(policy, document.place("ResourcePolicy"))}, document.location)
    return _changed(document, changes, frozenset())


def _described(document: Fields) -> Fields:
    """The properties that a table was made with, of what DescribeTable answers."""
    location = document.location
    billing, class_, encryption = (document.get(name) for name in ("BillingModeSummary", "TableClassSummary", "SSEDescription"))
    mode = as_text(billing.get("BillingMode")) if isinstance(billing, Fields) else ""
    on_demand = mode == "PAY_PER_REQUEST" or not _throughput(document)
    changes: dict[str, Any] = {
        "BillingMode": "PAY_PER_REQUEST" if on_demand else "PROVISIONED",
        "ProvisionedThroughput": None if on_demand else _throughput(document),
        "TableClass": class_.get("TableClass") if isinstance(class_, Fields) else None,
    }
    if isinstance(encryption, Fields) and encryption.get("Status") in ("ENABLED", "ENABLING", "UPDATING"):
        given = {"SSEEnabled": True, "SSEType": encryption.get("SSEType"), "KMSMasterKeyId": encryption.get("KMSMasterKeyArn")}
        changes["SSESpecification"] = Fields(location, {name: value for name, value in given.items() if value is not None})
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        indexes = document.get(kind)
        if isinstance(indexes, Elements):
            changes[kind] = Elements(location, [_index(index, on_demand) for index in indexes])
    return _created(_changed(document, changes, _STATE))


def _index(index: Any, on_demand: bool) -> Any:
    if not isinstance(index, Fields):
        return index
    return _changed(index, {"ProvisionedThroughput": None if on_demand else _throughput(index)}, _INDEX_STATE)


def _throughput(document: Fields) -> Fields | None:
    """The units of a table or an index that has any."""
    found = document.get("ProvisionedThroughput")
    if not isinstance(found, Fields) or as_text(found.get("ReadCapacityUnits")) in ("", "0"):
        return None
    return Fields(found.location, {name: found[name] for name in _THROUGHPUT if name in found}, found.places)


def _region(document: Any) -> str | None:
    """The region in the ARN of a table that DescribeTable speaks of."""
    table = document.get("Table", document) if isinstance(document, Fields) else None
    parts = as_text(table.get("TableArn")).split(":") if isinstance(table, Fields) else []
    return parts[3] if len(parts) > 5 and parts[3] else None


def _json(text: str, location: Location) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise refusal(location, f"ResourcePolicy is not JSON: {error}", "give the policy document as JSON text") from None


def located(value: Any, location: Location) -> Any:
    """Plain data as a reader's tree that stands at *location*, all of it.  Raises ProjectError for a key that is no text."""
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise refusal(location, f"a key is {shown(key)}", "write a text as key")
        return Fields(location, {key: located(member, location) for key, member in value.items()})
    if isinstance(value, list | tuple):
        return Elements(location, [located(member, location) for member in value])
    return value
