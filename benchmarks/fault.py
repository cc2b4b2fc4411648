"""Ratio h: what the injection of faults costs an example that has none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import lambdatest
from benchmarks.measurement import Ratio, cpu, interleaved, paired
from lambdatest._fault import Fault
from lambdatest.engine.fault import WellRun
from lambdatest.engine.stage import staged
from lambdatest.model import Case, History, Request
from lambdatest.runtime import wire
from lambdatest.strategies.rest_api import rest_api_event

TODOS = Path(__file__).resolve().parent.parent / "examples" / "todos"
EXAMPLES = 60
ROUNDS = 15
UNMET = Fault(99, "dynamodb:PutItem", "ThrottlingException")
"""A fault at a call that the handler never makes."""


def _history(n: int) -> History:
    request = Request("POST", "/todos", (), (), (("Content-Type", "application/json"),), f'{{"text": "todo {n}"}}')
    return History((Case("create", "POST /todos", "rest_api", rest_api_event(request, resource="/todos", opaque=n)),))


@contextmanager
def _bare() -> Iterator[None]:
    """Without the layer: each request goes to moto as it is, and nobody can answer in moto's place."""
    layer: Any = wire.answered
    setattr(wire, "answered", lambda request, proceed: proceed(request))
    try:
        yield
    finally:
        setattr(wire, "answered", layer)


def faults() -> list[Ratio]:
    """Ratio h: a creation in examples/todos, restored before each, with the layer of faults over the same without it.

    With it, what a run teaches of the faults to try is part of the example; with h', a fault waits for a call that never comes.
    """
    project = lambdatest.load(TODOS)
    with staged(project, "create", ()) as stage:
        numbers = count()

        def run(well: WellRun | None, *waiting: Fault) -> None:
            for _ in range(EXAMPLES):
                history = _history(next(numbers))
                transcript = stage.runner.run(History(history.cases, faults=waiting))
                if transcript.outcomes[-1].result["statusCode"] != 201:
                    raise RuntimeError(f"POST /todos answers {transcript.outcomes[-1].result}")
                if well is not None:
                    well.meet(transcript, None)

        def bare() -> float:
            with _bare():
                return cpu(lambda: run(None))

        variants: dict[str, Callable[[], float]] = {
            "bare": bare, "layer": lambda: cpu(lambda: run(WellRun())), "waiting": lambda: cpu(lambda: run(None, UNMET)),
        }
        for variant in variants.values():
            variant()
        found = interleaved(variants, ROUNDS)
    return [
        paired("h", "an example without a fault: the layer of faults / without it", found["layer"], found["bare"], "at most", 1.10),
        paired("h'", "the same with a fault for a call that never comes", found["waiting"], found["bare"]),
    ]
