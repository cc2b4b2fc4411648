"""Bodies of a registered strategy: as they are, or with one change that is a change."""

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from lambdatest.engine.shrink import simplest
from lambdatest.model import Mutation
from lambdatest.strategies.body import bodies, body_mutations
from lambdatest.vocabulary import Key, Vocabulary

NAMES = ("sku", "quantity", "note")
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES)
MUTATIONS = [one for one in body_mutations(Vocabulary(body=tuple(Key(name, True) for name in NAMES), parses_json=True)) if one.key]


def drawn(data: st.DataObject, body: Any, mutation: Mutation | None) -> Any:
    return data.draw(bodies(Vocabulary(body_strategy=st.just(body)), mutation))


@given(st.data(), OBJECTS, st.booleans())
def test_a_positive_body_is_what_was_drawn(data: st.DataObject, body: dict[str, Any], is_text: bool) -> None:
    sent = json.dumps(body, indent=1) if is_text else body
    text = drawn(data, sent, None)
    assert json.loads(text) == body and (text == sent or not is_text)


@given(st.data(), OBJECTS, st.sampled_from(MUTATIONS), st.sampled_from(["object", "text", "list"]))
def test_a_negative_body_is_that_with_one_key_changed(data: st.DataObject, body: dict[str, Any], mutation: Mutation, form: str) -> None:
    key = str(mutation.key)
    wanted = {name: value for name, value in body.items() if name != key}
    if mutation.label != "missing_key":
        wanted[key] = mutation.value
    assume(json.dumps(wanted, sort_keys=True) != json.dumps(body, sort_keys=True))
    sent: Any = {"object": body, "text": json.dumps(body), "list": [body, body]}[form]
    found = json.loads(drawn(data, sent, mutation))
    expected = [wanted, wanted] if form == "list" else wanted
    assert json.dumps(found, sort_keys=True) == json.dumps(expected, sort_keys=True)


@given(st.data(), OBJECTS, st.sampled_from([one for one in MUTATIONS if one.label == "wrong_type"]))
def test_a_mutation_of_another_place_leaves_the_body_as_it_is(data: st.DataObject, body: dict[str, Any], mutation: Mutation) -> None:
    assert json.loads(drawn(data, body, Mutation(mutation.label, "query", mutation.key, "x"))) == body


@pytest.mark.parametrize("body", ["text", 5, [1], None, b"\x00", {"other": 1}])
def test_there_is_no_negative_body_where_nothing_would_change(body: Any) -> None:
    with pytest.raises(Unsatisfiable):
        simplest(bodies(Vocabulary(body_strategy=st.just(body)), Mutation("missing_key", key="sku")))


@pytest.mark.parametrize("label", ["absent", "malformed", "nonobject"])
def test_a_whole_body_is_replaced_whatever_is_registered(label: str) -> None:
    assert simplest(bodies(Vocabulary(body_strategy=st.just({"a": 1})), Mutation(label, value="[]"))) == "[]"


@pytest.mark.parametrize(("body", "octets"), [({"a": 1}, b'{"a": 1}'), ("Zoë", "Zoë".encode()), (b"\x00", b"\x00")])
def test_a_body_in_base64_is_the_same_body(body: Any, octets: bytes) -> None:
    assert simplest(bodies(Vocabulary(body_strategy=st.just(body)), Mutation("base64"))) == octets
