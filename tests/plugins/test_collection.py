"""An IaC file on pytest's command line: one test for each function and trigger, without a test file."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.searches

Pytest = Callable[..., Any]
SERVERLESS = """\
service: shop
provider: {name: aws, runtime: python3.12}
functions:
  create:
    handler: app.create
    events:
      - http: POST /items
      - http: PUT /items
  ping:
    handler: app.ping
    events:
      - http: GET /ping
  gone:
    handler: nowhere.handler
    events:
      - http: GET /gone
  idle:
    handler: app.ping
    events:
      - activemq: {arn: "arn:aws:mq:us-east-1:123456789012:broker:b", queue: jobs}
  web:
    handler: index.handler
    runtime: nodejs20.x
"""
HANDLERS = """
import json


def create(event, context):
    try:
        number = json.loads(event["body"])["number"]
    except (KeyError, TypeError, ValueError):
        return {"statusCode": 400, "body": ""}
    if not isinstance(number, int):
        return {"statusCode": 400, "body": ""}
    if number == 7:
        raise ValueError("not seven")
    return {"statusCode": 200, "body": "{}"}


def ping(event, context):
    return {"statusCode": 200, "headers": {"Set-Cookie": "session=1"}, "body": "{}"}
"""
BRIEF = "from hypothesis import settings\nsettings.register_profile('brief', max_examples=7)\n"
SHOP = {"serverless.yml": SERVERLESS, "app.py": HANDLERS}


def test_every_function_is_tried_and_what_cannot_run_is_an_error(run_pytest: Pytest, tmp_path: Path) -> None:
    ran = run_pytest(SHOP, "serverless.yml", "-n2", "--lambdatest-max-examples", "30")
    assert ran.tests == {
        "create: POST /items": "failed", "create: PUT /items": "failed", "ping: GET /ping": "passed",
        "gone: GET /gone": "error", "idle": "error", "web": "skipped",
    }, ran.text  # fmt: skip
    failure = ran.messages["create: POST /items"]
    assert failure.startswith("POST /items answers 502: ValueError: not seven\n")
    assert "1 failure, 0 warnings in 30 examples, seed 1" in failure and '▶ 13 │         raise ValueError("not seven")' in failure
    assert "could not run, which is no pass: handler 'nowhere.handler' needs the file nowhere.py" in ran.messages["gone: GET /gone"]
    assert "its triggers are not known yet: activemq\ngive its events in a test of your own" in ran.messages["idle"]
    assert "nodejs20.x" in ran.messages["web"]
    assert "lambdatest: warnings in tests that passed" in ran.text and "cookie_flags: GET /ping" in ran.text
    assert "lambdatest/plugins" not in ran.text and "Traceback" not in ran.text
    (line,) = {line.strip() for line in failure.splitlines() if "lambdatest replay" in line}
    assert replayed(tmp_path, line.split()[-1]) == (1, True)


def replayed(folder: Path, finding: str) -> tuple[int, bool]:
    """Exit status of `lambdatest replay`, and whether it says that the finding is still there."""
    command = [sys.executable, "-m", "lambdatest.cli", "replay", finding]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, "fails the same way" in done.stdout


def test_one_test_is_chosen_by_its_name_and_the_profile_says_how_long_it_is(run_pytest: Pytest) -> None:
    files = {**SHOP, "conftest.py": BRIEF, "sub/serverless.yml": SERVERLESS, "sub/app.py": HANDLERS}
    ran = run_pytest(files, "sub/serverless.yml::create: PUT /items", "--hypothesis-profile=brief", "--hypothesis-seed=9")
    assert list(ran.tests) == ["create: PUT /items"] and " in 7 examples, seed 9" in ran.text


def test_the_option_collects_the_project_and_wins_over_the_profile(run_pytest: Pytest) -> None:
    files = {
        "shop/serverless.yml": SERVERLESS, "shop/app.py": HANDLERS, "test_own.py": "def test_own(): pass\n",
        "shop/pyproject.toml": '[tool.lambdatest]\nmax-examples = 12\nfail-on = "warning"\nfunction = ["ping", "create"]\n',
        "pytest.ini": "[pytest]\nlambdatest_project = shop\n",
        "conftest.py": f"{BRIEF}settings.load_profile('brief')\n",
    }  # fmt: skip
    ran = run_pytest(files, "--lambdatest", "--lambdatest-max-examples", "11", "-k", "own or ping or POST", service=False)
    assert ran.tests == {"test_own": "passed", "ping: GET /ping": "failed", "create: POST /items": "failed"}
    assert "0 failures, 1 warning in 11 examples" in ran.messages["ping: GET /ping"]
    assert re.search(r"lambdatest replay cookie_flags-\w{6}$", ran.messages["ping: GET /ping"])


def test_a_plain_run_collects_no_iac_file(run_pytest: Pytest) -> None:
    ran = run_pytest({**SHOP, "test_own.py": "import sys\ndef test_own(): assert 'lambdatest' not in sys.modules\n"})
    assert ran.tests == {"test_own": "passed"} and ran.status == 0


def test_a_file_that_cannot_be_read_is_one_line(run_pytest: Pytest) -> None:
    files = {
        "serverless.yml": "service: x\nprovider: {name: aws}\nfunctions: [\n",
        "empty/serverless.yml": "service: x\nprovider: {name: aws, runtime: python3.12}\n",
    }
    ran = run_pytest(files, "serverless.yml", "empty/serverless.yml")
    start, end = ran.text.index("ERROR collecting"), ran.text.index("short test summary")
    told = [line for line in ran.text[start:end].splitlines()[1:] if line and line[0] not in "-_="]
    assert len(told) == 2 and ran.status == 2
    assert re.match(r"serverless\.yml:\d+: ", told[0]) and "no function is declared" in told[1]


def test_a_file_of_another_kind_is_left_to_whoever_collects_it(run_pytest: Pytest) -> None:
    ran = run_pytest({"data.yml": "a: 1\n"}, "data.yml")
    assert ran.status == 4 and "ERROR: " in ran.text and "Traceback" not in ran.text


def test_a_project_in_a_folder_that_pytest_ignores_is_not_passed_by(run_pytest: Pytest) -> None:
    files = {"build/serverless.yml": SERVERLESS, "pytest.ini": "[pytest]\nlambdatest_project = build\n"}
    ran = run_pytest(files, "--lambdatest")
    assert ran.status == 4 and "ERROR: --lambdatest: pytest ignores the folder of " in ran.text


def test_a_wrong_option_is_one_line(run_pytest: Pytest) -> None:
    ran = run_pytest({"pytest.ini": "[pytest]\nlambdatest_project = nowhere\n"}, "--lambdatest")
    assert ran.status == 4 and "ERROR: --lambdatest: " in ran.text and "there is no such file or folder" in ran.text
