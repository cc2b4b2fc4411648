"""What a Terraform configuration says and nobody reads is listed; what the account has is what it says."""

import boto3
import pytest

import lambdatest

POOL = '''
resource "aws_cognito_user_pool" "people" {
  name              = "people"
  mfa_configuration = "OPTIONAL"
  password_policy {
    minimum_length                   = "12"
    require_symbols                  = true
    temporary_password_validity_days = 3
  }
  username_configuration {
    case_sensitive = false
  }
  schema {
    name                = "tier"
    attribute_data_type = "Number"
    mutable             = true
    number_attribute_constraints {
      min_value = 1
      max_value = 9
    }
  }
}
resource "aws_cognito_user_pool_client" "web" {
  name                  = "web"
  user_pool_id          = aws_cognito_user_pool.people.id
  access_token_validity = 60
  callback_urls         = ["https://example.com"]
  token_validity_units {
    access_token = "minutes"
  }
}
resource "aws_cognito_user_group" "admins" {
  name         = "admins"
  user_pool_id = aws_cognito_user_pool.people.id
  precedence   = 1
}
resource "aws_cognito_user" "eve" {
  username     = "eve"
  user_pool_id = aws_cognito_user_pool.people.id
  attributes   = { email = "eve@example.com" }
}
resource "aws_cognito_user_in_group" "eve" {
  username     = aws_cognito_user.eve.username
  group_name   = aws_cognito_user_group.admins.name
  user_pool_id = aws_cognito_user_pool.people.id
}
resource "aws_cognito_identity_pool" "guests" {
  identity_pool_name               = "guests"
  allow_unauthenticated_identities = true
}
'''


def read(folder, text):
    """The project of a configuration."""
    (folder / "main.tf").write_text(text)
    return lambdatest.load(folder)


def test_the_people_of_a_configuration_are_in_the_account(tmp_path):
    project = read(tmp_path, POOL)
    assert project.notes == ()
    (pool,) = (one.identity for one in project.resources if one.type == "AWS::Cognito::UserPool")
    with lambdatest.mocked_aws(project) as account:
        assert list(account.notes) == []
        users = boto3.client("cognito-idp")
        policy = users.describe_user_pool(UserPoolId=pool)["UserPool"]["Policies"]["PasswordPolicy"]
        assert policy.items() >= {"MinimumLength": 12, "RequireSymbols": True, "TemporaryPasswordValidityDays": 3}.items()
        assert [one["Username"] for one in users.list_users_in_group(UserPoolId=pool, GroupName="admins")["Users"]] == ["eve"]
        pools = boto3.client("cognito-identity").list_identity_pools(MaxResults=9)["IdentityPools"]
        assert [one["IdentityPoolName"] for one in pools] == ["guests"]


@pytest.mark.parametrize(("type_", "body", "unread"), [
    ("aws_kms_key", 'key_usage = "SIGN_VERIFY"\n  customer_master_key_spec = "RSA_2048"\n  xks_key_id = "x"', "xks_key_id"),
    ("aws_sqs_queue", 'dynamic "fridge" {\n    for_each = [1]\n    content {\n      a = 1\n    }\n  }\n  tags = {}', "fridge"),
    ("aws_sqs_queue", 'name_prefix = "jobs-"\n  lifecycle {\n    prevent_destroy = true\n  }\n  sqs_managed_sse_enabled = true', None),
    ("aws_sns_topic", "count = 2\n  colour = 1", "colour"),
    ("aws_vpc", "colour = 1", None),
])
def test_an_argument_that_nobody_reads_is_noted_once(tmp_path, type_, body, unread):
    project = read(tmp_path, f'resource "{type_}" "one" {{\n  {body}\n}}\n')
    assert [str(note) for note in project.notes] == ([f"main.tf:1: {type_}.one: {unread} is not read"] if unread else [])


def test_a_rule_that_the_older_argument_turns_off_is_off(tmp_path):
    for text, state in (("is_enabled = false", "DISABLED"), ("is_enabled = true", None), ('state = "DISABLED"', "DISABLED")):
        project = read(tmp_path, f'resource "aws_cloudwatch_event_rule" "r" {{\n  schedule_expression = "rate(1 day)"\n  {text}\n}}\n')
        assert (project.resources[0].properties.get("State"), project.notes) == (state, ())


def test_what_a_configuration_stores_is_noted_once_a_block_and_code_that_it_uploads_is_not(tmp_path):
    found = read(tmp_path, '''
resource "aws_dynamodb_table_item" "rates" {
  for_each   = toset(["eur", "usd"])
  table_name = "rates"
  hash_key   = "currency"
  item       = jsonencode({ currency = { S = each.key } })
}
resource "aws_s3_object" "logo" {
  bucket = "pages"
  key    = "logo.svg"
  source = "logo.svg"
}
resource "aws_s3_object" "code" {
  bucket = "code"
  key    = "app-1.zip"
  source = "build/app.zip"
}
''')
    assert [str(note) for note in found.notes] == [
        "main.tf:2: aws_dynamodb_table_item.rates: the table begins without what this puts there",
        "main.tf:8: aws_s3_object.logo: the bucket begins without what this puts there",
    ]


WORKER = '''
variable "code" {}
data "archive_file" "code" {
  type        = "zip"
  source_dir  = var.code
  output_path = "code.zip"
}
resource "aws_lambda_function" "worker" {
  function_name = "worker"
  runtime       = "python3.13"
  handler       = "app.handler"
  role          = "arn:aws:iam::123456789012:role/r"
  filename      = data.archive_file.code.output_path
}
'''
CALL = 'module "%s" {\n  code   = "../src"\n  source = "./modules/%s"\n}\n'
QUEUE = 'resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n'


@pytest.fixture(params=[".git", "LICENSE"])
def module(request, tmp_path):
    """The folder of a module deep in a repository, whose code stands elsewhere in it."""
    (tmp_path / request.param).touch()
    folder = tmp_path / "infra" / "modules" / "worker"
    for made in (folder, tmp_path / "src"):
        made.mkdir(parents=True)
    (tmp_path / "src" / "app.py").write_text("def handler(event, context): return 1\n")
    return folder


def test_a_module_is_read_as_the_one_who_calls_it_has_it(module):
    other = module.parent / "other"
    other.mkdir()
    (other / "main.tf").write_text(WORKER.replace('"worker"', '"other"'))
    (module.parents[1] / "main.tf").write_text(CALL % ("other", "other") + CALL % ("worker", "worker") + QUEUE)
    project = read(module, WORKER)
    note = "main.tf:7: modules/worker is a module, and read as it is called here, with these values for its variables"
    assert [str(one) for one in project.notes] == [note]
    assert [(one.name, str(one.location)) for one in project.functions] == [("worker", "modules/worker/main.tf:8")]
    assert "jobs" in [one.properties.get("QueueName") for one in project.resources]
    assert project.functions[0].code_root.resolve() == module.parents[2] / "src"


def test_a_module_whose_caller_cannot_be_read_is_read_alone_and_says_so(module):
    (module.parents[1] / "main.tf").write_text(CALL % ("worker", "worker") + 'module "b" {\n  source = "./nowhere"\n}\n')
    project = read(module, WORKER)
    said = "main.tf:3: modules/worker is a module, and cannot be read as it is called here: main.tf:5: module b: there is no Terraform file"
    assert any(str(one).startswith(said) for one in project.notes) and [one.name for one in project.functions] == ["worker"]


@pytest.mark.parametrize("call", ["", CALL % ("other", "other"), CALL % ("worker", "worker") + "count = 0\n"])
def test_a_module_that_nobody_calls_has_its_code_looked_for_in_the_whole_repository(module, call):
    (module.parent / "other").mkdir()
    (module.parent / "other" / "main.tf").touch()
    (module.parents[1] / "main.tf").write_text(call.replace("}\ncount = 0", "  count = 0\n}"))
    project = read(module, WORKER)
    assert "code has no value" in str(project.notes[0])
    assert project.functions[0].code_root.resolve() == module.parents[2] / "src"


def test_the_trigger_of_a_bucket_stands_where_the_bucket_is_told_whom_to_notify(tmp_path):
    project = read(tmp_path, '''
resource "aws_s3_bucket" "photos" {
  bucket = "photos"
}
resource "aws_lambda_function" "resize" {
  function_name = "resize"
  runtime       = "python3.13"
  handler       = "app.handler"
  role          = "arn:aws:iam::123456789012:role/r"
  filename      = "app.zip"
}
resource "aws_s3_bucket_notification" "photos" {
  bucket = aws_s3_bucket.photos.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.resize.arn
    events              = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    filter_suffix       = ".jpg"
  }
  queue {
    queue_arn = "arn:aws:sqs:us-east-1:123456789012:jobs"
    events    = ["s3:ObjectCreated:*"]
  }
}
''')
    (trigger,) = project.functions[0].triggers
    assert (str(trigger.location), trigger.label) == ("main.tf:12", "S3 photos s3:ObjectCreated:*, s3:ObjectRemoved:* *.jpg")
    (bucket,) = (one for one in project.resources if one.type == "AWS::S3::Bucket")
    assert (str(bucket.location), list(bucket.properties["NotificationConfiguration"])) == ("main.tf:2", ["QueueConfigurations"])
