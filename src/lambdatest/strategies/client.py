"""What a client sends: requests to a route, from the strategies that a user hands in or from our own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_one_of, check_type
from lambdatest.model import Request
from lambdatest.strategies import http_message, route
from lambdatest.strategies import opaque as ids
from lambdatest.strategies.route import Route

USER_AGENT = "curl/8.5.0"
OPAQUE = st.integers(0, ids.MAX_OPAQUE)
FEW_OPAQUE = st.integers(0, 3)
"""For a search: with more of them the same history would be tried again and again, and count as another."""

_NAMES = ("q", "limit", "page", "sort", "filter", "tag", "ids[]")
_HEADERS = (
    "Accept-Language", "X-Request-Id", "If-None-Match", "Origin", "Authorization", "x-api-version", "X-Forwarded-For", "tEsT-HEADeR",
)
_HEADER_VALUES = ("", "a", "1", "de-CH, de;q=0.9", '"0a1b"', "https://example.com", "Bearer a.b.c", "203.0.113.9", "With WeiRd CapS")
_CALLERS: Mapping[str | None, tuple[Mapping[str, Any], ...]] = {
    "iam": (
        {}, {"principalOrgId": "o-exampleorg"},
        {"cognitoIdentityId": "us-east-1:3f291106-8703-466b-8f2b-3ecee1ca56ce",
         "cognitoIdentityPoolId": "us-east-1:4f291106-8703-466b-8f2b-3ecee1ca56ce", "cognitoAuthenticationType": "authenticated",
         "cognitoAuthenticationProvider": "cognito-idp.us-east-1.amazonaws.com/us-east-1_a:CognitoSignIn:1",
         "cognitoIdentity": {"amr": ["authenticated"], "identityId": "us-east-1:3f291106-8703-466b-8f2b-3ecee1ca56ce",
                             "identityPoolId": "us-east-1:4f291106-8703-466b-8f2b-3ecee1ca56ce"}},
    ),
    "lambda": ({}, {"tenant": "a"}, {"tenant": "b", "admin": True, "level": 3}),
    "api_key": ({},), None: ({},),
}
_TOKENS: tuple[Mapping[str, Any], ...] = (
    {}, {"email": "a@example.com", "email_verified": True}, {"email": "b@example.com", "cognito:groups": ["admin"]},
    {"cognito:groups": ["users", "admin"], "custom:tenant": "a", "phone_number": "+41790000000"},
)
_PLAIN = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
_SEGMENT = st.one_of(
    st.sampled_from(("1", "a", "a b", "Zoë", "a+b@example.com", "100%", "x/y", "日本語")), st.text(_PLAIN, min_size=1, max_size=12),
)
_USUAL = ("", "1", "a", "a b", "a,b", "a=b&c", "Zoë", "+")
_VALUE = st.one_of(st.sampled_from(_USUAL), st.text(_PLAIN, max_size=12))
# Each draw costs as much as all the rest of a field, so a pair of usual parts is one draw, and so is a combination of states.
_PARAMETER = st.one_of(st.sampled_from(list(product(_NAMES, _USUAL))), st.tuples(st.sampled_from(_NAMES), st.text(_PLAIN, max_size=12)))
_HEADER = st.sampled_from(list(product(_HEADERS, _HEADER_VALUES)))
_COUNT = st.integers(0, 3)
_COOKIES = ((), (("session", "1"),), (("session", "a-b"), ("theme", "dark")))
_SCALAR = st.one_of(st.integers(-1000, 10**12), st.sampled_from((None, True, False, 1.5, 0.1)), _VALUE)
_MEMBERS = st.lists(st.tuples(st.sampled_from(("id", "name", "count", "tags")), _SCALAR), max_size=3)
_JSON = _MEMBERS.map(lambda members: json.dumps(dict(members)))
_BODIES: SearchStrategy[str | bytes | None] = st.one_of(
    _JSON, st.none(), st.sampled_from(("", "text", "a=1&b=2", "null", "[1]", "{", b"\x00\xff", b"\x89PNG\r\n")),
)
_OWN_CALLERS = {
    kind: st.sampled_from(found) if len(found) > 1 else st.just(found[0])
    for kind in (*_CALLERS, "cognito", "jwt") for found in [[(kind, claims) for claims in _CALLERS.get(kind, _TOKENS)]]
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, the route that it was sent to, and the kind of authorizer that let it through.

    *opaque* is the number that its ids are made of, *options* the state of each optional part that a caller of `requests` named.
    """

    route: Route
    request: Request
    authorizer: str | None
    opaque: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)


def requests(
    *, routes: Sequence[Route], bodies: SearchStrategy[Any] | None, headers: SearchStrategy[Any] | None, query: SearchStrategy[Any] | None,
    path_parameters: SearchStrategy[Any] | None, cookies: SearchStrategy[Any] | None, authorizer: SearchStrategy[str | None] | str | None,
    claims: SearchStrategy[Any] | None, options: Mapping[str, Sequence[Any] | SearchStrategy[Any]] | None = None,
) -> SearchStrategy[Sent]:
    """Requests to one of *routes*; what is None is ours to choose.  Raises InvalidArgument, naming the argument.

    *options* are other optional parts of an event, each with its states, the simplest first, or a strategy of them.
    """
    given = {"bodies": bodies, "headers": headers, "query": query, "path_parameters": path_parameters, "cookies": cookies, "claims": claims}
    for name, value in given.items():
        if value is not None:
            check_type(name, value, SearchStrategy, "pass a strategy, for example st.just(...)")
    calls = [(call, found) for found in routes for call in _calls(found)]
    called = st.sampled_from(calls) if len(calls) > 1 else None
    kinds = _who(authorizer, claims)
    states, drawn_apart = _together({**(options or {}), "cookies": _COOKIES if cookies is None else cookies})

    def sent(draw: st.DrawFn) -> Sent:
        call, declared = draw(called) if called is not None else calls[0]
        values = _values(draw, call, path_parameters)
        chosen = {**draw(states), **{name: draw(strategy) for name, strategy in drawn_apart.items()}}
        parameters, own_headers = _few(draw, _PARAMETER, query), _few(draw, _HEADER, headers)
        kind, who = draw(kinds)
        crumbs, body = chosen.pop("cookies"), _body(draw, call, bodies)
        request = _request(call, bodies is None, values, parameters, own_headers, crumbs, body, who)
        return Sent(declared, request, kind, draw(OPAQUE), chosen)

    found = st.composite(sent)()
    # What we choose is short: only what a user draws can be too long.
    own = any(part is not None for part in (headers, query, path_parameters, cookies))
    return found.filter(_headers_fit) if own else found


def _few(draw: st.DrawFn, ours: SearchStrategy[Any], given: SearchStrategy[Any] | None) -> Any:
    """What the user's strategy draws; without one, none to three of *ours*."""
    return [draw(ours) for _ in range(draw(_COUNT))] if given is None else draw(given)


def _together(
    options: Mapping[str, Sequence[Any] | SearchStrategy[Any]]
) -> tuple[SearchStrategy[dict[str, Any]], dict[str, SearchStrategy[Any]]]:
    """One strategy of all combinations of states, and what is a strategy already.

    The first option changes with the last bits of what is drawn, so that shrinking finds the simplest state of each.
    """
    listed = {name: states for name, states in list(options.items())[::-1] if not isinstance(states, SearchStrategy)}
    combined = [dict(zip(listed, states, strict=True)) for states in product(*listed.values())]
    strategy = st.sampled_from(combined) if len(combined) > 1 else st.just(combined[0])
    return strategy, {name: states for name, states in options.items() if isinstance(states, SearchStrategy)}


def _headers_fit(sent: Sent) -> bool:
    return http_message.headers_fit(sent.request)


def _calls(found: Route) -> list[Route]:
    """The route with each of its methods in the place of ANY."""
    return [Route(method, found.template) for method in (route.METHODS if found.method == "ANY" else (found.method,))]


def _who(authorizer: SearchStrategy[str | None] | str | None, claims: SearchStrategy[Any] | None) -> SearchStrategy[tuple[str | None, Any]]:
    """Kind and claims of the caller."""
    if claims is not None:
        return st.tuples(authorizer if isinstance(authorizer, SearchStrategy) else st.just(authorizer), claims)
    if not isinstance(authorizer, SearchStrategy):
        return _OWN_CALLERS[authorizer]
    return authorizer.flatmap(lambda kind: _OWN_CALLERS[kind])


def _values(draw: st.DrawFn, call: Route, path_parameters: SearchStrategy[Any] | None) -> dict[str, str]:
    """The value of each placeholder, and under no name the whole path of ``$default``."""
    if call.template == route.DEFAULT:
        return {"": "/" + "/".join(map(route.encode, draw(_SEGMENTS)))}
    names = route.placeholders(call.template)
    if path_parameters is not None:
        return _checked_values(draw(path_parameters), [name for name, _ in names])
    return {name: draw(_GREEDY) if greedy else _no_dots(draw(_SEGMENT)) for name, greedy in names}


def _no_dots(segment: str) -> str:
    """A path segment as it arrives: a client resolves ``.`` and ``..`` before it sends."""
    return segment if segment.strip(".") else "a"


_SEGMENTS = st.lists(_SEGMENT, max_size=2)
_GREEDY = st.lists(_SEGMENT.map(lambda text: _no_dots(text.replace("/", "") or "a")), min_size=1, max_size=3).map("/".join)


def _checked_values(drawn: Any, names: Sequence[str]) -> dict[str, str]:
    check_type("path_parameters", drawn, Mapping, "draw a mapping from each placeholder to its value")
    if set(drawn) != set(names):
        wanted = ", ".join(names) or "none"
        raise InvalidArgument(f"path_parameters={dict(drawn)!r} does not name the placeholders of the route, which are {wanted}")
    for name, value in drawn.items():
        if not isinstance(value, str) or not value:
            raise InvalidArgument(f"path_parameters={dict(drawn)!r}: {name!r} is not a non-empty str; the route would not match")
    return dict(drawn)


def _body(draw: st.DrawFn, call: Route, bodies: SearchStrategy[Any] | None) -> str | bytes | None:
    if bodies is not None:
        return _checked_body(draw(bodies))
    return None if call.method in route.WITHOUT_BODY else draw(_BODIES)


def _checked_body(drawn: Any) -> str | bytes | None:
    if drawn is not None and not isinstance(drawn, str | bytes):
        kind = type(drawn).__name__
        raise InvalidArgument(f"bodies drew {drawn!r} of type {kind}, not str, bytes or None; for JSON pass bodies.map(json.dumps)")
    return drawn


def pairs(argument: str, drawn: Any) -> tuple[tuple[str, str], ...]:
    """The pairs of a drawn mapping or list.  Raises InvalidArgument, naming *argument*, where it holds anything but text."""
    members = drawn.items() if isinstance(drawn, Mapping) else drawn
    found: list[tuple[str, str]] = []
    try:
        for name, value in members:
            found += [(name, one) for one in (value if isinstance(value, list | tuple) else (value,))]
    except (TypeError, ValueError):
        raise InvalidArgument(f"{argument} drew {drawn!r}, which is no mapping and no list of pairs") from None
    for name, value in found:
        if not isinstance(name, str) or not isinstance(value, str):
            raise InvalidArgument(f"{argument} drew {drawn!r}: {name!r} and {value!r} are not both str, as everything in it is over HTTP")
    return tuple(found)


def _request(
    call: Route, own_bodies: bool, values: Mapping[str, str], query: Any, headers: Any, cookies: Any, body: str | bytes | None, claims: Any,
) -> Request:
    """The request of its drawn parts."""
    check_type("claims", claims, (Mapping, type(None)), "draw a mapping of claims")
    sent = list(pairs("headers", headers))
    if body is not None and http_message.header(sent, "content-type") is None:
        sent.append(("Content-Type", _content_type(body, own_bodies)))
    crumbs = pairs("cookies", cookies)
    if crumbs:
        sent.append(("Cookie", "; ".join(f"{name}={value}" for name, value in crumbs)))
    free = call.template == route.DEFAULT
    path = values[""] if free else route.fill(call.template, values)
    given = () if free else tuple(values.items())
    return Request(call.method, path, given, pairs("query", query), tuple(sent), body, claims)


def _content_type(body: str | bytes, own: bool) -> str:
    if isinstance(body, bytes):
        return "application/octet-stream"
    if own and body == "a=1&b=2":
        return "application/x-www-form-urlencoded"
    return "text/plain" if own and body == "text" else "application/json"


def routes_of(found: str | None, free: Sequence[str]) -> tuple[Route, ...]:
    """The one route that the user named, else those of *free*."""
    return (route.parse(found),) if found is not None else tuple(map(route.parse, free))


def authorizers(argument: str, value: Any, allowed: Sequence[str]) -> SearchStrategy[str | None] | str | None:
    """The authorizer kind that *value* is, or its strategy of them.  Raises InvalidArgument."""
    if isinstance(value, SearchStrategy):
        return value.map(lambda drawn: _checked_authorizer(argument, drawn, allowed))
    return _checked_authorizer(argument, value, allowed)


def _checked_authorizer(argument: str, value: Any, allowed: Sequence[str]) -> str | None:
    if value is None:
        return None
    check_one_of(argument, value, allowed)
    return str(value)


def stage_variables(value: Any) -> Sequence[Any] | SearchStrategy[Any]:
    """The states of stage variables, or the strategy, that *value* (None, a mapping or a strategy) stands for.  Raises InvalidArgument."""
    if value is None:
        return (None, {"alias": "live"})
    if isinstance(value, SearchStrategy):
        return value.map(lambda drawn: dict(pairs("stage_variables", drawn or {})))
    check_type("stage_variables", value, Mapping, "pass a mapping of text, or a strategy of them")
    return (dict(pairs("stage_variables", value)),)


def texts(argument: str, value: Any) -> str:
    """*value*, checked to be text.  Raises InvalidArgument."""
    check_type(argument, value, str)
    if not value or "/" in value:
        raise InvalidArgument(f"{argument}={value!r} is not one path segment")
    return str(value)
