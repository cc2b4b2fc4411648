"""Texts of which a regular expression, that the handler's code holds them against, is true."""

import re
import warnings
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from threading import Thread

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument, NoSuchExample, Unsatisfiable
from hypothesis.strategies import SearchStrategy

MOST, MOST_PATTERNS, LONGEST = 4, 4, 400
_ALPHABETS = (st.characters(min_codepoint=32, max_codepoint=126), st.characters(codec="utf-8"))
"""What people type, and what else the pattern lets in: ``\\w`` and ``\\d`` do not mean ASCII alone."""
_FIRST = settings(phases=(Phase.generate,), database=None, derandomize=False, deadline=None, suppress_health_check=tuple(HealthCheck))


def fits(text: str, patterns: Sequence[str]) -> bool:
    """Whether one of *patterns* matches all of *text*; a broken pattern matches nothing."""
    return any(found is not None and found.fullmatch(text) for found in map(_compiled, patterns))


def matching(patterns: Sequence[str], plain: Sequence[str] = ()) -> tuple[str, ...]:
    """Texts that fit one of *patterns*: those of *plain* that do, then made ones; none where nothing could be made."""
    given = [text for text in plain if fits(text, patterns)]
    return tuple(dict.fromkeys((*given, *(text for pattern in patterns[:MOST_PATTERNS] for text in _made(pattern)))))


@lru_cache(256)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


@lru_cache(256)
def _made(pattern: str) -> tuple[str, ...]:
    compiled = _compiled(pattern)
    if compiled is None or len(pattern) > LONGEST:
        return ()
    found: list[str] = []
    making = Thread(target=_make, args=(compiled, found))  # Hypothesis searches nothing within a test, and tells by the thread what is one
    making.start()
    making.join()
    return tuple(found)


def _make(compiled: re.Pattern[str], found: list[str]) -> None:
    for alphabet, count in zip(_ALPHABETS, (MOST, 1), strict=True):
        try:
            texts = st.from_regex(compiled, fullmatch=True, alphabet=alphabet)
            for _ in range(count):
                found.append(_another(texts, found))
        except (NoSuchExample, Unsatisfiable, InvalidArgument, NotImplementedError):
            continue  # there are no more texts, none of this alphabet, or Hypothesis cannot make any


def _another(texts: SearchStrategy[str], found: Sequence[str]) -> str:
    text: str = find(texts, lambda text: text not in found, settings=_FIRST, random=Random(len(found)))
    return text
