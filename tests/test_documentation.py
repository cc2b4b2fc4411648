"""What the documentation shows is true: its code runs, its commands exist, its tables are the registries."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lambdatest.checks import CHECKS
from lambdatest.plugins.pylint_check import LINT_CHECKS
from lambdatest.project_checks import PROJECT_CHECKS
from lambdatest.relations import RELATIONS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]
REFERENCE = ROOT / "docs" / "reference" / "checks.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language):
    """Every block of that language, as `pytest.param` of its text."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            if match[1] == language:
                line = text[: match.start()].count("\n") + 2
                yield pytest.param(match[2], id=f"{page.relative_to(ROOT)}:{line}")


def commands():
    """Every command line with a `$` before it that calls lambdatest; other commands are for the reader."""
    for block in blocks("console"):
        for line in block.values[0].splitlines():
            if line.startswith("$ lambdatest "):
                yield pytest.param(line.removeprefix("$ lambdatest ").split(), id=f"{block.id} {line[2:]}")


def run(arguments, folder):
    """What came of a Python process in a copy of the examples, whose traces stay in *folder*."""
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__", ".lambdatest"))
    environment = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis")}
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False
    )


def rows(page):
    """The cells of the rows of the page's tables whose first cell is a check's id."""
    lines = (line.strip("| ").split(" | ") for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `"))
    return {cells[0].strip("`"): cells[1:] for cells in lines}


@pytest.mark.docs
@pytest.mark.parametrize("code", list(blocks("python")))
def test_a_code_block_is_a_test_that_passes(code, tmp_path):
    (tmp_path / "test_block.py").write_text(code, encoding="utf-8")
    done = run(["pytest", "-q", "-p", "no:cacheprovider", "test_block.py"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.docs
@pytest.mark.parametrize("arguments", list(commands()))
def test_a_command_that_is_shown_can_be_run(arguments, tmp_path):
    short = ["--max-examples", "20"] if arguments[0] == "fuzz" else []  # tests/test_examples.py has the long runs
    done = run(["lambdatest.cli", *arguments, *short], tmp_path)
    expected = 1 if "examples/todos-first-draft" in arguments and "fuzz" in arguments else 0
    assert done.returncode == expected, done.stdout + done.stderr


def test_the_reference_lists_every_check_and_relation():
    kinds = [("check", CHECKS), ("relation", RELATIONS)]
    registered = {
        name: [kind, record.severity, " ".join(record.document.split("\n\n")[0].split())]
        for kind, registry in kinds
        for name, record in registry.items()
    }
    assert rows(REFERENCE) == registered


def test_the_readme_names_every_check_and_relation_once():
    table = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    listed = re.findall(r"`(\w+)`", "\n".join(table))
    assert sorted(listed) == sorted([*CHECKS, *RELATIONS])


def test_the_readme_is_short():
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_to_a_file_leads_to_it(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_references_list_every_message_of_pylint_and_every_project_check():
    messages = {symbol: [check.id, " ".join(check.description.split("\n\n")[0].split())] for symbol, check in LINT_CHECKS.items()}
    assert rows(REFERENCE.with_name("pylint.md")) == messages
    found = {name: [check.severity, " ".join(check.document.split("\n\n")[0].split())] for name, check in PROJECT_CHECKS.items()}
    assert rows(REFERENCE.with_name("project-checks.md")) == found
