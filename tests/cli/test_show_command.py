"""``lambdatest show``: what stands in the file, nothing besides, and what was left out or not understood."""

from pathlib import Path

import pytest

TABLE = """
  Orders:
    Type: AWS::DynamoDB::Table
    Condition: IsDeployed
    Properties:
      TableName: !Sub "orders-${Stage}"
      BillingMode: PAY_PER_REQUEST
      KeySchema: [{AttributeName: shop, KeyType: HASH}, {AttributeName: number, KeyType: RANGE}]
      AttributeDefinitions: [{AttributeName: shop, AttributeType: S}, {AttributeName: number, AttributeType: N}]
"""
TEMPLATE = f"""
Transform: AWS::Serverless-2016-10-31
Parameters: {{Stage: {{Type: String, Default: local}}}}
Conditions: {{IsDeployed: !Not [!Equals [!Ref Stage, local]]}}
Resources:
  Alarm: {{Type: AWS::SNS::Topic, Condition: IsDeployed}}
{TABLE}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.work
      Environment: {{Variables: {{TABLE: !Ref Orders}}}}
      Events: {{Often: {{Type: Schedule, Properties: {{Schedule: rate(1 day)}}}}}}
"""
CODE = """
import os, boto3
def work(event, context):
    return boto3.resource("dynamodb").Table(os.environ["TABLE"]).scan()["Items"]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the code, which is the working directory."""
    (tmp_path / "app.py").write_text(CODE)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def test_what_a_condition_leaves_out_is_listed_and_a_table_that_the_code_needs_is_made_as_it_is_declared(lambdatest_cli):
    _, out, _ = lambdatest_cli("show")
    assert "orders-local  shop (S), number (N)  template.yaml:8" in out
    assert "template.yaml:6: Alarm, Orders are left out: the condition IsDeployed does not hold (--param NAME=VALUE)" in out
    assert "app.py:4: the code names the table 'orders-local', which is left out at template.yaml:8; made as it is declared there" in out
    _, out, _ = lambdatest_cli("show", "--param", "Stage=test")
    assert "orders-test  shop (S), number (N)" in out and "AWS::SNS::Topic  Alarm" in out and "left out" not in out


def test_a_table_that_is_left_out_and_that_no_code_names_is_not_made(lambdatest_cli, folder):
    (folder / "app.py").write_text("def work(event, context): return []\n")
    _, out, _ = lambdatest_cli("show")
    assert "0 tables" in out and "Orders are left out" in out


def test_a_stage_is_shown_where_there_is_one(lambdatest_cli, folder):
    _, out, _ = lambdatest_cli("show")
    assert "(sam, region us-east-1)" in out
    _, out, _ = lambdatest_cli("show", "--stage", "test")
    assert "(sam, stage test, region us-east-1)" in out
    event = "{Type: Schedule, Properties: {Schedule: rate(1 day)}}"
    (folder / "template.yaml").write_text(TEMPLATE.replace(event, "{Type: Api, Properties: {Path: /, Method: get}}"))
    _, out, _ = lambdatest_cli("show")
    assert "(sam, stage Prod, region us-east-1)" in out
