"""Texts that fit the patterns of the code."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdatest.engine.pool import TEXT_IDS, missing, pool
from lambdatest.model import Table
from lambdatest.strategies.pattern import fits, matching
from lambdatest.strategies.value import PLAIN, values
from lambdatest.vocabulary import Key, Vocabulary

PATTERNS = ("[0-9]{1,2}[A-K]", r"[\w.+-]{1,64}@[a-z0-9.-]{1,190}", "^ord-[0-9a-f]{8}$", r"\d{4}-\d{2}", "(?i)abc|[x-z]+", r"\S+", "日{2}")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_made_texts_fit_and_are_the_same_each_time(pattern: str) -> None:
    found = matching((pattern,))
    assert len(found) == len(set(found)) > 1 or pattern == "日{2}" and found == ("日日",)
    assert all(re.fullmatch(pattern, text) for text in found)
    assert found == matching((pattern,))


@pytest.mark.parametrize("pattern", ["(", "a" * 500, "(?!)", "(?P<a>x)(?P=b)"])
def test_a_pattern_that_nothing_can_be_made_of_gives_nothing(pattern: str) -> None:
    assert matching((pattern,)) == () and not fits("x", (pattern,))


def test_what_is_plain_comes_first_where_it_fits() -> None:
    assert matching(("[a-z]+",), PLAIN)[:2] == ("a", "beta")


@given(st.data())
def test_a_key_with_a_pattern_has_values_that_fit_and_ids_that_do(data: st.DataObject) -> None:
    key = Key("seat", True, frozenset({"string"}), True, patterns=("[0-9]{1,2}[A-K]",))
    assert fits(data.draw(values(key)), key.patterns)
    assert data.draw(values(key, ("a", "1A", "~1.id~"))) in ("1A", "~1.id~")
    assert fits(data.draw(values(key, ("a", "b"))), key.patterns)


def test_the_ids_of_a_key_fit_its_pattern_and_one_of_them_exists_nowhere() -> None:
    table = Table("seats", ("id",), {"id": "S"})
    seats = pool([table], Vocabulary(attributes=(Key("id", patterns=("[0-9]{1,2}[A-K]",)),)))
    assert len({*seats.with_fresh("id")}) == 4 and all(fits(text, ("[0-9]{1,2}[A-K]",)) for text in seats.with_fresh("id"))
    assert missing(seats).ids["id"] == (seats.fresh["id"],)
    plain = pool([table], Vocabulary(attributes=(Key("id", patterns=("[a-z0-9]{1,30}",)),)))
    assert plain.ids["id"] == TEXT_IDS
