"""What a run came to: findings, what became of each function, and the report of all: frozen, plain, and without I/O."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdatest.model import History, Location


@dataclass(frozen=True, slots=True)
class Finding:
    """A check or relation that did not hold, shrunk.

    *labels* are those of every hit as severe as the finding, whatever the smallest example needs.  *location* is the line of the
    user's code that it points to, *source* that line's text, *enclosing* the function around it.
    """

    check: str
    severity: str
    function: str
    trigger: str
    message: str
    labels: tuple[str, ...]
    history: History
    step: int
    exception: str | None = None
    location: Location | None = None
    source: str = ""
    enclosing: str = ""
    key: str = ""
    response: Any = None
    log: str = ""
    hits: int = 1
    shrunk: bool = True
    expected: str = ""

    @property
    def mode(self) -> str:
        """``negative`` where the smallest example needs a mutation."""
        return self.history.cases[self.step].mode

    @property
    def id(self) -> str:
        """Check and a hash that survives edits elsewhere in the file: it holds the line's text, not its number."""
        parts = (self.check, self.function, self.exception or "", self.enclosing, self.source, self.key)
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.check}-{digest[:6]}"

    @property
    def event(self) -> Any:
        """The event of the case that did not hold."""
        return self.history.cases[self.step].event


@dataclass(frozen=True, slots=True)
class TriggerResult:
    """How many examples of one trigger were run."""

    kind: str
    label: str
    examples: int


@dataclass(frozen=True, slots=True)
class Unreached:
    """A condition at *location* with the text *source* that was *said* (``never true``), which kept so many *lines* from being run."""

    location: Location
    source: str
    said: str
    lines: int


@dataclass(frozen=True, slots=True)
class FunctionResult:
    """What became of one function: *status* is ``passed``, ``failed``, ``not_run`` or ``skipped``; *reason* says why not.

    *remedy* is what to do about it; *lines_covered* the share of the handler module's executable lines that were reached;
    *actions* the IAM actions that its calls needed; *notes* what the reader should know of how it was run; *unreached* the conditions that
    barred the way to the other lines.
    """

    name: str
    handler: str
    status: str
    reason: str | None = None
    remedy: str | None = None
    triggers: tuple[TriggerResult, ...] = ()
    lines_covered: float | None = None
    duration: float = 0.0
    actions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unreached: tuple[Unreached, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that somebody decided to live with: the *reason*, and the *place* where the decision stands."""

    id: str
    check: str
    function: str
    reason: str
    place: str


@dataclass(frozen=True, slots=True)
class Report:
    """The results of one run over a project."""

    seed: int
    path: str
    format: str
    name: str
    functions: tuple[FunctionResult, ...]
    findings: tuple[Finding, ...]
    baseline: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    guard: str = ""
    duration: float = 0.0
    interrupted: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    suppressed: tuple[Suppressed, ...] = ()
