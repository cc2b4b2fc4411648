"""The resources of a template as the account shall have them: conditions decided, intrinsics resolved, names filled in."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.model import Location, Resource
from lambdatest.readers.location import Fields, fields, plain, refusal
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, listed, shown

_SIMPLE_TYPES = {"String": "S", "Number": "N", "Binary": "B"}

# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
_OF_MACHINES = {
    "Name": "StateMachineName", "Type": "StateMachineType", "Logging": "LoggingConfiguration", "Tracing": "TracingConfiguration",
    "Role": "RoleArn", "DefinitionUri": "DefinitionS3Location",
}
_BESIDE_MACHINES = (
    "AutoPublishAlias", "DeploymentPreference", "Events", "PermissionsBoundary", "Policies", "PropagateTags", "RolePath",
    "UseAliasAsEventTarget",
)
"""What SAM makes other resources of: roles, rules, aliases."""
_OF_REPLICAS = (
    "GlobalTableSourceArn", "GlobalTableWitnesses", "MultiRegionConsistency", "ReadOnDemandThroughputSettings",
    "ReadProvisionedThroughputSettings", "Replicas", "WriteOnDemandThroughputSettings", "WriteProvisionedThroughputSettings",
)


_TABLES = ("AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable")
_OF_NO_CONCERN = "AWS::CDK::Metadata"


def resources(template: Template, declared: Fields) -> tuple[Resource, ...]:
    """Every resource of *declared* whose condition holds; the others are noted.  Each has its physical name under its type's own
    property (``TableName``), also where the file leaves that to CloudFormation.  Raises ProjectError."""
    _note_left_out(template, declared)
    return tuple(_resource(template, name, one) for name in declared if template.is_deployed(one := resource(declared, name)))


def tables_left_out(template: Template, declared: Fields) -> Iterator[Resource]:
    """The tables of *declared* whose condition does not hold, which code may be tried with all the same.  Raises ProjectError."""
    for name in declared:
        if (one := resource(declared, name))["Type"] in _TABLES and not template.is_deployed(one):
            yield _resource(template, name, one)


def _note_left_out(template: Template, declared: Fields) -> None:
    """One note a condition that does not hold: which resources it leaves out."""
    found: dict[str, list[tuple[str, Location]]] = {}
    for name in declared:
        one = resource(declared, name)
        if one["Type"] != _OF_NO_CONCERN and not template.is_deployed(one):
            found.setdefault(str(one["Condition"]), []).append((name, declared.place(name)))
    for condition, names in found.items():
        who = listed([name for name, _ in names])
        what = f"{who} {'is' if len(names) == 1 else 'are'} left out: the condition {condition} does not hold (--param NAME=VALUE)"
        template.notes.add(names[0][1], what)


def resource(declared: Fields, name: str) -> Fields:
    """The resource *name* of *declared*.  Raises ProjectError where it is no mapping with a Type."""
    found = declared[name]
    if not isinstance(found, Fields) or not isinstance(found.get("Type"), str):
        raise refusal(declared.place(name), f"resource {name} is {shown(found)} without a Type", "write Type: AWS::…")
    return found


def _resource(template: Template, name: str, found: Fields) -> Resource:
    location = found.place("Properties")
    properties = plain(fields(template.resolve(found.get("Properties"), location), location, f"Properties of {name}"))
    if own := template.name_property(found["Type"]):
        properties[own] = template.physical_name(name, found)
    type_ = str(found["Type"])
    if type_ == "AWS::Serverless::SimpleTable":
        type_, properties = "AWS::DynamoDB::Table", simple_table(properties)
    elif type_ == "AWS::Serverless::StateMachine":
        kept = {key: value for key, value in properties.items() if key not in _BESIDE_MACHINES}
        type_, properties = "AWS::StepFunctions::StateMachine", {_OF_MACHINES.get(key, key): value for key, value in kept.items()}
    elif type_ == "AWS::DynamoDB::GlobalTable":  # one region is all that there is here
        type_, properties = "AWS::DynamoDB::Table", {key: value for key, value in properties.items() if key not in _OF_REPLICAS}
    identity = "" if own else as_text(template.reference(name, location))
    return Resource(name, type_, properties, template.resources.place(name), identity)


def simple_table(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of the AWS::DynamoDB::Table that an AWS::Serverless::SimpleTable becomes.

    See https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html
    """
    key = properties.get("PrimaryKey")
    key = key if isinstance(key, Mapping) else {}
    name, type_ = str(key.get("Name", "id")), _SIMPLE_TYPES.get(str(key.get("Type", "String")), "S")
    made = {member: value for member, value in properties.items() if member != "PrimaryKey"}
    made["AttributeDefinitions"] = [{"AttributeName": name, "AttributeType": type_}]
    made["KeySchema"] = [{"AttributeName": name, "KeyType": "HASH"}]
    if "ProvisionedThroughput" not in made:
        made["BillingMode"] = "PAY_PER_REQUEST"
    return made
