"""The relation `clock_independence`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from lambdatest.relations.difference import Contents, Lens, differing, lens, shown_resource, writer
from lambdatest.relations.relation import RELATIONS, Relation, Run
from lambdatest.results import Hit, Step, Transcript
from lambdatest.runtime.clock import START

_CRON = re.compile(r"cron\(\s*\S+\s+([\d,\-]+)\s")
_MIDNIGHT = 24 * 3600 - START % (24 * 3600)
"""Seconds from the start of the mocked clock to the next midnight."""
_BEFORE, _AFTER, _BESIDE = _MIDNIGHT - 10, _MIDNIGHT + 10, _MIDNIGHT - 6
RETRIED = 6
"""Hours for which Lambda retries an asynchronous invocation."""


def _near_midnight(step: Step) -> bool:
    """Whether the schedule may fire so late in the day that a retry is handled on the next one (UTC)."""
    found = _CRON.search(step.trigger.label)
    return found is None or any(int(hour) >= 24 - RETRIED for hour in re.findall(r"\d+", found[1]))


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The event of a schedule from shortly before midnight, handled before midnight and after it."""
    step, outcome = transcript.last
    if step.case.kind != "schedule" or not isinstance(step.event, dict) or "time" not in step.event:
        return ()
    if not step.plain or not outcome.ok or not _near_midnight(step):
        return ()
    return (_run(transcript, _BEFORE), _run(transcript, _AFTER))


def _run(transcript: Transcript, later: float) -> Run:
    history, step = transcript.history, transcript.steps[-1]
    time = datetime.fromtimestamp(START + _MIDNIGHT - 15, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    case = replace(step.case, event={**step.event, "time": time})
    return Run(history.ending(case), later=later - (len(history.cases) - 1))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """The event of a schedule is handled alike before and after midnight.

    Lambda retries an asynchronous invocation for up to six hours, and the clock goes on meanwhile: a handler that asks it for the day,
    instead of reading `time` in the event, works on the wrong day.
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html

    An event of 23:59:45 UTC is handled at 23:59:50 and at 00:00:10: tables and objects must be the same, times of day aside.  Only events
    that hold their time, and not those of a cron expression whose hours are more than six hours from midnight.
    """
    before, after = others[:2]
    if not before.outcomes[-1].ok or not after.outcomes[-1].ok:
        return
    look = lens(before, others[2] if len(others) > 2 else None)
    changed = differing(_held(look, before), _held(look, after))
    if changed:
        where = " and ".join(map(shown_resource, changed))
        message = f"the event of 23:59:45, handled twenty seconds later, after midnight, leaves something else in {where}"
        yield Hit(message, changed[0], frame=writer(transcript.outcomes[-1]))


def _held(look: Lens, transcript: Transcript) -> Contents:
    return look.contents(transcript.outcomes[-1].after, ("", "s3"))


def _doubts(transcript: Transcript) -> tuple[Run, ...]:
    """Four seconds later on the same day: what differs then is the time of day."""
    return (_run(transcript, _BESIDE),)


RELATIONS.add("clock_independence", Relation("clock_independence", "warning", runs, compare, _doubts))
