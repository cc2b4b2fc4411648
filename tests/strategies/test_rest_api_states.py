"""Nothing of a REST event is frozen for speed: each optional field of one declared table takes each of its states."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

from lambdatest.strategies import http_api_events, rest_api_events
from lambdatest.strategies.rest_api import AUTHORIZERS

Event = dict[str, Any]
State = Callable[[Event], Any]
search = settings(phases=[Phase.generate], database=None, deadline=None, suppress_health_check=list(HealthCheck))


def _context(*path: str) -> Callable[[Event], Any]:
    """What stands under *path* in the request context; None where it is absent or null."""

    def member(event: Event) -> Any:
        found: Any = event["requestContext"]
        for name in path:
            found = (found or {}).get(name)
        return found

    return member


def _most(event: Event, name: str) -> int:
    """The most values that one name of a multi-value map has."""
    return max(map(len, (event[name] or {}).values()), default=0)


def _is_json(event: Event) -> bool:
    try:
        json.loads(event["body"] or "")
    except ValueError:
        return False
    return not event["isBase64Encoded"]


def _header(name: str) -> State:
    return lambda event: name in (event["headers"] or {})


def _no_header(name: str) -> State:
    return lambda event: event["headers"] is not None and name not in event["headers"]


def _null_or_not(member: Callable[[Event], Any]) -> Mapping[str, State]:
    return {"null": lambda event: member(event) is None, "present": lambda event: member(event) is not None}


IDENTITY_OF_IAM = ("accessKey", "accountId", "caller", "user", "userArn")
IDENTITY_OF_COGNITO = ("cognitoIdentityPoolId", "cognitoIdentityId", "cognitoAuthenticationType", "cognitoAuthenticationProvider")

STATES: Mapping[str, Mapping[str, State]] = {
    "body": {
        "null": lambda e: e["body"] is None, "JSON": _is_json,
        "other text": lambda e: e["body"] and not e["isBase64Encoded"] and not _is_json(e),
        "base64": lambda e: e["body"] and e["isBase64Encoded"],
    },
    "httpMethod": {method: lambda e, method=method: e["httpMethod"] == method for method in (
        "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")},
    "headers": {"null": lambda e: e["headers"] is None, "present": lambda e: e["headers"]},
    "multiValueHeaders": {
        "null": lambda e: e["multiValueHeaders"] is None, "one value each": lambda e: _most(e, "multiValueHeaders") == 1,
        "several of a name": lambda e: _most(e, "multiValueHeaders") > 1,
    },
    "headers.Content-Type": {"absent": _no_header("Content-Type"), "present": _header("Content-Type")},
    "headers.Authorization": {"absent": _no_header("Authorization"), "present": _header("Authorization")},
    "headers.Cookie": {
        "absent": _no_header("Cookie"), "one": lambda e: (e["headers"] or {}).get("Cookie", "").count("=") == 1,
        "several": lambda e: (e["headers"] or {}).get("Cookie", "").count("=") > 1,
    },
    "headers.Via": {"absent (regional)": _no_header("Via"), "present (edge-optimised)": _header("Via")},
    "headers' spelling": {"the client's own": _header("tEsT-HEADeR"), "lower case": _header("x-api-version")},
    "queryStringParameters": {
        "null": lambda e: e["queryStringParameters"] is None, "one": lambda e: len(e["queryStringParameters"] or ()) == 1,
        "several": lambda e: len(e["queryStringParameters"] or ()) > 1,
        "empty value": lambda e: "" in (e["queryStringParameters"] or {}).values(),
        "not ASCII": lambda e: not "".join((e["queryStringParameters"] or {}).values()).isascii(),
    },
    "multiValueQueryStringParameters": {
        "null": lambda e: e["multiValueQueryStringParameters"] is None,
        "one value each": lambda e: _most(e, "multiValueQueryStringParameters") == 1,
        "several of a name": lambda e: _most(e, "multiValueQueryStringParameters") > 1,
    },
    "pathParameters": {
        "null": lambda e: e["pathParameters"] is None, "one": lambda e: "id" in (e["pathParameters"] or {}),
        "several": lambda e: len(e["pathParameters"] or ()) == 2, "greedy": lambda e: "/" in (e["pathParameters"] or {}).get("proxy", ""),
        "percent-encoded": lambda e: "%" in "".join((e["pathParameters"] or {}).values()),
    },
    "stageVariables": {"null": lambda e: e["stageVariables"] is None, "present": lambda e: e["stageVariables"]},
    "requestContext.authorizer": {
        "absent": lambda e: "authorizer" not in e["requestContext"], "Cognito's claims": _context("authorizer", "claims"),
        "a Lambda authorizer's context": _context("authorizer", "principalId"),
    },
    "requestContext.authorizer.claims.email": {
        "absent": lambda e: _context("authorizer", "claims")(e) and not _context("authorizer", "claims", "email")(e),
        "present": _context("authorizer", "claims", "email"),
    },
    "requestContext.authorizer.claims.cognito:groups": {
        "absent": lambda e: _context("authorizer", "claims")(e) and not _context("authorizer", "claims", "cognito:groups")(e),
        "one": lambda e: _context("authorizer", "claims", "cognito:groups")(e) == "admin",
        "several": lambda e: "," in (_context("authorizer", "claims", "cognito:groups")(e) or ""),
    },
    "requestContext.authorizer.tenant": {
        "absent": lambda e: _context("authorizer", "principalId")(e) and not _context("authorizer", "tenant")(e),
        "present": _context("authorizer", "tenant"),
    },
    "requestContext.identity.apiKey": _null_or_not(_context("identity", "apiKey")),
    "requestContext.identity.principalOrgId": _null_or_not(_context("identity", "principalOrgId")),
    **{f"requestContext.identity.{name}": _null_or_not(_context("identity", name)) for name in (*IDENTITY_OF_IAM, *IDENTITY_OF_COGNITO)},
    "requestContext.identity.sourceIp": {
        "IPv4": lambda e: "." in _context("identity", "sourceIp")(e), "IPv6": lambda e: ":" in _context("identity", "sourceIp")(e),
        "the console's": lambda e: _context("identity", "sourceIp")(e) == "test-invoke-source-ip",
    },
    "requestContext.stage": {"deployed": lambda e: _context("stage")(e) == "dev", "test-invoke": lambda e: _context("stage")(e) != "dev"},
}
"""Every optional field of a REST event, and the states that it has."""


class AllSeen(Exception):
    """No state is left to look for."""


def unseen(strategy: st.SearchStrategy[Event], states: Mapping[str, Mapping[str, State]], count: int) -> list[tuple[str, str]]:
    """The states of *states* that none of *count* events of *strategy* was in."""
    waiting = {(field, name): state for field, found in states.items() for name, state in found.items()}

    @seed(1)
    @settings(search, max_examples=count)
    @given(strategy)
    def look(event: Event) -> None:
        for key in [key for key, state in waiting.items() if state(event)]:
            del waiting[key]
        if not waiting:
            raise AllSeen

    with suppress(AllSeen):
        look()
    return sorted(waiting)


def test_every_optional_field_takes_each_of_its_states() -> None:
    assert unseen(rest_api_events(authorizer=st.sampled_from((None, *AUTHORIZERS)), test_invoke=None), STATES, 3000) == []


def test_the_table_of_states_has_every_field_that_is_not_the_same_in_all_events() -> None:
    names: set[str] = set()
    values: dict[str, set[str]] = {}

    @seed(2)
    @settings(search, max_examples=300)
    @given(rest_api_events(authorizer=st.sampled_from((None, *AUTHORIZERS)), test_invoke=None))
    def look(event: Event) -> None:
        for name, value in {**event, **{f"requestContext.{name}": value for name, value in event["requestContext"].items()}}.items():
            names.add(name)
            values.setdefault(name, set()).add("null" if value is None else "there")

    look()
    optional = {name for name in names if values[name] == {"null", "there"}}
    assert optional <= STATES.keys()


def test_a_state_that_no_event_has_is_told() -> None:
    frozen = rest_api_events(bodies=st.just("{}"), query=st.just([]), stage_variables={})
    table = {name: STATES[name] for name in ("body", "queryStringParameters", "stageVariables")}
    assert unseen(frozen, table, 400) == [
        ("body", "base64"), ("body", "null"), ("body", "other text"), ("queryStringParameters", "empty value"),
        ("queryStringParameters", "not ASCII"), ("queryStringParameters", "one"), ("queryStringParameters", "several"),
        ("stageVariables", "present"),
    ]


def test_states_that_share_a_draw_are_independent() -> None:
    seen: Counter[tuple[bool, bool, int]] = Counter()

    @seed(3)
    @settings(search, max_examples=900)
    @given(rest_api_events(route="POST /todos/{id}"))
    def look(event: Event) -> None:
        cookies = event["headers"].get("Cookie", "").count("=")
        seen["Via" in event["headers"], event["stageVariables"] is not None, cookies] += 1

    look()
    assert len(seen) == 2 * 2 * 3
    assert min(seen.values()) > 900 / 12 / 4


@pytest.mark.parametrize(("condition", "others"), [
    (lambda e: "Cookie" in e["headers"], lambda e: "Via" not in e["headers"] and e["stageVariables"] is None),
    (lambda e: "Via" in e["headers"], lambda e: "Cookie" not in e["headers"] and e["stageVariables"] is None),
    (lambda e: e["stageVariables"], lambda e: "Via" not in e["headers"] and "Cookie" not in e["headers"]),
    (lambda e: (e["queryStringParameters"] or {}).get("tag") == "a b", lambda e: len(e["multiValueQueryStringParameters"]) == 1),
])
def test_shrinking_leaves_only_the_states_that_matter(condition: State, others: State) -> None:
    found = find(
        rest_api_events(route="POST /todos/{id}", bodies=st.just("{}")), lambda event: bool(condition(event)),
        settings=settings(max_examples=1000, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)),
    )
    assert others(found) and found["pathParameters"] == {"id": "1"}


def test_a_users_strategy_of_stage_variables_or_cookies_is_drawn_beside_the_shared_states() -> None:
    events = rest_api_events(
        route="GET /", stage_variables=st.just({"v": "1"}), cookies=st.just([("s", "1")]), query=st.just({"q": ["a", "b"]}))

    @settings(search, max_examples=50)
    @given(events)
    def look(event: Event) -> None:
        assert event["stageVariables"] == {"v": "1"} and event["headers"]["Cookie"] == "s=1"
        assert event["multiValueQueryStringParameters"] == {"q": ["a", "b"]}

    look()


def test_an_http_api_takes_scopes_with_and_without_stage_variables() -> None:
    seen = set()

    @seed(4)
    @settings(search, max_examples=200)
    @given(http_api_events(route="GET /todos", authorizer="jwt"))
    def look(event: Event) -> None:
        seen.add((event["requestContext"]["authorizer"]["jwt"]["scopes"] is None, "stageVariables" in event))

    look()
    assert seen == {(one, other) for one in (False, True) for other in (False, True)}
