"""Ratio g: a whole run of the command line's search, and what a second worker brings."""

import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

import lambdatest
from benchmarks.measurement import Ratio, absolute, interleaved, paired
from lambdatest.engine import Options, fuzz
from lambdatest.model import Project
from lambdatest.results import Report
from strategies.service import HEAD, table

ROOT = Path(__file__).resolve().parent.parent
TODOS = ROOT / "examples" / "todos"
EXAMPLES = 200
ROUNDS = 5
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


def _examples(report: Report) -> int:
    return sum(trigger.examples for function in report.functions for trigger in function.triggers)


def _run(project: Project, workers: int, last: dict[int, Report]) -> float:
    """Seconds for one example."""
    started = time.perf_counter()
    report = fuzz(project, Options(max_examples=EXAMPLES, seed=1, workers=workers))
    spent = time.perf_counter() - started
    last[workers] = report
    return spent / _examples(report)


def _told(report: Report) -> str:
    states = [function.status for function in report.functions]
    return f"{_examples(report)} examples, {len(report.findings)} findings, {', '.join(sorted(set(states)))}"


def searching() -> list[Ratio]:
    """Ratio g: the todos example in seconds; two workers' throughput over one's on a project of eight functions."""
    last: dict[int, Report] = {}
    todos = lambdatest.load(TODOS)
    seconds = []
    for _ in range(ROUNDS):
        each = _run(todos, 2, last)
        seconds.append(each * _examples(last[2]))
    found_todos = absolute(
        "g", "examples/todos: 5 functions, at most 200 examples each, everything on, 2 workers", seconds, "at most", 20, "s", _told(last[2]))
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder))
        project = lambdatest.load(folder)
        found = interleaved({"one": lambda: _run(project, 1, last), "two": lambda: _run(project, 2, last)}, ROUNDS)
    what = f"throughput on {FUNCTIONS} functions: 2 workers / 1"
    return [found_todos, paired("g'", what, found["one"], found["two"], "at least", 1.6, _told(last[2]))]
