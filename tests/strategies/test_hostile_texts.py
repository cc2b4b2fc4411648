"""Which hostile texts come first: those that can do harm in the code that is tested."""

import pytest

from lambdatest.inference import infer
from lambdatest.strategies import hostile
from lambdatest.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("import sqlite3", hostile.QUOTE),
        ("TABLE.scan(FilterExpression='a')", hostile.QUOTE),
        ("import os\nos.system('ls')", "canary; echo $HOME"),
        ("import subprocess", "canary; echo $HOME"),
        ("from urllib.request import urlopen", f"https://{hostile.CANARY_HOST}/"),
        ("def f(name):\n    return open(name)", "../../../etc/lt7f3"),
        ("HEADERS = {'Content-Type': 'text/html; charset=utf-8'}", hostile.MARKUP),
        ("HEADERS = {'Location': '/'}", hostile.INJECTED_HEADER),
        ("import re\nre.match('^(a+)+$', 'x')", "a" * 64),
    ],
)
def test_what_the_code_does_with_text_tells_which_is_sent_first(code: str, first: str) -> None:
    assert hostile.texts(infer({"main.py": code}))[0].startswith(first)


def test_texts_for_one_kind_of_code_are_sent_to_no_other() -> None:
    assert hostile.texts(Vocabulary()) == hostile.PLAIN
    assert len(hostile.texts(infer({"main.py": "import yaml"}))) == len(hostile.PLAIN) + 1


def test_every_text_is_sent_to_the_code_that_it_can_harm() -> None:
    kinds = frozenset().union(*(payload.sinks for payload in hostile.PAYLOADS))
    assert set(hostile.texts(Vocabulary(sinks=kinds))) == {payload.text for payload in hostile.PAYLOADS}
