"""What serverless.yml and SAM declare of an HTTP trigger: route, CORS, schema and the settings of its API."""

from collections.abc import Mapping
from typing import Any

from lambdatest.model import Declaration

DEFAULT = "$default"


def settings(declaration: Declaration, *names: str) -> dict[str, Any]:
    """The settings of the API, from what the reader hands over for all functions.

    *names* are those of the section (``apiGateway``; ``Api``), which stands in the service itself, its ``provider`` or its
    ``Globals``; what stands in the service directly comes last.
    """
    service = declaration.service
    found: dict[str, Any] = {}
    for holder in (service.get("provider"), service.get("Globals"), service):
        for name in names:
            section = holder.get(name) if isinstance(holder, Mapping) else None
            found |= section if isinstance(section, Mapping) else {}
    return {**found, **{name: value for name, value in service.items() if name not in ("provider", "Globals", *names)}}


def member(mapping: Any, *names: str) -> Any:
    """The value at that path of nested mappings, None where it leads nowhere."""
    for name in names:
        mapping = mapping.get(name) if isinstance(mapping, Mapping) else None
    return mapping


def stage(declaration: Declaration, api: Mapping[str, Any], default: str) -> str:
    """The stage's name: what the API says (SAM), else the service or its provider (serverless.yml), else *default*."""
    own = api.get("stage") or member(declaration.service, "provider", "stage")
    found = own if declaration.format == "serverless" else api.get("StageName")
    return str(found or default)


def method(value: Any) -> str:
    """The method in upper case; ``ANY`` for any, ``*`` and none."""
    name = str(value or "ANY").upper()
    return "ANY" if name in ("*", "ANY", "X-AMAZON-APIGATEWAY-ANY-METHOD") else name


def path(value: Any) -> str:
    """The path template with a leading slash; ``$default`` for none, ``*`` and itself."""
    text = "*" if value is None else str(value)
    return DEFAULT if text in ("*", DEFAULT) else "/" + text.strip("/")


def label(options: Mapping[str, Any]) -> str:
    """``POST /todos``, or ``$default``."""
    return DEFAULT if options["path"] == DEFAULT else f"{options['method']} {options['path']}"


def body_schema(properties: Mapping[str, Any], api: Mapping[str, Any]) -> Any:
    """The JSON Schema of a request's body that serverless.yml (``request.schemas``) or SAM (``RequestModel``) declares, or None."""
    request = properties.get("request")
    found = member(request, "schemas", "application/json") or member(request, "schema", "application/json")
    if isinstance(found, str):
        found = member(api, "request", "schemas", found)
    model = properties.get("RequestModel")
    if isinstance(model, Mapping) and model.get("ValidateBody"):
        found = member(api, "Models", str(model.get("Model")))
    if isinstance(found, Mapping) and isinstance(found.get("schema"), Mapping):
        found = found["schema"]
    return found if isinstance(found, Mapping) else None


def binary_types(api: Mapping[str, Any]) -> tuple[str, ...]:
    """The binary media types of a REST API, in either format's spelling."""
    found = api.get("binaryMediaTypes") or api.get("BinaryMediaTypes") or ()
    return tuple(str(name).replace("~1", "/") for name in ([found] if isinstance(found, str) else found))
