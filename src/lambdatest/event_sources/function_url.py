"""Function URLs: ``url`` of a function in serverless.yml, ``FunctionUrlConfig`` of one in SAM, and ``AWS::Lambda::Url``."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import authorizer, request, response
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.model import Declaration, Mutation, Request, Trigger
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.function_url import function_url_event
from lambdatest.strategies.http_message import headers_fit
from lambdatest.vocabulary import Vocabulary

_TYPES = (("serverless", "url"), ("sam", "FunctionUrlConfig"), ("cloudformation", "AWS::Lambda::Url"))


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a function's URL; options as every HTTP kind has them, any method and path."""
    if (declaration.format, declaration.type) not in _TYPES:
        return None
    properties = declaration.properties
    options = {
        "method": "ANY", "path": "$default", "stage": "$default", "payload": "2.0", "authorizer": authorizer.function_url(properties),
        "cors": bool(properties.get("cors") or properties.get("Cors")), "schema": None, "integration": "proxy", "binary_types": (),
    }
    return Trigger("function_url", "function URL", declaration.function, declaration.location, options)


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of the requests to *trigger*."""
    return st.builds(partial(render, trigger), request.requests(trigger, vocabulary, mutation, known).filter(headers_fit), FEW_OPAQUE)


def render(trigger: Trigger, sent: Request, opaque: int) -> dict[str, Any]:
    """The event that the function URL makes of the request *sent*."""
    who: Mapping[str, Any] = trigger.options.get("authorizer") or {}
    return function_url_event(sent, authorizer=who.get("type"), opaque=opaque)


def response_error(_trigger: Trigger, _event: Any, result: Any) -> str | None:
    """What a function URL refuses of *result*."""
    return response.payload_2_error(result, response.FUNCTION_URL)


EVENT_SOURCES.add("function_url", EventSource(
    "function_url", "function URL", "https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html",
    recognise, request.mutations, events, response_error, render=render,
))
