"""TOKEN authorizers of a REST API."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import authorizer_wiring, credential
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.event_sources.policy import policy_error
from lambdatest.model import Declaration, Mutation, Service, Trigger
from lambdatest.strategies.authorizer import token_authorizer_event
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.route import fill, placeholders
from lambdatest.vocabulary import Vocabulary


def elsewhere(service: Service) -> Iterator[Declaration]:
    """The functions that a route, an API or a template names as TOKEN authorizers."""
    yield from authorizer_wiring.wirings(service, "token")


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a TOKEN authorizer: the *routes* that it guards, and the *expression* that its token has to match."""
    properties = declaration.properties
    if declaration.type != authorizer_wiring.TYPE or properties.get("kind") != "token":
        return None
    options = {
        "routes": properties["routes"], "expression": properties.get("expression"), "stage": str(declaration.service.get("stage") or "dev"),
        "integration": "proxy",
    }
    return Trigger("token_authorizer", f"TOKEN authorizer {properties['name']}", declaration.function, declaration.location, options)


def mutations(trigger: Trigger, _vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """Wrong tokens that reach the function: API Gateway answers 401 itself where there is none, or one that does not match."""
    return credential.mutations(required=False, absent=False, expression=trigger.options.get("expression"))


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of requests to the guarded routes, with tokens that the code may know, or the wrong one of *mutation*."""
    options = trigger.options
    routes = options.get("routes") or (("GET", "/items"),)

    def event(token: str | None, route: tuple[str, str], opaque: int) -> dict[str, Any]:
        path = fill(route[1], {name: "a" for name, _ in placeholders(route[1])})
        method = "GET" if route[0] == "ANY" else route[0]
        return token_authorizer_event(token or "", method=method, path=path, stage=options.get("stage", "dev"), opaque=opaque)
    tokens = credential.credentials(vocabulary, known, mutation, options.get("expression"))
    return st.builds(event, tokens, st.sampled_from(routes), FEW_OPAQUE)


def response_error(_trigger: Trigger, _event: Any, result: Any) -> str | None:
    """What API Gateway refuses of *result*."""
    return policy_error(result)


EVENT_SOURCES.add("token_authorizer", EventSource(
    "token_authorizer", "TOKEN authorizer",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html",
    recognise, mutations, events, response_error, elsewhere=elsewhere,
))
