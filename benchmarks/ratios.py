"""The ratios that lambdatest promises, measured on this machine: ``python benchmarks/ratios.py [--only a,d] [--json PATH]``."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console  # noqa: E402  # the root folder is needed first
from rich.table import Table  # noqa: E402

from benchmarks import collection, event, fault, restore, search  # noqa: E402
from benchmarks.measurement import Ratio, machine  # noqa: E402

RATIOS: dict[str, Callable[[], Ratio | list[Ratio]]] = {
    "a": restore.no_reset, "b": restore.fresh_mock, "c": restore.deep_copy, "d": event.drawing, "e": event.shrinking,
    "f": collection.collecting, "g": search.searching, "h": fault.faults,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(RATIOS), help="letters of ratios, with commas (default: all)")
    parser.add_argument("--json", type=Path, metavar="PATH", help="keep the numbers there")
    return parser.parse_args()


def _measured(letters: str) -> list[Ratio]:
    found: list[Ratio] = []
    for letter in RATIOS:
        if letter in letters.split(","):
            measured = RATIOS[letter]()
            new = measured if isinstance(measured, list) else [measured]
            found += new
            for ratio in new:
                print(f"{ratio.name}: {_number(ratio.median)} {ratio.unit}", file=sys.stderr, flush=True)
    return found


def _number(value: float) -> str:
    return f"{value:.3f}" if value < 2 else f"{value:.2f}" if value < 20 else f"{value:.0f}"


def _table(found: list[Ratio], about: dict[str, Any]) -> Table:
    title = f"{about['cores']} cores, {about['cpu']}, {about['python']}, {', '.join(f'{k} {v}' for k, v in about['versions'].items())}"
    table = Table("", "ratio", "median", "quartiles", "rounds", "target", "holds", title=title)
    for ratio in found:
        low, high = ratio.quartiles
        target = f"{ratio.bound} {ratio.target:g} {ratio.unit}" if ratio.target is not None else ""
        holds = ("yes" if ratio.holds else "NO") if ratio.target is not None else ""
        what = f"{ratio.what} [{ratio.note}]" if ratio.note else ratio.what
        median = f"{_number(ratio.median)} {ratio.unit}"
        table.add_row(ratio.name, what.replace("[", r"\["), median, f"{_number(low)} - {_number(high)}", str(ratio.rounds), target, holds)
    return table


def main() -> int:
    """Measure, print the table, keep the numbers; 1 where a target is missed."""
    arguments = _arguments()
    about = machine()
    found = _measured(arguments.only)
    Console(width=160 if not sys.stdout.isatty() else None).print(_table(found, about))
    if arguments.json is not None:
        document = {"date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": about, "ratios": [one.to_json() for one in found]}
        arguments.json.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    return 0 if all(ratio.holds for ratio in found) else 1


if __name__ == "__main__":
    sys.exit(main())
