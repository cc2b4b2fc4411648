"""Entropy: the same in each run of an example, different from call to call, the system's own everywhere else."""

import os
import random
import secrets
import sys
import types
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdatest.runtime import clock, entropy, guard
from lambdatest.runtime.loading import load

SOURCE = """
import os, random, secrets, tempfile, uuid
from os import urandom
from random import randint
AT_IMPORT = str(uuid.uuid4())
def handler(event, context):
    descriptor, name = tempfile.mkstemp(); os.close(descriptor)
    values = [str(uuid.uuid4()), str(uuid.uuid1()), secrets.token_hex(4), secrets.choice(range(10**9)), random.random(), randint(0, 10**9),
        os.urandom(4).hex(), urandom(4).hex(), random.Random().random(), random.SystemRandom().random(), name]
    return [AT_IMPORT, values]
"""


def test_every_source_is_the_same_for_the_same_seed_and_differs_from_call_to_call(make_function):
    runs = []
    for _ in range(2):
        entropy.seed(7)
        clock.start()
        loaded = load(make_function(SOURCE), "us-east-1")
        runs.append([loaded.invoke({}, request_id=n).result for n in "12"])
        guard.clean()
    assert runs[0] == runs[1]
    (imported, first), (_, second) = runs[0]
    assert all(one != two for one, two in zip(first, second, strict=True))
    assert uuid.UUID(imported).version == uuid.UUID(first[0]).version == 4 and uuid.UUID(first[1]).version == 1


def test_another_seed_gives_other_values(make_function):
    loaded = load(make_function(SOURCE), "us-east-1")
    found = set()
    for number in range(3):
        entropy.seed(number)
        found.add(str(loaded.invoke({}, request_id="1").result[1][:3]))
    assert len(found) == 3


def test_entropy_is_real_again_after_the_invocation(make_function):
    random.seed(3)
    expected = random.random()
    random.seed(3)
    entropy.seed(1)
    loaded = load(make_function(SOURCE), "us-east-1")
    loaded.invoke({}, request_id="1")
    assert random.random() == expected
    real = set()
    for _ in range(2):
        entropy.seed(1)
        real |= {str(uuid.uuid4()), secrets.token_hex(), os.urandom(8), random.Random().random()}
    assert len(real) == 8
    assert loaded.module.urandom(8) != loaded.module.urandom(8)
    assert uuid.getnode() != entropy.NODE


@given(st.integers(min_value=0, max_value=2**64))
def test_any_seed_can_be_had_again(number):
    found = []
    for _ in range(2):
        entropy.seed(number)
        with entropy.fixed():
            found.append(random.random())
    assert found[0] == found[1]


def test_numpys_generator_is_seeded_where_it_is_loaded(monkeypatch):
    done = []
    legacy = types.ModuleType("numpy.random")
    legacy.seed, legacy.get_state, legacy.set_state = done.append, lambda: "state", done.append
    monkeypatch.setitem(sys.modules, "numpy.random", legacy)
    entropy.seed(1)
    with pytest.raises(ZeroDivisionError), entropy.fixed():
        1 / 0
    assert len(done) == 2 and done[1] == "state" and 0 <= done[0] < 2**32
