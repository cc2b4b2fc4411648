"""Ratios d and e: what it costs to draw a REST event, and to shrink one."""

import json
import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from benchmarks.measurement import Ratio, cpu, interleaved, paired
from benchmarks.naive_event import naive_rest_events
from lambdatest.strategies import rest_api_events

EXAMPLES = 2000
NAIVE_EXAMPLES = 200
WARMING = 50
ROUNDS = 5
SEEDS = 7
ROUTE = "POST /todos/{id}"
BODIES = st.fixed_dictionaries({"x": st.integers()}).map(json.dumps)
LIMIT = 1000
MINIMAL = {"x": LIMIT + 1}


def _draw(strategy: st.SearchStrategy[Any], number: int, count: int = EXAMPLES) -> float:
    """CPU seconds an example, over *count* of them.

    One run ends when no value is left that it did not draw (256 of them for ``integers(0, 255)``): then another one begins.
    """
    drawn = 0

    def body(example: Any) -> None:
        nonlocal drawn
        del example
        drawn += 1

    spent = 0.0
    while drawn < count:
        options = settings(
            max_examples=count - drawn, phases=[Phase.generate], database=None, deadline=None, suppress_health_check=list(HealthCheck))
        spent += cpu(seed(number + drawn)(options(given(strategy)(body))))
    return spent / drawn


def drawing() -> list[Ratio]:
    """Ratio d: a REST event over an integer; besides, with the bodies that we choose, and the naive composite."""
    strategies = {
        "integer": st.integers(0, 255), "event": rest_api_events(route=ROUTE, bodies=BODIES), "own bodies": rest_api_events(route=ROUTE),
        "naive": naive_rest_events(BODIES), "large integer": st.integers(0, 65_535),
    }
    counts = {"naive": NAIVE_EXAMPLES}
    for strategy in strategies.values():
        _draw(strategy, 0, WARMING)
    numbers = iter(range(1_000_000, 10**9, 10_000))

    def variant(name: str) -> Callable[[], float]:
        return lambda: _draw(strategies[name], next(numbers), counts.get(name, EXAMPLES))

    found = interleaved({name: variant(name) for name in strategies}, ROUNDS)
    integer = found["integer"]
    return [
        paired("d", "REST event with JSON bodies / integers(0, 255), 2,000 examples each", found["event"], integer, "at most", 5),
        paired("d'", "the same / integers(0, 65535), whose values do not run out", found["event"], found["large integer"]),
        paired("d''", "the same with bodies of our own choice (JSON, text, bytes, none)", found["own bodies"], integer),
        paired("d'''", "the naive composite of 35 fields / integers(0, 255)", found["naive"], integer),
    ]


class _Found(Exception):
    """The body is too large."""


def shrink(strategy: st.SearchStrategy[Any], number: int) -> tuple[float, Any]:
    """CPU seconds from the first failure to the end of shrinking, and the body that was left."""
    since = 0.0
    body: Any = None

    def fails(event: dict[str, Any]) -> None:
        nonlocal since, body
        found = json.loads(event["body"])
        if found["x"] > LIMIT:
            since = since or time.process_time()
            body = found
            raise _Found

    options = settings(
        max_examples=10_000, phases=[Phase.generate, Phase.shrink], database=None, deadline=None, report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck))
    try:
        seed(number)(options(given(strategy)(fails)))()
    except _Found:
        return time.process_time() - since, body
    raise AssertionError(f"no body above {LIMIT} was drawn with the seed {number}")


def shrinking() -> Ratio:
    """Ratio e: the CPU that shrinking our event takes over that of the naive composite, to the same body."""
    numbers = {"ours": iter(range(SEEDS + 1)), "naive": iter(range(SEEDS + 1))}
    strategies = {"ours": rest_api_events(route=ROUTE, bodies=BODIES), "naive": naive_rest_events(BODIES)}
    bodies: list[Any] = []

    def run(name: str) -> float:
        spent, body = shrink(strategies[name], next(numbers[name]))
        bodies.append(body)
        return spent

    run("ours"), run("naive")
    found = interleaved({"ours": lambda: run("ours"), "naive": lambda: run("naive")}, SEEDS)
    same = all(body == MINIMAL for body in bodies)
    note = f"both to {json.dumps(MINIMAL)}" if same else f"NOT to the same body: {bodies}"
    target = 0.1 if same else 0.0
    return paired("e", "shrink a REST event whose body fails for x > 1000 / the naive composite", found["ours"], found["naive"],
                  "at most", target, note)
