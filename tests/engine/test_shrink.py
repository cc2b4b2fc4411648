"""Shrinking: the smallest history that still fails, in a bounded number of runs."""

import json
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure

from lambdatest.engine.shrink import MOST_DROPS, MOST_RUNS, Enough, examples, reduced, shrunk, simplest
from lambdatest.model import Case, History

NUMBERS = st.lists(st.integers(0, 1000), max_size=6)


def history(event: Any, seeds: dict[str, Any] | None = None, cases: int = 1) -> History:
    return History(tuple(Case("f", "POST /", "rest_api", event) for _ in range(cases)), seeds or {})


HISTORIES = NUMBERS.map(history)


@pytest.mark.parametrize("first", [Enough, ValueError])
def test_a_search_that_wants_no_more_of_an_example_that_it_has_run_ends(first: type[Exception]) -> None:
    calls: list[History] = []

    def body(one: History) -> None:
        calls.append(one)
        if len(calls) == 5:
            raise first

    with nullcontext() if first is Enough else pytest.raises(FlakyFailure):
        examples(HISTORIES, body, 30, 7)
    assert len(calls) == 6 and calls[4] == calls[5]


def test_the_same_number_gives_the_same_examples() -> None:
    runs = []
    for _ in range(2):
        found: list[History] = []
        examples(HISTORIES, found.append, 30, 7)
        runs.append(found)
    assert runs[0] == runs[1]


def test_the_simplest_history_is_the_one_with_every_choice_at_its_simplest() -> None:
    assert simplest(HISTORIES) == history([])


@pytest.mark.parametrize("number", range(8))
def test_a_history_shrinks_to_the_smallest_that_fails_and_examples_before_it_are_not_run(number: int) -> None:
    drawn: list[History] = []
    examples(HISTORIES, drawn.append, 100, number)
    wanted = [n for n, one in enumerate(drawn) if any(member > 700 for member in one.cases[0].event)]
    if not wanted:
        return
    ran: list[History] = []

    def fails(one: History) -> bool:
        ran.append(one)
        return any(member > 700 for member in one.cases[0].event)

    found = shrunk(HISTORIES, number, 100, wanted[0], fails)
    assert found == history([701])
    assert ran[0] == drawn[wanted[0]]
    assert len(ran) <= MOST_RUNS


def test_what_was_not_met_again_is_none() -> None:
    assert shrunk(HISTORIES, 1, 20, 0, lambda one: False) is None


ITEM = {"id": {"S": "a"}, "price": {"N": "1.5"}, "name": {"S": "x"}}


def test_cases_items_and_attributes_that_do_not_matter_are_dropped() -> None:
    given_ = history({}, {"todos": (ITEM, {"id": {"S": "b"}}), "users": ({"id": {"S": "u"}},)}, cases=3)

    def fails(one: History) -> bool:
        return any("price" in item and "id" in item for items in one.seeds.values() for item in items)

    small = reduced(given_, fails)
    assert small == history({}, {"todos": ({"id": {"S": "a"}, "price": {"N": "1.5"}},), "users": ()})


def test_nothing_is_dropped_that_a_later_case_refers_to() -> None:
    case = Case("f", "GET /x/{id}", "rest_api", {"path": "/x/~1.id~"})
    given_ = History((*history({}).cases, case))
    assert reduced(given_, lambda one: True).cases == given_.cases


def test_reducing_ends_after_a_bounded_number_of_runs() -> None:
    items = tuple({"id": {"S": str(n)}, **{f"a{m}": {"S": "x"} for m in range(30)}} for n in range(3))
    runs: list[str] = []

    def fails(one: History) -> bool:
        runs.append(json.dumps(one.to_json()))
        return len(runs) % 7 == 0

    reduced(history({}, {"t": items}), fails)
    assert len(runs) <= MOST_DROPS


def test_an_object_stays_whatever_fails_because_the_event_names_it() -> None:
    seeds = {"items": ({"id": {"S": "a"}, "n": {"N": "1"}},), "s3:uploads": ({"Key": "a.txt", "Body": "x"},)}
    assert reduced(history({}, seeds), lambda smaller: True).seeds == {"s3:uploads": seeds["s3:uploads"]}
