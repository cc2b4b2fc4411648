"""HTTP APIs: ``httpApi`` events of serverless.yml, ``HttpApi`` events of SAM, and routes and OpenAPI documents of CloudFormation."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import authorizer, http_declaration, request, response
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.model import Declaration, Mutation, Request, Trigger
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.http_api import http_api_event
from lambdatest.strategies.http_message import headers_fit
from lambdatest.vocabulary import Vocabulary

_TYPES = (("serverless", "httpApi"), ("sam", "HttpApi"), ("cloudformation", "AWS::ApiGatewayV2::Route"))


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a route of an HTTP API; options as every HTTP kind has them, and ``payload`` 1.0 or 2.0."""
    if (declaration.format, declaration.type) not in _TYPES:
        return None
    properties, sam = declaration.properties, declaration.format != "serverless"  # the reader spells CloudFormation's as SAM does
    api = http_declaration.settings(declaration, "HttpApi" if sam else "httpApi")
    payload = (properties.get("PayloadFormatVersion") if sam else properties.get("payload") or api.get("payload")) or "2.0"
    options = {
        "method": http_declaration.method(properties.get("Method" if sam else "method")),
        "path": http_declaration.path(properties.get("Path" if sam else "path")),
        "stage": http_declaration.stage(declaration, api, "$default") if sam else "$default",
        "payload": "1.0" if str(payload) in ("1", "1.0") else "2.0",
        "authorizer": authorizer.sam_http(properties, api) if sam else authorizer.serverless_http(properties, api),
        "cors": bool(api.get("CorsConfiguration") if sam else api.get("cors")),
        "schema": None, "integration": "proxy", "binary_types": (),
    }
    return Trigger("http_api", http_declaration.label(options), declaration.function, declaration.location, options)


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of the requests to *trigger*, in its payload format."""
    return st.builds(partial(render, trigger), request.requests(trigger, vocabulary, mutation, known).filter(headers_fit), FEW_OPAQUE)


def render(trigger: Trigger, sent: Request, opaque: int) -> dict[str, Any]:
    """The event that the API makes of the request *sent*."""
    options = trigger.options
    who: Mapping[str, Any] = options.get("authorizer") or {}
    return http_api_event(
        sent, route=http_declaration.label(options), payload=options.get("payload", "2.0"), stage=options.get("stage", "$default"),
        authorizer=who.get("type"), scopes=who.get("scopes"), opaque=opaque)


def response_error(trigger: Trigger, _event: Any, result: Any) -> str | None:
    """What API Gateway refuses of *result* in the trigger's payload format."""
    return response.payload_1_error(result) if trigger.options.get("payload") == "1.0" else response.payload_2_error(result)


EVENT_SOURCES.add("http_api", EventSource(
    "http_api", "HTTP API", "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html",
    recognise, request.mutations, events, response_error, render=render,
))
