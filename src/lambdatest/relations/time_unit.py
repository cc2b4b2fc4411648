"""The relation `time_unit`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lambdatest.model import History
from lambdatest.relations.difference import masked
from lambdatest.relations.relation import RELATIONS, Relation, Run, shown
from lambdatest.relations.warm_clock import DAY, asks_the_clock
from lambdatest.results import Call, Hit, State, Transcript
from lambdatest.runtime.clock import START
from lambdatest.runtime.legality import reads

MOST_TIMES = 2
_THOUSAND = 1000
_LONGEST = 10 * 365 * DAY
"""Seconds for which something holds at most: what is farther away is no time in this unit."""


@dataclass(frozen=True, slots=True)
class _Time:
    """A number that the application stored, and which tells a time: *scale* is how many there are of its unit to a second."""

    table: str
    attribute: str
    number: Decimal
    scale: int

    @property
    def seconds(self) -> float:
        """Seconds since 1970."""
        return float(self.number) / self.scale

    @property
    def other(self) -> str:
        """The same time in the other unit."""
        found = self.number / _THOUSAND if self.scale == _THOUSAND else self.number * _THOUSAND
        return str(int(found))


def _times(transcript: Transcript) -> list[_Time]:
    """The times that earlier cases stored in items which the last one may have read, one of each attribute."""
    outcome = transcript.outcomes[-1]
    found: dict[tuple[str, str], _Time] = {}
    for table, items in outcome.before.items():
        seeded = transcript.history.seeds.get(table, ())
        asked = [call.parameters.get("Key") for call in outcome.calls if _looks(call, table)]
        for item in (one for one in items if ":" not in table and one not in seeded):
            if any(key is None or key.items() <= item.items() for key in asked):
                for name in sorted(item):
                    if (time := _time(table, name, item[name])) and all(one.get(name) != item[name] for one in seeded):
                        found.setdefault((table, name), time)
    return list(found.values())[:MOST_TIMES]


def _looks(call: Call, table: str) -> bool:
    """Whether a call looks at items of *table*: it reads them, or has a condition."""
    given = call.parameters
    if call.service != "dynamodb" or given.get("TableName") != table:
        return False
    return reads(call.operation) or "ConditionExpression" in given


def _time(table: str, name: str, value: Mapping[str, Any]) -> _Time | None:
    """The time that an attribute in wire format tells, if it is a number and near the clock's."""
    try:
        number = Decimal(value["N"])
    except (KeyError, InvalidOperation):
        return None
    near = [scale for scale in (1, _THOUSAND) if START - DAY <= float(number) / scale <= START + _LONGEST]
    return _Time(table, name, number, near[0]) if near else None


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last case alone, with what was stored before it, now and once every time in it is over; then with a time in the other unit."""
    step, outcome = transcript.last
    if len(transcript.history.cases) < 2 or not step.plain or outcome.raised is not None or outcome.timed_out:
        return ()
    times = _times(transcript) if asks_the_clock(step.function.code_root) else []
    if not times:
        return ()
    now, over = float(len(transcript.history.cases) - 1), max(time.seconds for time in times) - START + DAY
    objects = {name: items for name, items in transcript.history.seeds.items() if ":" in name}
    stored = {name: items for name, items in outcome.before.items() if ":" not in name}
    alone = History((replace(step.case, event=step.event),), {**objects, **stored}, transcript.history.stored)
    changed = [replace(alone, seeds={**alone.seeds, **_in_the_other_unit(stored, time)}) for time in times]
    return tuple(Run(history, later=later) for history in (alone, *changed) for later in (now, over))


def _in_the_other_unit(stored: State, time: _Time) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """The table of *time* where that stands in its other unit, and all others of the attribute that are as they were."""
    written = {"N": str(time.number)}
    return {time.table: tuple(
        {**item, time.attribute: {"N": time.other}} if item.get(time.attribute) == written else item for item in stored[time.table]
    )}  # fmt: skip


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """A time is read in the unit in which it is written.

    `time.time()` counts seconds, JavaScript and many APIs milliseconds; DynamoDB's own TTL wants seconds.  What is written as
    milliseconds and compared with seconds lies 50,000 years ahead: it never expires.  The other way round it was always over.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html

    The last request again, with what earlier ones stored, now and a day after every time in it: the answer is the same.  With one of the
    times in its other unit it is that answer on one of the two days, and another one on the other day: the code does compare this time
    with the clock, in the unit in which it is not written.  Left alone: what is not stored by the application itself, and times in texts.
    """
    now, over = others[:2]
    if not _seen(transcript) == _seen(now) == _seen(over):
        return
    for number, time in enumerate(_times(transcript)):
        other, other_over = others[2 + 2 * number : 4 + 2 * number]
        same = _seen(other) == _seen(now)
        if same != (_seen(other_over) == _seen(now)):
            yield _said(transcript, time, other_over if same else other)
            return


def _said(transcript: Transcript, time: _Time, other: Transcript) -> Hit:
    written, read = ("milliseconds", "seconds") if time.scale == _THOUSAND else ("seconds", "milliseconds")
    days = f"now and on {datetime.fromtimestamp(time.seconds + DAY, UTC):%d %B %Y}"
    told = f"{time.attribute} of the table {time.table} is written in {written} and read in {read}"
    frame = next((call.frame for call in transcript.outcomes[-1].calls if _looks(call, time.table)), None)
    message = f"{told}: with {time.number} the answer is {shown(transcript)} {days}, with {time.other} once {shown(other)}"
    return Hit(message, time.attribute, frame=frame)


def _seen(transcript: Transcript) -> tuple[str, int, str]:
    outcome = transcript.outcomes[-1]
    return outcome.raised.type if outcome.raised else "", outcome.status, masked(outcome.text)


RELATIONS.add("time_unit", Relation("time_unit", "warning", runs, compare, tries=10))
