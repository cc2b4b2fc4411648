"""Opaque ids and routes."""

import uuid
from ipaddress import ip_address
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdatest.strategies import opaque, route


@given(st.integers(0, opaque.MAX_OPAQUE))
def test_ids_have_the_forms_that_parsers_take(number: int) -> None:
    assert uuid.UUID(opaque.uuid(number, "x")).version == 4
    assert ip_address(opaque.source_ip(number))
    assert len(opaque.gateway_id(number, "x")) == 16
    assert opaque.uuid(number, "x") == opaque.uuid(number, "x") != opaque.uuid(number, "y")


def test_times_are_english_in_any_locale() -> None:
    assert opaque.request_time(1583348638390) == "04/Mar/2020:19:03:58 +0000"
    assert opaque.claim_time(1583348638) == "Wed Mar 04 19:03:58 UTC 2020"
    assert opaque.date_path(1583348638390) == "2020/03/04"


@given(st.text(min_size=1).filter(lambda text: text.isprintable()), st.text("ab/ c", min_size=1).filter(lambda text: text.strip("/")))
def test_a_filled_template_gives_its_values_back(one: str, rest: str) -> None:
    greedy = rest.strip("/")
    found = route.match("/a/{x}/b/{y+}", route.fill("/a/{x}/b/{y+}", {"x": one, "y": greedy}))
    assert found is not None and {name: unquote(value) for name, value in found.items()} == {"x": one, "y": greedy}


@pytest.mark.parametrize(("template", "path"), [("/a", "/b"), ("/a/{x}", "/a"), ("/a/{x}", "/a/b/c"), ("/a/{x+}", "/a/")])
def test_a_path_of_another_route_does_not_match(template: str, path: str) -> None:
    assert route.match(template, path) is None


def test_routes_are_read_and_written() -> None:
    assert [str(route.parse(text)) for text in ("get /x", "* /x", "$default")] == ["GET /x", "ANY /x", "$default"]
