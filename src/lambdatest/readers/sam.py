"""Reads a SAM template: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lambdatest.model import FunctionDeclaration, Location, Service
from lambdatest.readers.intrinsic import resolve, truth
from lambdatest.readers.location import Elements, Fields, Notes, fields, refusal
from lambdatest.readers.resource import resource, resources
from lambdatest.readers.sam_api import DEFAULT_STAGE, Apis
from lambdatest.readers.sam_function import lambda_function, sam_function
from lambdatest.readers.source import DEFAULT_REGION, Settings
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

STACK = "sam-app"
"""The stack's name: a template does not say it, and this is what ``sam init`` proposes."""

_TRANSFORM = "AWS::Serverless-2016-10-31"
_FUNCTIONS = {"AWS::Serverless::Function": sam_function, "AWS::Lambda::Function": lambda_function}
_REGION = re.compile(r"(af|ap|ca|cn|eu|il|me|mx|sa|us)(-gov)?-[a-z]+-\d")
_NESTED = ("AWS::Serverless::Application", "AWS::CloudFormation::Stack")


def read_sam(path: Path, document: Any, settings: Settings) -> Service:
    """The service of the template *document* that stands at *path*.  Raises ProjectError."""
    top = Location(path.name, 1)
    if not isinstance(document, Fields) or "Resources" not in document:
        what = "an empty file" if document is None else shown(document)
        raise refusal(top, f"this is {what}, no SAM template", f"it needs Transform: {_TRANSFORM} and Resources")
    _check_transform(document)
    declared = fields(document["Resources"], document.place("Resources"), "Resources")
    notes = Notes()
    region = settings.region or _declared_region(document) or DEFAULT_REGION
    template = Template(document, declared, STACK, region, notes, resolve, truth, _parameters(document, settings))
    apis = Apis(template, _globals(document))
    functions = tuple(
        made for name in declared if (made := _function(template, apis, path.parent, name, resource(declared, name))) is not None
    )
    for name in declared:
        if declared[name]["Type"] in _NESTED:
            notes.add(declared.place(name), f"{name} is a nested stack, which is not read")
    stage = settings.stage or apis.stage() or DEFAULT_STAGE
    name = path.resolve().parent.name or STACK
    return Service("sam", name, path, path.parent, stage, region, functions, resources(template, declared), notes.all())


def _check_transform(document: Fields) -> None:
    transform = document.get("Transform")
    named = list(transform) if isinstance(transform, Elements) else [transform]
    if _TRANSFORM not in named:
        what = "a plain CloudFormation template" if transform is None else f"a template with Transform {shown(transform)}"
        raise refusal(document.place("Transform"), f"this is {what}", f"only SAM templates are read (Transform: {_TRANSFORM})")


def _globals(document: Fields) -> Fields:
    return fields(document.get("Globals"), document.place("Globals"), "Globals")


def _parameters(document: Fields, settings: Settings) -> Mapping[str, str]:
    """Values for the template's parameters: those given, and the stage for one that is called so."""
    parameters = fields(document.get("Parameters"), document.place("Parameters"), "Parameters")
    staged = {name: settings.stage for name in parameters if settings.stage and name.lower() in ("stage", "stagename")}
    return {**staged, **settings.params}


def _declared_region(document: Fields) -> str | None:
    """The region that the template's parameters speak of, where it is one: a template itself does not say where it is deployed."""
    parameters = fields(document.get("Parameters"), document.place("Parameters"), "Parameters")
    defaults = {str(one.get("Default")) for name in parameters if isinstance(one := parameters[name], Mapping)}
    regions = sorted(text for text in defaults if _REGION.fullmatch(text))
    return regions[0] if len(regions) == 1 else None


def _function(template: Template, apis: Apis, root: Path, name: str, found: Fields) -> FunctionDeclaration | None:
    make = _FUNCTIONS.get(as_text(found["Type"]))
    if make is None or not template.is_deployed(found):
        return None
    return make(template, apis, root, name, found)
