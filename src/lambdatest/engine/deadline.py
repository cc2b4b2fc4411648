"""Time that Hypothesis' deadline does not count: what loading, invoking and restoring take says nothing of the code on Lambda.

Hypothesis subtracts the time that the rules of a state machine report, and nothing else can be told it: the one place that
touches that private part (tested with hypothesis 6.148 and 6.170).  Where it is not there, the time is counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import currently_in_test_context
from hypothesis.control import current_build_context

from lambdatest.runtime import clock


@contextmanager
def uncounted(name: str) -> Iterator[None]:
    """Take the time of the block off the example that is running, under *name* in its timings."""
    times: Any = None
    if currently_in_test_context():
        times = getattr(current_build_context().data, "_stateful_run_times", None)
    begun = clock.real_perf_counter()
    try:
        yield
    finally:
        if times is not None:
            label = f"lambdatest:{name}"
            times[label] = times.get(label, 0.0) + clock.real_perf_counter() - begun
