"""Requests as an authorizer sees them: the handler's own headers and parameters, and the credential in each place where one may be."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import credential, request
from lambdatest.event_sources.event_source import Known
from lambdatest.model import Mutation, Request, Trigger
from lambdatest.strategies.http_message import headers_fit
from lambdatest.vocabulary import Vocabulary

Place = tuple[str, str]
"""``header`` or ``querystring``, and a name."""
AUTHORIZATION: Place = ("header", "Authorization")
DEFAULT_ROUTE = ("GET", "/items")


def places(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Place, ...]:
    """Where a credential stands: the identity sources, and what else the code reads that is called like one."""
    declared: Sequence[Place] = trigger.options.get("sources") or ()
    found = [tuple(place) for place in declared]
    found += [("header", key.name) for key in vocabulary.headers if credential.LIKELY.search(key.name)]
    found += [("querystring", key.name) for key in vocabulary.query if credential.LIKELY.search(key.name)]
    names: dict[tuple[str, str], Place] = {}
    for kind, name in found or [AUTHORIZATION]:
        names.setdefault((kind, name.lower()), (kind, name))
    return tuple(names.values())


def presented(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[tuple[Request, str]]:
    """Requests without a body, each with the path template of the route that it is for."""
    routes = trigger.options.get("routes") or (DEFAULT_ROUTE,)
    where = places(trigger, vocabulary)
    token = credential.credentials(vocabulary, known, mutation)
    found = [st.tuples(_to(trigger, vocabulary, known, route), st.just(route[1])) for route in routes]
    made = st.builds(lambda sent, text: (_with(sent[0], where, text), sent[1]), st.one_of(found), token)
    return made.filter(lambda sent: headers_fit(sent[0]))


def _to(trigger: Trigger, vocabulary: Vocabulary, known: Known, route: tuple[str, str]) -> SearchStrategy[Request]:
    options = {"method": "GET" if route[0] == "ANY" else route[0], "path": route[1]}
    return request.requests(replace(trigger, options=options), vocabulary, None, known).map(lambda sent: replace(sent, body=None))


def _with(sent: Request, where: Sequence[Place], token: str | None) -> Request:
    """The request with *token* in each of the places, or with none of them."""
    headers = {name.lower(): name for kind, name in where if kind == "header"}
    query = {name for kind, name in where if kind == "querystring"}
    kept = [(name, value) for name, value in sent.headers if name.lower() not in (*headers, "content-type", "authorization")]
    asked = [(name, value) for name, value in sent.query if name not in query]
    if token is not None:
        kept += [(name, token) for name in headers.values()]
        asked += [(name, token) for name in sorted(query)]
    return replace(sent, headers=tuple(kept), query=tuple(asked))
