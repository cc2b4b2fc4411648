"""Tables that no file declares and the code names: in the project, and said so."""

import os
from textwrap import dedent

import lambdatest

SERVICE = """
service: shop
provider: {name: aws, runtime: python3.13, environment: {TABLE: orders}}
functions:
  get: {handler: app.get, events: [{httpApi: 'GET /orders/{id}'}]}
"""
CODE = """
import os, boto3
def get(event, context):
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    found = table.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
    return {"statusCode": 200 if found else 404}
"""


def project(folder, code=CODE, service=SERVICE):
    (folder / "serverless.yml").write_text(service)
    (folder / "app.py").write_text(dedent(code))
    return lambdatest.load(folder)


def test_a_table_that_the_code_alone_knows_is_made(tmp_path):
    found = project(tmp_path)
    assert [(table.name, table.keys, str(table.location)) for table in found.tables] == [("orders", ("id",), "app.py:4")]
    assert [str(note) for note in found.notes] == [
        "app.py:4: the code names the table 'orders', which is not declared; made with the key id (S), as the code uses it"
    ]
    with lambdatest.mocked_aws(found) as account:
        account.seed("orders", {"id": "1"})
        assert lambdatest.invoke(found, "get", {"pathParameters": {"id": "1"}}).status == 200


def test_where_the_key_cannot_be_told_there_is_the_note_alone(tmp_path):
    found = project(tmp_path, CODE.replace('Key={"id": event["pathParameters"]["id"]}', "Key=event"))
    assert found.tables == () and "does not tell its keys" in str(found.notes[0])


def test_a_declared_table_is_not_inferred_and_tests_say_nothing(tmp_path):
    (tmp_path / "tests").mkdir()
    for file in ("tests/test_app.py", "test_app.py", "app_test.py", "conftest.py"):
        (tmp_path / file).write_text("db.Table('other').get_item(Key={'x': 1})")
    declared = """
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: orders
        BillingMode: PAY_PER_REQUEST
        KeySchema: [{AttributeName: pk, KeyType: HASH}]
        AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
"""
    found = project(tmp_path, service=SERVICE + declared)
    assert [(table.name, table.keys) for table in found.tables] == [("orders", ("pk",))] and found.notes == ()


def test_what_is_called_like_a_file_of_code_and_cannot_be_read_is_passed_by(tmp_path):
    (tmp_path / ".#app.py").symlink_to("somebody@somewhere.1234")
    os.mkfifo(tmp_path / "pipe.py")
    assert [table.name for table in project(tmp_path).tables] == ["orders"]
