"""Ratios measured interleaved: each round times every variant once, beginning with another one each time."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("lambdatest", "hypothesis", "moto", "boto3", "botocore", "pytest")


@dataclass(frozen=True, slots=True)
class Ratio:
    """What one ratio came to: the median of the rounds' ratios, their quartiles, and the *target* that it must keep.

    *bound* is ``at most`` or ``at least``; a ratio without a target is told for information.
    """

    name: str
    what: str
    median: float
    quartiles: tuple[float, float]
    rounds: int
    bound: str = ""
    target: float | None = None
    unit: str = "x"
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the median keeps the target."""
        if self.target is None:
            return True
        return self.median <= self.target if self.bound == "at most" else self.median >= self.target

    def to_json(self) -> dict[str, Any]:
        """Plain data, with the verdict."""
        return {**asdict(self), "holds": self.holds}


def interleaved(variants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """What each variant measured in each round; a round begins with another variant than the one before it."""
    names = list(variants)
    found: dict[str, list[float]] = {name: [] for name in names}
    for n in range(rounds):
        start = n % len(names)
        for name in names[start:] + names[:start]:
            gc.collect()  # what one variant leaves is not for the next one to tidy up
            found[name].append(variants[name]())
    return found


def paired(name: str, what: str, over: Sequence[float], under: Sequence[float], bound: str = "", target: float | None = None,
           note: str = "") -> Ratio:
    """The ratio of two variants of the same rounds: round by round, then the median."""
    return absolute(name, what, [one / other for one, other in zip(over, under, strict=True)], bound, target, note=note)


def absolute(name: str, what: str, values: Sequence[float], bound: str = "", target: float | None = None, unit: str = "x",
             note: str = "") -> Ratio:
    """The median and quartiles of *values*."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
    return Ratio(name, what, median, (low, high), len(values), bound, target, unit, note)


def cpu(action: Callable[[], object]) -> float:
    """Seconds of this process's CPU that *action* took."""
    start = time.process_time()
    action()
    return time.process_time() - start


def wall(action: Callable[[], object]) -> float:
    """Seconds on the clock that *action* took."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """The environment with *values*, while the block runs."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    return {
        "cores": os.cpu_count(), "cpu": _processor(), "system": platform.platform(terse=True),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "versions": {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    """The processor's name as the kernel gives it; Python's own answer is often empty on Linux."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text("utf-8").splitlines() if information.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
