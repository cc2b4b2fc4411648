"""What a role grants beyond the need is told once a role, from the IaC file and the code alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lambdatest
from lambdatest.inference.aws_action import ACTIONS
from lambdatest.model import Excess

CODE = "import boto3\nT = boto3.resource('dynamodb').Table('items')\nS = boto3.client('sqs')\n\ndef handler(event, context):\n    "
READS = CODE + "return T.get_item(Key={'id': '1'})\n"
WILD = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}


def allow(*actions, **more):
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("service")


def excesses(folder, statements, code=READS, functions=("one",), **more):
    """The functions of a serverless.yml with these statements that have an excess, with it."""
    document = {
        "service": "s", "provider": {"name": "aws", "runtime": "python3.12", "iam": {"role": {"statements": statements}}},
        "functions": {name: {"handler": "app.handler", "events": [{"schedule": "rate(1 day)"}], **more} for name in functions}}
    folder.joinpath("app.py").write_text(code)
    folder.joinpath("serverless.yml").write_text(json.dumps(document))
    return {one.name: one.excess for one in lambdatest.load(folder).functions if one.excess}


@pytest.mark.parametrize(("statements", "wildcards", "unused"), [
    ([WILD], ("dynamodb:*",), ()),
    ([allow("*")], ("*",), ()),
    ([allow("s3:*", "dynamodb:GetItem")], ("s3:*",), ()),
    ([allow("*", "dynamodb:PutItem")], ("*",), ()),
    ([allow("dynamodb:GetItem", "dynamodb:PutItem")], (), ("dynamodb:PutItem",)),
    ([allow("dynamodb:getitem", "dynamodb:query", "sqs:SendMessage")], (), ("dynamodb:query", "sqs:SendMessage")),
    ([allow("dynamodb:Scan", Resource="arn:aws:dynamodb:*:*:table/items"), allow("s3:*")], ("s3:*",), ("dynamodb:Scan",)),
])
def test_a_whole_service_and_what_no_code_names_are_told(folder, statements, wildcards, unused):
    assert excesses(folder, statements) == {"one": Excess(("one",), wildcards, unused)}


@pytest.mark.parametrize("statements", [
    [allow("dynamodb:GetItem")],
    [allow("dynamodb:Get*", "dynamodb:BatchGet*")],
    [allow("logs:*", "xray:*", "ec2:*", "cloudwatch:*")],
    [allow("dynamodb:DescribeTable", "sqs:ReceiveMessage", "sqs:DeleteMessage", "kms:Decrypt", "iam:PassRole", "s3:ListBucket")],
    [allow("s3:GetObject", "ssm:GetParameter", "states:StartExecution")],
    [allow("dynamodb:*", "dynamodb:PutItem", Condition={"StringEquals": {"aws:ResourceTag/team": "x"}})],
    [WILD, allow("dynamodb:PutItem"), {"Effect": "Deny", "Action": "dynamodb:DeleteTable", "Resource": "*"}],
    [allow("*"), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}],
    [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
    [{"Effect": "Allow", "Action": {"Fn::ImportValue": "actions"}, "Resource": "*"}],
])
def test_what_the_code_needs_what_lambda_needs_and_what_somebody_narrowed_is_left_alone(folder, statements):
    assert excesses(folder, statements) == {}


def test_a_role_is_told_once_with_all_that_its_functions_name(folder):
    code = CODE + "return T.put_item(Item={})\n"
    told = excesses(folder, [allow("dynamodb:PutItem", "dynamodb:Scan")], code, ("one", "two", "three"))
    assert told == {"one": Excess(("one", "two", "three"), (), ("dynamodb:Scan",))}


@given(st.sets(st.sampled_from(sorted(ACTIONS)), min_size=1), st.data())
def test_a_role_that_grants_what_the_code_calls_has_no_excess(folder, actions, data):
    calls = [(ACTIONS[one][0], data.draw(st.sampled_from(sorted(ACTIONS[one][2])))) for one in sorted(actions)]
    lines = [f"    boto3.client({service!r}).{method}()\n" for service, method in calls]
    code = f"import boto3\n\ndef handler(event, context):\n{''.join(lines)}"
    assert excesses(folder, [allow(*sorted(actions))], code) == {}


@pytest.mark.parametrize("code", [
    "import store_of_a_layer\n" + READS,
    READS + "    from pynamodb.models import Model\n",
    READS + "    getattr(T, event['what'])()\n",
    "not Python",
    "# " + "x" * 200_001 + "\n" + READS,
])
def test_of_code_that_does_not_say_all_of_its_calls_nothing_is_told_but_wildcards(folder, code):
    assert excesses(folder, [allow("dynamodb:PutItem", "s3:*")], code) == {"one": Excess(("one",), ("s3:*",), ())}


def test_code_of_another_language_that_has_the_role_too_may_use_it(folder):
    assert excesses(folder, [allow("dynamodb:PutItem")]) != {}
    document = json.loads(folder.joinpath("serverless.yml").read_text())
    document["functions"]["other"] = {"handler": "index.handler", "runtime": "nodejs20.x"}
    folder.joinpath("serverless.yml").write_text(json.dumps(document))
    assert not any(one.excess for one in lambdatest.load(folder).functions)


@pytest.mark.parametrize("more", [{"onError": "arn:aws:sns:us-east-1:123456789012:dead"}, {"destinations": {"onFailure": "other"}}])
def test_lambda_itself_sends_what_could_not_be_handled(folder, more):
    code = CODE + "return boto3.client('sns')\n"
    statements = [allow("sns:Publish", "sqs:SendMessage")]
    assert excesses(folder, statements, code) == {"one": Excess(("one",), (), ("sns:Publish", "sqs:SendMessage"))}
    assert excesses(folder, statements, code, **more) == {}


def test_the_role_that_serverless_makes_may_be_given_to_others(folder):
    assert excesses(folder, [allow("dynamodb:PutItem")], environment={"ROLE": {"Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"]}}) == {}


def test_a_handler_that_is_not_there_says_nothing(folder):
    assert excesses(folder, [allow("dynamodb:PutItem")], handler="other.handler") == {}


TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: 'sts:AssumeRole', Principal: PRINCIPAL}]
      Policies:
        - PolicyName: x
          PolicyDocument: {Statement: [{Effect: Allow, Action: ['s3:*', 'dynamodb:PutItem'], Resource: '*'}]}
  One:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, Runtime: python3.12, CodeUri: ., MORE}
"""
TERRAFORM = """
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({Statement = [{Effect = "Allow", Action = "sts:AssumeRole", Principal = {Service = SERVICES}}]})
  inline_policy {
    name = "x"
    policy = jsonencode({Statement = [{Effect = "Allow", Action = ["s3:*", "dynamodb:PutItem"], Resource = "*"}]})
  }
}
resource "aws_lambda_function" "One" {
  function_name = "One"
  handler = "app.handler"
  runtime = "python3.12"
  filename = "code.zip"
  role = aws_iam_role.r.arn
}
"""
OWN, OTHERS = ["lambda.amazonaws.com"], ["lambda.amazonaws.com", "scheduler.amazonaws.com"]


def load(tmp_path, file, text):
    tmp_path.joinpath("app.py").write_text(READS)
    tmp_path.joinpath(file).write_text(text)
    return [one.excess and one.excess.wildcards + one.excess.unused for one in lambdatest.load(tmp_path).functions]


@pytest.mark.parametrize(("principal", "more", "told"), [
    ({"Service": OWN}, "Role: !GetAtt Role.Arn", ("s3:*", "dynamodb:PutItem")),
    ({"Service": OTHERS}, "Role: !GetAtt Role.Arn", None),
    ({"Service": OWN, "AWS": "arn:aws:iam::123456789012:root"}, "Role: !GetAtt Role.Arn", None),
    ({"Service": OWN}, "Policies: [AmazonS3FullAccess, {DynamoDBCrudPolicy: {TableName: x}}]", None),
])
def test_a_role_of_others_and_policies_that_others_wrote_are_left_alone(tmp_path, principal, more, told):
    assert load(tmp_path, "template.yaml", TEMPLATE.replace("PRINCIPAL", json.dumps(principal)).replace("MORE", more)) == [told]


@pytest.mark.parametrize(("services", "told"), [(OWN, ("s3:*", "dynamodb:PutItem")), (OTHERS, None)])
def test_terraform_says_who_has_a_role(tmp_path, services, told):
    assert load(tmp_path, "main.tf", TERRAFORM.replace("SERVICES", json.dumps(services))) == [told]
