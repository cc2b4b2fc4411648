"""Ratio g: a whole run of the command line's search, and what a second worker brings."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.measurement import Ratio, absolute, interleaved, paired
from strategies.service import HEAD, table

ROOT = Path(__file__).resolve().parent.parent
TODOS = ROOT / "examples" / "todos"
EXAMPLES = 200
ROUNDS = 3
FUNCTIONS = 8
HANDLER = '''
def handler(event, context):
    sent = json.loads(event["body"])
    if not isinstance(sent, dict) or not isinstance(sent.get("name"), str) or not sent["name"]:
        return {"statusCode": 400, "body": "{}"}
    TABLE.put_item(Item={"id": sent["name"], "by": "@"})
    found = TABLE.get_item(Key={"id": sent["name"]})["Item"]
    return {"statusCode": 200, "body": json.dumps({"name": found["id"]})}
'''


def _write(folder: Path) -> None:
    """A service of eight functions, each in a file of its own, over one table."""
    functions: dict[str, Any] = {}
    for n in range(FUNCTIONS):
        (folder / f"app{n}.py").write_text(HEAD + HANDLER.replace("@", str(n)), "utf-8")
        functions[f"f{n}"] = {"handler": f"app{n}.handler", "events": [{"http": f"POST /items{n}"}]}
    document = {
        "service": "shop", "provider": {"name": "aws", "runtime": "python3.12"}, "functions": functions,
        "resources": {"Resources": {"Items": table({"id": "S"})}},
    }
    (folder / "serverless.yml").write_text(yaml.safe_dump(document), "utf-8")


@dataclass(frozen=True, slots=True)
class _Run:
    """One run: seconds on the clock, seconds of CPU (the workers' included), and its report."""

    seconds: float
    cpu: float
    report: dict[str, Any]

    @property
    def examples(self) -> int:
        """How many examples were run."""
        return sum(trigger["examples"] for function in self.report["functions"] for trigger in function["triggers"])

    def __str__(self) -> str:
        states = sorted({function["status"] for function in self.report["functions"]})
        return f"{self.examples} examples, {self.cpu:.1f} s of CPU, {len(self.report['findings'])} findings, {', '.join(states)}"


def _spent() -> float:
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _run(project: Path, workers: int) -> _Run:
    """One run of the command as a user starts it; what the imports take is part of it."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        options = ("--max-examples", str(EXAMPLES), "--seed", "1", "--workers", str(workers), "--report", f"json={report}")
        started, spent = time.perf_counter(), _spent()
        done = subprocess.run([sys.executable, "-m", "lambdatest.cli", "fuzz", str(project), *options], capture_output=True, text=True)
        seconds, cpu = time.perf_counter() - started, _spent() - spent
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stdout + done.stderr)
        return _Run(seconds, cpu, json.loads(report.read_text("utf-8")))


def searching() -> list[Ratio]:
    """Ratio g: the todos example in seconds; two workers' throughput over one's on a project of eight functions."""
    runs = [_run(TODOS, 2) for _ in range(ROUNDS)]
    what = "examples/todos: 5 functions, at most 200 examples each, everything on, 2 workers"
    first = absolute("g", what, [run.seconds for run in runs], "at most", 20, "s", str(runs[-1]))
    by_workers: dict[int, list[_Run]] = {1: [], 2: []}

    def timed(project: Path, workers: int) -> float:
        run = _run(project, workers)
        by_workers[workers].append(run)
        return run.seconds / run.examples

    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder))
        project = Path(folder)
        found = interleaved({"one": lambda: timed(project, 1), "two": lambda: timed(project, 2)}, ROUNDS)
    one, two = ([run.cpu / run.examples for run in by_workers[workers]] for workers in (1, 2))
    what = f"throughput on {FUNCTIONS} functions: 2 workers / 1"
    return [
        first, paired("g'", what, found["one"], found["two"], "at least", 1.6, str(by_workers[2][-1])),
        paired("g''", "CPU an example of that: 2 workers / 1", two, one),
    ]
