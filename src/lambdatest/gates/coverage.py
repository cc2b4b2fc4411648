"""The gate ``coverage``: how much of the functions' code the tests reached, of all of it and of the lines that changed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from lambdatest.gates.change import changed_lines
from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import PERCENT, TEXT
from lambdatest.gates.source import handlers, shown, sources
from lambdatest.gates.tests import DATA, RCFILE
from lambdatest.gates.tool import parse, read, refused, run_module, understood
from lambdatest.reports.text import plural
from lambdatest.verdict import Remark, Verdict

LINES, BRANCHES, CHANGED = 90, 80, 100
REPORT, COBERTURA = "coverage.json", "coverage.xml"


@dataclass(frozen=True, slots=True)
class Measured:
    """One file: its lines with code, those that were reached, and the same of its branches, each branch by the line it begins on."""

    lines: frozenset[int]
    reached: frozenset[int]
    branches: tuple[int, ...]
    taken: tuple[int, ...]

    def only(self, lines: set[int]) -> "Measured":
        """What of it lies on *lines*."""
        branches, taken = (tuple(line for line in found if line in lines) for found in (self.branches, self.taken))
        return Measured(self.lines & lines, self.reached & lines, branches, taken)


def judge(site: Site) -> Verdict:
    """Lines and branches reach their thresholds: in all, in each handler's own file, and of what changed."""
    files = sources(site)
    measured = _measured(site, files)
    wanted = {"lines": site.setting("lines", LINES), "branches": site.setting("branches", BRANCHES)}
    remarks = list(_short(measured.values(), wanted))
    for file in sorted(handlers(site) & set(files)):
        remarks += _short([measured[file]], {"lines": wanted["lines"]}, site.shown(file))
    reached = f"{_share(measured.values(), 'lines'):.1f} % of lines, {_share(measured.values(), 'branches'):.1f} % of branches"
    if base := site.setting("base"):
        new = changed_lines(site, base)
        changed = [one.only(new[file]) for file, one in measured.items() if file in new]
        wanted["changed-lines"] = site.setting("changed-lines", CHANGED)
        remarks += _short(changed, {"changed-lines": wanted["changed-lines"], "changed-branches": site.setting("changed-branches", 0)})
        reached += f", {_share(changed, 'lines'):.1f} % of {plural(sum(len(one.lines) for one in changed), 'changed line')}"
    lines = sum(len(one.lines) for one in measured.values())
    message = "; ".join(remark.message for remark in remarks) or reached
    return Verdict(
        "coverage", "failed" if remarks else "passed", message, f"{plural(len(measured), 'file')}, {plural(lines, 'line')}",
        ", ".join(f"{name.replace('-', ' ')} {least:g} %" for name, least in wanted.items()), report=site.shown(site.path(COBERTURA)),
        remarks=(*remarks, *(_gap(site, file, one) for file, one in measured.items() if one.lines - one.reached)),
    )  # fmt: skip


def _measured(site: Site, files: Sequence[Path]) -> dict[Path, Measured]:
    for stale in (REPORT, COBERTURA):
        site.path(stale).unlink(missing_ok=True)
    _combine(site)
    newer = [file for file in files if file.stat().st_mtime > site.path(RCFILE).stat().st_mtime]
    if newer:
        raise NoEvidence(f"{site.shown(newer[0])} has changed since the tests ran", "run both gates: lambdatest gate tests coverage")
    common = [f"--rcfile={site.path(RCFILE)}", f"--data-file={site.path(DATA)}"]
    included = f"--include={','.join(str(file) for file in files)}"
    done = run_module(site, "coverage", "json", *common, included, "-o", str(site.path(REPORT)), "--fail-under=0")
    refused(done, 0)
    report = parse(read(site.path(REPORT), done), done)
    refused(run_module(site, "coverage", "xml", *common, included, "-q", "-o", str(site.path(COBERTURA)), "--fail-under=0"), 0)
    with understood("coverage", REPORT):
        found = {(site.root / name).resolve(): _of(data) for name, data in report["files"].items()}
    missing = [file for file in files if file not in found]
    if missing:
        reason = f"{', '.join(shown(site, missing[:3]))} was not measured: {done.last_words}"
        raise NoEvidence(reason, "mend its syntax, or name it in exclude of [tool.lambdatest.gates]")
    if not any(one.lines for one in found.values()):
        raise NoEvidence(f"there is no line of code in {plural(len(files), 'file')}", "name the code in paths of [tool.lambdatest.gates]")
    return {file: found[file] for file in files}


def _combine(site: Site) -> None:
    parts = list(site.folder.glob(f"{DATA}.*"))
    if parts:
        refused(run_module(site, "coverage", "combine", f"--rcfile={site.path(RCFILE)}", f"--data-file={site.path(DATA)}", "-q"), 0)
    if not site.path(DATA).exists():
        raise NoEvidence("the tests left nothing to measure", "run the gate tests first: lambdatest gate tests coverage")


def _of(data: Mapping[str, Any]) -> Measured:
    reached = frozenset(data["executed_lines"])
    taken = tuple(int(first) for first, _ in data.get("executed_branches", ()))
    missed = tuple(int(first) for first, _ in data.get("missing_branches", ()))
    return Measured(reached | frozenset(data["missing_lines"]), reached, taken + missed, taken)


def _share(measured: Collection[Measured], kind: str) -> float:
    """The percentage of lines or branches that were reached; of none, all were."""
    pairs = [(one.reached, one.lines) if kind == "lines" else (one.taken, one.branches) for one in measured]
    counts = [(len(some), len(all_)) for some, all_ in pairs]
    total = sum(count for _, count in counts)
    return 100 * sum(count for count, _ in counts) / total if total else 100.0


def _short(measured: Collection[Measured], wanted: Mapping[str, float], file: str = "") -> Iterator[Remark]:
    """What stays below what is *wanted*, by the name of its setting."""
    for name, least in wanted.items():
        share = _share(measured, name.removeprefix("changed-"))
        if share < least:
            where = f" of {file}" if file else ""
            yield Remark(name, f"{share:.1f} % of {name.replace('-', ' ')}{where} reached, {least:g} % wanted", "threshold", True, file)


def _gap(site: Site, file: Path, one: Measured) -> Remark:
    """The lines of *file* that no test reached, which a reader wants to see whatever the threshold."""
    gaps = [list(lines) for reached, lines in groupby(sorted(one.lines), one.reached.__contains__) if not reached]
    words = ", ".join(str(gap[0]) if len(gap) == 1 else f"{gap[0]}-{gap[-1]}" for gap in gaps)
    return Remark("not-reached", f"no test reached line {words}", "note", False, site.shown(file), gaps[0][0])


_SETTINGS = {"lines": PERCENT, "branches": PERCENT, "changed-lines": PERCENT, "changed-branches": PERCENT, "base": TEXT}
_TITLE = "lines and branches that the tests reach"
GATES.add("coverage", Gate("coverage", _TITLE, judge, "coverage", ("coverage",), _SETTINGS, ("tests",), seconds=1))
