"""Handlers in the spellings that people use, each with the vocabulary that a person reads in it.

The folder ``snippets`` holds them: a line ``# title -> vocabulary`` and the code, the notation is the fixture ``spelt``'s.
"""

from pathlib import Path
from textwrap import indent

import pytest

SNIPPETS = Path(__file__).parent / "snippets"


def cases(name: str) -> list[object]:
    """The snippets of one file: their code and the expected vocabulary, named by their titles."""
    found = []
    for block in ("\n" + (SNIPPETS / f"{name}.txt").read_text(encoding="utf-8")).split("\n# ")[1:]:
        line, code = block.split("\n", 1)
        title, expected = line.split(" ->", 1)
        found.append(pytest.param(code, expected.strip(), id=title))
    return found


def inside(code: str) -> str:
    """A handler with *code* as its body."""
    return "def handler(event, context):\n" + indent(code, "    ")


@pytest.mark.parametrize(("code", "expected"), cases("body"))
def test_a_body_is_read_as_it_is_spelt(code, expected, read, spelt):
    assert spelt(read(inside(code))) == {"body": expected}


@pytest.mark.parametrize(("code", "expected"), cases("item"))
def test_the_attributes_of_items_are_found(code, expected, read, spelt):
    assert spelt(read(inside(code))) == {"attributes": expected}


@pytest.mark.parametrize(("code", "expected"), cases("parameter"))
def test_parameters_headers_and_claims_are_told_apart(code, expected, read, spelt):
    place, _, keys = expected.partition(" ")
    assert spelt(read(inside(code))) == ({place: keys} if place else {})


@pytest.mark.parametrize(("code", "expected"), cases("flow"))
def test_a_body_is_followed(code, expected, read, spelt):
    assert spelt(read(code))["body"] == expected


@pytest.mark.parametrize(("code", "expected"), cases("record"))
def test_the_text_of_a_record_is_read_as_a_body_is(code, expected, read, spelt):
    vocabulary = read(code)
    assert spelt(vocabulary)["body"] == expected
    assert vocabulary.parses_json == ("detail" not in code)
