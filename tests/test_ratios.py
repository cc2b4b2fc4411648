"""The benchmark's own arithmetic: what it measures is not measured here."""

import json
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import ratios
from benchmarks.event import BODIES, MINIMAL, ROUTE, shrink
from benchmarks.measurement import absolute, interleaved, machine, paired
from benchmarks.naive_event import naive_rest_events
from lambdatest.strategies import rest_api_events

pytestmark = pytest.mark.once

FEW = st.lists(st.floats(0.1, 100), min_size=1, max_size=9)


def test_each_round_measures_every_variant_and_begins_with_another_one():
    order = []

    def variant(name):
        return lambda: order.append(name) or float(len(order))

    found = interleaved({name: variant(name) for name in "abc"}, 3)
    assert "".join(order) == "abc" "bca" "cab"
    assert found == {"a": [1.0, 6.0, 8.0], "b": [2.0, 4.0, 9.0], "c": [3.0, 5.0, 7.0]}


@given(FEW)
def test_the_ratio_of_a_variant_to_itself_is_one(values):
    ratio = paired("a", "itself", values, values, "at most", 1)
    assert (ratio.median, ratio.quartiles, ratio.rounds, ratio.holds) == (1, (1, 1), len(values), True)


@given(FEW, st.floats(0.1, 100))
def test_a_ratio_keeps_its_target_or_it_does_not(values, target):
    most, least = (absolute("a", "numbers", values, bound, target) for bound in ("at most", "at least"))
    assert most.quartiles[0] <= most.median <= most.quartiles[1]
    assert most.holds == (most.median <= target) and least.holds == (least.median >= target)
    assert absolute("a", "numbers", values).holds


def test_two_rounds_are_compared_round_by_round():
    assert paired("a", "paired", [2.0, 30.0, 4.0], [1.0, 10.0, 4.0]).median == 2


def test_the_machine_is_named():
    about = machine()
    assert about["cores"] >= 1 and about["cpu"] and about["python"].endswith(".".join(map(str, sys.version_info[:3])))
    assert {"hypothesis", "moto", "lambdatest"} <= about["versions"].keys()


@pytest.mark.parametrize(("value", "status"), [(1.05, 0), (1.2, 1)])
def test_the_command_keeps_the_numbers_and_fails_where_a_target_is_missed(tmp_path, monkeypatch, capsys, value, status):
    measured = absolute("z", "nothing [at all]", [value], "at most", 1.1, note="a note")
    monkeypatch.setattr(ratios, "RATIOS", {"z": lambda: measured, "y": lambda: pytest.fail("y was not asked for")})
    monkeypatch.setattr(sys, "argv", ["ratios.py", "--only", "z", "--json", str(tmp_path / "numbers.json")])
    assert ratios.main() == status
    assert "nothing [at all] [a note]" in capsys.readouterr().out
    kept = json.loads((tmp_path / "numbers.json").read_text())
    assert kept["machine"] == machine()
    assert [(one["name"], one["median"], one["holds"]) for one in kept["ratios"]] == [("z", value, status == 0)]


def test_our_event_is_shrunk_to_the_smallest_body():
    assert shrink(rest_api_events(route=ROUTE, bodies=BODIES), 1)[1] == MINIMAL


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(naive_rest_events(BODIES))
def test_the_naive_composite_has_the_fields_that_ours_has(event):
    ours = {"resource", "path", "httpMethod", "headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters",
            "pathParameters", "stageVariables", "requestContext", "body", "isBase64Encoded"}
    assert event.keys() == ours
    assert len(event) + len(event["requestContext"]) + len(event["requestContext"]["identity"]) >= 35
