"""What a request validator stops, judged against the jsonschema package."""

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdatest.event_sources import rest_api
from lambdatest.event_sources.body_schema import admits, stops
from lambdatest.model import Location, Mutation, Trigger
from lambdatest.vocabulary import Key, Vocabulary

PROPERTIES: dict[str, Any] = {
    "name": {"type": "string", "minLength": 1}, "count": {"type": "integer", "minimum": 0, "maximum": 9}, "kind": {"enum": ["a"]},
}
SCHEMA = {"type": "object", "required": ["name"], "additionalProperties": False, "properties": PROPERTIES}
VALUES = st.none() | st.booleans() | st.integers(-2, 12) | st.floats(-2, 12) | st.text(max_size=2) | st.lists(st.none(), max_size=3)
SCHEMAS = st.sampled_from([
    *PROPERTIES.values(), {"type": ["null", "string"]}, {"type": "number"}, {"type": "array", "minItems": 2}, {"type": "boolean"}, {},
])


@settings(max_examples=200, deadline=None, database=None)
@given(SCHEMAS, VALUES)
def test_it_admits_what_jsonschema_does(schema: Any, value: Any) -> None:
    assert admits(schema, value) == jsonschema.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(("mutation", "expected"), [
    (Mutation("absent"), True), (Mutation("malformed", value="{"), True), (Mutation("nonobject", value="[]"), True),
    (Mutation("missing_key", key="name"), True), (Mutation("missing_key", key="count"), False), (Mutation("missing_key"), True),
    (Mutation("wrong_type", key="name", value=5), True), (Mutation("hostile", key="name", value="x"), False),
    (Mutation("empty", key="name", value=""), True), (Mutation("number", key="count", value=1.5), True),
    (Mutation("number", key="count", value=9), False), (Mutation("non_finite", key="count", value=float("nan")), True),
    (Mutation("extra", key="other", value="x"), True), (Mutation("no_query", "query"), False), (Mutation("base64"), False),
])
def test_a_mutation_that_breaks_the_schema_is_stopped(mutation: Mutation, expected: bool) -> None:
    assert stops(SCHEMA, mutation) is expected


NESTED = {"type": "object", "properties": {
    "owner": {"type": "object", "required": ["name"], "properties": PROPERTIES}, "lines": {"type": "array", "items": SCHEMA}}}


@pytest.mark.parametrize(("mutation", "expected"), [
    (Mutation("missing_key", key="name", within=("owner",)), True), (Mutation("missing_key", key="count", within=("owner",)), False),
    (Mutation("wrong_type", key="name", value=5, within=("lines",)), True), (Mutation("null", key="name", within=("unknown",)), False),
    (Mutation("null", key="name", within=("owner", "name")), False),
])
def test_a_mutation_inside_of_an_object_is_held_against_the_schema_of_that(mutation: Mutation, expected: bool) -> None:
    assert stops(NESTED, mutation) is expected


def test_a_trigger_with_a_schema_has_only_mutations_that_reach_the_handler() -> None:
    vocabulary = Vocabulary(body=(Key("name", required=True, types=frozenset({"string"})),), parses_json=True)
    trigger = Trigger("rest_api", "POST /", "f", Location("serverless.yml", 1), {"method": "POST", "path": "/", "schema": SCHEMA})
    labels = {mutation.label for mutation in rest_api.mutations(trigger, vocabulary)}
    assert "hostile" in labels and not labels & {"absent", "malformed", "nonobject", "missing_key", "wrong_type", "extra"}
