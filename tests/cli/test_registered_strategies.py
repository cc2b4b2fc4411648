"""The folder `strategies` of a user's repository, through the command line in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from strategies.service import write

pytestmark = pytest.mark.searches

HANDLER = """
def handler(event, context):
    order = json.loads(event["body"])
    assert order["sku"] != "sku-7", "no such article"
    return {"statusCode": 200, "body": ""}
"""
STRATEGIES = """
import lambdatest
from hypothesis import strategies as st

lambdatest.register_body(st.fixed_dictionaries({"sku": st.integers(1, 9).map("sku-{}".format)}), route="POST /items")
"""


def lambdatest(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """One command line."""
    command = [sys.executable, "-m", "lambdatest.cli", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with a folder `strategies`."""
    write(tmp_path, HANDLER)
    (tmp_path / "strategies").mkdir()
    (tmp_path / "strategies" / "orders.py").write_text(STRATEGIES)
    return tmp_path


def test_fuzz_draws_what_the_folder_registers_and_replay_runs_it_again(shop: Path) -> None:
    options = ("--mode", "positive", "--max-examples", "60", "--report", "json=report.json")
    done = lambdatest("fuzz", *options, folder=shop)
    assert done.returncode == 1, done.stdout + done.stderr
    findings = json.loads((shop / "report.json").read_text())["findings"]
    (finding,) = [one for one in findings if one["exception"] == "AssertionError"]
    assert json.loads(finding["event"]["body"]) == {"sku": "sku-7"} and finding["severity"] == "failure"
    again = lambdatest("replay", finding["id"], folder=shop)
    assert again.returncode == 1 and "fails the same way" in again.stdout, again.stdout + again.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_findings_do_not_depend_on_workers(shop: Path, workers: str) -> None:
    done = lambdatest("fuzz", "--mode", "positive", "--max-examples", "40", "--workers", workers, folder=shop)
    assert done.returncode == 1 and "no such article" in done.stdout


@pytest.mark.parametrize("command", [("fuzz",), ("replay", "x")])
def test_a_broken_module_is_one_line_and_exit_2(shop: Path, command: tuple[str, ...]) -> None:
    if command[0] == "replay":
        saved = shop / ".lambdatest" / "findings"
        assert lambdatest("fuzz", "--mode", "positive", "--max-examples", "40", folder=shop).returncode == 1
        command = ("replay", next(path.stem for path in saved.glob("*.json") if "unhandled" in path.stem))
    (shop / "strategies" / "orders.py").write_text("import lambdatest\n\nprices = 19.99.round()\n")
    done = lambdatest(*command, folder=shop)
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stdout + done.stderr
    assert done.stderr.startswith("error: strategies/orders.py:3: AttributeError: 'float' object has no attribute 'round'; mend it")


def test_a_route_that_the_project_does_not_have_is_one_line_and_exit_2(shop: Path) -> None:
    (shop / "strategies" / "orders.py").write_text(STRATEGIES.replace("POST /items", "POST /itms"))
    done = lambdatest("fuzz", folder=shop)
    assert done.returncode == 2 and "there is no route 'POST /itms' in serverless.yml; did you mean 'POST /items'?" in done.stderr


def test_settings_of_a_folder_above_hold_and_their_paths_are_relative_to_it(shop: Path) -> None:
    service = shop / "services" / "shop"
    service.mkdir(parents=True)
    write(service, HANDLER)
    (shop / "pyproject.toml").write_text('[tool.lambdatest]\nmode = "positive"\nmax-examples = 40\nreport = ["json=report.json"]\n')
    done = lambdatest("fuzz", folder=service)
    assert done.returncode == 1 and "no such article" in done.stdout, done.stdout + done.stderr
    assert json.loads((shop / "report.json").read_text())["functions"][0]["triggers"][0]["examples"] <= 40
