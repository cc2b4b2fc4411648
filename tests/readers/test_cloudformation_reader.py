"""What is read of plain CloudFormation: functions, and what calls them."""

import json
from pathlib import Path

import pytest

import lambdatest
from lambdatest import readers
from lambdatest.errors import ProjectError

F = "  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12, Handler: app.handler, Code: src, Role: !GetAtt R.Arn}}\n"
URI = 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations'


def load(folder: Path, text: str, name: str = "template.yaml", **options):
    (folder / name).write_text(text)
    return lambdatest.load(folder / name, **options)


def triggers(folder: Path, resources: str, function: str = "F"):
    """The triggers of the one function beside the *resources*, by kind and label."""
    project = load(folder, f"Resources:\n{F}{resources}")
    return {(one.kind, one.label): one.options for one in project.function(function).triggers}


def test_a_template_is_found_by_what_it_holds_whatever_it_is_called(tmp_path):
    (tmp_path / "stack.yml").write_text(f"Resources:\n{F}")
    (tmp_path / "other.yml").write_text("a: 1\n")
    project = lambdatest.load(tmp_path)
    assert (project.format, project.path.name) == ("cloudformation", "stack.yml")
    (tmp_path / "more.json").write_text('{"Resources": {"G": {"Type": "AWS::Lambda::Function"}}}')
    with pytest.raises(ProjectError, match=r"2 templates stand here \(stack.yml, more.json\); name one of them"):
        lambdatest.load(tmp_path)


def test_methods_below_nested_resources_are_routes_of_their_stage(tmp_path):
    found = triggers(tmp_path, f"""\
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{BinaryMediaTypes: [image/png]}}}}
  A: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: todos}}}}
  B: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !Ref A, PathPart: '{{id}}'}}}}
  Own: {{Type: AWS::ApiGateway::Authorizer, Properties: {{RestApiId: !Ref Api, Type: COGNITO_USER_POOLS, ProviderARNs: [a], Name: n}}}}
  Check: {{Type: AWS::ApiGateway::RequestValidator, Properties: {{RestApiId: !Ref Api, ValidateRequestBody: true}}}}
  Shape: {{Type: AWS::ApiGateway::Model, Properties: {{RestApiId: !Ref Api, Name: Shape, Schema: {{type: object}}}}}}
  M1:
    Type: AWS::ApiGateway::Method
    Properties:
      {{RestApiId: !Ref Api, ResourceId: !Ref B, HttpMethod: PUT, AuthorizationType: COGNITO_USER_POOLS, AuthorizerId: !Ref Own,
       RequestValidatorId: !Ref Check, RequestModels: {{application/json: !Ref Shape}},
       Integration: {{Type: AWS_PROXY, Uri: !Sub '{URI}'}}}}
  M2:
    Type: AWS::ApiGateway::Method
    Properties:
      {{RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: ANY, Integration: {{Type: AWS, Uri: !Sub '{URI}'}}}}
  M3: {{Type: AWS::ApiGateway::Method, Properties: {{ResourceId: !Ref A, HttpMethod: GET, Integration: {{Type: MOCK}}}}}}
  D: {{Type: AWS::ApiGateway::Deployment, Properties: {{RestApiId: !Ref Api, StageName: live}}}}
""")
    assert set(found) == {("rest_api", "PUT /todos/{id}"), ("rest_api", "ANY /")}
    put, root = found["rest_api", "PUT /todos/{id}"], found["rest_api", "ANY /"]
    assert (put["stage"], put["authorizer"]["type"]) == ("live", "cognito")
    assert (put["schema"], put["binary_types"]) == ({"type": "object"}, ("image/png",))
    assert (put["integration"], root["integration"], root["authorizer"]) == ("proxy", "custom", None)


def test_routes_of_an_http_api_have_their_payload_and_authorizer(tmp_path):
    found = triggers(tmp_path, """\
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, CorsConfiguration: {AllowOrigins: ['*']}}}
  Two: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt F.Arn,
        PayloadFormatVersion: '2.0'}}
  One: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt F.Arn,
        PayloadFormatVersion: '1.0'}}
  Jwt: {Type: AWS::ApiGatewayV2::Authorizer, Properties: {ApiId: !Ref Api, AuthorizerType: JWT, Name: j}}
  A: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: 'GET /a/{b}', Target: !Sub 'integrations/${Two}',
      AuthorizationType: JWT, AuthorizerId: !Ref Jwt}}
  B: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: $default, Target: !Join [/, [integrations, !Ref One]]}}
  Quick: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, RouteKey: 'POST /quick', Target: !GetAtt F.Arn}}
""")
    assert {label: (one["payload"], one["cors"], one["authorizer"] and one["authorizer"]["type"]) for (_, label), one in found.items()} == {
        "GET /a/{b}": ("2.0", True, "jwt"), "$default": ("1.0", True, None), "POST /quick": ("2.0", False, None)}


def test_an_authorizer_of_a_document_is_wired_with_the_routes_that_it_guards(tmp_path):
    body = f"""\
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        securityDefinitions:
          Own: {{type: apiKey, name: X-Token, in: header, x-amazon-apigateway-authorizer: {{type: token, authorizerUri: !Sub '{URI}'}}}}
        paths:
          /a: {{get: {{security: [Own: []], x-amazon-apigateway-integration: {{type: aws_proxy, uri: !Sub '{URI}'}}}}}}
          /b: {{get: {{x-amazon-apigateway-integration: {{type: aws_proxy, uri: {{Fn::Sub: '{URI}'}}}}}}}}
"""
    found = triggers(tmp_path, body)
    assert found["rest_api", "GET /a"]["authorizer"]["type"] == "lambda" and found["rest_api", "GET /b"]["authorizer"] is None
    (name,) = [label for kind, label in found if kind == "token_authorizer"]
    assert "Own" in name and found["token_authorizer", name]["routes"] == (("GET", "/a"),)


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ("U: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref F, AuthType: NONE}}", ("function_url", "function URL")),
        ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref F, EventSourceArn: 'arn:aws:sqs:us-east-1:1:q'}}",
         ("sqs", "SQS q")),
        ("S: {Type: AWS::SNS::Subscription, Properties: {TopicArn: 'arn:aws:sns:us-east-1:1:t', Endpoint: !GetAtt F.Arn}}",
         ("sns", "SNS t")),
        ("E: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt F.Arn}]}}",
         ("schedule", "schedule rate(1 day)")),
        ("E: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: rate(1 day), Target: {Arn: !GetAtt F.Arn}}}",
         ("schedule", "schedule rate(1 day)")),
        ("A: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F, Name: live}}\n  E: {Type: AWS::Events::Rule, Properties: "
         "{ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !Ref A}]}}", ("schedule", "schedule rate(1 day)")),
        ("B: {Type: AWS::S3::Bucket, Properties: {BucketName: b, NotificationConfiguration: "
         "{LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt F.Arn}]}}}", ("s3", "S3 b s3:ObjectCreated:*")),
        ("C: {Type: 'Custom::Made', Properties: {ServiceToken: !GetAtt F.Arn}}", ("custom_resource", "Custom::Made C")),
        ("P: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PreSignUp: !GetAtt F.Arn}}}", ("cognito", "Cognito PreSignUp")),
        ("G: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Targets: [{Id: !GetAtt F.Arn}]}}", ("alb", "ALB")),
        ("G: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Targets: [{Id: !GetAtt F.Arn}]}}\n"
         "  R: {Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: {Actions: [{TargetGroupArn: !Ref G}], Conditions: "
         "[{Field: path-pattern, Values: [/a/*]}, {Field: http-request-method, HttpRequestMethodConfig: {Values: [GET]}}]}}",
         ("alb", "ALB GET /a/{proxy+}")),
    ],
)
def test_what_names_a_function_is_its_trigger(tmp_path, resources, expected):
    assert list(triggers(tmp_path, f"  {resources}\n")) == [expected]


@pytest.mark.parametrize("type_", ["IoT::TopicRule", "Logs::SubscriptionFilter", "SES::ReceiptRule", "AppSync::DataSource", "Pipes::Pipe"])
def test_what_calls_a_function_in_a_way_that_is_not_known_yet_is_listed(tmp_path, type_):
    project = load(tmp_path, f"Resources:\n{F}  X: {{Type: AWS::{type_}, Properties: {{Deep: [{{Arn: !GetAtt F.Arn}}]}}}}\n")
    assert [(one.type, str(one.location)) for one in project.functions[0].unknown] == [(f"AWS::{type_}", "template.yaml:3")]


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        ("Principal: s3.amazonaws.com, SourceArn: 'arn:aws:s3:::pictures'", ("s3", "S3 pictures s3:ObjectCreated:*")),
        ("Principal: sns.amazonaws.com, SourceArn: 'arn:aws:sns:us-east-1:1:t'", ("sns", "SNS t")),
        ("Principal: elasticloadbalancing.amazonaws.com", ("alb", "ALB")),
        ("Principal: apigateway.amazonaws.com, SourceArn: !Sub 'arn:aws:execute-api:us-east-1:1:${Rest}/*/GET/a/{b}'",
         ("rest_api", "GET /a/{b}")),
        ("Principal: apigateway.amazonaws.com, SourceArn: !Sub 'arn:aws:execute-api:us-east-1:1:${Http}/*/*/a'", ("http_api", "ANY /a")),
        ("Principal: events.amazonaws.com", ("direct", "direct invocation (event inferred)")),
    ],
)
def test_a_permission_tells_the_trigger_where_nothing_else_does(tmp_path, permission, expected):
    text = f"Resources:\n{F}  P: {{Type: AWS::Lambda::Permission, Properties: {{FunctionName: !Ref F, {permission}}}}}\n"
    text += "  Rest: {Type: AWS::ApiGateway::RestApi}\n  Http: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}\n"
    project = load(tmp_path, text)
    assert [(one.kind, one.label) for one in project.functions[0].triggers] == [expected]
    assert [str(note.location) for note in project.notes if "nothing but this permission" in note.message] == (
        ["template.yaml:3"] if expected[0] != "direct" else [])


def test_inline_code_is_loaded_and_answers_a_custom_resource(tmp_path):
    project = load(tmp_path, """\
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Code:
        ZipFile: !Sub |
          import cfnresponse
          def handler(event, context):
              cfnresponse.send(event, context, cfnresponse.SUCCESS, {"region": "${AWS::Region}"}, "id")
  C: {Type: 'Custom::Made', Properties: {ServiceToken: !GetAtt F.Arn}}
""")
    event = {"RequestType": "Create", "ResponseURL": "https://example.com/x", "StackId": "s", "RequestId": "r", "LogicalResourceId": "l"}
    with lambdatest.mocked_aws(project):
        outcome = lambdatest.invoke(project, "F", event)
    (received,) = outcome.received
    answer = json.loads(received.body)
    assert outcome.ok and (received.method, answer["Data"], answer["PhysicalResourceId"]) == ("PUT", {"region": "us-east-1"}, "id")


def test_code_in_a_bucket_is_the_one_folder_that_holds_the_handler(tmp_path):
    text = "Resources:\n  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12, Handler: pkg.app.handler, "
    text += "Code: {S3Bucket: b, S3Key: f.zip}}}\n"
    assert "only code in a folder of the repository" in load(tmp_path, text).functions[0].skipped
    for folder in ("lambda/pkg", "node_modules/pkg"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "app.py").write_text("def handler(event, context): return 1\n")
    (one,) = load(tmp_path, text).functions
    assert (one.code_root, one.skipped) == (tmp_path / "lambda", None)
    assert str(load(tmp_path, text).notes[0]) == (
        "template.yaml:2: function F: its code is 'f.zip' in a bucket; lambda, where pkg.app.py is, stands in")
    (tmp_path / "other/pkg").mkdir(parents=True)
    (tmp_path / "other/pkg/app.py").write_text("handler = print\n")
    assert "2 folders hold its handler" in load(tmp_path, text).functions[0].skipped


def test_layers_of_the_repository_are_folders_on_the_path(tmp_path):
    for folder in ("one/python", "two", "src"):
        (tmp_path / folder).mkdir(parents=True)
    project = load(tmp_path, """\
Transform: AWS::Serverless-2016-10-31
Resources:
  One: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: one}}
  Two: {Type: AWS::Lambda::LayerVersion, Properties: {Content: two}}
  F: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Handler: a.b, CodeUri: src, Layers: [!Ref One, !Ref Two, 'arn:x']}}
""")
    assert project.functions[0].layers == (tmp_path / "two", tmp_path / "one/python")


def test_policies_that_name_a_role_are_its_statements(tmp_path):
    policy = "PolicyDocument: {Statement: [{Effect: Allow, Action: b, Resource: c}]}"
    project = load(tmp_path, f"""\
Resources:
{F}  R: {{Type: AWS::IAM::Role, Properties: {{Policies: [{{PolicyDocument: {{Statement: {{Effect: Allow, Action: a, Resource: b}}}}}}]}}}}
  P: {{Type: AWS::IAM::Policy, Properties: {{PolicyName: p, Roles: [!Ref R], {policy}}}}}
  Q: {{Type: AWS::IAM::Policy, Properties: {{PolicyName: q, Roles: [other], {policy}}}}}
""")
    assert [one["Action"] for one in project.functions[0].statements] == ["a", "b"]


def test_a_key_that_stands_twice_counts_once_and_is_noted(tmp_path):
    project = load(tmp_path, f"Resources:\n{F}  T:\n    Type: AWS::SNS::Topic\n    Type: AWS::SQS::Queue\n")
    assert [one.type for one in project.resources] == ["AWS::Lambda::Function", "AWS::SQS::Queue"]
    assert "template.yaml:5: key 'Type' stands more than once" in str(project.notes[0])


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ('[default.deploy.parameters]\nparameter_overrides = "Name=\\"a b\\" Other=c"\nstack_name = "s"\nregion = "eu-west-1"',
         ("a b", "s-F", "eu-west-1")),
        ('[default.global.parameters]\nstack_name = "s"\n[default.deploy.parameters]\nparameter_overrides = ["Name=x"]',
         ("x", "s-F", "us-east-1")),
        ('[default.deploy.parameters]\nparameter_overrides = "ParameterKey=Name,ParameterValue=y"', ("y", "sam-app-F", "us-east-1")),
        ("[default]\nversion = 1", ("z", "sam-app-F", "us-east-1")),
    ],
)
def test_a_samconfig_file_says_how_a_template_is_deployed(tmp_path, config, expected):
    (tmp_path / "samconfig.toml").write_text(config)
    text = "Parameters: {Name: {Type: String, Default: z}}\nResources:\n  F: {Type: AWS::Lambda::Function, Properties: "
    text += "{Runtime: python3.12, Handler: a.b, Code: src, Environment: {Variables: {N: !Ref Name}}}}\n"
    (one,) = (project := load(tmp_path, text)).functions
    assert (one.environment["N"], one.deployed_name, project.region) == expected
    assert load(tmp_path, text, params={"Name": "given"}).functions[0].environment == {"N": "given"}


def test_a_samconfig_file_that_is_no_toml_is_refused_with_its_line(tmp_path):
    (tmp_path / "samconfig.toml").write_text("a = 1\nb = [\n")
    with pytest.raises(ProjectError, match=r"samconfig.toml:\d: not TOML: .*; check its quotes and brackets"):
        load(tmp_path, f"Resources:\n{F}")


def test_stacks_nested_by_path_are_read_with_their_parameters_and_outputs(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/table.yaml").write_text("""\
Parameters: {Prefix: {Type: String}}
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub '${Prefix}-items'
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12, Handler: a.b, Code: code}}
Outputs: {Name: {Value: !Ref Table}}
""")
    project = load(tmp_path, """\
Resources:
  Data: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: data/table.yaml, Parameters: {Prefix: !Sub '${AWS::StackName}-x'}}}
  F:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.12, Handler: a.b, Code: src, Environment: {Variables: {T: !GetAtt Data.Outputs.Name}}}
  Far: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://example.com/x.yaml'}}
""")
    assert [one.name for one in project.tables] == ["sam-app-x-items"]
    inner, outer = project.function("sam-app-Data/F"), project.function("F")
    assert outer.environment == {"T": "sam-app-x-items"}
    assert (inner.code_root, str(inner.location)) == (tmp_path / "data/code", "data/table.yaml:9")
    assert [note.message for note in project.notes] == [
        "Far is a nested stack, which is not read: its template is 'https://example.com/x.yaml', no file of the repository"]


def test_stacks_that_nest_one_another_are_refused(tmp_path):
    with pytest.raises(ProjectError, match=r"template.yaml:2: the nested stack A leads back to itself"):
        load(tmp_path, "Resources:\n  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}\n")


def test_included_files_and_loops_are_expanded(tmp_path):
    (tmp_path / "more.yaml").write_text("Extra: {Type: AWS::SNS::Topic}\n")
    service = readers.read(load(tmp_path, """\
Transform: [AWS::LanguageExtensions]
Parameters: {Names: {Type: CommaDelimitedList, Default: 'a,b-c'}}
Mappings: {Sizes: {a: {size: 1}}}
Resources:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./more.yaml}}
  Fn::ForEach::Queues:
    - Name
    - !Ref Names
    - Queue&{Name}:
        Type: AWS::SQS::Queue
        Properties:
          QueueName: !Sub '${Name}-${AWS::StackName}'
          VisibilityTimeout: !FindInMap [Sizes, !Ref Name, size, {DefaultValue: 9}]
          Tags: [{Key: all, Value: !Join ['+', !Ref Names]}]
""").path)
    found = {one.logical_id: one.properties for one in service.resources}
    assert list(found) == ["Extra", "Queuea", "Queuebc"]
    assert [found[name]["QueueName"] for name in ("Queuea", "Queuebc")] == ["a-sam-app", "b-c-sam-app"]
    assert [found[name]["VisibilityTimeout"] for name in ("Queuea", "Queuebc")] == [1, 9] and service.notes == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Resources: {Fn::ForEach::A: [a]}", "template.yaml:1: Fn::ForEach of a list"),
        ("Resources:\n  Fn::ForEach::A: [N, [a, b], {X: {Type: 1}}]", "resource X is a mapping without a Type"),
        ("Resources: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: none.yaml}}}", "none.yaml:1: there is no such file"),
        ("Resources: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: template.yaml}}}", "'template.yaml' includes itself"),
        ("Resources:\n  A: {Type: 'AWS::A'}\nOutputs: []", None),
        ("Resources: {A: {Type: AWS::Serverless::Api, Properties: {DefinitionUri: bad.json}}}", "bad.json:1: not JSON"),
        ("Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: bad.json}}}", "bad.json:1: not JSON"),
    ],
)
def test_what_is_malformed_is_refused_with_its_place(tmp_path, text, message):
    (tmp_path / "bad.json").write_text("{")
    if message is None:
        assert load(tmp_path, text).functions == ()
        return
    with pytest.raises(ProjectError) as caught:
        load(tmp_path, text)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_loops_that_multiply_are_refused_at_once(tmp_path):
    text = "{'X${A}': {Type: AWS::SNS::Topic}}"
    for name in "ABCDEFGH":
        text = f"{{Fn::ForEach::L{name}: [{name}, [a, b, c, d, e, f, g, h, i, j], {text}]}}"
    with pytest.raises(ProjectError, match="expand to more than 50,000 values"):
        load(tmp_path, f"Resources: {text}\n")
