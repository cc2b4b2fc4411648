"""`load`: what a reader found, with every declaration recognised, becomes a `Project`."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lambdatest import readers
from lambdatest.errors import ProjectError
from lambdatest.event_sources import elsewhere, recognise
from lambdatest.event_sources.direct import TYPE as DIRECT
from lambdatest.event_sources.shape import sent_by_another, shape
from lambdatest.inference import infer
from lambdatest.model import RESOURCE_POLICY, Declaration, Function, FunctionDeclaration, Index, Note, Project, Resource, Service, Table
from lambdatest.project.excess import with_excess
from lambdatest.project.undeclared import undeclared
from lambdatest.project.wrapper import unwrapped
from lambdatest.readers.code_root import handler_file
from lambdatest.readers.table import TABLE
from lambdatest.vocabulary import Vocabulary

BUS = "AWS::Events::EventBus"
_NAMES_BUS = re.compile("(?:^|_|event)bus(?:_?name)?$", re.IGNORECASE)
_BUS = re.compile(r"[\w.-]+")
_POLICIES = {
    "AWS::S3::BucketPolicy": "s3", "AWS::SQS::QueuePolicy": "sqs", "AWS::SNS::TopicPolicy": "sns", "AWS::KMS::Key": "kms",
    "AWS::SecretsManager::ResourcePolicy": "secretsmanager", "AWS::Events::EventBusPolicy": "events", "AWS::Lambda::Permission": "lambda",
}
"""Resources whose own policies can allow what a role of the same account does not."""


def load(
    path: str | Path = ".",
    *,
    stage: str | None = None,
    region: str | None = None,
    params: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    allowed_env: Collection[str] = (),
) -> Project:
    """The project that the IaC file at *path*, or the one in the folder *path*, declares.

    *stage*, *region*, *params* and *options* are what one would pass to ``serverless deploy`` or ``sam deploy``; *allowed_env*
    names the variables of the shell that the file may read.  A JSON or YAML file that holds tables only (see `from_tables`) is a
    project without functions.  Raises ProjectError, whose text names ``file:line`` and the remedy.
    """
    given = {
        "stage": stage,
        "region": region,
        "params": dict(params or {}),
        "options": dict(options or {}),
        "allowed_env": list(allowed_env),
    }
    service = readers.read(Path(path), stage=stage, region=region, params=params, options=options, allowed_env=allowed_env)
    functions = with_excess(_functions(service), service)
    declared = [str(resource.properties.get("TableName")) for resource in service.resources if resource.type == TABLE]
    spare = {str(resource.properties.get("TableName")): resource for resource in service.left_out}
    left_out = {name: table(resource) for name, resource in spare.items()}
    found = list(undeclared(functions, declared, service.root, left_out)) if service.functions else []
    made = [(one, note.location) for one, note in found if one is not None]
    named = [spare.get(one.name) or Resource(one.name, TABLE, properties_of(one), location) for one, location in made]
    resources = (*service.resources, *_needed(functions, service.resources), *_buses(functions), *named)
    return Project(
        format=service.format,
        name=service.name,
        path=service.path,
        root=service.root,
        stage=service.stage,
        region=service.region,
        functions=functions,
        tables=tuple(table(resource) for resource in resources if resource.type == TABLE),
        resources=resources,
        notes=(*service.notes, *_wrapped(service), *(note for _, note in found)),
        loading={name: value for name, value in given.items() if value},
    )


def _wrapped(service: Service) -> Iterator[Note]:
    """A note on each function whose handler is a vendor's wrapper."""
    for one in service.functions:
        if own := unwrapped(one.handler, one.environment):
            yield Note(one.location, f"{one.handler} of function {one.name} calls {own}, which is tried without it")


def _needed(functions: Sequence[Function], resources: Sequence[Resource]) -> Iterator[Resource]:
    """What triggers need and the file leaves to the deployment, each once: the bucket of an ``s3`` event."""
    known = {(resource.type, str(value)) for resource in resources for value in resource.properties.values() if isinstance(value, str)}
    for resource in (resource for function in functions for trigger in function.triggers for resource in trigger.needs):
        if (resource.type, resource.logical_id) not in known:
            known.add((resource.type, resource.logical_id))
            yield resource


def _buses(functions: Sequence[Function]) -> Iterator[Resource]:
    """The buses of other stacks whose names stand in for what a variable of a function's environment says, each once."""
    found = {value: function for function in functions for name, value in function.environment.items()
             if _NAMES_BUS.search(name) and value in function.stand_ins and _BUS.fullmatch(value)}
    return (Resource(value, BUS, {"Name": value}, function.location) for value, function in found.items())


def _granted(resources: Collection[Resource]) -> tuple[Mapping[str, Any], ...]:
    """What policies of resources may allow: everything of their service, since whom they name is not looked at."""
    services = {_POLICIES[resource.type] for resource in resources if resource.type in _POLICIES}
    services |= {"dynamodb" for resource in resources if resource.type == TABLE and resource.properties.get("ResourcePolicy")}
    return tuple({"Sid": RESOURCE_POLICY, "Effect": "Allow", "Action": f"{service}:*", "Resource": "*"} for service in sorted(services))


def _names(resources: Collection[Resource]) -> Iterator[str]:
    """What resources are called, and all else that they say in one word: a stand-in among that names what the account has."""
    return (value for resource in resources for value in resource.properties.values() if isinstance(value, str))


def _functions(service: Service) -> tuple[Function, ...]:
    """Every function with the wirings that stand at it and elsewhere, and a direct invocation where none of them is known."""
    others, granted, named = elsewhere(service), _granted(service.resources), frozenset(_names(service.resources))
    found = []
    for declared in service.functions:
        declarations = [*declared.declarations, *(one for one in others if one.function == declared.name)]
        function = _function(declared, declarations, granted)
        function = replace(function, stand_ins=tuple(one for one in declared.stand_ins if one not in named))
        found.append(function if function.triggers else inferred(function, service.format))
    return tuple(found)


def inferred(function: Function, format_: str) -> Function:
    """*function*, for which no trigger of a known kind is declared, with the event that its code expects, if that can be made."""
    vocabulary = infer(_source(function), None, function.handler.rpartition(".")[2]) if not function.skipped else Vocabulary()
    if function.unknown and (not vocabulary.event or sent_by_another(vocabulary)):
        return function
    declaration = Declaration(format_, DIRECT, function.name, {"shape": shape(vocabulary)}, function.location)
    return replace(function, triggers=tuple(trigger for trigger in (recognise(declaration),) if trigger is not None))


def _source(function: Function) -> dict[str, str]:
    """The text of the handler's module by its file; nothing where it is not there or is no text."""
    handler = function.application or function.handler
    file = handler_file(function.code_root, handler)
    try:
        text = file.read_text("utf-8", "replace")
    except (OSError, ValueError):
        return {}
    return {file.relative_to(function.code_root).as_posix(): text} if handler.rpartition(".")[2] in text else {}


def _function(
    declared: FunctionDeclaration, declarations: Sequence[Declaration], granted: tuple[Mapping[str, Any], ...]
) -> Function:
    recognised = [(declaration, recognise(declaration)) for declaration in declarations]
    return Function(
        name=declared.name,
        deployed_name=declared.deployed_name,
        handler=unwrapped(declared.handler, declared.environment) or declared.handler,
        runtime=declared.runtime,
        code_root=declared.code_root,
        location=declared.location,
        timeout=declared.timeout,
        memory=declared.memory,
        environment=declared.environment,
        triggers=tuple(trigger for _, trigger in recognised if trigger is not None),
        unknown=tuple(declaration for declaration, trigger in recognised if trigger is None),
        statements=(*declared.statements, *granted) if declared.statements else declared.statements,
        skipped=declared.skipped,
        layers=declared.layers,
        application=declared.application,
    )


def table(resource: Resource) -> Table:
    """The table that an AWS::DynamoDB::Table *resource* describes.  Raises ProjectError where its keys are not written out.

    See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
    """
    properties = resource.properties
    types = {str(one.get("AttributeName")): str(one.get("AttributeType")) for one in _members(resource, properties, "AttributeDefinitions")}
    keys = _keys(resource, properties)
    indexes = [
        Index(str(one.get("IndexName")), _keys(resource, one), kind, _projected(one))
        for kind, name in (("global", "GlobalSecondaryIndexes"), ("local", "LocalSecondaryIndexes"))
        for one in _members(resource, properties, name)
    ]
    for key in (key for names in (keys, *(index.keys for index in indexes)) for key in names):
        if types.get(key) not in ("S", "N", "B"):
            raise _refusal(resource, f"key attribute {key!r} has no type among its AttributeDefinitions", "add it with S, N or B")
    used = {key for names in (keys, *(index.keys for index in indexes)) for key in names}
    return Table(
        name=str(properties["TableName"]),
        keys=keys,
        types={name: type_ for name, type_ in types.items() if name in used},
        indexes=tuple(indexes),
        stream=_setting(properties, "StreamSpecification", "StreamViewType"),
        ttl=_ttl(properties),
        location=resource.location,
    )


def _keys(resource: Resource, properties: Mapping[str, Any]) -> tuple[str, ...]:
    """The names in a KeySchema, hash key first."""
    schema = _members(resource, properties, "KeySchema")
    keys = sorted(schema, key=lambda one: one.get("KeyType") != "HASH")
    if not 1 <= len(keys) <= 2 or [one.get("KeyType") for one in keys] != ["HASH", "RANGE"][: len(keys)]:
        raise _refusal(resource, "its KeySchema is not one HASH key and at most one RANGE key", "write both AttributeName and KeyType")
    return tuple(str(one.get("AttributeName")) for one in keys)


def _projected(index: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The attributes beside keys that a secondary index holds; None where that is all of them."""
    if _setting(index, "Projection", "ProjectionType") == "ALL":
        return None
    projection = index.get("Projection")
    names = projection.get("NonKeyAttributes") if isinstance(projection, Mapping) else None
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def _members(resource: Resource, properties: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = properties.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise _refusal(resource, f"its {name} is not a list of mappings", "write it as CloudFormation wants it")
    return found


def _setting(properties: Mapping[str, Any], section: str, name: str) -> str | None:
    found = properties.get(section)
    value = found.get(name) if isinstance(found, Mapping) else None
    return None if value is None else str(value)


def _ttl(properties: Mapping[str, Any]) -> str | None:
    """The attribute that holds an item's time to live, where that is on."""
    enabled = _setting(properties, "TimeToLiveSpecification", "Enabled")
    return _setting(properties, "TimeToLiveSpecification", "AttributeName") if str(enabled).lower() == "true" else None


def _refusal(resource: Resource, what: str, remedy: str) -> ProjectError:
    return ProjectError(f"{resource.location}: table {resource.logical_id}: {what}; {remedy}")


def properties_of(table_: Table) -> dict[str, Any]:
    """The CloudFormation properties that describe *table_*, the other way round."""
    found: dict[str, Any] = {
        "TableName": table_.name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in table_.types.items()],
        "KeySchema": _schema(table_.keys),
    }
    for kind, name in (("global", "GlobalSecondaryIndexes"), ("local", "LocalSecondaryIndexes")):
        indexes = [
            {"IndexName": index.name, "KeySchema": _schema(index.keys), "Projection": {"ProjectionType": "ALL"}}
            for index in table_.indexes if index.kind == kind
        ]
        found |= {name: indexes} if indexes else {}
    found |= {"StreamSpecification": {"StreamViewType": table_.stream}} if table_.stream else {}
    found |= {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": table_.ttl}} if table_.ttl else {}
    return found


def _schema(keys: Collection[str]) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
