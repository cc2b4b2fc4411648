"""What is read of a SAM template; SAM's own translator is the oracle where it can be."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from samtranslator.translator.transform import transform

from lambdatest import project, readers
from lambdatest.errors import ProjectError
from lambdatest.model import POLICY_BUNDLE, Service
from lambdatest.readers.document import load
from lambdatest.readers.location import plain
from strategies import iac

HEAD = "Transform: AWS::Serverless-2016-10-31\n"
GLOBALS = "Globals: {Function: {Runtime: python3.12, CodeUri: src, Handler: app.handler}}\n"
FUNCTION = HEAD + GLOBALS + "Resources: {F: {Type: AWS::Serverless::Function, Properties: "


def read(folder: Path, text: str, **options) -> Service:
    (folder / "template.yaml").write_text(text)
    return readers.read(folder, **options)


def function(folder: Path, text: str, more: str = "", **options):
    """The one function with *text* as its properties."""
    resource = f"  F: {{Type: AWS::Serverless::Function, Properties: {{{text}}}}}\n"
    return read(folder, f"{HEAD}{GLOBALS}Resources:\n{resource}{more}", **options).functions[0]


def translated(document: dict[str, Any]) -> dict[str, Any]:
    """What SAM itself makes of a template."""

    class Policies:
        def load(self) -> dict[str, str]:
            return {}

    with patch.object(boto3.session.Session, "region_name", "us-east-1", create=True):
        return transform(document, {}, Policies(), feature_toggle=None)["Resources"]


def routes(resources: dict[str, Any]) -> set[tuple[str, str]]:
    """(method, path) of every route in the OpenAPI bodies of translated APIs."""
    found = set()
    for resource in resources.values():
        for path, methods in ((resource.get("Properties") or {}).get("Body") or {}).get("paths", {}).items():
            found |= {(method.replace("x-amazon-apigateway-any-method", "any"), path) for method in methods if method != "options"}
    return found


@given(document=iac.sam_documents())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_random_template_is_read_back_to_what_was_declared(tmp_path_factory, document):
    folder = tmp_path_factory.mktemp("template")
    (folder / document.name).write_text(document.text)
    service = readers.read(folder)
    assert {one.name for one in service.functions} == set(document.functions) and service.notes == ()
    for one in service.functions:
        expected = document.functions[one.name]
        assert one.code_root == folder / "src" and one.skipped is None and one.runtime == "python3.12"
        assert (one.handler, one.deployed_name) == (expected["handler"], expected["deployed_name"])
        assert one.environment == expected["environment"]
        assert (one.timeout, one.memory) == (expected["timeout"], expected["memory"])
        assert [(each.type, each.properties) for each in one.declarations] == expected["events"]
    assert {one.logical_id: one.properties["TableName"] for one in service.resources if one.type == "AWS::DynamoDB::Table"} == {
        name: spec.name for name, spec in document.tables.items()
    }


@given(document=iac.sam_documents())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_sam_s_own_translator_finds_the_same_functions_routes_and_tables(tmp_path_factory, document):
    folder = tmp_path_factory.mktemp("template")
    (folder / document.name).write_text(document.text.replace("src/", "s3://bucket/src"))
    tree = plain(load(folder / document.name, folder))
    if not tree["Resources"]:
        return
    theirs = translated(json.loads(json.dumps(tree)))
    (folder / document.name).write_text(document.text)
    ours = readers.read(folder)
    lambdas = {name: one["Properties"] for name, one in theirs.items() if one["Type"] == "AWS::Lambda::Function"}
    assert {one.name: (one.handler, one.timeout) for one in ours.functions} == {
        name: (one["Handler"], one.get("Timeout", 3)) for name, one in lambdas.items()
    }
    for one in ours.functions:
        assert set(one.environment) == set(lambdas[one.name].get("Environment", {}).get("Variables", {}))
    declared = [each.properties for one in ours.functions for each in one.declarations]
    assert {(each["Method"].lower(), each["Path"]) for each in declared} == routes(theirs)


def test_a_simple_table_is_the_table_that_sam_makes_of_it(tmp_path):
    text = HEAD + "Resources:\n  A: {Type: AWS::Serverless::SimpleTable}\n"
    text += "  B: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: b, PrimaryKey: {Name: n, Type: Number}}}\n"
    service = read(tmp_path, text)
    theirs = translated(plain(load(tmp_path / "template.yaml", tmp_path)))
    for resource in service.resources:
        made = theirs[resource.logical_id]["Properties"]
        assert resource.type == "AWS::DynamoDB::Table"
        assert {key: resource.properties[key] for key in ("KeySchema", "AttributeDefinitions", "BillingMode")} == {
            key: made[key] for key in ("KeySchema", "AttributeDefinitions", "BillingMode")
        }
    tables = [project.table(resource) for resource in service.resources]
    assert [(one.name, one.keys, one.types) for one in tables] == [("sam-app-A", ("id",), {"id": "S"}), ("b", ("n",), {"n": "N"})]


def test_a_state_machine_is_the_one_that_sam_makes_of_it_without_what_other_resources_are_made_of():
    service = readers.read(Path(__file__).parent / "templates" / "machines.yaml")
    found = {one.logical_id: one for one in service.resources}["Machine"]
    assert (found.type, set(found.properties)) == ("AWS::StepFunctions::StateMachine", {"StateMachineName", "Definition"})


def test_globals_and_function_are_merged_as_sam_does_it(tmp_path):
    text = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, Handler: g.h, CodeUri: src/, Timeout: 9, MemorySize: 256, Environment: {Variables: {A: 1, B: yes}}}
  HttpApi: {Auth: {DefaultAuthorizer: J, Authorizers: {J: {JwtConfiguration: {issuer: i}}}}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub '${AWS::StackName}-f'
      Timeout: 2
      Environment: {Variables: {A: !GetAtt Queue.QueueName, Q: !Ref Queue}}
      FunctionUrlConfig: {AuthType: NONE}
      Events:
        A: {Type: HttpApi, Properties: {Path: /a, Method: GET}}
        B: {Type: HttpApi}
        C: {Type: Api, Properties: {Path: /c, Method: get, RestApiId: !Ref Rest}}
        D: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}
  Rest: {Type: AWS::Serverless::Api, Properties: {StageName: live, Auth: {ApiKeyRequired: true}}}
  Queue: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}
"""
    service = read(tmp_path, text)
    (one,) = service.functions
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/sam-app-Queue.fifo"
    assert (one.deployed_name, one.handler, one.timeout, one.memory, one.code_root) == ("sam-app-f", "g.h", 2, 256, tmp_path / "src")
    assert one.environment == {"A": "sam-app-Queue.fifo", "B": "true", "Q": url} and service.stage == "live"
    assert [each.type for each in one.declarations] == ["HttpApi", "HttpApi", "Api", "SQS", "FunctionUrlConfig"]
    implicit, catch_all, rest, queue, _ = one.declarations
    assert implicit.service["HttpApi"]["Auth"]["DefaultAuthorizer"] == "J" and implicit.service["stage"] == "$default"
    assert catch_all.properties == {} and queue.properties == {"Queue": "arn:aws:sqs:us-east-1:123456789012:sam-app-Queue.fifo"}
    assert rest.service["Api"] == {"StageName": "live", "Auth": {"ApiKeyRequired": True}} and rest.service["stage"] == "live"
    assert str(rest.location) == "template.yaml:16"


def test_parameters_have_their_default_or_what_the_user_says_or_a_dummy_with_a_note(tmp_path):
    more = """\
Parameters:
  Stage: {Type: String, Default: dev}
  Key: {Type: String}
  Kind: {Type: String, AllowedValues: [a, b]}
  Size: {Type: Number, MinValue: 5}
  Secret: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}
  Some: {Type: CommaDelimitedList, Default: 'x, y'}
"""
    text = "Environment: {Variables: {A: !Ref Stage, B: !Ref Key, C: !Ref Kind, D: !Ref Size, E: !Ref Secret, F: !Join ['+', !Ref Some]}}"
    expected = {"A": "dev", "B": "key", "C": "a", "D": "5", "E": "secret", "F": "x+y"}
    assert function(tmp_path, text, more).environment == expected
    notes = readers.read(tmp_path).notes
    assert [note.location.line for note in notes] == [7, 8, 9, 10] and "parameter Key has no default" in notes[0].message
    said = function(tmp_path, text, more, stage="prod", params={"Key": "k"}).environment
    assert (said["A"], said["B"]) == ("prod", "k")


def test_conditions_decide_what_is_deployed(tmp_path):
    more = """\
  T: {Type: AWS::SNS::Topic, Condition: IsProd}
  G: {Type: AWS::Serverless::Function, Condition: IsProd, Properties: {}}
Parameters: {Stage: {Type: String, Default: dev}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Odd: !And [!Not [!Condition IsProd], !Or [!Equals [a, b], !Equals [1, '1']]]
"""
    text = "Environment: {Variables: {A: !If [Odd, odd, even], B: !If [IsProd, x, !Ref 'AWS::NoValue']}}"
    assert function(tmp_path, text, more).environment == {"A": "odd"}
    assert [one.name for one in readers.read(tmp_path).functions] == ["F"]
    assert function(tmp_path, text, more, stage="prod").environment == {"A": "even", "B": "x"}
    assert [one.name for one in readers.read(tmp_path, stage="prod").functions] == ["F", "G"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("PackageType: Image", "container image"),
        ("Runtime: nodejs22.x", "nodejs22.x"),
        ("CodeUri: 's3://bucket/key'", "s3://bucket/key"),
        ("CodeUri: {Bucket: b, Key: k}", "its code is 'k' in a bucket"),
        ("CodeUri: build/code.zip", "build/code.zip"),
    ],
)
def test_a_function_that_cannot_be_called_is_skipped_with_the_reason(tmp_path, text, reason):
    assert reason in function(tmp_path, text).skipped


def test_a_plain_lambda_function_has_no_triggers_and_its_role_s_statements(tmp_path):
    text = HEAD + """\
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {Code: src, Handler: a.b, Runtime: python3.12, Role: !GetAtt R.Arn}}
  I: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: 'x'}, Handler: index.b, Runtime: python3.12}}
  R: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyDocument: {Statement: {Effect: Allow, Action: a, Resource: b}}}]}}
  N: {Type: AWS::CloudFormation::Stack}
"""
    service = read(tmp_path, text)
    plain_one, inline = service.functions
    assert (plain_one.code_root, plain_one.declarations, plain_one.skipped) == (tmp_path / "src", (), None)
    assert plain_one.statements == ({"Effect": "Allow", "Action": "a", "Resource": "b"},)
    assert inline.skipped is None and (inline.code_root / "index.py").read_text() == "x"
    assert "nested stack" in service.notes[0].message


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ("[{Statement: [{Effect: Allow, Action: a, Resource: '*'}]}]", ({"Effect": "Allow", "Action": "a", "Resource": "*"},)),
        ("{Statement: {Effect: Deny}}", ({"Effect": "Deny"},)),
        ("AmazonDynamoDBFullAccess", ({"Sid": POLICY_BUNDLE, "Effect": "Allow", "Action": ["dynamodb:*"], "Resource": "*"},)),
        ("[SNSPublishMessagePolicy: {TopicName: x}]",
         ({"Sid": POLICY_BUNDLE, "Effect": "Allow", "Action": ["sns:Publish"], "Resource": ["arn:aws:sns:*:*:x"]},)),
        ("PolicyOfTheCompany", None),
        ("[PolicyOfTheCompany: {TableName: x}]", None),
        ("[]", ()),
    ],
)
def test_policies_are_known_where_they_are_written_out(tmp_path, policies, expected):
    assert function(tmp_path, f"Policies: {policies}").statements == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "Resources: [a]\n", "template.yaml:2: Resources is a list"),
        (HEAD + "Resources:\n  F: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12}}\n", "function F has no Handler"),
        (f"{FUNCTION}{{Events: {{E: {{}}}}}}}}}}\n", "event E of F has Type None"),
        (f"{FUNCTION}{{Events: {{E: {{Type: Api}}}}}}}}}}\n", "E of F has Path None"),
        (HEAD + "Resources: {T: {Type: X, Condition: C}}\n", "there is no condition 'C'"),
        (HEAD + "Resources: {T: {Type: X, Condition: C}}\nConditions: {C: maybe}\n", "template.yaml:3: condition is 'maybe'"),
    ],
)
def test_a_wrong_template_is_refused_with_its_line(tmp_path, text, message):
    with pytest.raises(ProjectError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)


def test_lists_of_globals_and_api_are_joined(tmp_path):
    more = "  Api: {Type: AWS::Serverless::Api, Properties: {StageName: s, BinaryMediaTypes: [b]}}\n"
    text = f"{HEAD}Globals: {{Api: {{BinaryMediaTypes: [a]}}}}\nResources:\n{more}  F:\n    Type: AWS::Serverless::Function\n"
    event = "{Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref Api}}"
    text += f"    Properties: {{Runtime: python3.12, Handler: a.b, Events: {{E: {event}}}}}\n"
    declaration = read(tmp_path, text).functions[0].declarations[0]
    assert declaration.service["Api"] == {"BinaryMediaTypes": ["a", "b"], "StageName": "s"}


def test_a_parameter_that_names_a_region_is_where_the_stack_stands(tmp_path):
    template = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Parameters": {"Where": {"Type": "String", "Default": "eu-west-1"}, "Stage": {"Type": "String", "Default": "dev"}},
        "Resources": {},
    }
    (tmp_path / "template.json").write_text(json.dumps(template))
    assert readers.read(tmp_path / "template.json").region == "eu-west-1"
    assert readers.read(tmp_path / "template.json", region="us-east-2").region == "us-east-2"
