"""Bodies that are larger than what a service takes, and texts that hold several values."""

import json
import re
from datetime import datetime

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from lambdatest._dynamodb import item_size
from lambdatest.strategies.body import MALFORMED_LABELS, OVERSIZED, bodies, body_mutations
from lambdatest.strategies.value import DATES, MANY, dates, many, values
from lambdatest.vocabulary import ELEMENT, Key, Vocabulary

TEXTS = Key("tags", True, frozenset({"array"}), True)
LINES = Key("lines", True, frozenset({"array"}), True, fields=(Key("sku", True), Key("qty", True, frozenset({"integer"}))))
NOTE = Key("note", True, frozenset({"string"}), True)
STORES = Vocabulary(body=(NOTE, TEXTS, LINES), attributes=(Key("note"),), parses_json=True)


def sent(vocabulary: Vocabulary, label: str) -> list[object]:
    found = [find(bodies(vocabulary, one), lambda _: True) for one in body_mutations(vocabulary) if one.label == label]
    return [json.loads(text or "") for text in found]


def test_an_array_has_more_elements_than_a_batch_takes_and_no_two_are_alike() -> None:
    first, second = sent(STORES, "many")
    for name, body in (("tags", first), ("lines", second)):
        assert len(body[name]) == MANY > 100 and len({json.dumps(one) for one in body[name]}) == MANY  # type: ignore[index]
    assert "many" not in MALFORMED_LABELS  # it has the types that the code asks for


def test_a_list_of_objects_is_as_long() -> None:
    (body,) = sent(Vocabulary(body=(NOTE,), body_is_list=True, parses_json=True), "many")
    assert len(body) == MANY and set(body[0]) == {"note"}  # type: ignore[arg-type, index]


def test_a_text_is_longer_than_an_item_where_items_are_stored() -> None:
    (body,) = sent(STORES, "oversized")
    assert item_size({"note": {"S": body["note"]}}) > 400 * 1024 and "oversized" in MALFORMED_LABELS  # type: ignore[index]
    assert len(OVERSIZED) < 1024 * 1024 and not sent(Vocabulary(body=(NOTE,), parses_json=True), "oversized")


@pytest.mark.parametrize("key", [TEXTS, LINES, Key("deep", fields=(LINES, Key("kind", constants=("x", "y"))), types=frozenset({"array"}))])
def test_elements_have_the_keys_and_types_that_the_code_asks_for(key: Key) -> None:
    first = many(key)[0]
    assert isinstance(first, str) if not key.fields else set(first) == {one.name for one in key.fields}


ADDRESS = Key("address", True, frozenset({"object"}), True, fields=(Key("city", True, frozenset({"string"}), True), Key("zip")))
ORDER = Vocabulary(body=(Key("order", True, frozenset({"object"}), True, fields=(ADDRESS, LINES)), NOTE), parses_json=True)
UNSHRUNK = settings(phases=(Phase.generate,), database=None)


def test_a_key_inside_of_an_object_is_missing_null_or_of_another_type() -> None:
    nested = [one for one in body_mutations(ORDER) if one.within]
    assert {one.label for one in nested} == {"missing_key", "null", "wrong_type"} <= MALFORMED_LABELS
    assert {(*one.within, one.key) for one in nested if one.label == "missing_key"} == {
        ("order", "address"), ("order", "lines"), ("order", "address", "city"), ("order", "lines", "sku"), ("order", "lines", "qty")}
    for one in nested:
        body = json.loads(find(bodies(ORDER, one), lambda text: json.loads(text)["order"].get("lines") != [], settings=UNSHRUNK))
        for name in one.within:
            body = body[name][0] if name == "lines" else body[name]
        assert one.key not in body if one.label == "missing_key" else body[one.key] == one.value


@pytest.mark.parametrize("order", [
    Key("order", fields=(NOTE,)), Key("order", True, asked=False, fields=(NOTE,)), Key("order", True, strategy=st.just({}), fields=(NOTE,)),
])
def test_nothing_inside_is_wrong_of_an_object_that_need_not_be_there(order: Key) -> None:
    assert not any(one.within for one in body_mutations(Vocabulary(body=(order,), parses_json=True)))


LAYOUTS = st.lists(st.sampled_from(("%Y", "%y", "%m", "%d", "%b", "%H", "%M", "%S", "%f", "%z", "%j", "/", "-", "T", " ", "é")), min_size=1)


@given(LAYOUTS.map("".join), st.data())
def test_a_date_can_be_read_in_the_layout_that_the_code_names(layout: str, data: st.DataObject) -> None:
    key = Key("day", types=frozenset({"date"}), layouts=(layout,))
    text = data.draw(values(key))
    try:
        assert datetime.strptime(text, layout)
    except (ValueError, re.error):  # a layout in which no date can be read
        assert text in DATES and dates(key) == DATES


def test_a_day_without_its_year_is_one_of_every_year() -> None:
    assert dates(Key("day", layouts=("%d.%m.",))) == ("10.03.", "31.12.")
    assert dates(Key("day", layouts=("%", "\ud800"))) == DATES


@given(st.data())
def test_a_text_that_is_split_holds_known_values(data: st.DataObject) -> None:
    text = data.draw(values(Key("ids", types=frozenset({"string"}), separator=","), ("a", "b", "zz")))
    assert set(text.split(",")) <= {"a", "b", "zz"}


def test_a_text_that_is_split_holds_several_at_times() -> None:
    assert find(values(Key("ids", separator=","), ("a", "b")), lambda text: "," in text) == "a,b"


@given(st.data())
def test_known_values_stand_inside_of_what_is_nested(data: st.DataObject) -> None:
    key = Key("lines", types=frozenset({"array"}), fields=(Key("sku", True, frozenset({"string"})),))
    assert {line["sku"] for line in data.draw(values(key, names={"sku": ("k1", "k2")}))} <= {"k1", "k2"}


def test_a_list_of_texts_holds_those_that_are_known_and_breaks_as_a_whole():
    vocabulary = Vocabulary(body_is_list=True, parses_json=True, element=Key(ELEMENT, types=frozenset({"string"})))
    assert find(bodies(vocabulary, None, {ELEMENT: ("a", "b")}), lambda text: len(json.loads(text)) == 2) == '["a", "a"]'
    assert {one.label for one in body_mutations(vocabulary)} >= {"absent", "malformed", "nonobject", "many"}
    for mutation in body_mutations(vocabulary):
        find(bodies(vocabulary, mutation), lambda _: True)
