"""Lines: what of the handler's module was reached."""

import sys

import pytest

from lambdatest.runtime.line import SATURATED
from lambdatest.runtime.loading import load

pytestmark = pytest.mark.usefixtures("nobody_traces")

SOURCE = '''"""A module."""
import os


def helper(n):
    if n:
        return 1
    return 2


class Unused:
    def method(self):
        return os


def handler(event, context):
    """Its docstring is no code."""
    if event:
        return helper(event)
    return [
        helper(x)
        for x in [0]
    ]


def other(event, context):
    return os.getcwd()
'''


def missed(loaded):
    """The executable lines that were not reached."""
    return sorted(loaded.lines.executable - loaded.lines.reached)


def test_lines_are_reached_one_by_one_and_other_handlers_do_not_count(make_function):
    loaded = load(make_function(SOURCE), "us-east-1")
    first = loaded.lines.share()
    loaded.invoke(1, request_id="1")
    assert missed(loaded) == [8, 20, 21, 22]
    second = loaded.lines.share()
    loaded.invoke(0, request_id="2")
    assert missed(loaded) == []
    assert first < second < loaded.lines.share() == 1.0
    assert {13, 27}.isdisjoint(loaded.lines.executable) and {11, 12, 26} & loaded.lines.reached


def test_each_handler_of_a_module_has_its_own_share(make_function):
    loaded = load(make_function(SOURCE, handler="app.other"), "us-east-1")
    assert missed(loaded) == [27]
    loaded.invoke(1, request_id="1")
    assert loaded.lines.share() == 1.0


def test_a_cold_start_goes_on_counting_as_long_as_the_text_is_the_same(make_function):
    loaded = load(make_function(SOURCE), "us-east-1")
    loaded.invoke(1, request_id="1")
    loaded.reload()
    assert missed(loaded) == [8, 20, 21, 22]
    loaded.invoke(0, request_id="1")
    assert missed(loaded) == []
    make_function(SOURCE + "X = 1\n")
    loaded.reload()
    assert 19 in missed(loaded)


def test_functions_that_share_a_file_are_told_apart(make_function):
    one, two = load(make_function(SOURCE), "us-east-1"), load(make_function(SOURCE, handler="app.handler"), "us-east-1")
    one.invoke(1, request_id="1")
    two.invoke(0, request_id="1")
    assert 19 not in missed(one) and 20 in missed(one)
    assert 19 in missed(two) and 20 not in missed(two)


def test_a_handler_that_is_no_function_of_the_module_counts_the_whole_module(make_function):
    loaded = load(make_function(SOURCE + "\n\nmain = handler\n", handler="app.main"), "us-east-1")
    assert 27 in missed(loaded)


def test_a_route_that_a_decorator_registers_is_the_handlers(make_function):
    source = "ROUTES = []\n@ROUTES.append\ndef get():\n    return 1\n"
    source += "def handler(event, context):\n    return event and [r() for r in ROUTES]\n"
    loaded = load(make_function(source), "us-east-1")
    loaded.invoke(0, request_id="1")
    assert 4 in missed(loaded)
    loaded.invoke(1, request_id="1")
    assert missed(loaded) == []


def test_somebody_elses_trace_function_is_left_alone(make_function):
    loaded = load(make_function(SOURCE), "us-east-1")
    sys.settrace(trace := lambda frame, event, argument: None)
    try:
        loaded.invoke(1, request_id="1")
        assert sys.gettrace() is trace
    finally:
        sys.settrace(None)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="sys.monitoring needs no rest")
def test_the_trace_function_rests_when_nothing_new_is_reached(make_function):
    loaded = load(make_function(SOURCE), "us-east-1")
    for _ in range(SATURATED + 2):
        loaded.invoke(1, request_id="1")
    loaded.invoke(0, request_id="2")
    assert 20 in missed(loaded)
