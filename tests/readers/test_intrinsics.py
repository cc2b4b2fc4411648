"""CloudFormation's intrinsic functions and what resources are called."""

import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from lambdatest import readers
from lambdatest.errors import ProjectError

RESOURCES = """\
  Table: {Type: AWS::DynamoDB::Table, Properties: {StreamSpecification: {StreamViewType: KEYS_ONLY}}}
  Named: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub '${AWS::StackName}-${Stage}'}}
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: news}}
  Bucket: {Type: AWS::S3::Bucket}
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: r}}
  Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineName: m}}
  Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: s}}
  Parameter: {Type: AWS::SSM::Parameter, Properties: {Name: /a/b, Type: String, Value: v}}
  Fn: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Handler: a.b}}
  Odd: {Type: Custom::Odd, Properties: {ServiceToken: x}}
Parameters: {Stage: {Type: String, Default: dev}, List: {Type: CommaDelimitedList, Default: 'a,b'}}
Mappings: {Map: {dev: {size: small}}}
"""
ARN = "us-east-1:123456789012"


def read(folder: Path, value: str):
    text = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
    text += "  X: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Handler: a.b,\n"
    text += f"    Environment: {{Variables: {{V: {value}}}}}}}}}\n{RESOURCES}"
    (folder / "template.yaml").write_text(text)
    service = readers.read(folder)
    return service.functions[0].environment.get("V"), [str(note) for note in service.notes]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("!Ref Table", "sam-app-Table"),
        ("!GetAtt Table.Arn", f"arn:aws:dynamodb:{ARN}:table/sam-app-Table"),
        ("!GetAtt Table.StreamArn", f"arn:aws:dynamodb:{ARN}:table/sam-app-Table/stream/2024-01-01T00:00:00.000"),
        ("!Ref Named", "sam-app-dev"),
        ("!Ref Queue", "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"),
        ("!GetAtt [Queue, Arn]", f"arn:aws:sqs:{ARN}:jobs"),
        ("!GetAtt Queue.QueueName", "jobs"),
        ("!Ref Topic", f"arn:aws:sns:{ARN}:news"),
        ("!GetAtt Topic.TopicName", "news"),
        ("!Ref Bucket", "sam-app-bucket"),
        ("!GetAtt Bucket.Arn", "arn:aws:s3:::sam-app-bucket"),
        ("!GetAtt Role.Arn", "arn:aws:iam::123456789012:role/r"),
        ("!Ref Machine", f"arn:aws:states:{ARN}:stateMachine:m"),
        ("!Ref Secret", f"arn:aws:secretsmanager:{ARN}:secret:s"),
        ("!Ref Parameter", "/a/b"),
        ("!GetAtt Parameter.Value", "v"),
        ("!Sub 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:x'", f"arn:aws:ssm:{ARN}:x"),
        ("!GetAtt Fn.Arn", f"arn:aws:lambda:{ARN}:function:sam-app-Fn"),
        ("!Sub '${Queue.Arn}/${!Literal}/${Stage}/${List}'", f"arn:aws:sqs:{ARN}:jobs/${{Literal}}/dev/a,b"),
        ("!Sub ['${a}-${Stage}', {a: !Ref Topic}]", f"arn:aws:sns:{ARN}:news-dev"),
        ("!Join ['-', [a, !Ref Stage, 3]]", "a-dev-3"),
        ("!Join [',', !Split ['|', 'a|b']]", "a,b"),
        ("!Select [1, !Split ['/', 'a/b']]", "b"),
        ("!Select ['0', !Ref List]", "a"),
        ("!Select [0, !GetAZs '']", "us-east-1a"),
        ("!FindInMap [Map, !Ref Stage, size]", "small"),
        ("{'Fn::FindInMap': [Map, prod, size, {DefaultValue: none}]}", "none"),
        ("!Base64 hi", "aGk="),
        ("!ToJsonString {a: !Ref Stage}", '{"a":"dev"}'),
        ("!Length [a, b]", "2"),
        ("!Ref AWS::NoValue", None),
        ("!Sub '${AWS::StackName}'", "sam-app"),
        ("!Ref AWS::URLSuffix", "amazonaws.com"),
        ("{Ref: Stage}", "dev"),
    ],
)
def test_an_intrinsic_has_the_value_that_the_mocked_account_would_give_it(tmp_path, value, expected):
    assert read(tmp_path, value) == (expected, [])


@pytest.mark.parametrize(
    ("value", "dummy", "reason"),
    [
        ("!Ref Nowhere", "nowhere", "there is no resource or parameter 'Nowhere'"),
        ("!GetAtt Nowhere.Arn", "nowhere-arn", "there is no resource 'Nowhere'"),
        ("!GetAtt Odd.Url", "https://odd-url.example.com", "attribute Url of Odd (Custom::Odd) cannot be known"),
        ("!GetAtt Odd.Arn", f"arn:aws:odd:{ARN}:Odd", "attribute Arn of Odd"),
        ("!ImportValue {'Fn::Sub': '${Stage}-vpc'}", "import-dev-vpc", "the export 'dev-vpc' of another stack"),
        ("!FindInMap [Map, prod, size]", "map-prod-size", "Mappings has no Map.prod.size"),
        ("'{{resolve:ssm:/a/b}}'", "ssm-a-b", "{{resolve:ssm:/a/b}} cannot be known"),
        ("!Sub '{{resolve:secretsmanager:${Stage}:SecretString}}'", "secretsmanager-dev-secretstring", "cannot be known"),
    ],
)
def test_what_cannot_be_known_gets_a_plausible_dummy_and_a_note(tmp_path, value, dummy, reason):
    found, notes = read(tmp_path, value)
    assert found == dummy and len(notes) == 1
    assert notes[0].startswith("template.yaml:4: ") and reason in notes[0]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("!Ref [a]", "Ref of a list"),
        ("!GetAtt Table", "Fn::GetAtt takes a list of 2"),
        ("{'Fn::GetAtt': Table}", "Fn::GetAtt of 'Table'"),
        ("!Join [a]", "Fn::Join takes a list of 2"),
        ("!Join ['', 3]", "Fn::Join of 3"),
        ("!Sub [a, b, c]", "Fn::Sub of a list"),
        ("!Split ['', a]", "Fn::Split by an empty text"),
        ("!Select [5, [a]]", "Fn::Select of member 5 out of a list"),
        ("!Select [-1, [a]]", "Fn::Select of member -1"),
        ("!If [a, b]", "Fn::If of a list"),
        ("!If [none, b, c]", "there is no condition 'none'"),
        ("!Ref AWS::Nothing", "there is no pseudo parameter AWS::Nothing; known are AWS::AccountId"),
    ],
)
def test_a_malformed_intrinsic_is_refused_with_its_line(tmp_path, value, message):
    with pytest.raises(ProjectError) as caught:
        read(tmp_path, value)
    assert message in str(caught.value) and str(caught.value).startswith("template.yaml:4: ")


def test_names_in_a_circle_are_refused(tmp_path):
    text = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
    for one, other in ("AB", "BA"):
        text += f"  {one}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: !Ref {other}}}}}\n"
    (tmp_path / "template.yaml").write_text(text)
    with pytest.raises(ProjectError, match="leads back to itself"):
        readers.read(tmp_path)


def test_generated_names_are_short_enough_for_their_service(tmp_path):
    logical_id = "L" * 200
    text = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
    for number, type_ in enumerate(("S3::Bucket", "SQS::Queue", "Lambda::Function")):
        properties = "{Code: a, Handler: a.b, Runtime: python3.12, FifoQueue: true}"
        text += f"  {logical_id}{number}: {{Type: AWS::{type_}, Properties: {properties}}}\n"
    (tmp_path / "template.yaml").write_text(text)
    bucket, queue, function = (json.dumps(one.properties) for one in readers.read(tmp_path).resources)
    names = [json.loads(one)[key] for one, key in ((bucket, "BucketName"), (queue, "QueueName"), (function, "FunctionName"))]
    assert [len(name) for name in names] == [63, 80, 64] and names[0].islower() and names[1].endswith(".fifo")


def test_moto_gives_queues_topics_and_tables_the_names_that_ref_and_getatt_give(tmp_path):
    with mock_aws():
        session = boto3.session.Session("x", "x", region_name="us-east-1")
        assert session.client("sqs").create_queue(QueueName="jobs")["QueueUrl"] == read(tmp_path, "!Ref Queue")[0]
        assert session.client("sns").create_topic(Name="news")["TopicArn"] == read(tmp_path, "!Ref Topic")[0]
        made = session.client("dynamodb").create_table(
            TableName="sam-app-Table",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}],
        )
        assert made["TableDescription"]["TableArn"] == read(tmp_path, "!GetAtt Table.Arn")[0]


def test_a_serverless_yml_may_refer_to_what_serverless_generates(tmp_path):
    (tmp_path / "serverless.yml").write_text(
        "service: shop\nprovider: {name: aws, runtime: python3.12}\n"
        "functions:\n  create-it:\n    handler: a.b\n    environment:\n"
        "      A: !GetAtt CreateDashitLambdaFunction.Arn\n      B: !Ref ServerlessDeploymentBucket\n"
        "      C: !Sub 'https://${ApiGatewayRestApi}.x'\n"
        "      D: !GetAtt IamRoleLambdaExecution.Arn\n      E: !Ref HttpApi\n"
    )
    service = readers.read(tmp_path)
    found = service.functions[0].environment
    assert found["A"] == f"arn:aws:lambda:{ARN}:function:shop-dev-create-it" and found["B"] == "shop-dev-serverlessdeploymentbucket"
    assert len(found["C"]) == len("https://.x") + 10 and found["D"].startswith("arn:aws:iam::123456789012:role/") and len(found["E"]) == 10
    assert service.notes == () and service.resources == ()
