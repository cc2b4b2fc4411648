"""The relation `warm_clock`."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from lambdatest.relations.difference import masked
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Hit, Transcript
from lambdatest.runtime.user_code import sources

DAY = 24 * 3600.0
MOST_FILES = 200
_CLOCK = re.compile(r"\b(now|utcnow|today|time|time_ns|gmtime|localtime|strftime|generate_presigned_\w+|get_credentials)\s*\(")


@lru_cache
def asks_the_clock(root: Path) -> bool:
    """Whether the user's code asks for the time anywhere; with more than `MOST_FILES` files nobody looks, and it may."""
    return any(n >= MOST_FILES or _CLOCK.search(text) is not None for n, text in enumerate(sources(root)))


def _twice(transcript: Transcript, later: float) -> tuple[Run, Run]:
    """The last event once more, so much later: in a new environment, and in the one that handled it before."""
    history, step = transcript.history, transcript.steps[-1]
    again = history.then(replace(step.case, event=step.event))
    return Run(again, cold=True, later=later), Run(again, later=later)


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last event once more on the next day, in a new environment and in one that has stood since the day before."""
    step, outcome = transcript.last
    if not step.plain or not outcome.ok or not asks_the_clock(step.function.code_root):
        return ()
    return _twice(transcript, DAY)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An environment that has stood since yesterday knows that it is another day.

    What is computed when a module is imported, or kept from the first request (today's date, a default argument, a link that expires),
    stays as it is for as long as Lambda keeps the environment, which may be hours.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    The same request on the next day, with the same clock, account and random numbers: answer and contents must be those of an
    environment that was started then.  What differs at the same time of the same day too is `warm_cold`.
    """
    del transcript
    cold, warm = others[:2]
    if _same(cold, warm) or (len(others) > 2 and not _same(others[2], others[3])):
        return
    yield Hit(f"an environment from the day before answers {shown(warm)}, a new one {shown(cold)}")


def _same(cold: Transcript, warm: Transcript) -> bool:
    """Whether both saw the same; where the new one took longer, because it fetched something first, times and UUIDs aside."""
    one, other = _seen(cold), _seen(warm)
    slower = cold.outcomes[-1].elapsed != warm.outcomes[-1].elapsed
    return one == other or (slower and masked(json.dumps(one, default=repr)) == masked(json.dumps(other, default=repr)))


def _seen(transcript: Transcript) -> Any:
    return answer(transcript), transcript.outcomes[-1].after


def _doubts(transcript: Transcript) -> tuple[Run, ...]:
    return _twice(transcript, 0.0)


RELATIONS.add("warm_clock", Relation("warm_clock", "warning", runs, compare, _doubts))
