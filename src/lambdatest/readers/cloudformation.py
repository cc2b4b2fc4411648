"""Reads a CloudFormation template, with or without SAM's transform.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lambdatest.model import FunctionDeclaration, Location, Resource, Service
from lambdatest.readers import samconfig
from lambdatest.readers.code_root import Sources
from lambdatest.readers.layer import contents
from lambdatest.readers.location import Elements, Fields, fields, metadata, refusal
from lambdatest.readers.parameter import STORED
from lambdatest.readers.resource import resources, tables_left_out
from lambdatest.readers.sam_api import DEFAULT_STAGE
from lambdatest.readers.sam_function import Reading, lambda_function, sam_function
from lambdatest.readers.source import DEFAULT_REGION, Settings
from lambdatest.readers.stack import CONSTRUCT_PATH, Shared, Stack, opened
from lambdatest.readers.text import as_text, shown

STACK = "sam-app"
"""The stack's name where no samconfig file says it: what ``sam init`` proposes."""
TRANSFORM = "AWS::Serverless-2016-10-31"
_SAM = "AWS::Serverless::"
_FUNCTIONS = {"AWS::Serverless::Function": sam_function, "AWS::Lambda::Function": lambda_function}
_STAGES = ("AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage", "AWS::ApiGateway::Deployment")
_REGION = re.compile(r"(af|ap|ca|cn|eu|il|me|mx|sa|us)(-gov)?-[a-z]+-\d")


def holds_template(document: Any) -> bool:
    """Whether *document* is a template: it has resources whose types are CloudFormation's."""
    declared = document.get("Resources") if isinstance(document, Fields) else None
    if not isinstance(declared, Fields):
        return False
    return any(isinstance(one, Fields) and as_text(one.get("Type")).startswith(("AWS::", "Custom::")) for one in declared.values())


def read_cloudformation(path: Path, document: Any, settings: Settings) -> Service:
    """The service of the template *document* that stands at *path*.  Raises ProjectError."""
    if not isinstance(document, Fields) or "Resources" not in document:
        what = "an empty file" if document is None else shown(document)
        raise refusal(Location(path.name, 1), f"this is {what}, no template", f"it needs Resources, and Transform: {TRANSFORM} for SAM")
    said = samconfig.deployment(path.parent, settings.stage)
    region = settings.region or said.region or _declared_region(document) or DEFAULT_REGION
    shared = Shared(path.parent, region, Sources(path.parent))
    stack = opened(path, document, said.stack or STACK, _parameters(document, said.parameters, settings), shared)
    functions, found = read([stack])
    stage = settings.stage or stack.apis.stage() or stage_of(found) or DEFAULT_STAGE
    name = path.resolve().parent.name or STACK
    format_ = format_of(stack)
    return Service(format_, name, path, path.parent, stage, region, functions, found, shared.notes.all(), tuple(shared.left_out))


def read(deployed: Iterable[Stack]) -> tuple[tuple[FunctionDeclaration, ...], tuple[Resource, ...]]:
    """The functions and resources of the stacks that are *deployed*, and of those nested in them.  Raises ProjectError."""
    stacks = [one for outer in deployed for one in outer.all()]
    functions = tuple(made for one in stacks for made in _functions(one))
    found: dict[str, Resource] = {}
    for stack in stacks:
        for resource in resources(stack.template, stack.declared):
            name = resource.logical_id if resource.logical_id not in found else f"{stack.name}/{resource.logical_id}"
            found[name] = replace(resource, logical_id=name)
        stack.shared.left_out.extend(tables_left_out(stack.template, stack.declared))
    return functions, tuple(found.values())


def stage_of(found: Iterable[Resource]) -> str | None:
    """The name of the first stage that is a resource of its own; the one of HTTP APIs that no path names is none."""
    names = (str(one.properties.get("StageName") or "") for one in found if one.type in _STAGES)
    return next((name for name in names if name not in ("", "$default")), None)


def format_of(stack: Stack) -> str:
    """``sam`` where the transform or a type is SAM's, else ``cloudformation``."""
    transform = stack.template.document.get("Transform")
    named = list(transform) if isinstance(transform, Elements) else [transform]
    if TRANSFORM in named:
        return "sam"
    found = next((name for name, one in stack.declared.items() if as_text(one["Type"]).startswith(_SAM)), None)
    if found is None:
        return "cloudformation"
    stack.shared.notes.add(stack.declared.place(found), f"{found} is SAM's, and CloudFormation refuses it without Transform: {TRANSFORM}")
    return "sam"


def _parameters(document: Fields, said: Mapping[str, str], settings: Settings) -> Mapping[str, str]:
    """Values for the template's parameters: those of a samconfig file, the stage for one that is called so, those given."""
    parameters = fields(document.get("Parameters"), document.place("Parameters"), "Parameters")
    staged = {name: settings.stage for name in parameters if settings.stage and name.lower() in ("stage", "stagename")}
    known = {name: value for name, value in said.items() if not _is_stored(parameters.get(name))}
    return {**known, **staged, **settings.params}


def _is_stored(parameter: Any) -> bool:
    return isinstance(parameter, Mapping) and as_text(parameter.get("Type")).startswith(STORED)


def _declared_region(document: Fields) -> str | None:
    """The region that the template's parameters speak of, where it is one: a template itself does not say where it is deployed."""
    parameters = fields(document.get("Parameters"), document.place("Parameters"), "Parameters")
    defaults = {str(one.get("Default")) for name in parameters if isinstance(one := parameters[name], Mapping)}
    regions = sorted(text for text in defaults if _REGION.fullmatch(text))
    return regions[0] if len(regions) == 1 else None


def _functions(stack: Stack) -> Iterator[FunctionDeclaration]:
    layers: dict[str, Path] | None = None
    for logical_id in stack.declared:
        found = stack.declared[logical_id]
        make = _FUNCTIONS.get(as_text(found["Type"]))
        if make is None or not stack.template.is_deployed(found):
            continue
        layers = contents(stack.template, stack.folder) if layers is None else layers
        name = stack.shared.name(_label(logical_id, found, stack.shared.labels), stack.name)
        yield make(Reading(stack, name, logical_id, found, layers))


def _label(logical_id: str, resource: Fields, labels: Mapping[str, str]) -> str:
    """What a function is called: its logical id, or in a template of the CDK, whose ids end in a hash, the path of its construct."""
    path = metadata(resource, CONSTRUCT_PATH) or labels.get(logical_id)
    parts = [part for part in path.split("/")[1:] if part not in ("Resource", "Default")] if path else []
    return "/".join(parts) or logical_id
