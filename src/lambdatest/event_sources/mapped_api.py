"""REST APIs that map the request: ``http`` events of serverless.yml with ``integration: lambda`` and no template of their own.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway#lambda-integration
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import authorizer, body_schema, http_declaration, request
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.model import Declaration, Mutation, Request, Trigger, parse_json
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.http_message import headers_fit
from lambdatest.strategies.mapped_api import mapped_api_event
from lambdatest.vocabulary import Key, Vocabulary

INTEGRATIONS = ("lambda", "aws")
_UNSENDABLE = frozenset({"malformed", "base64", "non_finite", "absent"})
"""Labels of bodies that the template refuses with 400, or that it makes ``{}`` of."""


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of an ``http`` event that Serverless' default template maps; with a template of its own nothing is known of it."""
    properties = declaration.properties
    named = str(properties.get("integration") or "").lower() in INTEGRATIONS
    if (declaration.format, declaration.type) != ("serverless", "http") or not named:
        return None
    if http_declaration.member(properties.get("request"), "template"):
        return None
    options = {
        "method": http_declaration.method(properties.get("method")), "path": "/" + str(properties.get("path") or "").strip("/"),
        "stage": http_declaration.stage(declaration, http_declaration.settings(declaration, "apiGateway"), "dev"),
        "authorizer": authorizer.serverless_rest(properties), "integration": "proxy",
        "schema": http_declaration.body_schema(properties, http_declaration.settings(declaration, "apiGateway")), "cors": False,
    }
    return Trigger("mapped_api", http_declaration.label(options), declaration.function, declaration.location, options)


def _as_sent(vocabulary: Vocabulary) -> Vocabulary:
    """What the code reads of the mapped event, as parts of the request that it comes from."""
    def fields(name: str, own: tuple[Key, ...]) -> tuple[Key, ...]:
        found = vocabulary.event_key(name)
        return found.fields if found is not None and found.fields else own

    return replace(
        vocabulary, body=fields("body", vocabulary.body), query=fields("query", vocabulary.query), path=fields("path", vocabulary.path),
        headers=fields("headers", vocabulary.headers), parses_json=True,
    )


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """The mutations of a request that get past the template."""
    schema = trigger.options.get("schema")
    return tuple(
        mutation for mutation in request.mutations(trigger, _as_sent(vocabulary))
        if mutation.label not in _UNSENDABLE and not (schema and body_schema.stops(schema, mutation))
    )


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of the requests to *trigger*, as the template maps them."""
    options = trigger.options
    who: Mapping[str, Any] = options.get("authorizer") or {}

    def event(sent: Request, opaque: int) -> dict[str, Any]:
        return mapped_api_event(sent, resource=options["path"], stage=options["stage"], authorizer=who.get("type"), opaque=opaque)
    return st.builds(event, request.requests(trigger, _as_sent(vocabulary), mutation, known).filter(_mappable), FEW_OPAQUE)


def _mappable(sent: Request) -> bool:
    """Whether API Gateway maps it: a body that is no JSON gets a 400."""
    plain = sent.body is None or isinstance(sent.body, str) and (parse_json(sent.body) is not None or sent.body.strip() == "null")
    return plain and headers_fit(sent)


def response_error(_trigger: Trigger, _event: Any, _result: Any) -> str | None:
    """Nothing: whatever JSON the handler returns is the body of a 200, unless a template of the response says otherwise."""
    return None


EVENT_SOURCES.add("mapped_api", EventSource(
    "mapped_api", "REST API with a mapping", "https://www.serverless.com/framework/docs/providers/aws/events/apigateway#lambda-integration",
    recognise, mutations, events, response_error,
))
