"""Routes that a handler tells apart by itself are called by their own method and path."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdatest.event_sources import own_route
from lambdatest.event_sources.event_source import EVENT_SOURCES
from lambdatest.model import Declaration, Location, Mutation, Trigger
from lambdatest.vocabulary import Vocabulary

VOCABULARY = Vocabulary(constants=("GET /users", "POST /users/<user_id>/notes", "/health", "status", "DE", "not a path"))


def trigger(kind: str, properties: dict[str, Any]) -> Trigger:
    found = EVENT_SOURCES[{"http": "rest_api", "httpApi": "http_api", "url": "function_url"}[kind]].recognise(
        Declaration("serverless", kind, "f", properties, Location("serverless.yml", 1), {})
    )
    assert found is not None
    return found


def drawn(wiring: Trigger, mutation: Mutation | None = None) -> list[Any]:
    events: list[Any] = []

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(EVENT_SOURCES[wiring.kind].events(wiring, VOCABULARY, mutation, {"proxy": ("~1.id~", "a")}))
    def gather(event: Any) -> None:
        events.append(event)

    gather()
    return events


def test_a_route_is_a_path_with_or_without_a_method() -> None:
    assert list(own_route.own_routes("/{proxy+}", VOCABULARY)) == [("GET", "/users"), ("POST", "/users/<user_id>/notes"), (None, "/health")]


def test_where_the_code_names_no_path_its_words_may_be_parts_of_one() -> None:
    assert list(own_route.own_routes("/{proxy+}", Vocabulary(constants=("GET", "health", "DE")))) == [(None, "/health")]


def test_an_event_source_that_names_the_path_leaves_no_choice() -> None:
    assert own_route.own_routes("/users/{id}", VOCABULARY) == ()


@pytest.mark.parametrize("spelt", ["/a/<id>/b", "/a/<int:id>/b", "/a/{id}/b", "/a/:id/b"])
def test_placeholders_are_filled_in_every_spelling(spelt: str) -> None:
    assert own_route.parameters(spelt) == ["id"] and own_route.filled(spelt, {"id": "x/y"}) == "/a/x%2Fy/b"


def test_a_greedy_route_is_called_by_the_routes_behind_it() -> None:
    calls = {(event["httpMethod"], event["path"]) for event in drawn(trigger("http", {"method": "any", "path": "/{proxy+}"}))}
    assert {("GET", "/users"), ("POST", "/users/a/notes"), ("POST", "/users/~1.id~/notes")} <= calls
    assert "/health" in {path for _, path in calls} and ("DELETE", "/users") not in calls


def test_what_a_greedy_placeholder_holds_is_the_rest_of_the_path() -> None:
    for event in drawn(trigger("http", {"method": "any", "path": "/{proxy+}"})):
        assert event["path"] == "/" + event["pathParameters"]["proxy"]


def test_a_function_url_is_called_at_its_root_and_by_the_routes_behind_it() -> None:
    calls = {(event["requestContext"]["http"]["method"], event["rawPath"]) for event in drawn(trigger("url", {}))}
    assert {("GET", "/"), ("GET", "/users"), ("POST", "/users/a/notes"), ("GET", "/health"), ("GET", "/b")} <= calls


def test_a_mutation_of_the_body_goes_to_a_route_that_has_one() -> None:
    events = drawn(trigger("httpApi", {"method": "*", "path": "/{proxy+}"}), Mutation("absent"))
    assert {event["requestContext"]["http"]["method"] for event in events} <= {"POST", "PUT", "PATCH"}


@settings(max_examples=50, deadline=None, database=None)
@given(st.text(max_size=20))
def test_any_constant_of_the_code_makes_sound_routes_or_none(text: str) -> None:
    for _, path in own_route.own_routes("$default", Vocabulary(constants=(text,))):
        names = own_route.parameters(path)
        assert own_route.filled(path, dict.fromkeys(names, "a")).startswith("/")
