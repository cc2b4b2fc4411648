"""The gates `tests` and `coverage` with the real pytest and coverage: what a test may do, and what may never be green."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from lambdatest.gates.change import parsed
from lambdatest.verdict import Verdict

pytestmark = pytest.mark.gates


@pytest.fixture
def tested(ask: Callable[..., Verdict], shop: Path) -> Callable[..., tuple[Verdict, Verdict]]:
    """The verdicts of both gates over a test file, given the settings of the second."""

    def run(test: str | None = None, **settings: object) -> tuple[Verdict, Verdict]:
        if test is not None:
            (shop / "tests" / "test_order.py").write_text(test)
        return ask("tests"), ask("coverage", **settings)

    return run


def test_tests_that_pass_and_reach_every_line_are_two_passes(tested, shop):
    tests, coverage = tested()
    assert (tests.status, tests.examined) == ("passed", "2 tests"), tests
    assert (coverage.status, coverage.message) == ("passed", "100.0 % of lines, 100.0 % of branches"), coverage
    assert coverage.examined == "2 files, 4 lines"
    assert "<coverage" in (shop / ".lambdatest" / "gates" / "coverage.xml").read_text()


def test_a_failing_test_is_named(tested):
    tests, _ = tested("def test_a():\n    assert 1 == 2\n")
    assert tests.status == "failed"
    assert "test_a" in tests.remarks[0].rule and "1 == 2" in tests.remarks[0].message


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("import os\ndef test_a():\n    os._exit(0)\n", "it wrote no report tests.xml (exit status 0)"),
        ("import os, signal\ndef test_a():\n    os.kill(os.getpid(), signal.SIGKILL)\n", "killed by signal 9"),
        ("x = 1\n", "no test was collected"),
        ("import pytest\n@pytest.mark.skip\ndef test_a(): ...\n", "none of 1 test ran"),
        ("import nothing_of_that_name\n", "exit status 2"),
        ("def pytest_x(: ...\n", "exit status 2"),
        ("import pytest\ndef test_a(): pytest.exit('enough', 0)\n", "pytest stopped before its end"),
    ],
)
def test_what_is_never_green(tested, test, words):
    tests, coverage = tested(test)
    assert tests.status == "error" and words in tests.message, tests
    assert coverage.status in ("failed", "error"), coverage


def test_a_line_that_no_test_reaches_fails_the_gate_with_its_number(tested):
    _, coverage = tested("from shop.order import order\ndef test_a():\n    assert order({}, None)\n", lines=90)
    assert coverage.status == "failed"
    assert "75.0 % of lines of shop/order.py reached, 90 % wanted" in coverage.message
    assert ("not-reached", "no test reached line 7", "shop/order.py:7") in [(one.rule, one.message, one.place) for one in coverage.remarks]


def test_thresholds_of_lines_and_branches_are_settings(tested):
    test = "from shop.order import order\ndef test_a():\n    assert order({}, None)\n"
    _, coverage = tested(test, lines=75, branches=50)
    assert coverage.status == "passed", coverage
    _, coverage = tested(test, lines=75, branches=51)
    assert coverage.message == "50.0 % of branches reached, 51 % wanted"


def test_a_handler_that_no_test_imports_is_measured_all_the_same(tested):
    _, coverage = tested("def test_a(): ...\n")
    assert coverage.status == "failed" and "0.0 % of lines" in coverage.message


def test_a_file_that_cannot_be_measured_is_no_evidence(tested, shop):
    (shop / "shop" / "broken.py").write_text("def (:\n")
    _, coverage = tested()
    assert coverage.status == "error" and "broken.py" in coverage.message


def test_code_that_changed_after_the_tests_ran_is_not_measured(ask, shop):
    ask("tests")
    (shop / "shop" / "order.py").write_text("x = 1\n")
    verdict = ask("coverage")
    assert verdict.status == "error" and "shop/order.py has changed since the tests ran" in verdict.message


def test_coverage_without_tests_has_nothing_to_measure(ask):
    assert "nothing to measure" in ask("coverage").message


def git(shop, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *arguments], cwd=shop, check=True, capture_output=True)


def test_only_the_changed_lines_are_held_against_their_threshold(tested, shop):
    git(shop, "init")
    git(shop, "add", ".")
    git(shop, "commit", "-m", "one")
    git(shop, "checkout", "-b", "feature")
    order = shop / "shop" / "order.py"
    order.write_text(order.read_text() + "\n\ndef cancel(event, context):\n    return {}\n")
    _, coverage = tested(base="main", lines=0, branches=0)
    assert coverage.status == "failed"
    assert coverage.message == "50.0 % of changed lines reached, 100 % wanted"
    (shop / "shop" / "late.py").write_text("x = 1\n\n\ndef never():\n    return 1\n")
    _, coverage = tested(base="main", lines=0, branches=0, changed_lines=60)
    assert coverage.message == "20.0 % of changed lines reached, 60 % wanted"
    _, coverage = tested(base="main", lines=0, branches=0, changed_lines=20)
    assert "20.0 % of 5 changed lines" in coverage.message


def test_a_base_that_git_does_not_know_is_no_evidence(tested, shop):
    git(shop, "init")
    _, coverage = tested(base="origin/main")
    assert coverage.status == "error" and "origin/main" in coverage.message and "git fetch origin main" in coverage.remedy


def test_a_diff_is_read_whatever_its_lines_look_like():
    diff = (
        "diff --git a/a b.py b/a b.py\n--- a/a b.py\t\n+++ b/a b.py\t\n@@ -1 +1,3 @@\n-x\n+++ b/not/a/file.py\n+@@ -1 +99 @@\n+y\n"
        "@@ -9,2 +11,0 @@\n-gone\n-gone\n@@ -20,0 +20 @@ def f():\n+z\n"
        "diff --git a/d.py b/d.py\n--- a/d.py\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n"
    )
    found = parsed(diff, Path("/r"))
    assert found[Path("/r/a b.py")] == {1, 2, 3, 20}
    assert {name: lines for name, lines in found.items() if lines} == {Path("/r/a b.py"): {1, 2, 3, 20}}
