"""What is found in a Terraform configuration: functions, what calls them, their code, their roles and the account's resources."""

import json

import pytest

from lambdatest.errors import ProjectError
from lambdatest.project import load

FUNCTION = '''
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = %(role)s
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = %(filename)s
  %(more)s
}
'''


CODE = {"app.py": "def handler(event, context): return 1\n"}


def function(role='"arn:aws:iam::123456789012:role/orders"', filename='"app.zip"', more=""):
    """The text of one function."""
    return FUNCTION % {"role": role, "filename": filename, "more": more}


def project(folder, *texts, files=(), **given):
    """The project of a configuration in *folder*, which holds other *files* too."""
    for name, text in dict(files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "main.tf").write_text("\n".join(texts), encoding="utf-8")
    return load(folder, **given)


def notes(found):
    """The notes of a project as text."""
    return [str(note) for note in found.notes]


def test_the_folder_of_a_configuration_and_each_of_its_files_are_the_same_project(tmp_path):
    found = project(tmp_path, function(), files={"variables.tf": 'variable "x" {\n  default = 1\n}\n', "app.py": "def handler(e, c): 1"})
    assert found.format == "terraform" and found.path.name == "main.tf"
    assert [one.functions for one in (load(tmp_path / "main.tf"), load(tmp_path / "variables.tf"))] == [found.functions] * 2
    assert [(one.name, one.handler, str(one.location)) for one in found.functions] == [("orders", "app.handler", "main.tf:2")]


def test_a_folder_with_an_archive_of_a_folder_has_its_code_there(tmp_path):
    archive = 'data "archive_file" "a" {\n  type = "zip"\n  source_dir = "${path.module}/../src"\n  output_path = "build/a.zip"\n}\n'
    (tmp_path / "infra").mkdir()
    found = project(tmp_path / "infra", archive, function(filename="data.archive_file.a.output_path"))
    assert found.functions[0].code_root.resolve() == tmp_path / "src"
    assert notes(found) == []


def test_an_archive_of_one_file_and_one_of_texts_that_are_read_have_their_code_beside_them(tmp_path):
    archives = '''
data "archive_file" "one" {
  type        = "zip"
  source_file = "one/app.py"
  output_path = "one.zip"
}
data "archive_file" "many" {
  type        = "zip"
  output_path = "${path.module}/many.zip"
  source {
    content  = file("${path.module}/many/pkg/app.py")
    filename = "pkg/app.py"
  }
}
'''
    second = function(filename='"./many.zip"').replace('"orders"', '"others"').replace("app.handler", "pkg/app.handler")
    files = {"one/app.py": "def handler(e, c): 1", "many/pkg/app.py": "def handler(e, c): 1"}
    found = project(tmp_path, archives, function(filename='"one.zip"'), second, files=files)
    assert [one.code_root.name for one in found.functions] == ["one", "many"]


def test_code_that_stands_in_the_configuration_is_written_where_it_can_be_called(tmp_path):
    archive = '''
data "archive_file" "a" {
  type        = "zip"
  output_path = "a.zip"
  source {
    filename = "app.py"
    content  = <<-EOT
      def handler(event, context):
          return "${terraform.workspace}"
    EOT
  }
}
'''
    root = project(tmp_path, archive, function(filename='"a.zip"')).functions[0].code_root
    assert (root / "app.py").read_text(encoding="utf-8") == 'def handler(event, context):\n    return "default"\n'


def test_an_archive_that_a_build_makes_is_looked_for_near_by(tmp_path):
    found = project(tmp_path, function(filename='"dist/orders.zip"'), files={"src/app.py": "def handler(event, context): return 1\n"})
    assert found.functions[0].code_root.resolve() == tmp_path / "src" and found.functions[0].skipped is None
    assert notes(found) == [
        "main.tf:2: aws_lambda_function.orders: its code is dist/orders.zip, which is not here; src, where app.py is, stands in"]
    twice = project(tmp_path, function(filename='"dist/orders.zip"'), files={"other/app.py": "def handler(event, context): return 2\n"})
    assert "2 folders hold its handler" in str(twice.functions[0].skipped)
    named = project(tmp_path, function(filename='"dist/other.zip"'))
    assert named.functions[0].code_root.resolve() == tmp_path / "other"


def test_a_folder_that_a_build_fills_is_looked_for_too(tmp_path):
    archive = 'data "archive_file" "a" {\n  type = "zip"\n  source_dir = "build"\n  output_path = "a.zip"\n}\n'
    found = project(tmp_path, archive, function(filename='"a.zip"'), files={"src/app.py": "def handler(event, context): return 1\n"})
    assert found.functions[0].code_root.resolve() == tmp_path / "src"
    assert "its code is build, which is not here; src, where app.py is, stands in" in notes(found)[0]


def test_a_handler_that_cannot_be_known_is_skipped_where_the_folder_is_named_by_a_dot(tmp_path, monkeypatch):
    project(tmp_path, 'variable "handler" {}\n', function().replace('"app.handler"', "var.handler"))
    monkeypatch.chdir(tmp_path)
    assert "its code is app.zip" in str(load(".").functions[0].skipped)


def test_what_its_name_says_of_its_kind_says_nothing(tmp_path):
    declared = [function().replace('"orders"', f'"{name}"') for name in ("read_lambda", "lambda-write", "scan_function", "lambdas")]
    assert [one.name for one in project(tmp_path, *declared, files=CODE).functions] == ["read", "write", "scan", "lambdas"]


def test_images_and_other_languages_are_skipped(tmp_path):
    found = project(
        tmp_path, function(more='package_type = "Image"'), function().replace('"orders"', '"node"').replace("python3.12", "nodejs20.x"))
    image, node = found.functions
    assert "container image" in str(image.skipped) and "nodejs20.x" in str(node.skipped)


def test_a_variable_has_the_value_that_is_given_then_that_of_the_files_then_its_default(tmp_path):
    variables = "".join(f'variable "{name}" {{\n  default = "default"\n}}\n' for name in "abc")
    more = 'environment {\n    variables = { A = var.a, B = var.b, C = var.c }\n  }'
    files = {"terraform.tfvars": 'a = "file"\nb = "file"\n', "x.auto.tfvars": 'b = "auto"\n'}
    found = project(tmp_path, variables, function(more=more), files=files)
    assert found.functions[0].environment == {"A": "file", "B": "auto", "C": "default"}
    assert load(tmp_path, params={"a": "given"}).functions[0].environment["A"] == "given"
    (tmp_path / "prod.tfvars").write_text('b = "prod"\n', encoding="utf-8")
    assert load(tmp_path, stage="prod").functions[0].environment == {"A": "file", "B": "prod", "C": "default"}


def test_a_variable_without_a_value_is_noted_with_its_stand_in(tmp_path):
    found = project(tmp_path, 'variable "key" {}\n', function(more='environment {\n    variables = { KEY = var.key }\n  }'))
    assert found.functions[0].environment == {"KEY": "key"}
    assert notes(found) == ["main.tf:1: variable key has no value (--param key=VALUE); 'key' stands in"]


def test_what_cannot_be_known_is_noted_where_it_stands_and_spares_its_neighbours(tmp_path):
    lines = ("environment {", "variables = {", 'GOOD = "good"', "BAD = frobnicate(1)", "LOST = aws_sqs_queue.nowhere.url", "}", "}")
    more = "\n".join(lines)
    found = project(tmp_path, function(more=more))
    assert found.functions[0].environment == {"GOOD": "good", "BAD": "bad", "LOST": "lost"}
    assert [note.split("; ")[0] for note in notes(found)] == [
        "main.tf:11: BAD cannot be known: the function frobnicate is not known",
        "main.tf:12: LOST cannot be known: there is no aws_sqs_queue.nowhere",
    ]


def test_the_module_of_the_registry_for_functions_is_read_from_its_arguments(tmp_path):
    found = project(tmp_path, '''
module "queue" {
  source     = "terraform-aws-modules/sqs/aws"
  name       = "orders"
  create_dlq = true
}
module "table" {
  source     = "terraform-aws-modules/dynamodb-table/aws"
  name       = "orders"
  hash_key   = "id"
  attributes = [{ name = "id", type = "S" }]
}
module "orders" {
  source                   = "terraform-aws-modules/lambda/aws"
  version                  = "~> 7.0"
  function_name            = "take-orders"
  handler                  = "app.handler"
  runtime                  = "python3.12"
  source_path              = "../src"
  timeout                  = 20
  environment_variables    = { TABLE = module.table.dynamodb_table_id }
  event_source_mapping     = { queue = { event_source_arn = module.queue.queue_arn, batch_size = 3 } }
  attach_policy_statements = true
  policy_statements        = { table = { actions = ["dynamodb:PutItem"], resources = [module.table.dynamodb_table_arn] } }
}
''')
    one = found.functions[0]
    assert (one.name, one.deployed_name, one.handler, one.timeout, one.environment) == (
        "orders", "take-orders", "app.handler", 20, {"TABLE": "orders"})
    assert one.code_root.resolve() == tmp_path.parent / "src" and str(one.location) == "main.tf:13"
    assert [(trigger.label, trigger.options["batch_size"]) for trigger in one.triggers] == [("SQS orders", 3)]
    assert [found for found in one.statements or () if "dynamodb:PutItem" in found["Action"]]
    assert [table.name for table in found.tables] == ["orders"] and notes(found) == []
    assert sorted(one.properties["QueueName"] for one in found.resources if one.type == "AWS::SQS::Queue") == ["orders", "orders-dlq"]


def test_the_one_file_that_a_module_of_the_registry_packs_has_its_code_beside_it(tmp_path):
    call = 'module "orders" {\n  source = "terraform-aws-modules/lambda/aws"\n  runtime = "python3.12"\n  handler = "app.handler"\n'
    found = project(tmp_path, call + '  function_name = "orders"\n  source_path = "app.py"\n}\n', files=CODE)
    assert found.functions[0].code_root == tmp_path and notes(found) == []


def test_what_is_wrong_inside_of_a_module_of_the_registry_is_noted_at_its_call(tmp_path):
    call = 'module "topic" {\n  source = "terraform-aws-modules/sns/aws"\n  name = "a"\n  subscriptions = 5\n}\n'
    found = project(tmp_path, "\n" * 7, call)
    assert [str(one.location) for one in found.notes] == ["main.tf:9"]


def test_a_module_that_is_not_at_hand_is_noted_and_read_once_terraform_has_fetched_it(tmp_path):
    call = 'module "orders" {\n  source = "git::https://example.com/orders.git"\n}\n'
    assert notes(project(tmp_path, call)) == [
        "main.tf:1: module orders comes from git::https://example.com/orders.git, which is not read (after terraform init it is)"]
    known = {"Modules": [{"Key": "", "Dir": "."}, {"Key": "orders", "Dir": ".terraform/modules/orders"}]}
    files = {".terraform/modules/modules.json": json.dumps(known), ".terraform/modules/orders/main.tf": function()}
    assert [one.name for one in project(tmp_path, call, files=files).functions] == ["orders"]


def test_a_permission_tells_what_calls_a_function_that_nothing_else_does(tmp_path):
    permission = '''
resource "aws_lambda_permission" "bucket" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::uploads"
}
'''
    found = project(tmp_path, function(), permission, files=CODE)
    assert [(one.kind, one.options["bucket"]) for one in found.functions[0].triggers] == [("s3", "uploads")]
    assert "nothing but this permission" in notes(found)[0]


def test_the_routes_of_an_openapi_body_are_triggers(tmp_path):
    api = '''
resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
  body = jsonencode({
    openapi = "3.0.1"
    paths = { "/orders" = { post = { "x-amazon-apigateway-integration" = {
      type = "aws_proxy", httpMethod = "POST", uri = aws_lambda_function.orders.invoke_arn
    } } } }
  })
}
'''
    assert [one.label for one in project(tmp_path, function(), api).functions[0].triggers] == ["POST /orders"]


def test_the_rule_of_a_listener_says_which_requests_reach_a_function(tmp_path):
    balancer = '''
resource "aws_lb" "shop" {
  name = "shop"
}
resource "aws_lb_target_group" "shop" {
  name        = "shop"
  target_type = "lambda"
}
resource "aws_lb_target_group_attachment" "shop" {
  target_group_arn = aws_lb_target_group.shop.arn
  target_id        = aws_lambda_function.orders.arn
}
resource "aws_lb_listener_rule" "shop" {
  listener_arn = "arn"
  condition {
    path_pattern {
      values = ["/cart/*"]
    }
  }
  condition {
    http_request_method {
      values = ["GET"]
    }
  }
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }
}
'''
    found = project(tmp_path, function(), balancer)
    assert [one.label for one in found.functions[0].triggers] == ["ALB GET /cart/{proxy+}"] and notes(found) == []


def test_an_alias_leads_to_its_function(tmp_path):
    wiring = '''
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.orders.function_name
  function_version = "1"
}
resource "aws_sns_topic" "orders" {
  name_prefix = "orders-"
}
resource "aws_sns_topic_subscription" "orders" {
  topic_arn = aws_sns_topic.orders.arn
  protocol  = "lambda"
  endpoint  = aws_lambda_alias.live.arn
}
'''
    assert [one.label for one in project(tmp_path, function(), wiring).functions[0].triggers] == ["SNS orders-1"]


def test_what_is_called_like_a_module_or_a_data_source_is_none(tmp_path):
    queues = 'resource "aws_sqs_queue" "%s" {\n  for_each = toset(["module.a"])\n  name = "%s"\n}\n'
    files = {"one/main.tf": queues % ("b", "b") + queues % ("c", "c")}
    found = project(tmp_path, 'module "metadata" {\n  source = "./one"\n}\n', files=files)
    assert {one.logical_id: one.properties["QueueName"] for one in found.resources} == {
        "module.metadata.aws_sqs_queue.b_module.a": "b", "module.metadata.aws_sqs_queue.c_module.a": "c"}


def test_layers_that_stand_in_the_repository_are_on_the_path(tmp_path):
    layer = '''
data "archive_file" "layer" {
  type        = "zip"
  source_dir  = "layer"
  output_path = "layer.zip"
}
resource "aws_lambda_layer_version" "shared" {
  layer_name = "shared"
  filename   = data.archive_file.layer.output_path
}
'''
    found = project(tmp_path, layer, function(more="layers = [aws_lambda_layer_version.shared.arn]"), files={"layer/python/shared.py": ""})
    assert [path.relative_to(tmp_path).as_posix() for path in found.functions[0].layers] == ["layer/python"]


def test_names_of_functions_leave_out_what_says_nothing_and_are_never_the_same(tmp_path):
    body = function().replace('"orders" {', '"this" {').replace('"orders"\n', "var.name\n")
    calls = "".join(f'module "{name}" {{\n  source = "./one"\n  name = "{name}-1"\n}}\n' for name in ("lambda", "billing"))
    found = project(tmp_path, calls, function(more="count = 2"), files={"one/main.tf": 'variable "name" {}\n' + body})
    assert sorted(one.name for one in found.functions) == ["billing", "lambda-1", "orders.0", "orders.1"]


def test_a_type_that_is_not_read_is_noted_and_one_without_effect_is_not(tmp_path):
    found = project(tmp_path, 'resource "aws_glue_job" "a" {\n  name = "a"\n}\nresource "aws_vpc" "b" {\n  cidr_block = "10.0.0.0/16"\n}\n')
    assert notes(found) == ["main.tf:1: aws_glue_job.a is of a type that is not read"]


def test_overrides_are_written_over_what_they_override(tmp_path):
    files = {"dev_override.tf": 'resource "aws_lambda_function" "orders" {\n  timeout = 77\n}\n'}
    assert project(tmp_path, function(more="timeout = 5"), files=files).functions[0].timeout == 77


def test_the_stage_is_the_workspace_and_fills_a_variable_of_that_name(tmp_path):
    more = 'environment {\n    variables = { A = terraform.workspace, B = var.environment }\n  }'
    found = project(tmp_path, 'variable "environment" {}\n', function(more=more), stage="prod")
    assert found.stage == "prod" and found.functions[0].environment == {"A": "prod", "B": "prod"}


def test_a_plan_is_told_by_its_content_and_names_the_archive_that_it_packs(tmp_path):
    resource = {
        "address": "aws_lambda_function.orders", "mode": "managed", "type": "aws_lambda_function", "name": "orders", "values": {
            "function_name": "orders", "runtime": "python3.12", "handler": "app.handler", "filename": "a.zip", "timeout": 9,
            "memory_size": 256, "environment": [{"variables": {"A": "1"}}], "role": None}}
    archive = {
        "address": "data.archive_file.a", "mode": "data", "type": "archive_file", "name": "a",
        "values": {"source_dir": "src", "output_path": "a.zip"}}
    # https://developer.hashicorp.com/terraform/internals/json-format
    plan = {
        "format_version": "1.2", "planned_values": {"root_module": {"resources": [resource]}},
        "prior_state": {"values": {"root_module": {"resources": [archive]}}}, "configuration": {"root_module": {}},
    }
    (tmp_path / "any-name.json").write_text(json.dumps(plan), encoding="utf-8")
    found = load(tmp_path / "any-name.json")
    one = found.functions[0]
    assert (found.format, one.name, one.timeout, one.memory, one.environment) == ("terraform plan", "orders", 9, 256, {"A": "1"})
    assert one.code_root.resolve() == tmp_path / "src"


def test_a_plan_without_its_configuration_is_refused(tmp_path):
    (tmp_path / "plan.json").write_text('{"planned_values": {}}', encoding="utf-8")
    with pytest.raises(ProjectError, match=r"plan\.json:1: this is no plan of Terraform; write it with: terraform show -json"):
        load(tmp_path / "plan.json")


def test_a_plan_alone_follows_an_output_of_a_module_that_holds_nothing_but_another(tmp_path):
    function_ = {"function_name": "orders", "runtime": "python3.12", "handler": "app.handler"}
    resources = [
        {"address": f"{type_}.a", "mode": "managed", "type": type_, "values": values} for type_, values in (
            ("aws_lambda_function", function_), ("aws_lambda_event_source_mapping", {"function_name": "orders"}))]
    queue = {"address": "module.a.module.b.aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "values": {"name": "q"}}
    inner = {"outputs": {"arn": {"expression": {"references": ["aws_sqs_queue.q.arn", "aws_sqs_queue.q"]}}}}
    outer = {"outputs": {"arn": {"expression": {"references": ["module.b.arn", "module.b"]}}}, "module_calls": {"b": {"module": inner}}}
    source = {"event_source_arn": {"references": ["module.a.arn", "module.a"]}}
    wiring = {"address": "aws_lambda_event_source_mapping.a", "expressions": source}
    modules = [{"address": "module.a", "child_modules": [{"address": "module.a.module.b", "resources": [queue]}]}]
    plan = {
        "planned_values": {"root_module": {"resources": resources, "child_modules": modules}},
        "configuration": {"root_module": {"resources": [wiring], "module_calls": {"a": {"module": outer}}}},
        "resource_changes": [
            {"address": wiring["address"], "change": {"after_unknown": {"event_source_arn": True}}},
            {"address": queue["address"], "change": {"after_unknown": {"arn": True}}}],
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    assert [one.label for one in load(tmp_path / "plan.json").functions[0].triggers] == ["SQS q"]
