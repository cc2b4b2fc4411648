"""Projects that are whole, one an IaC format, and what breaks them.

Each format is one entry of `FORMATS`: its file, its syntax, a small project that is whole, and breaks of its own.  Every syntax adds the
breaks of its texts, and JSON and YAML those of their values.  Same files every time.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import yaml

from benchmarks.broken_text import breaks_of

_VALUES: tuple[Any, ...] = (None, 5, "text", [], {}, True, ["x", {"y": 1}], "${self:custom.none}", {"Ref": "Nothing"}, -1e30)


@dataclass(frozen=True)
class Format:
    """An IaC format: the *name* of its file, its *syntax*, a *whole* project's text, other *files*, and breaks of its *own* by name."""

    name: str
    syntax: str
    whole: str
    files: Mapping[str, str]
    own: Mapping[str, str | bytes]


@dataclass(frozen=True)
class Broken:
    """One project that is broken in one way: its files, and which of them, or its folder, is named to the command."""

    label: str
    files: Mapping[str, bytes]
    target: str


def _serverless(form: str) -> str:
    document = {
        "service": "shop",
        "provider": {
            "name": "aws", "runtime": "python3.12", "stage": "${opt:stage, 'dev'}", "environment": {"TABLE": "${self:custom.table}"},
            "httpApi": {"authorizers": {"own": {"type": "request", "functionName": "guard"}}},
            "iam": {"role": {"statements": [{"Effect": "Allow", "Action": ["dynamodb:*"], "Resource": "*"}]}},
        },
        "custom": {"table": "orders-${sls:stage}", "more": {"list": [1, "${self:custom.table}"]}},
        "package": {"individually": True, "patterns": ["!**", "app.py"]},
        "plugins": ["serverless-python-requirements"],
        "functions": {
            "create": {
                "handler": "app.create", "timeout": 5, "environment": {"QUEUE": {"Ref": "Jobs"}},
                "events": [
                    {"http": {"path": "orders", "method": "post", "authorizer": "guard"}}, {"httpApi": "GET /orders"},
                    {"sqs": {"arn": {"Fn::GetAtt": ["Jobs", "Arn"]}}},
                ],
            },
            "guard": {"handler": "app.guard"},
        },
        "resources": {"Resources": {
            "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}},
            "Orders": {"Type": "AWS::DynamoDB::Table", "Properties": {
                "TableName": "${self:custom.table}", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}},
        }},
    }
    return yaml.safe_dump(document, sort_keys=False) if form == "yaml" else json.dumps(document, indent=1)


def _sam(form: str) -> str:
    document = {
        "AWSTemplateFormatVersion": "2010-09-09", "Transform": "AWS::Serverless-2016-10-31",
        "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
        "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
        "Globals": {"Function": {"Runtime": "python3.12", "Timeout": 5, "Environment": {"Variables": {"TABLE": {"Ref": "Orders"}}}}},
        "Resources": {
            "Create": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": ".", "Handler": "app.create", "Events": {
                "Post": {"Type": "Api", "Properties": {"Path": "/orders", "Method": "post"}},
                "Queue": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["Jobs", "Arn"]}}}},
                "Policies": [{"DynamoDBCrudPolicy": {"TableName": {"Ref": "Orders"}}}]}},
            "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Sub": "jobs-${Stage}"}}},
            "Orders": {"Type": "AWS::DynamoDB::Table", "Condition": "IsProd", "Properties": {
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}},
        },
    }
    return yaml.safe_dump(document, sort_keys=False) if form == "yaml" else json.dumps(document, indent=1)


_TERRAFORM = '''\
variable "stage" {
  type    = string
  default = "dev"
}

locals {
  table = "orders-${var.stage}"
}

resource "aws_dynamodb_table" "orders" {
  name         = local.table
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_sqs_queue" "jobs" {
  name                       = "jobs"
  visibility_timeout_seconds = 6 * 5
}

data "archive_file" "code" {
  type        = "zip"
  source_dir  = path.module
  output_path = "${path.module}/code.zip"
}

resource "aws_lambda_function" "create" {
  function_name = "create"
  runtime       = "python3.12"
  handler       = "app.create"
  filename      = data.archive_file.code.output_path
  timeout       = 5

  environment {
    variables = { TABLE = aws_dynamodb_table.orders.name }
  }
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.create.arn
  batch_size       = 5
}
'''
_LONG = "a" * 300
_HEAD = "service: a\nprovider: {name: aws, runtime: python3.12}\n"
_USE = "functions: {f: {handler: app.f, environment: {V: '${self:custom.a30}'}}}\n"
_SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
_HANDLERS = {"app.py": "def create(event, context):\n    return {}\n\n\nguard = f = create\n"}
FORMATS = (
    Format("serverless.yml", "yaml", _serverless("yaml"), _HANDLERS, {
        "variables that double": _HEAD + "custom:\n  a0: x\n" + "".join(
            f"  a{n}: ${{self:custom.a{n - 1}}}${{self:custom.a{n - 1}}}\n" for n in range(1, 31)) + _USE,
        "lists that double": _HEAD + "custom:\n  a0: x\n" + "".join(
            f"  a{n}: {[f'${{self:custom.a{n - 1}}}'] * 2}\n" for n in range(1, 31)) + _USE,
        "variables in a circle": _HEAD + "custom: {a30: '${self:custom.b}', b: '${self:custom.a30}'}\n" + _USE,
        "a variable of itself": _HEAD + "custom: {a30: 'x${self:custom.a30}'}\n" + _USE,
        "the whole file in itself": _HEAD + "custom: {a30: '${file(serverless.yml)}'}\n" + _USE,
        "the service in its custom": _HEAD + "custom: '${self:}'\n" + _USE,
        "a chain of variables": _HEAD + "custom:\n" + "".join(f"  a{n}: x${{self:custom.a{n - 1}}}\n" for n in range(1, 200)) + _USE,
        "variables within one another": _HEAD + "custom: {a30: '" + "${self:" * 3000 + "}" * 3000 + "'}\n" + _USE,
        "an open variable": _HEAD + "custom: {a30: '${self:custom.'}\n" + _USE,
        "a dot too many": _HEAD + "custom: {a30: '${self:custom..a}'}\n" + _USE,
        "a name misspelt": _HEAD + "custom: {a30: '${self:costum.a}'}\n" + _USE,
        "a source that is none": _HEAD + "custom: {a30: '${selff:custom.a}'}\n" + _USE,
        "a file that is not there": _HEAD + "functions: ${file(none.yml)}\n",
        "a file that is a folder": _HEAD + "functions: ${file(.)}\n",
        "a file with a null in its name": _HEAD + 'functions: "${file(a\\0b)}"\n',
        "functions of a program": _HEAD + "functions: ${file(functions.js)}\n",
        "a million dollars": _HEAD + "custom: {a30: '" + "$" * 1_000_000 + "'}\n" + _USE,
        "many open brackets": _HEAD + "custom: {a30: '" + "${" * 300_000 + "'}\n" + _USE,
        "backslashes": _HEAD + "custom: {a30: '" + "\\" * 300_001 + "${self:service}'}\n" + _USE,
        "constructs without a type": _HEAD + "constructs: {a: {worker: 3}, b: {type: queue, worker: 3}}\nfunctions: {}\n",
        "a handler that is too long": _HEAD + f"functions: {{f: {{handler: {_LONG}.f}}}}\n",
        "a module that is too long": _HEAD + f"functions: {{f: {{handler: app.f, module: {_LONG}, vendor: {_LONG}}}}}\n",
        "a folder of migrations that is too long": _HEAD + f"custom: {{dynamodb: {{migration: {{dir: {_LONG}}}}}}}\nfunctions: {{}}\n",
        "extensions of nothing": _HEAD + "functions: {}\nresources: {extensions: {Nothing: {Properties: {A: 1}}}}\n",
    }),
    Format("serverless.json", "json", _serverless("json"), _HANDLERS, {}),
    Format("template.yaml", "yaml", _sam("yaml"), _HANDLERS, {
        "names that double": _SAM + "  T0: {Type: AWS::DynamoDB::Table, Properties: {TableName: x}}\n" + "".join(
            f"  T{n}: {{Type: AWS::DynamoDB::Table, Properties: {{TableName: !Sub '${{T{n - 1}}}${{T{n - 1}}}'}}}}\n"
            for n in range(1, 30)),
        "names in a circle": _SAM + "".join(
            f"  T{n}: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Sub 'a${{T{1 - n}}}'}}}}\n" for n in (0, 1)),
        "conditions in a circle": "Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n" + _SAM
        + "  T: {Type: AWS::SNS::Topic, Condition: A}\n",
        "a condition that is not there": _SAM + "  T: {Type: AWS::SNS::Topic, Condition: Nowhere}\n",
        "an attribute of nothing": _SAM + "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt Nowhere.Name}}\n",
        "a mapping that is not there": _SAM + "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [A, B, C]}}\n",
        "references within one another": _SAM + "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: " + "!Join ['', [" * 60 + "x"
        + "]]" * 60 + "}}\n",
        "code that is too long": _SAM + f"  F: {{Type: AWS::Serverless::Function, Properties: {{Runtime: python3.12, Handler: {_LONG}.f, "
        f"CodeUri: {_LONG}.py}}}}\n  L: {{Type: AWS::Serverless::LayerVersion, Properties: {{ContentUri: {_LONG}}}}}\n",
        "a definition that is too long": _SAM + f"  A: {{Type: AWS::Serverless::Api, Properties: {{DefinitionUri: {_LONG}}}}}\n"
        f"  S: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {_LONG}}}}}\n",
        "a pseudo parameter that is none": _SAM + "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref AWS::Nothing}}\n",
    }),
    Format("template.json", "json", _sam("json"), _HANDLERS, {}),
    Format("main.tf", "hcl", _TERRAFORM, _HANDLERS, {
        "a handler that is too long": _TERRAFORM.replace("app.create", f"{_LONG}.create"),
        "code that is too long": _TERRAFORM.replace("= path.module", f'= "{_LONG}"'),
        "an archive that is too long": _TERRAFORM.replace("data.archive_file.code.output_path", f'"{_LONG}.zip"'),
    }),
)


def corpus() -> Iterator[Broken]:
    """Every broken project, in the same order each time."""
    for one in FORMATS:
        broken: dict[str, str | bytes] = {**one.own, **breaks_of(one.syntax, one.whole)}
        if one.syntax in ("yaml", "json"):
            broken |= dict(_values(json.loads(one.whole) if one.syntax == "json" else yaml.safe_load(one.whole), one.syntax))
        for label, content in broken.items():
            data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            files = {name: text.encode() for name, text in one.files.items()} | {one.name: data}
            yield Broken(f"{one.name}: {label}", files, one.name)


def _values(document: Any, syntax: str) -> Iterator[tuple[str, str]]:
    """The document with one value replaced by one of another kind: each value of it, and a few kinds for each."""
    write: Callable[[Any], str] = json.dumps if syntax == "json" else lambda value: yaml.safe_dump(value, sort_keys=False)
    random = Random(1)
    for path in _paths(document, ()):
        for value in random.sample(_VALUES, 2 if syntax == "json" else 4):
            yield f"{'.'.join(map(str, path))} is {json.dumps(value)}", write(_with(document, path, value))


def _paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key)
        yield from _paths(member, (*path, key))


def _with(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = dict(document) if isinstance(document, dict) else list(document)
    changed[path[0]] = _with(document[path[0]], path[1:], value)
    return changed
