"""Is lambdatest silent on correct code?  ``python benchmarks/silence.py`` fuzzes correct projects with many seeds.

The projects are those of examples/ that are meant to be correct, the twins of the catalogue of bugs, and each folder that is named.
A failure on one of them is a false alarm.  Every run is kept, so that a measurement that was interrupted goes on where it stopped.
"""

import argparse
import concurrent.futures
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks" / "bugs"))

from catalogue import pairs  # noqa: E402  # its folder is needed first
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

DRAFTS = frozenset({"todos-first-draft"})
"""Examples that show what is found."""


@dataclass(frozen=True)
class Work:
    """One run: the folder of a correct project, and a seed."""

    project: Path
    seed: int


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="benchmarks/silence.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("projects", nargs="*", type=Path, metavar="DIR", help="other correct projects")
    parser.add_argument("--only", action="store_true", help="these projects alone")
    parser.add_argument("--seeds", type=int, default=21, metavar="N", help="the seeds 1 to N (21)")
    parser.add_argument("--examples", type=int, default=100, metavar="N", help="examples a trigger (100)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="runs at a time")
    parser.add_argument("--timeout", type=float, default=300, metavar="S", help="seconds a run")
    parser.add_argument("--results", type=Path, default=Path(".lambdatest/silence"), metavar="DIR", help="where the runs are kept")
    parser.add_argument("--again", action="store_true", help="run again what is kept: do so when lambdatest has changed")
    return parser.parse_args()


def own(folder: Path) -> Iterator[Path]:
    """The correct projects of this repository; the twins are written below *folder*."""
    yield from sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir() and path.name not in DRAFTS)
    for pair in pairs():
        yield pair.write("fixed", folder / pair.id)


def digest(project: Path) -> str:
    """What tells a project's files from those of another day."""
    files = [path for path in sorted(project.rglob("*")) if path.is_file() and not {"__pycache__", ".lambdatest"} & set(path.parts)]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:8]


def run(work: Work, options: argparse.Namespace) -> dict[str, Any]:
    """The report of one run, the kept one or a new one; ``{"error": …}`` where there is none."""
    kept = options.results / f"{work.project.name}.{digest(work.project)}.seed{work.seed}.examples{options.examples}.json"
    if kept.exists() and not options.again:
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "lambdatest.cli", "fuzz", str(work.project), "--max-examples", str(options.examples)]
        command += ["--seed", str(work.seed), "--workers", "1", "--report", f"json={report}", "--quiet"]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=options.timeout, check=False)
        except subprocess.TimeoutExpired:
            return {"error": f"no end within {options.timeout:g} s"}
        if not report.exists():
            return {"error": f"exit status {done.returncode}: {(done.stderr or done.stdout).strip()[-200:]}"}
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(report.read_text(encoding="utf-8"), encoding="utf-8")
        return dict(json.loads(kept.read_text(encoding="utf-8")))


def said(report: dict[str, Any], severity: str) -> list[str]:
    """The checks that found something of that *severity*, malformed_input aside: an API may leave that to its caller."""
    return sorted({one["check"] for one in report["findings"] if one["severity"] == severity} - {"malformed_input"})


def main() -> int:
    """Run everything; 0 where no run had a failure, and each gave a report of functions that ran."""
    options = arguments()
    failures, warnings, errors = Counter[str](), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        projects = [*([] if options.only else own(Path(folder))), *(path.resolve() for path in options.projects)]
        works = [Work(project, seed) for seed in range(1, options.seeds + 1) for project in projects]
        for work, report in zip(works, pool.map(lambda work: run(work, options), works), strict=True):
            if "error" in report:
                errors[work.project.name] += 1
                print(f"ERROR   seed {work.seed:<3} {work.project.name}: {report['error']}", flush=True)
                continue
            not_run = [f"{one['name']}: {one['reason']}" for one in report["functions"] if one["status"] == "not_run"]
            errors[work.project.name] += bool(not_run)
            failures[work.project.name] += bool(said(report, "failure"))
            warnings[work.project.name] += bool(said(report, "warning"))
            if not_run or said(report, "failure"):
                print(f"FALSE   seed {work.seed:<3} {work.project.name}: {said(report, 'failure')} {not_run}", flush=True)
    table = Table("project", "failures", "warnings", "errors", title=f"{len(works)} runs, {options.examples} examples")
    for name in sorted(path.name for path in projects):
        if failures[name] or warnings[name] or errors[name]:
            table.add_row(name, str(failures[name]), str(warnings[name]), str(errors[name]))
    table.add_section()
    table.add_row(f"{len(projects)} projects", *(str(sum(counter.values())) for counter in (failures, warnings, errors)))
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    return int(any(failures.values()) or any(errors.values()))


if __name__ == "__main__":
    sys.exit(main())
