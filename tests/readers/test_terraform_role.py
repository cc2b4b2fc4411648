"""The statements of the roles of a Terraform configuration, where it says them all."""

import json

import pytest

from tests.readers.test_terraform_reader import function, project

ROLE = '''
resource "aws_iam_role" "orders" {
  name               = "orders"
  assume_role_policy = "{}"
}
resource "aws_iam_policy" "read" {
  name   = "read"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.orders.arn }] })
}
resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.orders.name
  policy_arn = aws_iam_policy.read.arn
}
resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}
'''


def test_the_statements_of_a_role_are_those_of_its_policies(tmp_path):
    found = project(tmp_path, ROLE, function(role="aws_iam_role.orders.arn"))
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    assert found.functions[0].statements == ({"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": arn},)


DOCUMENT = '''
data "aws_iam_policy_document" "more" {
  source_policy_documents = [%s]
}
resource "aws_iam_role_policy" "more" {
  role   = aws_iam_role.orders.id
  policy = data.aws_iam_policy_document.more.json
}
'''


def test_a_policy_has_the_statements_of_its_sources(tmp_path):
    source = 'jsonencode({ Statement = { Effect = "Allow", Action = "s3:GetObject", Resource = "*" } })'
    found = project(tmp_path, ROLE, DOCUMENT % f'{source}, ""', function(role="aws_iam_role.orders.arn"))
    assert [one["Action"] for one in found.functions[0].statements] == ["dynamodb:GetItem", "s3:GetObject"]


def test_a_policy_in_json_may_have_one_statement_without_a_list(tmp_path):
    statement = {"actions": ["s3:GetObject"], "resources": ["*"], "condition": {"test": "Bool", "variable": "a", "values": ["true"]}}
    files = {"policy.tf.json": json.dumps({"data": {"aws_iam_policy_document": {"more": {"statement": statement}}}})}
    attached = DOCUMENT.partition("}\n")[2]
    found = project(tmp_path, ROLE, attached, function(role="aws_iam_role.orders.arn"), files=files)
    assert found.functions[0].statements[1] == {
        "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"a": "true"}}}


ATTACHED = 'resource "aws_iam_role_policy_attachment" "more" {\n  role = aws_iam_role.orders.name\n  policy_arn = %s\n}\n'


@pytest.mark.parametrize("policy", [
    'resource "aws_iam_role_policy" "more" {\n  role = aws_iam_role.orders.id\n  policy = file("policy-that-is-not-here.json")\n}\n',
    DOCUMENT % '"{"', DOCUMENT % "file(var.arn)" + 'variable "arn" {}\n',
    ATTACHED % '"arn:aws:iam::aws:policy/AmazonQFullAccess"', ATTACHED % "var.arn" + 'variable "arn" {}\n',
])
def test_a_role_with_a_policy_that_nobody_knows_has_no_statements(tmp_path, policy):
    assert project(tmp_path, ROLE, policy, function(role="aws_iam_role.orders.arn")).functions[0].statements is None
