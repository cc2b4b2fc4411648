"""How many of ten planted defects one run of 200 examples finds, for ten seeds: ``python benchmarks/planted.py``."""

import platform
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console  # noqa: E402  # the root folder is needed first
from rich.table import Table  # noqa: E402

import lambdatest  # noqa: E402
from lambdatest.engine import Options, fuzz  # noqa: E402
from strategies.service import PLANTED, TEN, write  # noqa: E402

EXAMPLES = 200


def main() -> None:
    """Run the ten seeds and print a table."""
    table = Table("seed", "found", "findings", "seconds", title=f"ten planted defects, {EXAMPLES} examples, {platform.platform()}")
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), TEN)
        project = lambdatest.load(folder)
        for seed in range(1, 11):
            started = time.perf_counter()
            report = fuzz(project, Options(max_examples=EXAMPLES, seed=seed, workers=1))
            found = PLANTED & {(finding.check, finding.exception) for finding in report.findings}
            seconds = f"{time.perf_counter() - started:.1f}"
            table.add_row(str(seed), f"{len(found)} of {len(PLANTED)}", str(len(report.findings)), seconds)
    Console().print(table)


if __name__ == "__main__":
    main()
