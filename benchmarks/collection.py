"""Ratio f: what a run of pytest pays for the plugin that it does not use."""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measurement import Ratio, interleaved, paired

ROUNDS = 25
FILES = 10


def _write(folder: Path) -> None:
    for n in range(FILES):
        tests = "\n\n".join(f"def test_number_{m}():\n    assert {m} >= 0" for m in range(20))
        (folder / f"test_file_{n}.py").write_text(tests + "\n", "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")


def _collect(folder: str, *arguments: str, **variables: str) -> float:
    """CPU seconds of one ``pytest --collect-only`` and nothing else."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *arguments]
    subprocess.run(command, cwd=folder, env={**os.environ, **variables}, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def collecting() -> list[Ratio]:
    """Ratio f: with the plugin over without it: pytest alone, then beside every plugin that is installed here."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder))
        alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        variants = {
            "with": lambda: _collect(folder, "-p", "_lambdatest_pytest", **alone), "without": lambda: _collect(folder, **alone),
            "all": lambda: _collect(folder), "all but ours": lambda: _collect(folder, "-p", "no:lambdatest"),
        }
        for variant in variants.values():
            variant()
        found = interleaved(variants, ROUNDS)
    what = "pytest --collect-only, the plugin there and unused / without it"
    return [
        paired("f", what, found["with"], found["without"], "at most", 1.05, "no other plugin"),
        paired("f'", what, found["all"], found["all but ours"], "at most", 1.05, "beside every plugin that is installed"),
    ]
