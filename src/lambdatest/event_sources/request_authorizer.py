"""REQUEST authorizers of REST and WebSocket APIs."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import authorizer_wiring, credential
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.event_sources.policy import policy_error
from lambdatest.event_sources.presented import presented
from lambdatest.model import Declaration, Mutation, Request, Service, Trigger
from lambdatest.strategies.authorizer import request_authorizer_event, websocket_authorizer_event
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.vocabulary import Vocabulary


def elsewhere(service: Service) -> Iterator[Declaration]:
    """The functions that a route, an API or a template names as REQUEST authorizers."""
    yield from authorizer_wiring.wirings(service, "request")


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a REQUEST authorizer: the *routes* that it guards, its identity *sources*, and whether it is a *websocket*'s."""
    properties = declaration.properties
    if declaration.type != authorizer_wiring.TYPE or properties.get("kind") != "request":
        return None
    options = {
        "routes": properties["routes"], "sources": properties["sources"], "websocket": bool(properties.get("websocket")),
        "stage": str(declaration.service.get("stage") or "dev"), "integration": "proxy",
    }
    return Trigger("request_authorizer", f"REQUEST authorizer {properties['name']}", declaration.function, declaration.location, options)


def mutations(trigger: Trigger, _vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """Wrong credentials that reach the function: API Gateway answers 401 itself where an identity source is missing or empty."""
    required = bool(trigger.options.get("sources"))
    return credential.mutations(required=required, absent=not required)


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of requests to the guarded routes, with credentials that the code may know, or the wrong one of *mutation*."""
    options = trigger.options

    def event(sent: tuple[Request, str], opaque: int) -> dict[str, Any]:
        if options.get("websocket"):
            return websocket_authorizer_event(sent[0], stage=options.get("stage", "dev"), opaque=opaque)
        return request_authorizer_event(sent[0], resource=sent[1], stage=options.get("stage", "dev"), opaque=opaque)
    return st.builds(event, presented(trigger, vocabulary, mutation, known), FEW_OPAQUE)


def response_error(_trigger: Trigger, _event: Any, result: Any) -> str | None:
    """What API Gateway refuses of *result*."""
    return policy_error(result)


EVENT_SOURCES.add("request_authorizer", EventSource(
    "request_authorizer", "REQUEST authorizer",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html",
    recognise, mutations, events, response_error, elsewhere=elsewhere,
))
