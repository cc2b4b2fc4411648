"""Lambda authorizers of an HTTP API, in either payload format, with simple or IAM responses."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import authorizer_wiring, credential
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.event_sources.http_declaration import DEFAULT
from lambdatest.event_sources.policy import policy_error, simple_error
from lambdatest.event_sources.presented import presented
from lambdatest.model import Declaration, Mutation, Request, Service, Trigger
from lambdatest.strategies.authorizer import http_api_authorizer_event
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.vocabulary import Vocabulary


def elsewhere(service: Service) -> Iterator[Declaration]:
    """The functions that a route, an API or a template names as authorizers of an HTTP API."""
    yield from authorizer_wiring.wirings(service, "http_api")


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of an HTTP API's authorizer: *routes*, identity *sources*, *payload* format, and whether it answers *simple* (None:
    the file does not say)."""
    properties = declaration.properties
    if declaration.type != authorizer_wiring.TYPE or properties.get("kind") != "http_api":
        return None
    options = {
        "routes": properties["routes"], "sources": properties["sources"], "payload": properties["payload"], "simple": properties["simple"],
        "stage": "$default", "integration": "proxy",
    }
    return Trigger("http_api_authorizer", f"authorizer {properties['name']}", declaration.function, declaration.location, options)


def mutations(trigger: Trigger, _vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """Wrong credentials that reach the function: API Gateway answers 401 itself where an identity source is missing or empty."""
    required = bool(trigger.options.get("sources"))
    return credential.mutations(required=required, absent=not required)


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of requests to the guarded routes, with credentials that the code may know, or the wrong one of *mutation*."""
    options = trigger.options
    identity = tuple(name for kind, name in options.get("sources") or () if kind == "header")

    def event(sent: tuple[Request, str], opaque: int) -> dict[str, Any]:
        route = DEFAULT if sent[1] == DEFAULT else f"{sent[0].method} {sent[1]}"
        return http_api_authorizer_event(
            sent[0], route=route, payload=options.get("payload", "2.0"), identity=identity, stage=options.get("stage", DEFAULT),
            opaque=opaque)
    return st.builds(event, presented(trigger, vocabulary, mutation, known), FEW_OPAQUE)


def response_error(trigger: Trigger, _event: Any, result: Any) -> str | None:
    """What API Gateway refuses of *result*: format 1.0 wants a policy, format 2.0 what the authorizer is declared to answer."""
    if trigger.options.get("payload") == "1.0":
        return policy_error(result, flat=False)
    return simple_error(result, simple=trigger.options.get("simple"))


EVENT_SOURCES.add("http_api_authorizer", EventSource(
    "http_api_authorizer", "authorizer of an HTTP API",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html",
    recognise, mutations, events, response_error, elsewhere=elsewhere,
))
