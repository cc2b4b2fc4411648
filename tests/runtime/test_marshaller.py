"""Our own marshaller and awslambdaric's agree."""

import enum
import json
import math
from collections import OrderedDict, namedtuple
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambdatest.runtime import marshaller
from lambdatest.runtime.loading import load

native = marshaller.runtime_module("lambda_runtime_marshaller")
needs_native = pytest.mark.skipif(native is None, reason="awslambdaric has wheels for Linux alone")
Point = namedtuple("Point", "x y")


class Colour(enum.IntEnum):
    RED = 1


class Name(str):
    """A str of the user's own."""

    def __str__(self):
        return "shown otherwise"


class Record:
    """Anything with ``_asdict`` is an object."""

    def _asdict(self):
        return {"a": Decimal("1.10")}


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.binary()
    | st.decimals()
    | st.builds(Name, st.text())
    | st.just(Colour.RED)
)
foreign = st.sampled_from([{1}, frozenset(), datetime(2024, 1, 1, tzinfo=UTC), UUID(int=1), object, Ellipsis, 1j, range(3), Exception("x")])
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
keys = plain | st.binary(max_size=3) | st.tuples(st.integers()) | st.decimals(allow_nan=False)


def members(inner):
    """Containers of *inner*."""
    return (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.builds(Point, inner, inner)
        | st.dictionaries(keys, inner, max_size=3)
        | st.builds(lambda value: OrderedDict(b=value, a=value), inner)
        | st.just(Record())
    )


values = st.recursive(scalars | foreign, members, max_leaves=8)


def answer(made, value):
    """What a marshaller says: its text and content type, or the fault."""
    try:
        return made.marshal_response(value)
    except Exception as error:
        return getattr(error, "exception_type", None) or getattr(error, "kind", None)


@needs_native
@pytest.mark.parametrize("runtime", ["python3.11", "python3.12", "python3.13", "python3.14"])
def test_both_say_the_same_of_any_answer(runtime, monkeypatch):
    monkeypatch.setenv("AWS_EXECUTION_ENV", f"AWS_Lambda_{runtime}")
    own, theirs = marshaller.OwnMarshaller(), native.LambdaMarshaller()

    @given(values)
    @example(Decimal("1.10"))
    @example([Decimal("NaN"), Decimal("-Infinity"), Decimal("1E+2"), math.inf, -math.inf, math.nan, -0.0, 1e22])
    @example({b"\xff": 1})
    @example({"a": "\ud800\u2028\u2029\x7f\x00é😀"})
    @example(b"bytes")
    @example(Point(1, Point(2, {3})))
    @example({Colour.RED: Colour.RED})
    @example([[]] * 3)
    def both_agree(value):
        assert answer(own, value) == answer(theirs, value)

    both_agree()


@needs_native
def test_both_refuse_a_value_that_holds_itself():
    circle = []
    circle.append(circle)
    assert answer(marshaller.OwnMarshaller(), circle) == answer(native.LambdaMarshaller(), circle) == "Runtime.MarshalError"


@needs_native
@given(st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=6))
@example(math.nan)
def test_both_read_the_same_events(value):
    def read(made):
        try:
            return made.unmarshal_request(json.dumps(value).encode())
        except Exception as error:
            return getattr(error, "exception_type", None) or getattr(error, "kind", None)

    assert read(marshaller.OwnMarshaller()) == read(native.LambdaMarshaller())


SOURCES = [
    "return {'a': event, 'left': context.get_remaining_time_in_millis(), 'id': context.aws_request_id, 'm': context.memory_limit_in_mb}",
    "context.log('logged'); return [context.identity.cognito_identity_id, context.client_context, context.function_name]",
    "return {1}",
    "return '\\ud800'",
    "return 1 / 0",
    "raise SystemExit(1)",
    "return b'\\xff'",
]


@needs_native
@pytest.mark.parametrize("body", SOURCES)
def test_without_awslambdaric_an_invocation_comes_to_the_same(make_function, monkeypatch, body):
    outcomes = []
    for absent in (False, True):
        if absent:
            monkeypatch.setattr(marshaller, "runtime_module", lambda name: None)
            monkeypatch.setattr("lambdatest.runtime.context.runtime_module", lambda name: None)
        outcomes.append(load(make_function(f"def handler(event, context):\n    {body}"), "us-east-1").invoke({"é": 1}, request_id="1"))
    one, two = outcomes
    assert (one.text, one.result, one.elapsed) == (two.text, two.result, two.elapsed)
    assert (one.raised and (one.raised.type, one.raised.message, one.raised.phase, one.raised.frames)) == (
        two.raised and (two.raised.type, two.raised.message, two.raised.phase, two.raised.frames)
    )
    assert "logged" not in body or "logged" in one.log and "logged" in two.log
