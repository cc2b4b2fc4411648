"""Events of a WebSocket API: a client connects, sends messages and disconnects.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_type
from lambdatest.model import Request
from lambdatest.strategies import caller, client, http_message
from lambdatest.strategies import opaque as ids

CONNECT, DISCONNECT, DEFAULT = "$connect", "$disconnect", "$default"
MESSAGE_LIMIT = 131_072
"""Bytes of a message:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html"""

_EVENT_TYPES = {CONNECT: "CONNECT", DISCONNECT: "DISCONNECT"}
_CLOSED = ((1001, ""), (1005, "Client-side close frame status not set"), (1006, "Connection Closed Abnormally"), (1000, "done"))
_HANDSHAKE = (("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"), ("Sec-WebSocket-Version", "13"))


def websocket_event(  # pylint: disable=too-many-locals  # one a field of the event
    route: str = DEFAULT, *, body: str | bytes | None = None, connection: str | None = None, request: Request | None = None,
    authorizer: Mapping[str, Any] | None = None, stage: str = "dev", opaque: int = 0, epoch: int | None = None, region: str = ids.REGION,
) -> dict[str, Any]:
    """The event of *route*: ``$connect``, ``$disconnect``, ``$default`` or a key of the API's own.

    *body* is the message (bytes arrive in base64), *connection* the connection's id (None: made of *opaque*); *request* gives the
    handshake's headers and query, *authorizer* the context that an authorizer returned when the client connected.
    """
    at = ids.epoch(opaque) if epoch is None else epoch
    api = ids.hexadecimal(opaque, "api", 10)
    host = f"{api}.execute-api.{region}.amazonaws.com"
    message = route not in _EVENT_TYPES
    number = ids.gateway_id(opaque, "request")
    code, reason = _CLOSED[opaque % len(_CLOSED)]
    identity = {"sourceIp": ids.source_ip(opaque)} if message else {"userAgent": client.USER_AGENT, "sourceIp": ids.source_ip(opaque)}
    context = {
        "routeKey": route,
        **({"disconnectStatusCode": code, "disconnectReason": reason} if route == DISCONNECT else {}),
        **({"authorizer": caller.rest_context(authorizer, opaque)} if authorizer is not None else {}),
        **({"messageId": ids.gateway_id(opaque, "message")} if message else {}),
        "eventType": _EVENT_TYPES.get(route, "MESSAGE"), "extendedRequestId": number, "requestTime": ids.request_time(at),
        "messageDirection": "IN", "stage": stage, "connectedAt": at if route == CONNECT else at - 11_000, "requestTimeEpoch": at,
        "identity": identity, "requestId": number, "domainName": host,
        "connectionId": ids.gateway_id(opaque, "connection") if connection is None else connection, "apiId": api,
    }
    event: dict[str, Any] = {} if message else _handshake(route, http_message.sendable(request or Request("GET")), host, opaque, at)
    event["requestContext"] = context
    if message and body is not None:
        event["body"] = b64encode(body).decode("ascii") if isinstance(body, bytes) else http_message.text(body)
    return {**event, "isBase64Encoded": message and isinstance(body, bytes)}


def _handshake(route: str, request: Request, host: str, opaque: int, epoch: int) -> dict[str, Any]:
    """Headers, and with ``$connect`` the query; a disconnecting client has hardly any."""
    if route == DISCONNECT:
        headers = [("Host", host), ("x-api-key", ""), ("X-Forwarded-For", ""), ("x-restapi", "")]
        return {"headers": http_message.single(headers), "multiValueHeaders": http_message.multiple(headers)}
    own = http_message.without(request.headers, ("host", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id"))
    headers = http_message.one_spelling([
        *own, ("Host", host), *_HANDSHAKE, ("Sec-WebSocket-Key", ids.hexadecimal(opaque, "key", 22) + "=="),
        ("X-Amzn-Trace-Id", ids.trace_id(opaque, epoch)), ("X-Forwarded-For", ids.source_ip(opaque)), ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
    ])
    found: dict[str, Any] = {"headers": http_message.single(headers), "multiValueHeaders": http_message.multiple(headers)}
    if request.query:
        found["queryStringParameters"] = http_message.single(request.query)
        found["multiValueQueryStringParameters"] = http_message.multiple(request.query)
    return found


def websocket_events(
    *,
    route: str | None = None,
    bodies: SearchStrategy[Any] | None = None,
    headers: SearchStrategy[Any] | None = None,
    query: SearchStrategy[Any] | None = None,
    connection_ids: SearchStrategy[str] | None = None,
    authorizer: SearchStrategy[Any] | None = None,
    stage: str = "dev",
) -> SearchStrategy[dict[str, Any]]:
    """Events of a WebSocket API, as Lambda hands them to a handler: plain JSON data.

    - *route*: ``$connect``, ``$disconnect``, ``$default`` or a route key of your own; None is any of the three
    - *bodies*: a strategy of text or bytes (which arrive in base64), the messages; None sends JSON and text.  For a route key of
      your own send what the API's route selection expression takes for it, ``{"action": "sendmessage"}``
    - *headers*, *query*: strategies of mappings, those of the handshake
    - *connection_ids*: a strategy of connection ids; None makes up new ones
    - *authorizer*: a strategy of the context that an authorizer returned, or None where there is none

    Only ``$connect`` has a query, only messages have a body.  Raises InvalidArgument when drawn from.
    """
    return st.deferred(lambda: _events(route, bodies, headers, query, connection_ids, authorizer, client.texts("stage", stage)))


def _events(  # pylint: disable=too-many-arguments,too-many-positional-arguments  # those of websocket_events
    route: str | None, bodies: Any, headers: Any, query: Any, connections: Any, authorizer: Any, stage: str,
) -> SearchStrategy[dict[str, Any]]:
    if route is not None:
        check_type("route", route, str, "write $connect, $disconnect, $default or a route key")
    given = {"bodies": bodies, "headers": headers, "query": query, "connection_ids": connections, "authorizer": authorizer}
    for name, value in given.items():
        if value is not None:
            check_type(name, value, SearchStrategy, "pass a strategy, for example st.just(...)")
    pairs = {name: st.just({}) if found is None else found for name, found in (("headers", headers), ("query", query))}
    keys = st.sampled_from((CONNECT, DISCONNECT, DEFAULT)) if route is None else st.just(route)

    def event(key: str, body: Any, head: Any, asked: Any, connection: Any, context: Any, opaque: int) -> dict[str, Any]:
        if not isinstance(body, str | bytes):
            kind = type(body).__name__
            raise InvalidArgument(f"bodies drew {body!r} of type {kind}, not str or bytes; for JSON pass bodies.map(json.dumps)")
        sent = Request("GET", query=client.pairs("query", asked), headers=client.pairs("headers", head))
        return websocket_event(key, body=body, connection=connection, request=sent, authorizer=context, stage=stage, opaque=opaque)
    return st.builds(
        event, keys, _MESSAGES if bodies is None else bodies, pairs["headers"], pairs["query"],
        st.none() if connections is None else connections, st.none() if authorizer is None else authorizer, client.OPAQUE)


_ACTIONS = st.sampled_from(("sendmessage", "join", "ping"))
_MESSAGES = st.one_of(
    st.fixed_dictionaries({"action": _ACTIONS}, optional={"data": st.text(max_size=12)}).map(json.dumps),
    st.sampled_from(("ping", "[1]", "null", "{", b"\x00\xff")),
)
