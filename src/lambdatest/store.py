"""The findings of the last run as JSON histories in ``.lambdatest/findings/`` next to the IaC file."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambdatest.errors import LambdatestError, did_you_mean
from lambdatest.finding import Finding, Report
from lambdatest.reports.file import write_file
from lambdatest.reports.json import finding_data, finding_from_data

FOLDER = ".lambdatest"
FEW = 6
IGNORE = "# made by lambdatest: findings of the last run\n*\n"


@dataclass(frozen=True, slots=True)
class Saved:
    """A finding as it was saved: *loading* are the keywords of `lambdatest.load` that its run had."""

    finding: Finding
    loading: Mapping[str, Any]
    path: Path


@dataclass(frozen=True, slots=True)
class Store:
    """The saved findings of the project whose IaC file stands in *root*."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where the findings are."""
        return self.root / FOLDER / "findings"

    def save(self, report: Report, loading: Mapping[str, Any]) -> None:
        """Write the report's findings; forget those of functions that ran to the end and no longer show them.  Raises OSError.

        A run of some checks only (``checks`` of the report's options) forgets findings of those checks only.
        """
        for path in self._outdated(report):
            for file in (path, *self.reproductions(path.stem)):
                file.unlink(missing_ok=True)
        self.add(report.findings, report.seed, loading)

    def add(self, findings: Iterable[Finding], seed: int, loading: Mapping[str, Any]) -> None:
        """Write *findings* beside those that are there; the run that found them had *seed* and *loading*.  Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_file(self.root / FOLDER / ".gitignore", IGNORE)
        for finding in findings:
            data = {"version": 1, "seed": seed, "loading": dict(loading), "finding": finding_data(finding)}
            write_file(self.folder / f"{finding.id}.json", json.dumps(data, indent=1, default=repr) + "\n")

    def find(self, name: str) -> Saved:
        """The finding of that id, of a unique beginning of it, or of its hash.  Raises LambdatestError."""
        known = [path.stem for path in self._paths()]
        found = [one for one in known if one == name] or [
            one for one in known if one.startswith(name) or one.rpartition("-")[2].startswith(name)
        ]
        if not known:
            raise LambdatestError(f"there are no findings in {self.folder}; run lambdatest fuzz first")
        if not found or not name:
            hint = did_you_mean(name, known)
            hint = hint if len(known) <= FEW or hint.startswith("did") else f"{len(known)} are there, such as {known[0]}"
            raise LambdatestError(f"there is no finding {name!r} in {self.folder}; {hint}")
        if len(found) > 1:
            raise LambdatestError(f"{name!r} is the beginning of {len(found)} findings: {', '.join(found)}; write more of it")
        return self._load(self.folder / f"{found[0]}.json")

    def reproductions(self, finding_id: str) -> tuple[Path, Path, Path]:
        """Where a finding's pytest test, event and curl script go."""
        test = f"test_{finding_id.replace('-', '_')}.py"
        return self.folder / test, self.folder / f"{finding_id}.event.json", self.folder / f"{finding_id}.curl.sh"

    def _paths(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*.json") if not path.name.endswith(".event.json"))

    def _outdated(self, report: Report) -> Iterator[Path]:
        ran = {function.name for function in report.functions if function.status in ("passed", "failed")}
        checks = report.options.get("checks") or ()
        current = {finding.id for finding in report.findings}
        for path in [] if report.interrupted else self._paths():
            try:
                old = self._load(path).finding
            except LambdatestError:
                continue  # not ours to delete
            if old.function in ran and old.id not in current and (not checks or old.check in checks):
                yield path

    def _load(self, path: Path) -> Saved:
        try:
            data = json.loads(path.read_text("utf-8"))
            return Saved(finding_from_data(data["finding"]), data["loading"], path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise LambdatestError(f"{path} is no finding of this version ({reason}); run lambdatest fuzz again") from error
