"""Reads a Terraform configuration: the functions, what calls them, and the resources of the account."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lambdatest.errors import ProjectError
from lambdatest.model import Location, Service
from lambdatest.readers.code_root import Sources
from lambdatest.readers.location import Dummy, Notes, refusal
from lambdatest.readers.source import DEFAULT_STAGE, Settings
from lambdatest.readers.terraform.archive import Archives
from lambdatest.readers.terraform.configuration import caller, configuration, repository_of
from lambdatest.readers.terraform.event_translation import completed
from lambdatest.readers.terraform.lambda_function import functions
from lambdatest.readers.terraform.module import Module
from lambdatest.readers.terraform.translation import translated
from lambdatest.readers.terraform.view import View

_STAGES = ("aws_api_gateway_stage", "aws_apigatewayv2_stage")


def read_terraform(path: Path, _document: Any, settings: Settings) -> Service:
    """The service of the configuration in the folder of the file *path*; of a module, as the one who calls it has it.

    Raises ProjectError.
    """
    root, notes = path.parent, Notes()
    module = _module(root, settings, notes)
    found = caller(module, root)
    if found is not None:
        file, line = Path(os.path.relpath(found[0])), found[1]
        inside = os.path.relpath(root.resolve(), found[0].parent)
        call = Location(file.name, line)
        try:
            own = _as_called(file, call, inside, settings)
        except ProjectError as error:
            notes.add(call, f"{inside} is a module, and cannot be read as it is called here: {error}")
        else:
            if own.functions:
                return own
    return service("terraform", path, module.world.stack, list(module.walk()), module.world.region, settings, notes)


def _as_called(path: Path, call: Location, inside: str, settings: Settings) -> Service:
    """The functions of the module in the folder *inside*, with the resources of all, as the configuration of *path* calls it."""
    notes = Notes()
    notes.add(call, f"{inside} is a module, and read as it is called here, with these values for its variables")
    module = _module(path.parent, settings, notes)
    whole = service("terraform", path, module.world.stack, list(module.walk()), module.world.region, settings, notes)
    return replace(whole, functions=tuple(one for one in whole.functions if one.location.file.startswith(inside + "/")))


def _module(root: Path, settings: Settings, notes: Notes) -> Module:
    try:
        return configuration(root, settings, notes, root.resolve().name or "terraform")
    except OSError as error:
        raise refusal(str(root), f"cannot be read: {error.strerror}", "check the folder and its permissions") from None


def service(format_: str, path: Path, name: str, views: Sequence[View], region: str, settings: Settings, notes: Notes) -> Service:
    """The service of *views*, whoever has read them."""
    archives = Archives(path.parent, Sources(repository_of(path.parent)))
    archives.read(views)
    found = functions(views, archives, notes)
    resources = completed(translated(views, notes), views)
    stage = settings.stage or _stage(views) or DEFAULT_STAGE
    return Service(format_, name, path, path.parent, stage, region, found, resources, notes.all())


def _stage(views: Sequence[View]) -> str | None:
    """The name of the first stage of an API."""
    for one in views:
        value = one.given("stage_name" if one.type == _STAGES[0] else "name") if one.type in _STAGES and not one.is_data else None
        if isinstance(value, str) and not isinstance(value, Dummy) and value != "$default":
            return value
    return None
