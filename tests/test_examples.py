"""The command line over examples/: nothing in the correct services, every planted defect in the first draft."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
DRAFT = EXAMPLES / "todos-first-draft"
DEFECTS = json.loads((DRAFT / "defects.json").read_text(encoding="utf-8"))


def line_of(defect):
    """The number of the one line with the defect's source."""
    lines = (DRAFT / defect["file"]).read_text(encoding="utf-8").splitlines()
    (number,) = (number for number, line in enumerate(lines, 1) if line.strip() == defect["source"])
    return number


def fuzz(example, folder, *options):
    """Exit status, JSON report and terminal text of a run over a copy of *example*."""
    copy = shutil.copytree(EXAMPLES / example, folder / example, ignore=shutil.ignore_patterns("__pycache__", ".lambdatest"))
    report = folder / "report.json"
    command = [sys.executable, "-m", "lambdatest.cli", "fuzz", str(copy), "--report", f"json={report}", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    assert report.exists(), done.stdout + done.stderr
    return done.returncode, json.loads(report.read_text(encoding="utf-8")), done.stdout + done.stderr


@pytest.mark.examples
@pytest.mark.parametrize("example", ["todos", "notes-sam", "bookmarks-cloudformation", "drafts-cdk", "parcels-terraform"])
def test_a_correct_service_has_no_finding_and_is_reached_everywhere(example, tmp_path):
    status, report, text = fuzz(example, tmp_path, "--max-examples", "200")
    assert [finding["id"] for finding in report["findings"] if finding["severity"] == "failure"] == [], text
    assert status == 0, text
    assert {function["status"] for function in report["functions"]} == {"passed"}, text
    assert all(trigger["examples"] >= 100 for function in report["functions"] for trigger in function["triggers"])
    assert {function["name"]: function["lines_covered"] for function in report["functions"] if function["lines_covered"] < 0.9} == {}


@pytest.mark.examples
def test_every_planted_defect_of_the_first_draft_is_found(fuzzed_draft):
    report = fuzzed_draft.report
    assert (fuzzed_draft.status, {function["status"] for function in report["functions"]}) == (1, {"failed"}), fuzzed_draft.text
    missed = [defect["id"] for defect in DEFECTS if not any(shows(finding, defect) for finding in report["findings"])]
    assert missed == [], fuzzed_draft.text


@pytest.mark.examples
def test_pytest_and_the_command_line_find_the_same_in_the_first_draft(tmp_path):
    _, report, text = fuzz("todos-first-draft", tmp_path, "--max-examples", "20", "--seed", "5")
    folder = tmp_path / "todos-first-draft"
    shutil.rmtree(folder / ".lambdatest")
    command = [sys.executable, "-m", "pytest", "serverless.yml", "--lambdatest-max-examples=20", "--hypothesis-seed=5"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    saved = [json.loads(path.read_text(encoding="utf-8"))["finding"] for path in (folder / ".lambdatest" / "findings").glob("*.json")]
    mine, theirs = ({one["id"]: (one["severity"], one["event"], one["seeds"]) for one in found} for found in (saved, report["findings"]))
    assert len(theirs) > 20 and mine == theirs, text + done.stdout


def shows(finding, defect):
    """Whether the finding is that defect, by check, function, exception and line."""
    return (
        finding["check"] in defect["checks"]
        and finding["function"] in defect["functions"]
        and finding["exception"] == defect["exception"]
        and (finding["location"] == f"{defect['file']}:{line_of(defect)}" or not defect["at_line"])
    )


def test_the_table_of_planted_defects_is_the_list_that_is_looked_for():
    lines = (DRAFT / "DEFECTS.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("|") and ":" in line]
    written = [(row[0], row[1], row[3]) for row in rows]
    assert written == [(one["id"], f"{one['file']}:{line_of(one)}", ", ".join(f"`{check}`" for check in one["checks"])) for one in DEFECTS]
