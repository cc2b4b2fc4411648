"""The catalogue of seeded bugs: every pair is well-formed, and what measures over it compares as it says."""

import difflib
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml

import lambdatest

pytestmark = pytest.mark.once

BUGS = Path(__file__).parents[1] / "benchmarks" / "bugs"
FOLDERS = sorted(path.parent for path in (BUGS / "pairs").glob("*/manifest.yaml"))
IAC = ("serverless.yml", "template.yaml", "template.yml")
MODULES = ("catalogue", "measure")


@pytest.fixture
def bugs(monkeypatch):
    """The modules of the benchmark, which is a folder to run and no package."""
    monkeypatch.syspath_prepend(str(BUGS))
    yield {name: import_module(name) for name in MODULES}
    for name in MODULES:
        sys.modules.pop(name, None)


def sources(pair, variant, folder):
    """The text of each file of a variant's project."""
    root = pair.write(variant, folder / variant)
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*")) if path.is_file()}


def test_every_folder_is_a_pair_and_there_are_many_of_many_classes(bugs):
    pairs = bugs["catalogue"].pairs()
    assert [pair.folder for pair in pairs] == sorted(path for path in (BUGS / "pairs").iterdir() if path.is_dir())
    assert len(pairs) >= 36
    assert len({pair.kind for pair in pairs}) >= 20


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_manifest_has_every_field(bugs, folder):
    assert set(yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))) == {
        "id", "title", "class", "trigger", "checks", "documentation",
    }
    pair = bugs["catalogue"].read(folder)
    assert pair.id == folder.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", pair.kind) and re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", pair.trigger)
    assert pair.checks and all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", check) for check in pair.checks)
    assert pair.documentation.startswith("https://")
    assert pair.title == pair.title.strip() and not pair.title.endswith(".")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_twin_differs_from_its_bug_by_a_small_repair_in_code_that_compiles(bugs, folder, tmp_path):
    pair = bugs["catalogue"].read(folder)
    buggy, fixed = (sources(pair, variant, tmp_path) for variant in bugs["catalogue"].VARIANTS)
    assert buggy.keys() == fixed.keys() and buggy != fixed
    changed = [line for name in buggy for line in difflib.ndiff(buggy[name].splitlines(), fixed[name].splitlines()) if line[0] in "+-"]
    assert len(changed) <= 30, "a twin has the repair and nothing else"
    for name, text in [*buggy.items(), *fixed.items(), ("evidence.py", (folder / "evidence.py").read_text(encoding="utf-8"))]:
        if name.endswith(".py"):
            compile(text, name, "exec")
    assert {part.name for part in folder.iterdir()} <= {"manifest.yaml", "evidence.py", "service", *bugs["catalogue"].VARIANTS}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_both_projects_of_a_pair_load_and_every_handler_is_there(bugs, folder, tmp_path):
    pair = bugs["catalogue"].read(folder)
    for variant in bugs["catalogue"].VARIANTS:
        root = pair.write(variant, tmp_path / variant)
        (iac,) = (root / name for name in IAC if (root / name).exists())
        project = lambdatest.load(iac)
        assert project.functions
        for function in project.functions:
            module, _, _ = function.handler.replace("/", ".").rpartition(".")
            assert (function.code_root / (module.replace(".", "/") + ".py")).is_file(), function.handler


def test_evidence_that_holds_for_the_twin_alone_proves_a_pair():
    command = [sys.executable, str(BUGS), "--prove", "--only", "rest_renewal_of_a_leap_day", "http_patch_makes_a_ghost"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert said == ["proved  http_patch_makes_a_ghost", "proved  rest_renewal_of_a_leap_day"]


def test_evidence_that_the_bug_stands_up_to_proves_nothing(tmp_path):
    pair = tmp_path / "nothing_wrong"
    for part in ("service", "buggy", "fixed"):
        (pair / part).mkdir(parents=True)
    manifest = {"id": "nothing_wrong", "title": "t", "class": "c", "trigger": "t", "checks": ["c"], "documentation": "d"}
    (pair / "manifest.yaml").write_text(json.dumps(manifest))
    (pair / "evidence.py").write_text("def prove(service):\n    assert service.invoke('f', {}) == 1\n")
    service = "service: s\nprovider: {name: aws, runtime: python3.12}\nfunctions: {f: {handler: app.f}}\n"
    (pair / "service" / "serverless.yml").write_text(service)
    (pair / "buggy" / "app.py").write_text("def f(event, context):\n    return 1\n")
    (pair / "fixed" / "app.py").write_text("def f(event, context):\n    return 2 - 1\n")
    command = [sys.executable, str(BUGS), "--prove", "--pairs", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stdout == "NOT PROVED  nothing_wrong: the evidence holds for the bug\n"


class Recorded:
    """Results with findings by variant and number of examples; it remembers what was asked for."""

    def __init__(self, bugs, found):
        self.bugs, self.found, self.asked = bugs, found, []

    def run(self, _pair, variant, _seed, examples):
        """The run that is recorded."""
        self.asked.append((variant, examples))
        findings = [
            {"check": check, "severity": severity, "function": "f", "exception": None, "labels": []}
            for check, severity, least in self.found[variant] if examples >= least
        ]
        functions = [{"name": "f", "status": "passed", "reason": None, "triggers": [{"examples": examples}]}]
        return self.bugs["measure"].Run(1.5, {"functions": functions, "findings": findings})


def test_a_bug_is_detected_at_the_smallest_number_of_examples_by_what_its_twin_has_not(bugs):
    pair = bugs["catalogue"].read(FOLDERS[0])
    twin = [("cors", "warning", 1), ("malformed_input", "warning", 1)]
    found = {"buggy": [("cors", "warning", 1), (pair.checks[0], "failure", 30)], "fixed": twin}
    results = Recorded(bugs, found)
    row = bugs["measure"].measure(pair, 1, [10, 30, 100], results)
    assert results.asked == [("fixed", 100), ("buggy", 10), ("buggy", 30)]
    assert (row.detected, row.named, row.examples) == ([pair.checks[0]], True, 30)
    assert (row.false, row.warned, row.errors) == ([], ["cors"], [])


def test_a_failure_on_the_twin_is_a_false_alarm_and_the_same_one_on_the_bug_detects_nothing(bugs):
    pair = bugs["catalogue"].read(FOLDERS[0])
    found = {"buggy": [("xss", "failure", 1)], "fixed": [("xss", "failure", 1)]}
    row = bugs["measure"].measure(pair, 1, [10], Recorded(bugs, found))
    assert (row.detected, row.named, row.false) == ([], False, ["xss"])


def test_a_run_that_is_kept_is_not_run_again_until_the_pair_changes(bugs, tmp_path, monkeypatch):
    (tmp_path / "pair" / "buggy").mkdir(parents=True)
    (tmp_path / "pair" / "buggy" / "app.py").write_text("pass\n")
    manifest = {"id": "pair", "title": "t", "class": "c", "trigger": "t", "checks": ["c"], "documentation": "d"}
    (tmp_path / "pair" / "manifest.yaml").write_text(json.dumps(manifest))
    pair = bugs["catalogue"].read(tmp_path / "pair")
    asked = []
    made = bugs["measure"].Run(1.0, {"functions": [], "findings": []})
    monkeypatch.setattr(bugs["measure"].Results, "_fuzz", lambda _self, *what: asked.append(what) or made)
    results = bugs["measure"].Results(tmp_path / "results")
    assert results.run(pair, "buggy", 1, 10) == results.run(pair, "buggy", 1, 10) == made
    assert len(asked) == 1
    (tmp_path / "pair" / "buggy" / "app.py").write_text("pass  # mended\n")
    results.run(pair, "buggy", 1, 10)
    assert len(asked) == 2
