"""The fixtures: which project they are of, and how they read in a test."""

import pytest

pytestmark = pytest.mark.searches  # each test runs pytest in a process of its own

JOBS = "    Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}\n"


def test_the_fixtures_read_well_in_a_test(run_pytest):
    test = """
        from decimal import Decimal

        import boto3, pytest
        from hypothesis import given, strategies as st

        import app_of_mine
        import lambdatest

        def test_the_account(aws_account, dynamodb_tables, invoke_lambda):
            aws_account.seed("counts", [{"id": "a", "price": Decimal("1.5"), "tags": {"x"}}, {"id": {"S": "b"}}])
            assert aws_account.table("Counts").get_item(Key={"id": "a"})["Item"]["price"] == Decimal("1.5")
            outcome = invoke_lambda("add", {})
            assert [call.operation for call in outcome.calls] == ["UpdateItem"]
            assert [call.operation for call in aws_account.calls] == ["GetItem", "UpdateItem"]
            assert sorted(item["id"] for item in aws_account.items("counts")) == ["a", "b", "n"]
            assert list(dynamodb_tables) == ["counts"] and len(dynamodb_tables) == 1
            assert dynamodb_tables["counts"].name == "counts" and "counts" in dynamodb_tables and "x" not in dynamodb_tables
            queue = boto3.client("sqs").get_queue_url(QueueName="jobs")["QueueUrl"]
            boto3.client("sqs").send_message(QueueUrl=queue, MessageBody="hello")
            assert aws_account.messages("Jobs") == [{"Body": "hello"}]

        @pytest.mark.parametrize("what", [
            lambda account, tables, invoke: account.items("count"), lambda account, tables, invoke: tables["count"],
            lambda account, tables, invoke: account.messages("job"), lambda account, tables, invoke: invoke("ad", {}),
        ])
        def test_an_unknown_name_gets_the_one_that_is_meant(aws_account, dynamodb_tables, invoke_lambda, what):
            with pytest.raises(lambdatest.LambdatestError, match="did you mean '(counts|jobs|add)'"):
                what(aws_account, dynamodb_tables, invoke_lambda)

        @pytest.mark.parametrize("item", [{"id": "a", "price": 1.5}, {"no": "key"}, {"id": 5}])
        def test_an_item_that_cannot_stand_in_the_table_is_refused(aws_account, item):
            with pytest.raises(lambdatest.AccountError, match="cannot stand in table 'counts'"):
                aws_account.seed("counts", item)

        @given(x=st.integers())
        def test_a_handler_that_is_called_by_hand(aws_account, lambda_context, x):
            assert 9_000 < lambda_context.get_remaining_time_in_millis() <= 10_000
            assert app_of_mine.handler({"id": "a"}, lambda_context) == "counter-dev-add"
            assert aws_account.items("counts") == [{"id": "a"}]
    """
    handler = """
        import boto3

        table = boto3.resource("dynamodb", region_name="us-east-1").Table("counts")

        def handler(event, context):
            table.put_item(Item=event, ConditionExpression="attribute_not_exists(id)")
            return context.function_name
    """
    service = """\
service: counter
provider: {name: aws, runtime: python3.12, timeout: 10, environment: {TABLE: counts}}
functions:
  add: {handler: app.add, events: [{http: POST /add}]}
"""
    declared = service + OTHER[OTHER.index("resources:") :].replace("Others", "Counts").replace("others", "counts") + JOBS
    ran = run_pytest({"test_a.py": test, "app_of_mine.py": handler, "serverless.yml": declared})
    assert ran.outcomes() == {"passed"} and len(ran.tests) == 9, ran.text


OTHER = """\
service: other
provider: {name: aws, runtime: python3.12}
functions:
  hello: {handler: hello.hello, events: [{http: GET /hello}]}
resources:
  Resources:
    Others:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: others
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
"""


def test_a_conftest_names_another_project_for_its_folder(run_pytest):
    files = {
        "other/serverless.yml": OTHER,
        "other/hello.py": 'def hello(event, context):\n    return {"statusCode": 200, "body": "hi"}\n',
        "other/conftest.py": """
            from pathlib import Path
            import lambdatest, pytest

            @pytest.fixture(scope="session")
            def lambda_project():
                return lambdatest.load(Path(__file__).parent)
        """,
        "conftest.py": """
            import pytest

            @pytest.fixture(scope="session")
            def seeded(aws_account):
                aws_account.seed(aws_account.tables[0], {"id": "seed"})
        """,
        "a/test_one.py": """
            def test_first(seeded, aws_account):
                assert (aws_account.tables, aws_account.items("counts")) == (["counts"], [{"id": "seed"}])
        """,
        "other/test_two.py": """
            def test_second(seeded, aws_account, invoke_lambda):
                assert (aws_account.tables, aws_account.items("others")) == (["others"], [{"id": "seed"}])
                assert invoke_lambda("hello", {}).body == "hi"
        """,
        "z/test_three.py": """
            def test_third(seeded, aws_account, invoke_lambda):
                assert (aws_account.tables, aws_account.items("counts")) == (["counts"], [{"id": "seed"}])
                assert invoke_lambda("add", {}).json["n"] == 1
        """,
    }
    ran = run_pytest(files, "-p", "no:randomly")
    assert ran.tests == dict.fromkeys(("test_first", "test_second", "test_third"), "passed"), ran.text


def test_the_option_names_the_file_and_what_is_wrong_is_one_line(run_pytest):
    test = """
        def test_a(lambda_project, request):
            assert lambda_project.name == "other"

        def test_b(request):
            request.getfixturevalue("aws_account")
    """
    ini = "[pytest]\nlambdatest_project = service/serverless.yml\n"
    ran = run_pytest({"test_a.py": test, "service/serverless.yml": OTHER, "pytest.ini": ini}, service=False)
    assert ran.tests == {"test_a": "passed", "test_b": "failed"}, ran.text
    assert "ask for aws_account as an argument of the test" in ran.messages["test_b"]
    ran = run_pytest({"pytest.ini": "[pytest]\n"}, "test_a.py::test_a", service=False)
    assert ran.tests == {"test_a": "passed"}, "there is but one below the root"
    ran = run_pytest({"third/serverless.yml": OTHER}, "test_a.py::test_a", service=False)
    assert ran.tests == {"test_a": "error"}
    assert "the option lambdatest_project names the IaC file" in ran.messages["test_a"] and "Traceback" not in ran.text, ran.text
