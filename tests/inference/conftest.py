"""How a vocabulary is written in these tests."""

from collections.abc import Callable
from textwrap import dedent

import pytest

from lambdatest.inference import infer
from lambdatest.vocabulary import Key, Vocabulary

HEAD = """
import json
import os
import time
import uuid
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

"""
PLACES = ("body", "query", "path", "headers", "claims", "attributes")


def _spelt(key: Key) -> str:
    text = key.name + ("" if key.required else "?")
    if key.types:
        text += ":" + "|".join(sorted(key.types)) + ("" if key.evidence else "~")
    if key.constants:
        text += "=" + "/".join(map(str, key.constants))
    return text + ("{" + " ".join(map(_spelt, key.fields)) + "}" if key.fields else "")


@pytest.fixture(scope="session")
def spelt() -> Callable[[Vocabulary], dict[str, str]]:
    """A vocabulary's places that hold anything, a line each.

    ``name:type`` is a required key, ``name?:type`` an optional one, ``~`` says that only the name suggests the type, ``=`` gives
    the constants, braces the fields.
    """
    return lambda vocabulary: {place: " ".join(map(_spelt, getattr(vocabulary, place))) for place in PLACES if getattr(vocabulary, place)}


@pytest.fixture(scope="session")
def read() -> Callable[..., Vocabulary]:
    """``read(code, handler="handler", **others)``: the vocabulary of ``app.py``; ``a__b="…"`` is a further file ``a/b.py``."""

    def reading(code: str, handler: str = "handler", **others: str) -> Vocabulary:
        files = {f"{name.replace('__', '/')}.py": f"import json\n{dedent(text)}" for name, text in others.items()}
        return infer({"app.py": HEAD + dedent(code), **files}, None, handler)

    return reading
