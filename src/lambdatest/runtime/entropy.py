"""Randomness that is the same in each run of an example: uuid, secrets, random, os.urandom, names of temporary files, numpy.

Only inside an invocation: outside of it, and for threads that are none of the handler's, entropy is the system's own.
"""

import os
import random
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lambdatest.runtime import thread

NODE = 0x02_42_AC_11_00_02
"""The MAC address that uuid1 shows: Lambda's own changes from one environment to the next."""

_real_urandom = os.urandom
_real_seed = random.Random.seed


class _Source:
    def __init__(self) -> None:
        self.stream = random.Random(0)
        self.running = False


_SOURCE = _Source()


def seed(number: int) -> None:
    """Begin an example: the same *number* gives the same values again, different ones from call to call."""
    _real_seed(_SOURCE.stream, number)
    internal = sys.modules.get("moto.moto_api._internal")
    if internal is not None:
        internal.mock_random.seed(number)


def _urandom(size: int, /) -> bytes:
    """Fixed bytes for a handler, the system's for everybody else."""
    return _SOURCE.stream.randbytes(size) if _SOURCE.running and thread.inside() else _real_urandom(size)


def _seed(self: random.Random, a: Any = None, version: int = 2) -> None:
    """``random.Random()`` without a seed takes its state from the system: here from the example."""
    if a is None and _SOURCE.running and thread.inside():
        a = _SOURCE.stream.getrandbits(128)
    _real_seed(self, a, version)


class _Names(tempfile._RandomNameSequence):  # type: ignore[name-defined,misc,unused-ignore]
    """Names of temporary files, in a fixed order."""

    def __init__(self, number: int) -> None:
        self._fixed = random.Random(number)

    @property
    def rng(self) -> random.Random:
        """The source of the names."""
        return self._fixed


@contextmanager
def fixed() -> Iterator[None]:
    """Make entropy the example's own while the block runs, and put back everybody's state after it."""
    number = _SOURCE.stream.getrandbits(32)
    state, names, node = random.getstate(), getattr(tempfile, "_name_sequence"), getattr(uuid, "_node")
    legacy = sys.modules.get("numpy.random")
    legacy_state = legacy.get_state() if legacy is not None else None
    random.seed(number)
    setattr(uuid, "_last_timestamp", None)  # uuid1 never repeats a timestamp of the process
    _SOURCE.running = True
    _patch(_urandom, _seed, _Names(number), NODE)
    if legacy is not None:
        legacy.seed(number)
    try:
        yield
    finally:
        _SOURCE.running = False
        _patch(_real_urandom, _real_seed, names, node)
        random.setstate(state)
        if legacy is not None:
            legacy.set_state(legacy_state)


def _patch(urandom: Any, seeding: Any, names: Any, node: int | None) -> None:
    setattr(os, "urandom", urandom)
    setattr(random, "_urandom", urandom)
    setattr(random.Random, "seed", seeding)
    setattr(tempfile, "_name_sequence", names)
    setattr(uuid, "_node", node)
