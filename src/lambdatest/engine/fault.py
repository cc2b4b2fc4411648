"""Which faults are worth trying: those that the AWS calls of histories which went well can really meet, the most telling first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hypothesis.strategies import SearchStrategy

from lambdatest._fault import ALWAYS, Fault
from lambdatest.model import History
from lambdatest.results import Call, Outcome, Transcript
from lambdatest.runtime import legality

Search = tuple[SearchStrategy[History], int, int, int]
"""Where a search met a history: its strategy, seed, number of examples, and the example's place."""

MOST_MET = 4
MOST_PLACES = 2
"""Faults of one kind at one line: the first time round a loop, and the last, which nothing later makes good."""


@dataclass(frozen=True, slots=True)
class Met:
    """A history that went well, its last invocation's calls, and where a search met it (None: in the sweep).

    *changes* are how many items, objects and messages it left that were not there before, or took away, and how many it read or wrote
    at once: the more, the more can be lost.
    """

    history: History
    calls: tuple[Call, ...]
    search: Search | None
    changes: int

    def with_fault(self, fault: Fault) -> tuple[History, Search | None]:
        """The history with that fault alone, and the search that meets it."""

        def faulty(history: History) -> History:
            return replace(history, faults=(fault,))

        return faulty(self.history), self.search and (self.search[0].map(faulty), *self.search[1:])


class WellRun:
    """One history for each sequence of AWS calls that invocations made which went well."""

    def __init__(self) -> None:
        self._met: dict[tuple[str, ...], Met] = {}

    def meet(self, transcript: Transcript, search: Search | None) -> None:
        """Hear of a run."""
        step, outcome = transcript.last
        history = transcript.history
        if history.faults or not step.plain or not outcome.ok or outcome.batch_item_failures or not outcome.calls:
            return
        made = tuple(call.name for call in outcome.calls)
        met = Met(history, outcome.calls, search, _changes(outcome) + _batched(outcome))
        known = self._met.get(made)
        if known is None or (met.changes, -len(history.cases)) > (known.changes, -len(known.history.cases)):
            self._met[made] = met

    def faults(self) -> Iterator[tuple[Met, Fault]]:
        """Histories with the fault to try in each: first what is lost without a word, then lost answers, then the other kinds."""
        met = sorted(self._met.items(), key=_promise)[:MOST_MET]
        tried: Counter[tuple[str, str, str]] = Counter()
        for stage in range(3):
            for _, one in met:
                for number, call in _ends(one.calls):
                    for fault in _of_call(number, call, stage, one.calls[:number]):
                        place = (call.name, str(call.frame), fault.kind)
                        tried[place] += 1
                        if tried[place] <= MOST_PLACES:
                            yield one, fault


def _ends(calls: Sequence[Call]) -> list[tuple[int, Call]]:
    """The first and the last call of each line, with their places."""
    lines = [(call.name, str(call.frame)) for call in calls]
    last = {line: number for number, line in enumerate(lines)}
    first = {line: number for number, line in reversed(list(enumerate(lines)))}
    return [(number, calls[number]) for number in sorted({*first.values(), *last.values()})]


def _promise(found: tuple[tuple[str, ...], Met]) -> tuple[bool, int, int]:
    """What comes first: calls that left something (of an item that came and went nothing can be lost), of many kinds, and many."""
    calls, met = found
    return not met.changes, -len(set(calls)), -min(len(calls), 8)


def _changes(outcome: Outcome) -> int:
    """How many items, objects and messages are new, and how many fewer there are."""
    new = sum(member not in outcome.before.get(name, ()) for name, members in outcome.after.items() for member in members)
    return new + sum(max(0, len(members) - len(outcome.after.get(name, ()))) for name, members in outcome.before.items())


def _batched(outcome: Outcome) -> int:
    """How many items batches were about; those that are there count twice."""
    found = [one for call in outcome.calls for one in legality.batch(call.parameters)]
    return len(found) + sum(any(key.items() <= item.items() for item in outcome.before.get(table, ())) for table, key in found)


def _of_call(number: int, call: Call, stage: int, before: Sequence[Call]) -> Iterator[Fault]:
    """The faults of one call that belong to a stage; a condition that fails tells something where calls *before* have written."""
    found = legality.kinds(call.service, call.operation, call.parameters)
    throttled = legality.errors(call.service, call.operation)["throttled"][0] if found else ""
    early = legality.IN_PART | legality.OF_THE_DATA | {throttled, legality.CLOSED, legality.CANCELED, legality.GONE}
    written = any(not legality.reads(one.operation) for one in before)
    for kind in found:
        if kind == legality.SHORT or (kind in legality.OF_THE_DATA and not written):
            continue
        if (0 if kind in early else 1 if kind == legality.LOST else 2) == stage:
            yield Fault(number, call.name, kind, 1 if kind == legality.LOST else ALWAYS)
