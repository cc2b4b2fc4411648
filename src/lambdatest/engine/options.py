"""What a run is asked for, and how it tells of its progress."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

DEFAULT_EXAMPLES = 100


@dataclass(frozen=True, slots=True)
class Options:
    """What `fuzz` is asked for.

    *functions* by name (none: all); *max_examples* a trigger; *max_time* in seconds for the whole run; *mode* ``positive``,
    ``negative`` or ``all``; *checks* by id (none: all), relations included; *workers* processes at once (None: one a core);
    *ignored* the checks whose findings do not count, each with the reason.
    """

    functions: tuple[str, ...] = ()
    max_examples: int = DEFAULT_EXAMPLES
    max_time: float | None = None
    seed: int = 1
    mode: str = "all"
    checks: tuple[str, ...] = ()
    workers: int | None = None
    ignored: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one function is: examples *done* of at most *total*, and distinct *findings* so far."""

    function: str
    done: int
    total: int
    findings: int
    finished: bool = False


Listener = Callable[[Progress], None]


def ignore(progress: Progress) -> None:
    """The listener of a run that nobody watches."""
    del progress
