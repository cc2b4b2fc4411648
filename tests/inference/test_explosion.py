"""Texts on which a pattern explodes: told by running the pattern, in a thread of time that it cannot keep."""

import ast
import re
import time

import pytest

from lambdatest.inference.explosion import explosive, hostile_text

EXPLODE = [
    r"(a+)+$",
    r"^(\w+\s?)*$",
    r"^([a-zA-Z0-9._]+)*@example\.com$",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(x+x+)+y",
    r"^(a|aa)+$",
    r'^"(\\.|[^"])*"$',
    r"^#(\d+|\d*)*!$",
    r"^\d{4}:((-?\d+)*,?)*;$",
    r"^(?:(?:https?://)?[\w-]+\.?)+/$",
]
FINE = [
    r"^\d+$",
    r"[^@]+@[^@]+\.[^@]+",
    r"^[a-z0-9-]+(\.[a-z0-9-]+)*$",
    r"^(?:[A-Z]{2}\d)+$",
    r"^(\d{4})-(\d\d)-(\d\d)$",
    r"(?P<x>\w+)-(?P=x)",
    r"^(?>a+)+$",
    r"^(?:a++)+$",
    r"^\s*(?:#.*)?$",
    r"^(\w{1,20}\s?){1,5}$",
    r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$",
    r"(unclosed",
    "plain",
]


@pytest.mark.parametrize("pattern", EXPLODE)
def test_a_text_is_found_on_which_the_pattern_takes_ever_longer(pattern: str) -> None:
    text = hostile_text(pattern)
    assert text is not None and len(text) < 200
    pump = max(set(text), key=text.count)
    before, _, after = text.partition(pump * 50)
    times = []
    for length in (8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36):
        begun = time.process_time()
        re.search(pattern, before + pump * length + after.lstrip(pump))
        re.fullmatch(pattern, before + pump * length + after.lstrip(pump))
        times.append(time.process_time() - begun)
        if times[-1] > 0.02:
            return
    pytest.fail(f"{pattern} is quick: {times}")


@pytest.mark.parametrize("pattern", FINE)
def test_a_pattern_that_takes_linear_time_has_none(pattern: str) -> None:
    assert hostile_text(pattern) is None


def test_the_patterns_are_those_that_the_code_hands_to_re_or_calls_a_pattern() -> None:
    code = r"""
import re
from pydantic import BaseModel, Field

NAME = r"^(b+)+$"
MAIL = re.compile(r"^(a+)+$")

class Order(BaseModel):
    sku: str = Field(pattern=r"^(c+)+$")

SCHEMA = {"properties": {"id": {"type": "string", "pattern": r"^(d+)+$"}}}
TEXT = r"^(e+)+$"

def valid(name):
    return re.fullmatch(NAME, name) and len(TEXT)
"""
    assert {pattern[2] for pattern, _ in explosive([ast.parse(code)])} == set("abcd")
