"""How many of the catalogue's bugs does lambdatest find with no configuration, and what does it say of their correct twins?

DETECTED: the run over the bug has a finding that the run over its twin has not; ``*`` where a check that the manifest names has it.
FALSE: a failure on a twin.  Warnings on twins are counted too, malformed_input aside.
"""

import argparse
import concurrent.futures
import json
import statistics
import sys
from collections.abc import Iterable
from pathlib import Path

from catalogue import PAIRS, Pair, pairs
from measure import Results, Row, by_class, measure
from proof import prove
from rich.console import Console
from rich.table import Table


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="benchmarks/bugs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=PAIRS, metavar="DIR", help="another folder of pairs of this format")
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="these pairs")
    parser.add_argument("--class", nargs="+", default=[], dest="kinds", metavar="CLASS", help="the pairs of these classes")
    parser.add_argument("--prove", action="store_true", help="run the evidence of the pairs and nothing else")
    parser.add_argument("--list", action="store_true", help="list the pairs and nothing else")
    parser.add_argument(
        "--examples", type=int, nargs="+", default=[100], metavar="N", help="examples a trigger; of several the smallest that detects (100)"
    )
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="the seeds 1 to N")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="runs at a time")
    parser.add_argument("--timeout", type=float, default=300, metavar="S", help="seconds a run")
    parser.add_argument("--results", type=Path, default=Path(".lambdatest/bugs"), metavar="DIR", help="where the runs are kept")
    parser.add_argument("--again", action="store_true", help="run again what is kept: do so when lambdatest has changed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    return parser.parse_args()


def tell(row: Row) -> str:
    """A row as a line."""
    verdict = f"DETECTED{'*' if row.named else ' '} {','.join(row.detected)}"
    if not row.detected:
        verdict = "not run" if row.errors else "missed"
    parts = (("FALSE", row.false), ("warned", row.warned), ("ERROR", row.errors))
    notes = [f"{name} {', '.join(found)}" for name, found in parts if found]
    cost = f"seed {row.seed:<3} {row.examples:>5} examples {row.seconds:5.1f} s"
    return f"{row.pair.id:42} {cost}  {'   '.join([verdict, *notes])}"


def table(rows: list[Row]) -> Table:
    """The sums by class."""
    names = ("class", "pairs", "runs", "detected", "as named", "false", "warned", "not run", "examples", "seconds")
    made = Table(*names, title="to detection: medians over the runs that detect")
    for kind, some in by_class(rows):
        if kind == "all":
            made.add_section()
        found = [row for row in some if row.detected]
        judged = zip(*((row.named, row.false, row.warned, row.errors) for row in some), strict=True)
        made.add_row(
            kind,
            str(len({row.pair.id for row in some})),
            str(len(some)),
            f"{len(found)} ({100 * len(found) / len(some):.0f} %)",
            *(str(sum(bool(part) for part in parts)) for parts in judged),
            f"{statistics.median(row.examples for row in found):.0f}" if found else "",
            f"{statistics.median(row.seconds for row in found):.1f}" if found else "",
        )
    return made


def fuzz(chosen: list[Pair], options: argparse.Namespace) -> int:
    """Measure every pair with every seed; 0 where each run gave a report."""
    results = Results(options.results, again=options.again, timeout=options.timeout)
    tasks = [(pair, seed) for seed in range(1, options.seeds + 1) for pair in chosen]
    rows = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for row in pool.map(lambda task: measure(*task, sorted(options.examples), results), tasks):
            print(tell(row), flush=True)
            rows.append(row)
    if options.json:
        plain = [vars(row) | {"pair": row.pair.id, "class": row.pair.kind, "checks": row.pair.checks, "named": row.named} for row in rows]
        options.json.write_text(json.dumps(plain, indent=1), encoding="utf-8")
    Console(width=None if sys.stdout.isatty() else 120).print(table(rows))
    return int(any(row.errors for row in rows))


def prove_all(chosen: Iterable[Pair]) -> int:
    """Run the evidence of every pair; 0 where each holds for the twin and fails for the bug."""
    wrong = 0
    for pair in chosen:
        said = prove(pair)
        good = bool(said["buggy"]) and not said["fixed"]
        wrong += not good
        print(f"{'proved' if good else 'NOT PROVED'}  {pair.id}: {said['buggy'] or 'the evidence holds for the bug'}", flush=True)
        if said["fixed"]:
            print(f"            and its twin: {said['fixed']}", flush=True)
    return int(wrong > 0)


def main() -> int:
    """Do what the command line says."""
    options = arguments()
    chosen = pairs(options.pairs, only=tuple(options.only), kinds=tuple(options.kinds))
    if not chosen:
        print(f"no pair in {options.pairs} has one of these ids and classes; --list shows them", file=sys.stderr)
        return 2
    if options.list:
        for pair in chosen:
            print(f"{pair.kind:18} {pair.trigger:16} {pair.id:42} {pair.title}")
        return 0
    return prove_all(chosen) if options.prove else fuzz(chosen, options)


if __name__ == "__main__":
    sys.exit(main())
