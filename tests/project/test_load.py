"""Loading a project: triggers recognised, tables understood."""

import pickle
from pathlib import Path

import pytest

from lambdatest import project
from lambdatest.errors import ProjectError

HEAD = "service: shop\nprovider: {name: aws, runtime: python3.12}\n"


def write(folder: Path, text: str) -> Path:
    (folder / "serverless.yml").write_text(HEAD + text)
    return folder


def table(folder: Path, properties: str):
    return project.load(write(folder, f"resources: {{Resources: {{T: {{Type: AWS::DynamoDB::Table, Properties: {{{properties}}}}}}}}}\n"))


def test_triggers_are_recognised_and_the_rest_is_kept_as_unknown(tmp_path):
    events = "[http: get x, httpApi: 'POST /y/{id}', alexaSkill, unheardOf: {a: 1}]"
    loaded = project.load(write(tmp_path, f"functions: {{f: {{handler: a.b, events: {events}}}}}\n"))
    function = loaded.function("f")
    assert [(one.kind, one.label) for one in function.triggers] == [("rest_api", "GET /x"), ("http_api", "POST /y/{id}")]
    assert [one.type for one in function.unknown] == ["alexaSkill", "unheardOf"]
    assert (loaded.name, loaded.stage, loaded.region, loaded.format) == ("shop", "dev", "us-east-1", "serverless")
    with pytest.raises(KeyError):
        loaded.function("g")


def test_a_project_travels_to_a_worker_process(tmp_path):
    loaded = project.load(write(tmp_path, "functions: {f: {handler: a.b, environment: {A: '${env:NONE}'}, events: [http: get x]}}\n"))
    assert pickle.loads(pickle.dumps(loaded)) == loaded
    assert type(loaded.function("f").environment["A"]) is str


def test_a_table_is_understood_with_its_indexes_stream_and_ttl(tmp_path):
    text = """\
TableName: '${self:service}-items', TimeToLiveSpecification: {AttributeName: expires, Enabled: true},
AttributeDefinitions: [{AttributeName: id, AttributeType: S}, {AttributeName: at, AttributeType: N},
  {AttributeName: spare, AttributeType: S}],
KeySchema: [{AttributeName: at, KeyType: RANGE}, {AttributeName: id, KeyType: HASH}],
GlobalSecondaryIndexes: [{IndexName: by-at, KeySchema: [{AttributeName: at, KeyType: HASH}],
  Projection: {ProjectionType: INCLUDE, NonKeyAttributes: [title]}}, {IndexName: keys, KeySchema: [{AttributeName: at, KeyType: HASH}]}],
LocalSecondaryIndexes: [{IndexName: l, KeySchema: [{AttributeName: id, KeyType: HASH}, {AttributeName: at, KeyType: RANGE}],
  Projection: {ProjectionType: ALL}}],
StreamSpecification: {StreamViewType: NEW_IMAGE}"""
    (found,) = table(tmp_path, text).tables
    assert (found.name, found.keys, found.hash_key, found.range_key) == ("shop-items", ("id", "at"), "id", "at")
    assert found.types == {"id": "S", "at": "N"} and (found.stream, found.ttl) == ("NEW_IMAGE", "expires")
    assert [(one.name, one.keys, one.kind, one.projected) for one in found.indexes] == [
        ("by-at", ("at",), "global", ("title",)), ("keys", ("at",), "global", ()), ("l", ("id", "at"), "local", None)]


def test_a_table_without_a_name_has_the_one_that_ref_gives(tmp_path):
    keys = "KeySchema: [{AttributeName: id, KeyType: HASH}], AttributeDefinitions: [{AttributeName: id, AttributeType: S}]"
    assert table(tmp_path, keys).tables[0].name == "shop-dev-T"


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ("", "its KeySchema is not one HASH key"),
        ("KeySchema: [{AttributeName: id, KeyType: RANGE}]", "its KeySchema is not one HASH key"),
        ("KeySchema: id", "its KeySchema is not a list of mappings"),
        ("KeySchema: [{AttributeName: id, KeyType: HASH}]", "key attribute 'id' has no type among its AttributeDefinitions"),
    ],
)
def test_a_table_without_proper_keys_is_refused_with_its_line(tmp_path, properties, message):
    with pytest.raises(ProjectError) as caught:
        table(tmp_path, properties)
    assert str(caught.value).startswith("serverless.yml:3: table T: ") and message in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("serverless.yml", "service: s\nprovider: {{name: aws, runtime: {}}}\nfunctions: {{old: {{handler: app.handler}}}}\n"),
        ("template.yaml", "Resources:\n  old:\n    Type: AWS::Lambda::Function\n"
                          "    Properties: {{Handler: app.handler, Runtime: {}, Code: .}}\n"),
        ("main.tf", 'resource "aws_lambda_function" "old" {{\n  function_name = "old"\n  handler = "app.handler"\n  runtime = "{}"\n'
                    '  filename = "app.zip"\n}}\n'),
    ],
    ids=("serverless", "cloudformation", "terraform"),
)
def test_a_function_of_python_2_is_left_out_as_one_of_another_language_is(tmp_path, name, text):
    (tmp_path / "app.py").write_text("def handler(event, context): return 1\n")
    for runtime, skipped in (("python2.7", "python2.7 is Python 2, which lambdatest does not run"), ("python3.13", None)):
        (tmp_path / name).write_text(text.format(runtime))
        assert [function.skipped for function in project.load(tmp_path / name).functions] == [skipped]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("serverless.yml", """
service: s
provider: {name: aws, runtime: python3.13}
functions:
  f: {handler: app.handler, environment: {A: "${ssm:/shop/host}", B: "${ssm:/shop/url}/x", C: x, D: "${opt:stage}", E: "${ssm:/jobs}"}}
resources: {Resources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: "${ssm:/jobs}"}}}}
"""),
        ("template.yaml", """
Parameters: {SsmShopHost: {Type: String}, Ssm-Shop-Url: {Type: String}, SsmJobs: {Type: String}, Size: {Type: Number}}
Resources:
  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref SsmJobs}}
  F:
    Type: AWS::Lambda::Function
    Properties:
      {Handler: app.handler, Runtime: python3.13, Code: ., Environment: {Variables:
        {A: !Ref SsmShopHost, B: !Sub "${Ssm-Shop-Url}/x", C: x, D: !Ref AWS::Region, E: !Ref SsmJobs, G: !Ref Size}}}
"""),
        ("main.tf", """
variable "ssm_shop_host" {}
variable "ssm_shop_url" {}
variable "ssm_jobs" {}
variable "region" {}
resource "aws_sqs_queue" "q" { name = var.ssm_jobs }
resource "aws_lambda_function" "f" {
  function_name = "f"
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = "app.zip"
  environment {
    variables = { A = var.ssm_shop_host, B = "${var.ssm_shop_url}/x", C = "x", D = var.region, E = var.ssm_jobs }
  }
}
"""),
    ],
    ids=("serverless", "cloudformation", "terraform"),
)
def test_a_function_knows_which_texts_of_its_environment_stand_in_for_others(tmp_path, name, text):
    (tmp_path / "app.py").write_text("def handler(event, context): return 1\n")
    (tmp_path / name).write_text(text)
    (function,) = project.load(tmp_path / name).functions
    whole = {one for one in function.stand_ins if not one.endswith("/x")}
    assert {one.replace("-", "") for one in whole} == {"ssmshophost", "ssmshopurl.example.com"}


def test_a_bus_of_another_stack_is_there_under_the_name_that_stands_in_for_it(tmp_path):
    variables = "{EVENT_BUS_NAME: '${ssm:/bus}', BUSINESS: '${ssm:/business}', BUS: shop, OTHER_BUS: '${ssm:/arn/x}'}"
    functions = f"functions: {{a: {{handler: a.b, environment: {variables}}}, b: {{handler: a.b, environment: {variables}}}}}\n"
    more = "resources: {Resources: {Own: {Type: AWS::Events::EventBus, Properties: {Name: '${ssm:/arn/x}'}}}}\n"
    loaded = project.load(write(tmp_path, functions + more))
    assert [one.properties["Name"] for one in loaded.resources if one.type == "AWS::Events::EventBus"] == ["ssm-arn-x", "ssm-bus"]
