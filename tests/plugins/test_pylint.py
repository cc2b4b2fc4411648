"""The pylint plugin: each check on code that breaks it and on code that keeps it, and pylint itself with the plugin loaded."""

import ast
import json
import re
import subprocess
import sys

import pytest

from lambdatest.plugins.pylint_check import LINT_CHECKS
from lambdatest.plugins.pylint_check.lambda_module import parse
from strategies.lint_case import BAD, GOOD, handler


def found(code: str, file: str = "/srv/app.py") -> set[str]:
    """The symbols of all checks that say something of *code*."""
    module = parse(code.encode(), file)
    return {symbol for symbol, check in LINT_CHECKS.items() if module and list(check.function(module))}


@pytest.mark.parametrize(("symbol", "code"), [(symbol, code) for symbol, codes in BAD.items() for code in codes])
def test_what_breaks_a_check_is_found(symbol, code):
    ast.parse(code)
    assert symbol in found(code)


@pytest.mark.parametrize(("symbol", "code"), [(symbol, code) for symbol, codes in GOOD.items() for code in codes])
def test_what_keeps_a_check_is_left_alone(symbol, code):
    ast.parse(code)
    assert symbol not in found(code)


def test_every_check_has_code_that_breaks_it_and_code_that_keeps_it():
    assert set(BAD) == set(GOOD) == set(LINT_CHECKS)


def test_every_check_has_an_id_of_its_own_and_a_page_that_it_rests_on():
    checks = [check for _, check in LINT_CHECKS.items()]
    assert len({check.id for check in checks}) == len(checks) >= 15
    for check in checks:
        assert re.fullmatch(r"[CREW]97\d\d", check.id)
        assert re.search(r"https://docs\.aws\.amazon\.com/\S+", check.description), check.symbol


def test_a_hit_fills_the_message():
    for symbol, codes in BAD.items():
        module = parse(codes[0].encode(), "/srv/app.py")
        check = LINT_CHECKS[symbol]
        for place, *details in check.function(module):
            assert place.lineno >= 1
            assert "%" not in (check.message % tuple(details) if details else check.message)


@pytest.mark.parametrize("file", ["/srv/test_app.py", "/srv/app_test.py", "/srv/conftest.py", "/srv/tests/unit/app.py"])
def test_the_tests_of_a_project_are_left_alone(file):
    assert found(handler("return table.scan()['Items']"), file) == set()


@pytest.mark.parametrize("code", [
    "def f(:\n    boto3", "x = 1\n", "event = '\\0'\n", "", "def on(event):\n    event['headers'].append(1)\n",
])
def test_what_is_no_module_of_lambda_is_left_alone(code):
    assert found(code) == set()


def pylint(folder, *options):
    """The messages of pylint with the plugin, by symbol."""
    run = subprocess.run(
        [sys.executable, "-m", "pylint", "--load-plugins=lambdatest.plugins.pylint", "--output-format=json2", "--rcfile=/dev/null",
         "--persistent=n", *options, "."],
        cwd=folder, capture_output=True, text=True, check=False)
    assert not run.returncode & 32, run.stderr
    return json.loads(run.stdout)["messages"]


def test_pylint_shows_the_messages_and_honours_its_own_comments(tmp_path):
    parse_it, off = "data = json.loads(event['body'])", "# pylint: disable=unguarded-body"
    (tmp_path / "line.py").write_text(handler(parse_it, f"{parse_it}  {off}", parse_it))
    (tmp_path / "rest.py").write_text(handler(parse_it, off, parse_it, parse_it))
    (tmp_path / "whole.py").write_text(handler(parse_it, before=off))
    told = pylint(tmp_path, "--disable=all", "--enable=unguarded-body,client-in-handler")
    places = sorted((one["symbol"], one["messageId"], one["path"], one["line"]) for one in told)
    assert places == [("unguarded-body", "W9704", *place) for place in (("line.py", 10), ("line.py", 12), ("rest.py", 10))]
    assert "answer 400" in told[0]["message"]


def test_what_is_a_matter_of_taste_is_said_only_where_it_is_enabled(tmp_path):
    (tmp_path / "app.py").write_text(handler("return NAME", before="NAME = os.environ['TABLE']"))
    assert not set(LINT_CHECKS) & {one["symbol"] for one in pylint(tmp_path)}
    assert "environ-at-import" in {one["symbol"] for one in pylint(tmp_path, "--enable=environ-at-import")}


def test_pylint_says_what_each_check_is_for():
    run = subprocess.run(
        [sys.executable, "-m", "pylint", "--load-plugins=lambdatest.plugins.pylint", "--help-msg=W9706,float-in-item"],
        capture_output=True, text=True, check=True)
    assert "unchecked-item" in run.stdout and "API_GetItem" in run.stdout and "E9721" in run.stdout
