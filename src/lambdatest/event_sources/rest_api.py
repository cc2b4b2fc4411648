"""REST APIs: ``http`` events of serverless.yml, ``Api`` events of SAM, and methods and OpenAPI documents of CloudFormation."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import authorizer, body_schema, http_declaration, mapped_api, request, response
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.model import Declaration, Mutation, Request, Trigger
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.http_message import headers_fit
from lambdatest.strategies.rest_api import rest_api_event
from lambdatest.vocabulary import Vocabulary

_TYPES = (("serverless", "http"), ("sam", "Api"), ("cloudformation", "AWS::ApiGateway::Method"))
_PROXIES = ("", "lambda-proxy", "lambda_proxy", "aws-proxy", "aws_proxy")


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a route of a REST API; options as every HTTP kind has them, ``integration`` proxy or custom."""
    if (declaration.format, declaration.type) not in _TYPES:
        return None
    properties, sam = declaration.properties, declaration.format != "serverless"  # the reader spells CloudFormation's as SAM does
    if mapped_api.recognise(declaration):
        return None
    api = http_declaration.settings(declaration, "Api" if sam else "apiGateway")
    options = {
        "method": http_declaration.method(properties.get("Method" if sam else "method")),
        "path": "/" + str(properties.get("Path" if sam else "path") or "").strip("/"),
        "stage": http_declaration.stage(declaration, api, "Prod" if sam else "dev"),
        "authorizer": authorizer.sam_rest(properties, api) if sam else authorizer.serverless_rest(properties),
        "cors": bool(api.get("Cors") if sam else properties.get("cors")),
        "schema": http_declaration.body_schema(properties, api),
        "integration": "proxy" if str(properties.get("integration") or "").lower() in _PROXIES else "custom",
        "binary_types": http_declaration.binary_types(api),
    }
    return Trigger("rest_api", http_declaration.label(options), declaration.function, declaration.location, options)


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """The mutations of a request that reach the handler.

    No body arrives in base64 unless the API names binary media types, and none that the declared schema refuses.
    """
    schema, encodes = trigger.options.get("schema"), trigger.options.get("binary_types")
    return tuple(
        mutation for mutation in request.mutations(trigger, vocabulary)
        if (encodes or not _needs_base64(mutation)) and not (schema and body_schema.stops(schema, mutation))
    )


def _needs_base64(mutation: Mutation) -> bool:
    return mutation.label == "base64" or isinstance(mutation.value, bytes)


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of the requests to *trigger*."""
    return st.builds(partial(render, trigger), request.requests(trigger, vocabulary, mutation, known).filter(headers_fit), FEW_OPAQUE)


def render(trigger: Trigger, sent: Request, opaque: int) -> dict[str, Any]:
    """The event that the API makes of the request *sent*."""
    options = trigger.options
    who: Mapping[str, Any] = options.get("authorizer") or {}
    return rest_api_event(
        sent, resource=options["path"], stage=options.get("stage", "dev"), authorizer=who.get("type"), scopes=who.get("scopes", ()),
        opaque=opaque)


def response_error(trigger: Trigger, _event: Any, result: Any) -> str | None:
    """What API Gateway refuses of *result*; nothing is known of an integration with mapping templates."""
    return response.rest_api_error(result) if trigger.options.get("integration", "proxy") == "proxy" else None


EVENT_SOURCES.add("rest_api", EventSource(
    "rest_api", "REST API", "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html",
    recognise, mutations, events, response_error, render=render,
))
