"""What a run is asked for, and how it tells of its progress."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

DEFAULT_EXAMPLES = 100


@dataclass(frozen=True, slots=True)
class Override:
    """What one function is searched with in the place of what holds for all (None: the same); *ignored* comes on top."""

    max_examples: int | None = None
    mode: str | None = None
    checks: tuple[str, ...] | None = None
    ignored: Mapping[str, str] = field(default_factory=dict)


def overrides(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Override]:
    """The tables ``[tool.lambdatest.functions.NAME]``, by function."""
    return {
        name: Override(
            table.get("max-examples"), table.get("mode"), tuple(table["checks"]) if "checks" in table else None, table.get("ignore", {})
        )
        for name, table in tables.items()
    }


@dataclass(frozen=True, slots=True)
class Options:
    """What `fuzz` is asked for.

    *functions* by name (none: all); *max_examples* a trigger; *max_time* in seconds for the whole run; *mode* ``positive``,
    ``negative`` or ``all``; *checks* by id (none: all), relations included; *workers* processes at once (None: one a core);
    *ignored* the checks whose findings do not count, each with the reason; *overrides* what holds for one function, by its name.
    """

    functions: tuple[str, ...] = ()
    max_examples: int = DEFAULT_EXAMPLES
    max_time: float | None = None
    seed: int = 1
    mode: str = "all"
    checks: tuple[str, ...] = ()
    workers: int | None = None
    ignored: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)

    def of(self, function: str) -> "Options":
        """What holds for *function*."""
        own = self.overrides.get(function, Override())
        return replace(
            self, max_examples=own.max_examples or self.max_examples, mode=own.mode or self.mode,
            checks=self.checks if own.checks is None else own.checks,
        )  # fmt: skip

    def named_checks(self) -> list[str]:
        """Every check that is named somewhere in them."""
        own = [name for one in self.overrides.values() for name in (*(one.checks or ()), *one.ignored)]
        return [*self.checks, *self.ignored, *own]


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
