"""Reads a Terraform configuration: the functions, what calls them, and the resources of the account."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lambdatest.model import Service
from lambdatest.readers.code_root import Sources
from lambdatest.readers.location import Dummy, Notes, refusal
from lambdatest.readers.source import DEFAULT_STAGE, Settings
from lambdatest.readers.terraform.archive import Archives
from lambdatest.readers.terraform.configuration import configuration, repository_of
from lambdatest.readers.terraform.event_translation import completed
from lambdatest.readers.terraform.lambda_function import functions
from lambdatest.readers.terraform.translation import translated
from lambdatest.readers.terraform.view import View

_STAGES = ("aws_api_gateway_stage", "aws_apigatewayv2_stage")


def read_terraform(path: Path, _document: Any, settings: Settings) -> Service:
    """The service of the configuration in the folder of the file *path*.  Raises ProjectError."""
    root, notes = path.parent, Notes()
    name = root.resolve().name or "terraform"
    try:
        module = configuration(root, settings, notes, name)
    except OSError as error:
        raise refusal(str(root), f"cannot be read: {error.strerror}", "check the folder and its permissions") from None
    return service("terraform", path, name, list(module.walk()), module.world.region, settings, notes)


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
