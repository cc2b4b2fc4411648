"""The relation `warm_cold`."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Hit, Transcript

_CHANGING = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"  # ISO 8601
    r"|(?<![\d.])1[5-9]\d{8}(?:\d{3})?(?:\.\d+)?(?!\d)"  # seconds or milliseconds since 1970
    r"|(?:X-Amz-Date|X-Amz-Signature|Signature)=[^&\"\\]+"  # a presigned URL
    r"|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"  # a UUID
)


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last case in an environment that has served requests, and in a new one, where the modules hold anything new at all."""
    step, outcome = transcript.last
    if outcome.timed_out or not step.plain or not transcript.warmed:
        return ()
    history = transcript.history
    if len([case for case in history.cases if case.function == step.function.name]) > 1:
        return (Run(history, cold=True),)
    again = replace(history, cases=(*history.cases, history.cases[-1]))
    return (Run(again, cold=True), Run(again))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An answer does not depend on which requests the same environment served before.

    Lambda keeps a process for many invocations, and starts another at any time: what a module keeps between them is seen by some
    callers and not by others, and may be somebody else's.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    Both runs have the same account, clock and random numbers; only the module is imported anew before the last request.  Where
    the new one took longer, because it fetched its configuration first, times and UUIDs in its answers are left alone.
    """
    cold, warm = others if len(others) > 1 else (others[0], transcript)
    if _seen(warm) == _seen(cold):
        return
    if warm.outcomes[-1].elapsed != cold.outcomes[-1].elapsed and _lasting(_seen(warm)) == _lasting(_seen(cold)):
        return
    yield Hit(f"a warm environment answers {shown(warm)}, a new one {shown(cold)}")


def _seen(transcript: Transcript) -> Any:
    return (answer(transcript), transcript.outcomes[-1].after)


def _lasting(seen: Any) -> str:
    return _CHANGING.sub("~", json.dumps(seen, default=repr, sort_keys=True))


RELATIONS.add("warm_cold", Relation("warm_cold", "warning", runs, compare))
