"""`lambdatest.parametrize`: a user's test of one case is a whole search of each trigger."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.searches

Pytest = Callable[..., Any]
SERVERLESS = """\
service: shop
provider: {name: aws, runtime: python3.12, environment: {TABLE: items}}
functions:
  create:
    handler: app.create
    events:
      - http: POST /items
resources:
  Resources:
    Items:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: items
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
"""
HANDLERS = """
import json, os, boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def create(event, context):
    if event["requestContext"]["stage"] == "attic":
        raise PermissionError("closed")
    try:
        item = json.loads(event["body"])
        number = item["number"]
    except (KeyError, TypeError, ValueError):
        return {"statusCode": 400, "body": ""}
    if not isinstance(number, int):
        return {"statusCode": 400, "body": ""}
    if number > 1000:
        return {"statusCode": 500, "body": ""}
    table.put_item(Item={"id": "new"})
    return {"statusCode": 200, "body": "{}"}
"""
SHOP = {"serverless.yml": SERVERLESS, "app.py": HANDLERS}
HEAD = """
import dataclasses
import lambdatest
import pytest

project = lambdatest.load("serverless.yml")

"""


def test_what_the_test_asserts_is_a_finding_beside_those_of_the_checks(run_pytest: Pytest) -> None:
    test = HEAD + """
@lambdatest.parametrize(project)
def test_all(case):
    \"\"\"A request is answered with 400 where it is wrong.\"\"\"
    outcome = lambdatest.run(case)
    assert outcome.status != 400, "refused"
    if outcome.ok:
        raise LookupError(case.trigger)
"""
    ran = run_pytest({**SHOP, "test_shop.py": test}, "test_shop.py::test_all[create: POST /items]", "--lambdatest-max-examples", "25")
    (name, text), = ran.messages.items()
    assert name == "test_all[create: POST /items]" and "3 failures, 0 warnings in 25 examples, seed 1" in text
    assert "━━ server_error ━━" in text and "POST /items answers 500" in text and "lambdatest replay server_error-" in text
    assert "POST /items: refused" in text and 'assert outcome.status != 400, "refused"' in text
    assert "POST /items: LookupError: POST /items" in text
    assert text.count("rule     A request is answered with 400 where it is wrong.") == 2
    assert text.count("pytest 'test_shop.py::test_all[create: POST /items]' --lambdatest-max-examples 25") == 2
    assert "lambdatest/plugins" not in ran.text and "lambdatest/engine" not in ran.text


def test_the_event_may_be_replaced_and_other_arguments_and_fixtures_work_beside_the_case(run_pytest: Pytest) -> None:
    test = HEAD + """
class TestShop:
    @pytest.fixture(autouse=True)
    def table(self, aws_account):
        aws_account.seed("items", {"id": "old"})

    @pytest.mark.parametrize("stage", ["hall", "attic"])
    @lambdatest.parametrize(project)
    def test_stage(self, case, stage, request, aws_account):
        assert [item["id"] for item in aws_account.items("items")] == ["old"]
        event = {**case.event, "requestContext": {**case.event["requestContext"], "stage": stage}}
        outcome = lambdatest.run(dataclasses.replace(case, event=event), checks=["unhandled_exception"])
        assert case.history.cases[-1] == case
        assert "old" in [item["id"] for item in aws_account.items("items")] or case.history.seeds, request.node.name
"""
    ran = run_pytest({**SHOP, "test_shop.py": test}, "--lambdatest-max-examples", "20")
    assert ran.tests == {"test_stage[create: POST /items-hall]": "passed", "test_stage[create: POST /items-attic]": "failed"}, ran.text
    text = ran.messages["test_stage[create: POST /items-attic]"]
    assert "1 failure, 0 warnings" in text and "PermissionError: closed" in text
    assert "pytest 'test_shop.py::TestShop::test_stage[create: POST /items-attic]'" in text  # the command line has no such fixture


def test_a_check_of_conftest_joins_both_doors(run_pytest: Pytest) -> None:
    check = """
import lambdatest

@lambdatest.check
def body_is_json(case, outcome):
    \"\"\"Every body is JSON.\"\"\"
    assert outcome.body, "an empty body"
"""
    test = HEAD + "@lambdatest.parametrize(project)\ndef test_all(case):\n    lambdatest.run(case)\n"
    files = {**SHOP, "conftest.py": check, "test_shop.py": test}
    ran = run_pytest(files, "test_shop.py", "serverless.yml", "-q", "--lambdatest-max-examples", "20", "-p", "no:randomly")
    mine, collected = ran.messages["test_all[create: POST /items]"], ran.messages["create: POST /items"]
    assert all("━━ body_is_json ━━" in text and "POST /items: an empty body" in text for text in (mine, collected))
    assert "pytest 'serverless.yml::create: POST /items'" in collected  # the command line does not know the check
    shared = mine.replace("test_shop.py::test_all[create: POST /items]", "serverless.yml::create: POST /items")
    assert "".join(shared.split()) == "".join(collected.split())


def test_what_cannot_take_a_case_is_told_in_one_line(run_pytest: Pytest) -> None:
    files = {
        "test_a.py": HEAD + "@lambdatest.parametrize(project)\ndef test_all(event):\n    pass\n",
        "test_b.py": HEAD + "@lambdatest.parametrize(project)\nclass TestAll:\n    pass\n",
        "test_c.py": HEAD + "@lambdatest.parametrize('serverless.yml')\ndef test_all(case):\n    pass\n",
        "test_d.py": HEAD + "@lambdatest.parametrize(project)\nasync def test_all(case):\n    pass\n",
    }
    ran = run_pytest({**SHOP, **files})
    start, end = ran.text.index("ERROR collecting"), ran.text.index("short test summary")
    told = [line for line in ran.text[start:end].splitlines()[1:] if line and line[0] not in "-_="]
    assert len(told) == 4 and ran.status == 2
    assert told[0].endswith("test_a.py:8: @lambdatest.parametrize: test_all has no argument `case`; write def test_all(case)")
    assert told[1].endswith("@lambdatest.parametrize: TestAll is a class; decorate its methods")
    assert told[2].endswith("no project; write parametrize(lambdatest.load('serverless.yml'))")
    assert told[3].endswith("test_all is a coroutine; a handler is called as a plain function, so write def")


def test_a_test_may_skip_assume_and_be_expected_to_fail(run_pytest: Pytest) -> None:
    test = HEAD + """
from hypothesis import assume, note

@lambdatest.parametrize(project)
def test_skip(case):
    pytest.skip("not today")

@pytest.mark.xfail(strict=True)
@lambdatest.parametrize(project)
def test_xfail(case):
    lambdatest.run(case)

@lambdatest.parametrize(project)
def test_assume(case):
    note(case.trigger)
    assume(case.mode == "negative" and "surrogate" not in case.labels and "number" not in case.labels)
    assert lambdatest.run(case).status != 200 or case.labels
"""
    ran = run_pytest({**SHOP, "test_shop.py": test}, "--lambdatest-max-examples", "20")
    assert ran.tests["test_skip[create: POST /items]"] == "skipped" and ran.tests["test_xfail[create: POST /items]"] == "skipped"
    assert ran.tests["test_assume[create: POST /items]"] == "passed", ran.text
