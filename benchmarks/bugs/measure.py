"""Run ``lambdatest fuzz`` with no configuration over both projects of a pair, and compare what it says of them.

It knows of lambdatest only the command line and its JSON report.  Each run is kept as a file under the results folder, so that a
measurement that was interrupted goes on where it stopped; a changed pair is run again.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalogue import Pair

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Run:
    """One run of the command: its report, or why there is none."""

    seconds: float
    report: dict[str, Any] | None
    error: str = ""

    @property
    def examples(self) -> int:
        """How many examples were run."""
        functions = self.report["functions"] if self.report else ()
        return sum(trigger["examples"] for function in functions for trigger in function["triggers"])

    def said(self) -> dict[Key, dict[str, Any]]:
        """The findings, each under what it has in common with the same one about another variant."""
        found = {}
        for finding in self.report["findings"] if self.report else ():
            for label in finding.get("labels") or [""]:
                found[finding["check"], finding["function"], finding.get("exception") or "", label] = finding
        return found

    def alarms(self, severity: str) -> list[str]:
        """The checks that said something with *severity*; malformed_input aside, a correct handler may leave that to its API."""
        findings = self.report["findings"] if self.report else ()
        return sorted({finding["check"] for finding in findings if finding["severity"] == severity} - {"malformed_input"})

    def not_run(self) -> list[str]:
        """The functions that could not run, with the reason."""
        functions = self.report["functions"] if self.report else ()
        return [f"{function['name']}: {function['reason']}" for function in functions if function["status"] == "not_run"]


@dataclass(frozen=True)
class Row:
    """What is known of one pair with one seed."""

    pair: Pair
    seed: int
    examples: int
    seconds: float
    detected: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def named(self) -> bool:
        """Whether one of the checks that the manifest names found it."""
        return bool(set(self.detected) & set(self.pair.checks))


class Results:
    """The runs that are kept in a folder."""

    def __init__(self, folder: Path, *, again: bool = False, timeout: float = 300) -> None:
        self.folder, self.again, self.timeout = folder, again, timeout

    def run(self, pair: Pair, variant: str, seed: int, examples: int) -> Run:
        """The run of *variant*: the one that is kept, or a new one."""
        parts = [path.read_bytes() for path in pair.files() if variant in path.parts or "service" in path.parts]
        digest = hashlib.sha256(b"\0".join(parts)).hexdigest()[:8]
        kept = self.folder / f"{pair.id}.{variant}.{digest}.seed{seed}.examples{examples}.json"
        if kept.exists() and not self.again:
            return Run(**json.loads(kept.read_text(encoding="utf-8")))
        made = self._fuzz(pair, variant, seed, examples)
        self.folder.mkdir(parents=True, exist_ok=True)
        if made.report is not None:
            kept.write_text(json.dumps(vars(made)), encoding="utf-8")
        return made

    def _fuzz(self, pair: Pair, variant: str, seed: int, examples: int) -> Run:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            project = pair.write(variant, Path(folder) / "project")
            report = Path(folder) / "report.json"
            command = [sys.executable, "-m", "lambdatest.cli", "fuzz", str(project), "--max-examples", str(examples), "--seed", str(seed)]
            command += ["--report", f"json={report}", "--quiet"]
            try:
                done = subprocess.run(
                    command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=self.timeout, check=False
                )
            except subprocess.TimeoutExpired:
                return Run(self.timeout, None, f"{variant}: no end within {self.timeout:g} s")
            seconds = time.perf_counter() - started
            if not report.exists():
                last = (done.stderr or done.stdout).strip().splitlines()[-1:]
                return Run(seconds, None, f"{variant}: exit status {done.returncode} and no report: {last}")
            return Run(seconds, json.loads(report.read_text(encoding="utf-8")))


def measure(pair: Pair, seed: int, ladder: Sequence[int], results: Results) -> Row:
    """Run the bug with ever more examples until it is detected, and the twin with the most."""
    twin = results.run(pair, "fixed", seed, ladder[-1])
    detected: list[str] = []
    for examples in ladder:
        bug = results.run(pair, "buggy", seed, examples)
        detected = sorted({key[0] for key in bug.said().keys() - twin.said().keys()})
        if detected or bug.error:
            break
    errors = [run.error for run in (bug, twin) if run.error] + list(dict.fromkeys(bug.not_run() + twin.not_run()))
    return Row(pair, seed, bug.examples, bug.seconds, detected, twin.alarms("failure"), twin.alarms("warning"), errors)


def by_class(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each class, in order, and then all of them."""
    for kind in sorted({row.pair.kind for row in rows}):
        yield kind, [row for row in rows if row.pair.kind == kind]
    yield "all", list(rows)
