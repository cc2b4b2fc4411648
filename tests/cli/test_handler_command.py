"""A handler that no IaC file declares, named on the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """\
import json
import os

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def create(event, context):
    body = json.loads(event["body"])
    orders.put_item(Item={"id": body["id"], "at": 1, "share": 10 / body["count"]})
    return {"statusCode": 201}


def work(event, context):
    for record in event["Records"]:
        orders.put_item(Item={"id": json.loads(record["body"])["id"], "at": 1})
"""
TABLE = "orders(id:S, at:N) by_mail(mail:S)"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the handlers in ``src``, which is the working directory."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    return tmp_path


def test_show_tells_of_a_handler_what_it_would_of_a_file(lambdatest_cli):
    options = ("--route", "POST /orders", "--table", TABLE, "--env", "TABLE=orders", "--timeout", "9", "--memory", "512")
    status, out, err = lambdatest_cli("show", "src/app.py:create", *options)
    assert (status, err) == (0, "")
    assert "app.create  python3." in out and "9 s, 512 MB  app.py:9" in out and "POST /orders  rest_api" in out
    assert "orders  id (S), at (N)" in out and "global index by_mail: mail" in out
    assert "fuzz would not run" not in out


def test_without_a_trigger_the_event_is_what_the_code_expects_and_show_says_so(lambdatest_cli):
    _, out, _ = lambdatest_cli("show", "src/app.py:work")
    assert "direct invocation (event inferred, as of SQS queue)" in out
    _, out, _ = lambdatest_cli("show", "src/app.py:work", "--trigger", "sns")
    assert "SNS topic  sns" in out


def test_a_table_may_stand_in_a_file(lambdatest_cli, folder):
    schema, types = [{"AttributeName": "k", "KeyType": "HASH"}], [{"AttributeName": "k", "AttributeType": "B"}]
    (folder / "t.json").write_text(json.dumps({"TableName": "files", "KeySchema": schema, "AttributeDefinitions": types}))
    _, out, _ = lambdatest_cli("show", "src/app.py:create", "--route", "GET /", "--table", "t.json", "--table", "more(id:S)")
    assert "files  k (B)" in out and "more  id (S)" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("src/app.py:create", "--table", "orders(id:X)"), "table 'orders(id:X)' is not of the form name(key:S) or name(key:S, sort:N)"),
        (("src/app.py:create", "--table", "orders(a:S, b:S, c:S)"), "is not of the form"),
        (("src/app.py:create", "--table", "none.json"), "none.json:1: there is no such file"),
        (("src/app.py:create", "--trigger", "sqss"), "trigger='sqss' is no event source; did you mean 'sqs'?"),
        (("src/app.py:create", "--trigger", "sqs", "--route", "GET /"), "a trigger of kind sqs has no route"),
        (("src/app.py:create", "--timeout", "0"), "timeout=0 is not between 1 and 900"),
        (("src/none.py:create",), "there is no file"),
        (("src", "--route", "GET /"), "--route: an IaC file says that itself; give it beside FILE.py:HANDLER"),
        (("src/app.py:create", "--env", "TABLE"), "--env 'TABLE' is not KEY=VALUE"),
    ],
)
def test_what_is_wrong_with_it_is_one_line(lambdatest_cli, arguments, message):
    status, out, err = lambdatest_cli("show", *arguments)
    assert status == 2 and out == "" and message in err and err.count("\n") == 1


@pytest.mark.searches
def test_fuzz_finds_and_replay_and_its_test_find_again_what_a_handler_does_wrong(folder):
    def run(*arguments: str, cwd: Path = folder) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120, check=False)

    table = ("--table", "orders(id:S, at:N)", "--env", "TABLE=orders")
    options = ("--route", "POST /orders", *table, "--max-examples", "30", "--timeout", "60")
    done = run("-m", "lambdatest.cli", "fuzz", "src/app.py:create", *options)
    assert done.returncode == 1 and "Float types are not supported" in done.stdout, done.stderr
    saved = (folder / "src" / ".lambdatest" / "findings").glob("unhandled_exception-??????.json")
    found = next(one for one in saved if "Float types are not supported" in one.read_text())
    for path in ("src/app.py:create", "src"):
        again = run("-m", "lambdatest.cli", "replay", found.stem, path)
        assert again.returncode == 1 and "fails the same way" in again.stdout, again.stderr
    test = found.parent / f"test_{found.stem.replace('-', '_')}.py"
    failing = run("-m", "pytest", "-q", "-p", "no:cacheprovider", test.name, cwd=found.parent)
    assert failing.returncode == 1 and "Float types are not supported" in failing.stdout
