"""Reads a serverless-compose.yml: several services of Serverless that are deployed together, into one account.

See https://www.serverless.com/framework/docs/guides/compose
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lambdatest.errors import ProjectError
from lambdatest.model import Declaration, FunctionDeclaration, Location, Note, Resource, Service
from lambdatest.readers.document import load
from lambdatest.readers.location import Fields, Notes, fields, refusal
from lambdatest.readers.serverless import read_serverless
from lambdatest.readers.source import DEFAULT_REGION, DEFAULT_STAGE, Settings
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.text import as_text, shown

NAMES = ("serverless-compose.yml", "serverless-compose.yaml", "serverless-compose.json")
_FILES = ("serverless.yml", "serverless.yaml", "serverless.json")


def read_compose(path: Path, document: Any, settings: Settings) -> Service:
    """All services of the *document* that stands at *path*, as one.  Raises ProjectError.

    A function whose name another service has too is called by its service's name and its own.
    """
    top, notes = Location(path.name, 1), Notes()
    whole = document if isinstance(document, Fields) else Fields(top)
    section = fields(whole.get("services"), whole.place("services"), "services")
    if not section:
        raise refusal(whole.place("services"), "it composes no services", "write services: {name: {path: folder}}")
    found = {name: _service(path.parent, name, section, settings, notes) for name in section}
    names = [function.name for service in found.values() for function in service.functions]
    functions = tuple(
        _renamed(function, f"{key}-{function.name}") if names.count(function.name) > 1 else function
        for key, service in found.items() for function in service.functions
    )
    first = next(iter(found.values()))
    return Service(
        "serverless", path.parent.resolve().name, path, path.parent, settings.stage or first.stage or DEFAULT_STAGE,
        settings.region or first.region or DEFAULT_REGION, functions, tuple(one for service in found.values() for one in service.resources),
        (*notes.all(), *(note for service in found.values() for note in service.notes)),
        tuple(one for service in found.values() for one in service.left_out))


def _service(root: Path, name: str, section: Fields, settings: Settings, notes: Notes) -> Service:
    given = fields(section[name], section.place(name), f"service {name}")
    place = given.place("path")
    folder = given.get("path")
    if not isinstance(folder, str) or "\0" in folder:
        raise refusal(place, f"service {name} has path {shown(folder)}", "write path: folder")
    config = [given["config"]] if isinstance(given.get("config"), str) else list(_FILES)
    file = next((root / folder / one for one in config if os.path.isfile(root / folder / one)), None)
    if file is None:
        raise refusal(place, f"in {shown(folder)} of service {name} stands no {' nor '.join(config)}", "correct the path")
    params = {**_params(name, given, notes), **settings.params}
    prefix = folder.removeprefix("./").rstrip("/")
    try:
        service = read_serverless(file, load(file, file.parent), replace(settings, params=params))
    except ProjectError as error:
        raise ProjectError(f"{prefix}/{error}") from None
    return _moved(service, prefix)


def _params(name: str, given: Fields, notes: Notes) -> Mapping[str, str]:
    """The values of ``params``; those that are outputs of another service cannot be known before it is deployed."""
    found = {}
    params = fields(given.get("params"), given.place("params"), f"params of service {name}")
    for key, value in params.items():
        text = as_text(value)
        found[key] = text
        if "${" in text:
            found[key] = str(stand_in_for(text))
            notes.stand_in(params.place(key), f"{text} is known when its service is deployed", found[key])
    return found


def _moved(service: Service, folder: str) -> Service:
    """*service* with every location relative to the folder above *folder*."""
    def at(place: Location) -> Location:
        return Location(f"{folder}/{place.file}", place.line)

    def declared(one: Declaration) -> Declaration:
        return replace(one, location=at(one.location))

    def resource(one: Resource) -> Resource:
        return replace(one, location=at(one.location))

    functions = tuple(
        replace(one, location=at(one.location), declarations=tuple(map(declared, one.declarations))) for one in service.functions)
    return replace(
        service, functions=functions, resources=tuple(map(resource, service.resources)), left_out=tuple(map(resource, service.left_out)),
        notes=tuple(Note(at(note.location), note.message) for note in service.notes))


def _renamed(function: FunctionDeclaration, name: str) -> FunctionDeclaration:
    return replace(function, name=name, declarations=tuple(replace(one, function=name) for one in function.declarations))
