"""The items that an account holds before an example."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambdatest.engine.history import merge
from lambdatest.engine.pool import pool, renamed
from lambdatest.engine.seed import seeds, varied
from lambdatest.model import Table
from lambdatest.runtime.clock import START
from lambdatest.vocabulary import Key, Vocabulary

TABLE = Table("items", ("id",), {"id": "S"})
WHOLE = Vocabulary(attributes=(Key("n"),), numeric_attributes=frozenset({"n"}), whole_attributes=frozenset({"n"}))
FRACTION = Vocabulary(attributes=(Key("n"),), numeric_attributes=frozenset({"n"}))
LAYOUT = "%Y-%m-%dT%H:%M:%S.%f+0000"
DATED = Vocabulary(attributes=(Key("made", True, frozenset({"date"}), True, layouts=(LAYOUT,)),))


def held(vocabulary: Vocabulary, name: str) -> list[Any]:
    """What the items that are all different hold under that *name*."""
    found = varied([TABLE], vocabulary, pool([TABLE], vocabulary))
    return [next(iter(item[name].values())) for item in found["items"]]


def test_what_the_code_makes_an_integer_is_seeded_as_one() -> None:
    assert all(float(number).is_integer() for number in held(WHOLE, "n")) and len(set(held(WHOLE, "n"))) == 3
    assert "19.99" in held(FRACTION, "n")


def test_of_items_that_are_all_different_one_has_what_a_filter_wants_to_be_missing() -> None:
    found = varied([TABLE], WHOLE, pool([TABLE], WHOLE), lacking={"n"})["items"]
    assert ["n" in item for item in found] == [True, False, False]


def test_what_another_function_stores_with_a_fraction_is_no_integer() -> None:
    assert merge([WHOLE, WHOLE, Vocabulary()]).whole_attributes == {"n"}
    assert merge([WHOLE, FRACTION]).whole_attributes == frozenset()


@given(st.data())
def test_a_date_that_a_model_reads_is_one_that_it_could_have_written(data: st.DataObject) -> None:
    items: Mapping[str, Any] = data.draw(seeds([TABLE], DATED, pool([TABLE], DATED)))
    for text in [*(item["made"]["S"] for item in items["items"]), *held(DATED, "made")]:
        assert len(text) == 31 and datetime.strptime(text, LAYOUT)


@given(st.data())
def test_an_attribute_of_bytes_is_seeded_as_binary(data: st.DataObject) -> None:
    vocabulary = merge([Vocabulary(), Vocabulary(attributes=(Key("data", True),), binary_attributes=frozenset({"data"}))])
    items: Mapping[str, Any] = data.draw(seeds([TABLE], vocabulary, pool([TABLE], vocabulary)))
    assert all(set(item["data"]) == {"B"} for item in items["items"])
    assert len(set(held(vocabulary, "data"))) == 3


def test_a_key_of_text_that_the_code_makes_a_number_of_has_ids_of_digits() -> None:
    table = Table("items", ("id", "seq"), {"id": "S", "seq": "S"})
    ids = pool([table], merge([Vocabulary(), Vocabulary(digit_attributes=frozenset({"seq"}))]))
    assert all(map(str.isdigit, ids.with_fresh("seq"))) and not any(map(str.isdigit, ids.with_fresh("id")))
    assert renamed(ids, "Bob").ids == {"id": ("Bob",), "seq": ids.ids["seq"]}


def test_what_is_over_in_milliseconds_is_seeded_so() -> None:
    until = Vocabulary(attributes=(Key("expiresAtMs", types=frozenset({"number"})), Key("n", types=frozenset({"number"}))))
    assert held(until, "expiresAtMs") == ["4102444800000", "1600000000000", "4102444800000"]
    assert "4102444800000" not in held(until, "n")


def test_a_number_that_is_a_time_is_one_before_or_after_the_first_invocation() -> None:
    made = Vocabulary(attributes=(Key("held_at", types=frozenset({"integer"})), Key("n", types=frozenset({"integer"}))))
    hour = 3600
    assert [int(text) - int(START) for text in held(made, "held_at")[:2]] == [hour, -hour]
    assert held(made, "n")[0] == "1"


def test_an_item_has_the_key_of_an_index_that_the_code_puts_into_each() -> None:
    table = Table("items", ("id",), {"id": "S", "room": "S"})
    for required in (True, False):
        chat = Vocabulary(attributes=(Key("room", required),))
        items = varied([table], chat, pool([table], chat))["items"]
        assert [item.get("room") for item in items] == ([{"S": "a"}, {"S": "a"}, {"S": "b"}] if required else [None] * 3)


def test_a_text_that_is_held_against_a_pattern_is_stored_so_that_it_fits() -> None:
    shaped = Vocabulary(attributes=(Key("ref", True, frozenset({"string"}), patterns=("order-[0-9]+",)),))
    assert all(text.startswith("order-") for text in held(shaped, "ref")) and len(set(held(shaped, "ref"))) == 3
    assert held(Vocabulary(attributes=(Key("ref", True, frozenset({"string"})),)), "ref")[0] == "a"


def test_a_date_has_the_layout_that_another_function_reads() -> None:
    written = Vocabulary(attributes=(Key("made", True, frozenset({"string"}), True),))
    for together in (merge([written, DATED]), merge([DATED, written])):
        assert [datetime.strptime(text, LAYOUT) for text in held(together, "made")]
    assert held(merge([written, written]), "made")[0] == "a"
