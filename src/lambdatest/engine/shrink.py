"""The smallest history that still shows a defect: Hypothesis shrinks what was drawn, then what does not matter is dropped."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import FlakyFailure
from hypothesis.strategies import SearchStrategy

from lambdatest.engine.seed import OBJECTS, stored_labels
from lambdatest.model import REFERENCE, Case, History, strings

MOST_RUNS = 80
MOST_DROPS = 40
Example = TypeVar("Example")
Fails = Callable[[History], bool]


class _Shown(Exception):
    """The defect was shown once more."""


class Enough(Exception):
    """Raised by the body of `examples` where it wants no more of them."""


def examples(
    strategy: SearchStrategy[Example], body: Callable[[Example], None], count: int, number: int, *,
    shrink: bool = False, guided: bool = False,
) -> None:
    """Call *body* with *count* examples at most, the same for the same *number*; with *shrink* until it raises no smaller one.

    With *guided*, what *body* says to `hypothesis.target` matters.

    A body that raises `Enough` ends it, and is called with that example once more.
    """
    phases = [Phase.generate, *([Phase.target] if guided else []), *([Phase.shrink] if shrink else [])]
    options = settings(
        max_examples=count,
        phases=phases,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
    search = seed(number)(options(given(strategy)(lambda example: body(example))))  # pylint: disable=unnecessary-lambda
    try:
        with suppress(Enough):
            search()
    except FlakyFailure as flaky:  # the search came back to an example that it has run, and by now no more of them are wanted
        if not any(isinstance(error, Enough) for error in flaky.exceptions):
            raise


def simplest(strategy: SearchStrategy[History]) -> History:
    """The history that Hypothesis tries first: every choice at its simplest."""
    found: list[History] = []
    examples(strategy, found.append, 1, 0)
    return found[0]


def shrunk(strategy: SearchStrategy[History], number: int, count: int, start: int, fails: Fails) -> History | None:
    """The smallest history of *strategy* that fails, found by the search that met one at its example *start*.

    The same seed and count give the same examples, so those before *start* are not run again.  At most `MOST_RUNS` histories are
    run; what was not run counts as holding, and a history is judged once, so that Hypothesis sees one truth.
    """
    verdicts: dict[str, bool] = {}
    best: History | None = None
    index = -1
    runs = 0

    def body(history: History) -> None:
        nonlocal best, index, runs
        index += 1
        if index < start and best is None:
            return
        text = fingerprint(history)
        if text not in verdicts:
            if runs >= MOST_RUNS:
                return
            runs += 1
            verdicts[text] = fails(history)
        if verdicts[text]:
            best = history
            raise _Shown

    try:
        examples(strategy, body, count, number, shrink=True)
    except _Shown:
        return best
    return best


def fingerprint(history: History) -> str:
    """The text that two equal histories share."""
    return json.dumps(history.to_json(), sort_keys=True, default=repr)


def reduced(history: History, fails: Fails) -> History:
    """*history* without the cases, faults, seeded items and attributes that do not matter for its failing; at most `MOST_DROPS` runs."""
    runs = 0
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(history):
            if smaller == history:
                continue
            if runs >= MOST_DROPS:
                return history
            runs += 1
            if fails(smaller):
                history, progress = smaller, True
                break
    return history


def _smaller(history: History) -> Iterator[History]:
    """Histories with one thing less, the largest things first."""
    if history.faults:
        yield replace(history, faults=())
        yield from (replace(history, faults=(fault,)) for fault in history.faults if len(history.faults) > 1)
    told = _told(history)
    tables = {name: items for name, items in history.seeds.items() if name not in told}
    if any(tables.values()):
        yield seeded(history, told)
        for kept in (1, 2):  # an item's key stands first: one attribute, or two where there is a sort key
            yield seeded(history, told | {name: tuple(dict(list(item.items())[:kept]) for item in items) for name, items in tables.items()})
    if len(history.cases) > 1 and not _refers(history.cases):
        for n in range(len(history.cases) - 1):
            yield replace(history, cases=history.cases[:n] + history.cases[n + 1 :])
    for table, items in tables.items():
        if items and len([name for name in history.seeds if history.seeds[name]]) > 1:
            yield seeded(history, {**history.seeds, table: ()})
        if len(items) > 1:
            for n in range(len(items)):
                yield seeded(history, {**history.seeds, table: items[:n] + items[n + 1 :]})
    yield from _fewer_attributes(history, tables)
    for fault in history.faults[:1]:  # at an earlier call the same is easier to see
        yield from (replace(history, faults=(replace(fault, call=n),)) for n in range(fault.call))


def _told(history: History) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """The objects of buckets, which stay: a notification of one that is not there would be another history."""
    return {name: items for name, items in history.seeds.items() if name.startswith(OBJECTS)}


def _fewer_attributes(history: History, tables: Mapping[str, tuple[Mapping[str, Any], ...]]) -> Iterator[History]:
    """One attribute less in an item; a key that is taken away makes the history invalid, and so it does not fail."""
    for table, items in tables.items():
        for n, item in enumerate(items):
            if len(item) > 1:
                for name in item:
                    less = {other: value for other, value in item.items() if other != name}
                    yield seeded(history, {**history.seeds, table: (*items[:n], less, *items[n + 1 :])})


def seeded(history: History, contents: Mapping[str, tuple[Mapping[str, Any], ...]]) -> History:
    """*history* with other seeds, and the labels that belong to them."""
    return replace(history, seeds=contents, stored=stored_labels(contents))


def _refers(cases: tuple[Case, ...]) -> bool:
    return any(REFERENCE.search(text) for case in cases for text in strings(case.event))
