"""How well `lambdatest gate` fills the cores: its wall time over the larger of its longest gate and its CPU divided by the cores."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGET = 1.15
GATES = ("tests", "coverage", "pylint", "flake8", "bandit", "iac", "fuzz")
"""Those that need no network."""


def measured(root: Path) -> tuple[float, float, float]:
    """Wall time, the longest gate and the CPU of all of one run, in seconds."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "lambdatest.cli", "gate", "--root", str(root), *GATES]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    verdicts = [json.loads(path.read_text("utf-8")) for path in (root / ".lambdatest" / "gates").glob("*.verdict.json")]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, max(verdict["duration"] for verdict in verdicts), cpu


def main() -> int:
    """Run the gates over a copy of examples/todos twice, since the second run knows how long each takes; 1 where the target is missed."""
    cores = len(os.sched_getaffinity(0))
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(Path(__file__).parents[1] / "examples" / "todos", Path(folder, "todos")))
        for _ in range(2):
            wall, longest, cpu = measured(root)
            ratios.append(wall / max(longest, cpu / cores))
            facts = f"{wall:.1f} s, longest gate {longest:.1f} s, CPU {cpu:.1f} s on {cores} cores"
            print(f"{facts}: ratio {ratios[-1]:.2f} (at most {TARGET})", flush=True)
    return int(min(ratios) > TARGET)


if __name__ == "__main__":
    sys.exit(main())
