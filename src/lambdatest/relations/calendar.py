"""The relation `calendar`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lambdatest.relations.relation import RELATIONS, Relation, Run
from lambdatest.relations.warm_clock import asks_the_clock
from lambdatest.results import Hit, Outcome, Step, Transcript
from lambdatest.runtime.clock import START

_CRON = re.compile(r"cron\(\s*(?P<minute>\S+)\s+(?P<hour>\S+)\s+(?P<day>\S+)\s+(?P<month>\S+)\s")
_TIMED = frozenset({"schedule", "eventbridge"})
_TODAY = datetime.fromtimestamp(START, UTC).date()
_NOON = timedelta(hours=12)


def _next(month: int, day: int) -> date:
    """The next such day after today; of the 29th of February the next one that there is."""
    for year in range(_TODAY.year, _TODAY.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found > _TODAY:
            return found
    raise ValueError(f"there is no day {day} in month {month}")


DAYS = (_next(12, 31), _next(1, 31), _next(2, 29))
ORDINARY = _next(6, 15)


def _days(step: Step) -> tuple[datetime, ...]:
    """Noon of the days on which calendars go wrong; where the schedule names a day of the month, that day of those months."""
    cron = _CRON.search(step.trigger.label)
    if cron is None or (cron["day"] in "*?L" and cron["month"] in "*?"):
        return tuple(_noon(day) for day in DAYS)
    if not cron["day"].isdecimal() or int(cron["day"]) > 28 or cron["month"] not in "*?":
        return ()  # it runs on days of its own
    return tuple(_noon(_next(month, int(cron["day"]))) for month in (12, 1, 2))


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + _NOON


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last event on the last day of a year, the last of January and a leap day, where the code asks what day it is."""
    step, outcome = transcript.last
    if step.labels or not outcome.ok:
        return ()
    told = step.case.kind in _TIMED and isinstance(step.event, dict) and "time" in step.event
    if not told and not asks_the_clock(step.function.code_root):
        return ()
    return tuple(_on(transcript, day) for day in _days(step))


def _on(transcript: Transcript, day: datetime) -> Run:
    """The history with its last case on that day; an event that tells its time was sent then."""
    history, step = transcript.history, transcript.steps[-1]
    case = replace(step.case, event=step.event)
    if step.case.kind in _TIMED and isinstance(step.event, dict) and "time" in step.event:
        case = replace(case, event={**step.event, "time": day.strftime("%Y-%m-%dT%H:%M:%SZ")})
    return Run(history.ending(case), later=day.timestamp() - START - (len(history.cases) - 1))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """A handler works on every day of the calendar.

    There is no month 13, no 30th of February, and a year after a leap day no such day: `date.replace` raises there, once a month or
    once in four years.  https://docs.python.org/3/library/datetime.html#datetime.date.replace

    The last event again on the next 31st of December, 31st of January and 29th of February, or on that day of the month on which the
    schedule runs, with the clock and the event's `time` set so: where it raises, and neither today nor on the 15th of June, the day
    is to blame.  Only where the code asks for the time, or the event tells it; a `raise` of the handler's own is left alone.
    """
    days = _days(transcript.steps[-1])
    if len(others) > len(days) and _failed(others[-1].outcomes[-1]):
        return
    for day, other in zip(days, others, strict=False):
        outcome = other.outcomes[-1]
        raised = outcome.raised
        if _failed(outcome) and (raised is None or raised.location is None or not raised.location.source.startswith("raise ")):
            what = f"raises {raised.type}: {raised.message}" if raised is not None else f"answers {outcome.status}"
            message = f"{what} on {day:%d %B %Y}".replace("\n", " ")
            yield Hit(message, raised.type if raised else "", frame=raised.location if raised else None)
            return


def _failed(outcome: Outcome) -> bool:
    return not outcome.timed_out and (outcome.raised is not None or outcome.status >= 500)


def _doubts(transcript: Transcript) -> tuple[Run, ...]:
    """An ordinary day as far away: what fails then too has another reason."""
    return (_on(transcript, _noon(ORDINARY)),)


RELATIONS.add("calendar", Relation("calendar", "failure", runs, compare, _doubts, tries=5))
