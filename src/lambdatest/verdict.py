"""What a gate said of a whole project: it passed, it failed, or nothing could be found out.  Frozen, without I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

STATUSES = ("passed", "failed", "error")
FOLDER = ".lambdatest/gates"
"""Where verdicts and reports go, below the project's root, unless the settings name another folder."""
SUFFIX = ".verdict.json"
"""How the file ends in which a gate's verdict is kept."""
GROUP_SUFFIX = ".gates.json"
"""How the file ends in which a tox environment tells which gates it ran."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a tool says of a project: *rule* and *severity* in the tool's own words.

    *counts* is True where it is beyond the gate's threshold.  *file* is relative to the project's root, *line* counted from 1; an empty
    *file* and 0 where the tool names none.  *url* is the page that explains the rule.
    """

    rule: str
    message: str
    severity: str
    counts: bool = True
    file: str = ""
    line: int = 0
    url: str = ""

    @property
    def place(self) -> str:
        """``todos/create.py:12``, ``todos/create.py``, or nothing."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the *gate* said, in a sentence (*message*), and what it was said of.

    *status* is ``passed``, ``failed`` or ``error``: there was no evidence either way, and *remedy* says what to do about it.  *examined*
    is what was looked at (``12 files``), *threshold* what had to hold, *report* the file with all that the tool said.  *required* is False
    where the project can live without the evidence: its error does not count, its failure does.
    """

    gate: str
    status: str
    message: str
    examined: str = ""
    threshold: str = ""
    remedy: str = ""
    report: str = ""
    remarks: tuple[Remark, ...] = ()
    required: bool = True
    duration: float = 0.0

    @property
    def counts(self) -> bool:
        """Whether the verdict keeps the build from being green."""
        return self.status == "failed" or (self.status == "error" and self.required)

    def to_json(self) -> dict[str, Any]:
        """The verdict as plain JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Verdict":
        """The verdict that `to_json` wrote.  Raises KeyError, TypeError or ValueError where it is none."""
        verdict = cls(**{**data, "remarks": tuple(Remark(**remark) for remark in data["remarks"])})
        if verdict.status not in STATUSES:
            raise ValueError(f"status={verdict.status!r} is none of {', '.join(STATUSES)}")
        return verdict


def failing(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Those of *remarks* that are beyond the gate's threshold."""
    return tuple(remark for remark in remarks if remark.counts)


def reaches(word: str, threshold: str, levels: Sequence[str]) -> bool:
    """Whether the severity *word* is *threshold* or above on the scale *levels*; one that is not on it is."""
    return word not in levels or levels.index(word) >= levels.index(threshold)


def exit_status(verdicts: Iterable[Verdict]) -> int:
    """The exit status of a build: 1 a gate failed, 3 none did but a required one has no evidence, or there is no verdict at all, else 0."""
    found = list(verdicts)
    if any(verdict.status == "failed" for verdict in found):
        return 1
    return 3 if not found or any(verdict.counts for verdict in found) else 0
