"""WebSocket APIs: ``websocket`` events of serverless.yml, and routes of a template whose integration is a function."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import request, response
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.event_sources.resource import function_named
from lambdatest.model import Declaration, Mutation, Request, Service, Trigger, parse_json
from lambdatest.strategies.body import bodies, body_mutations
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.http_message import headers_fit
from lambdatest.strategies.websocket import CONNECT, DEFAULT, DISCONNECT, websocket_event
from lambdatest.vocabulary import Vocabulary

CONNECTION = "connectionId"
_INTEGRATION = "AWS::ApiGatewayV2::Integration"
SELECTION = "$request.body.action"
_UNROUTABLE = frozenset({"absent", "malformed", "nonobject", "base64"})
"""Labels of messages that no route selection expression finds a key in: they go to ``$default``."""


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a ``websocket`` event: *route* is its key, *selection* the key of a message that names the route."""
    if declaration.type != "websocket":
        return None
    properties = declaration.properties
    route = str(properties.get("route") or DEFAULT)
    said = declaration.service.get("websocketsApiRouteSelectionExpression") or properties.get("selection") or SELECTION
    options = {
        "route": route, "selection": str(said).strip("${}").rpartition(".")[2], "stage": str(declaration.service.get("stage") or "dev"),
        "authorizer": {"type": "lambda"} if properties.get("authorizer") else None, "method": "GET", "path": "/", "integration": "proxy",
        "respond": bool(properties.get("routeResponseSelectionExpression")),
    }
    return Trigger("websocket", f"WebSocket {route}", declaration.function, declaration.location, options)


def elsewhere(service: Service) -> Iterator[Declaration]:
    """The routes of a template: each names an integration, whose URI names the function."""
    apis = {one.identity: one for one in service.resources if one.properties.get("ProtocolType") == "WEBSOCKET"}
    integrations = {one.identity: one for one in service.resources if one.type == _INTEGRATION}
    for resource in service.resources:
        if resource.type != "AWS::ApiGatewayV2::Route" or str(resource.properties.get("ApiId")) not in apis:
            continue
        api = apis[str(resource.properties["ApiId"])]
        integration = integrations.get(str(resource.properties.get("Target")).rpartition("/")[2])
        name = function_named(service, integration.properties.get("IntegrationUri")) if integration else None
        if name:
            properties = {
                "route": resource.properties.get("RouteKey"), "selection": api.properties.get("RouteSelectionExpression"),
                "authorizer": resource.properties.get("AuthorizerId"),
                "routeResponseSelectionExpression": resource.properties.get("RouteResponseSelectionExpression"),
            }
            yield Declaration(service.format, "websocket", name, properties, resource.location, {"stage": service.stage})


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """The mutations of a handshake's parameters, or of a message; one that names no route reaches ``$default`` alone."""
    route = trigger.options.get("route", DEFAULT)
    if route == CONNECT:
        return tuple(one for one in request.mutations(trigger, vocabulary) if one.place in ("query", "headers"))
    if route == DISCONNECT:
        return ()
    found = body_mutations(vocabulary)
    if route == DEFAULT:
        return tuple(found)
    return tuple(one for one in found if one.label not in _UNROUTABLE and one.key != trigger.options.get("selection"))


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of *trigger*'s route, of connections that exist and of new ones."""
    route, stage = trigger.options.get("route", DEFAULT), trigger.options.get("stage", "dev")
    sent = request.requests(trigger, vocabulary, mutation if route == CONNECT else None, known).filter(headers_fit)
    if route in (CONNECT, DISCONNECT):
        messages: SearchStrategy[Any] = st.none()
    else:
        messages = bodies(vocabulary, mutation, known)
        if route != DEFAULT:
            messages = messages.map(lambda text: _routed(text, str(trigger.options.get("selection", "action")), route))
    ids = known.get(CONNECTION, ())

    def event(body: Any, handshake: Request, connection: str | None, opaque: int) -> dict[str, Any]:
        return websocket_event(
            route, body=body, connection=connection, request=handshake, authorizer=handshake.claims, stage=stage, opaque=opaque)
    return st.builds(event, messages, sent, st.sampled_from((*ids, None)), FEW_OPAQUE)


def _routed(text: Any, selection: str, route: str) -> str:
    """The message with the key that leads it to *route*."""
    body = parse_json(text)
    return json.dumps({**(body if isinstance(body, dict) else {}), selection: route})


def response_error(trigger: Trigger, _event: Any, result: Any) -> str | None:
    """What API Gateway refuses of the answer to ``$connect``, and to a message whose answer is sent back."""
    connects = trigger.options.get("route") == CONNECT
    if connects and not isinstance(result, dict):
        return f"API Gateway refuses the connection: the answer {response.shown(result)} to $connect is no object with a statusCode"
    return response.websocket_error(result) if connects or trigger.options.get("respond") else None


EVENT_SOURCES.add("websocket", EventSource(
    "websocket", "WebSocket API",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html",
    recognise, mutations, events, response_error, elsewhere=elsewhere,
))
