"""What is read of a serverless.yml."""

from pathlib import Path
from textwrap import dedent, indent

import pytest
from hypothesis import HealthCheck, given, settings

from lambdatest import project, readers
from lambdatest.errors import ProjectError
from lambdatest.model import Service
from strategies import iac

HEAD = "service: shop\nprovider:\n  name: aws\n  runtime: python3.12\n"


def read(folder: Path, text: str, **options) -> Service:
    (folder / "serverless.yml").write_text(dedent(text))
    return readers.read(folder, **options)


def functions(folder: Path, text: str, provider: str = "") -> Service:
    """The service of a serverless.yml with *text* below ``functions:`` and *provider* below ``provider:``."""
    return read(folder, HEAD + provider + "functions:\n" + indent(dedent(text), "  "))


@given(document=iac.serverless_documents())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_random_service_is_read_back_to_what_was_declared(tmp_path_factory, document):
    folder = tmp_path_factory.mktemp("service")
    (folder / document.name).write_text(document.text)
    service = readers.read(folder)
    assert {one.name for one in service.functions} == set(document.functions)
    for one in service.functions:
        expected = document.functions[one.name]
        assert one.code_root == folder and one.skipped is None and one.runtime == "python3.12"
        assert (one.handler, one.deployed_name) == (expected["handler"], expected["deployed_name"])
        assert one.environment == expected["environment"]
        assert (one.timeout, one.memory) == (expected["timeout"], expected["memory"])
        assert [(each.type, each.properties) for each in one.declarations] == expected["events"]
    found = {resource.logical_id: project.table(resource) for resource in service.resources}
    assert set(found) == set(document.tables)
    for name, table in found.items():
        spec = document.tables[name]
        assert (table.name, table.keys, table.types, table.stream, table.ttl) == (spec.name, spec.keys, spec.types, spec.stream, spec.ttl)
        assert tuple((index.name, index.keys, index.kind) for index in table.indexes) == spec.indexes


def test_the_line_of_everything_is_known(tmp_path):
    service = read(
        tmp_path,
        """\
        service: shop
        provider: {name: aws, runtime: python3.12}
        functions:
          list:
            handler: a.list
            events:
              - httpApi: GET /
              - http:
                  path: x
                  method: get
        resources:
          Resources:
            Table:
              Type: AWS::DynamoDB::Table
        """,
    )
    (function,) = service.functions
    assert str(function.location) == "serverless.yml:4"
    assert [str(one.location) for one in function.declarations] == ["serverless.yml:7", "serverless.yml:8"]
    assert str(service.resources[0].location) == "serverless.yml:13"


def test_short_and_long_events_are_the_same_and_others_stay_as_they_are(tmp_path):
    service = functions(
        tmp_path,
        """\
          f:
            handler: a.b
            url: {authorizer: aws_iam}
            events:
              - http: POST items/{id}
              - http: {path: 'items/{id}', method: POST, cors: true, integration: lambda, private: true,
                       authorizer: {arn: !GetAtt AuthLambdaFunction.Arn}}
              - httpApi: '*'
              - httpApi: {path: /x}
              - httpApi: any /y
              - schedule: rate(1 hour)
              - sqs: arn:aws:sqs:us-east-1:123456789012:jobs
              - sns: news
              - sns: arn:aws:sns:us-east-1:123456789012:news
              - alexaSkill
              - unheardOf: 3
              - stream: {type: dynamodb, arn: !GetAtt Table.StreamArn}
              -
          auth: {handler: a.c, events: }
        """,
    )
    found = [(one.type, one.properties) for one in service.functions[0].declarations]
    arn = "arn:aws:lambda:us-east-1:123456789012:function:shop-dev-auth"
    settings = {"cors": True, "integration": "lambda", "private": True}
    assert found[:5] == [
        ("http", {"method": "POST", "path": "items/{id}"}),
        ("http", {"path": "items/{id}", "method": "POST", "authorizer": {"arn": arn}, **settings}),
        ("httpApi", {"method": "*", "path": "*"}),
        ("httpApi", {"method": "*", "path": "/x"}),
        ("httpApi", {"method": "any", "path": "/y"}),
    ]
    assert found[5:] == [
        ("schedule", {"rate": "rate(1 hour)"}),
        ("sqs", {"arn": "arn:aws:sqs:us-east-1:123456789012:jobs"}),
        ("sns", {"topicName": "news"}),
        ("sns", {"arn": "arn:aws:sns:us-east-1:123456789012:news"}),
        ("alexaSkill", {}),
        ("unheardOf", {"value": 3}),
        ("stream", {"batchSize": 10, "type": "dynamodb", "arn": "table-streamarn"}),
        ("url", {"authorizer": "aws_iam"}),
    ]
    assert service.functions[1].declarations == ()


def test_what_is_declared_once_reaches_every_declaration(tmp_path):
    provider = "  stage: prod\n  httpApi: {payload: '1.0', authorizers: {j: {type: jwt, issuerUrl: !Ref Issuer}}}\n"
    provider += "  apiGateway: {binaryMediaTypes: ['*/*']}\n"
    service = functions(tmp_path, "  f: {handler: a.b, events: [httpApi: GET /]}\n", provider)
    shared = service.functions[0].declarations[0].service
    assert (shared["stage"], shared["name"], shared["functions"]) == ("prod", "shop", ("f",))
    assert shared["httpApi"] == {"payload": "1.0", "authorizers": {"j": {"type": "jwt", "issuerUrl": "issuer"}}}
    assert shared["apiGateway"] == {"binaryMediaTypes": ["*/*"]}


def test_a_function_inherits_from_the_provider_and_overrides_it(tmp_path):
    provider = "  timeout: 10\n  memorySize: '512'\n  environment: {A: 1, B: two, C: three, D: true, E: 0.5}\n"
    text = "f: {handler: a.b}\ng: {handler: a.b, timeout: 3, memorySize: 128, environment: {B: null, C: 3}}\n"
    f, g = functions(tmp_path, text, provider).functions
    assert (f.timeout, f.memory, f.environment) == (10, 512, {"A": "1", "B": "two", "C": "three", "D": "true", "E": "0.5"})
    assert (g.timeout, g.memory, g.environment) == (3, 128, {"A": "1", "C": "3", "D": "true", "E": "0.5"})


def test_a_structure_in_the_environment_is_its_json_with_a_note(tmp_path):
    service = functions(tmp_path, "  f: {handler: a.b, environment: {A: {b: [1]}}}\n")
    assert service.functions[0].environment == {"A": '{"b":[1]}'}
    assert "variable A is not a text" in service.notes[0].message


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        ("{image: 'x:1'}", "container image"),
        ("{handler: a.b, runtime: nodejs20.x}", "its runtime is nodejs20.x"),
        ("{handler: a.b, runtime: provided.al2}", "provided.al2"),
    ],
)
def test_a_function_in_another_language_or_an_image_is_skipped_with_the_reason(tmp_path, function, reason):
    service = functions(tmp_path, f"  f: {function}\n  g: {{handler: a.b}}\n")
    assert reason in service.functions[0].skipped
    assert service.functions[1].skipped is None


def test_without_a_runtime_a_function_is_node_js(tmp_path):
    service = read(tmp_path, "service: a\nprovider: aws\nfunctions: {f: {handler: a.b}}\n")
    assert "Node.js" in service.functions[0].skipped


def test_functions_and_resources_may_be_lists_and_files(tmp_path):
    (tmp_path / "more.yml").write_text("g:\n  handler: a.g\n")
    (tmp_path / "table.json").write_text('{"Resources":\n{"T": {"Type": "AWS::SNS::Topic"}}}')
    service = read(
        tmp_path,
        HEAD + "functions:\n- f: {handler: a.f}\n- ${file(more.yml)}\n"
        "resources:\n- ${file(table.json)}\n- Outputs: {O: {Value: 1}}\n- Resources: {U: {Type: AWS::SNS::Topic}}\n- ${file(none.js)}\n-\n",
    )
    assert [(one.name, str(one.location)) for one in service.functions] == [("f", "serverless.yml:6"), ("g", "more.yml:1")]
    assert [(one.logical_id, str(one.location)) for one in service.resources] == [("T", "table.json:2"), ("U", "serverless.yml:11")]


def test_a_packed_module_is_the_code_s_root(tmp_path):
    assert functions(tmp_path, "  f: {handler: a.b, module: orders}\n").functions[0].code_root == tmp_path / "orders"


STATEMENT = "{Effect: Allow, Action: 's3:*', Resource: !Sub '${Bucket.Arn}/*'}"
ROLE = """
resources:
  Resources:
    Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: b}}
    Role: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]}}
    Managed: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: [x]}}
"""
FOUND = ({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"},)


@pytest.mark.parametrize(
    ("provider", "function", "expected"),
    [
        ("", "", ()),
        (f"  iam: {{role: {{statements: [{STATEMENT}]}}}}\n", "", FOUND),
        (f"  iamRoleStatements: [{STATEMENT}]\n", "", FOUND),
        ("  iam: {role: {name: r}}\n", "", ()),
        ("  iam: {role: {managedPolicies: [x]}}\n", "", None),
        ("  iamManagedPolicies: [x]\n", "", None),
        ("  role: arn:aws:iam::1:role/x\n", "", None),
        ("  iam: {role: !GetAtt Role.Arn}\n", "", FOUND),
        ("", ", role: Role", FOUND),
        ("", ", role: Managed", None),
        ("", f", iamRoleStatements: [{STATEMENT}]", FOUND),
        (f"  iamRoleStatements: [{STATEMENT}]\n", f", iamRoleStatementsInherit: true, iamRoleStatements: [{STATEMENT}]", FOUND * 2),
    ],
)
def test_the_statements_of_a_role_are_known_where_the_file_says_them_all(tmp_path, provider, function, expected):
    service = read(tmp_path, HEAD + provider + f"functions: {{f: {{handler: a.b{function}}}}}\n" + ROLE % STATEMENT)
    assert service.functions[0].statements == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("service: [a]\nprovider: aws\n", "serverless.yml:1: service is a list"),
        ("provider: aws\n", "service is None"),
        ("service: a\nprovider: google\n", "serverless.yml:2: provider is 'google'; only functions on AWS Lambda"),
        (HEAD + "functions: ${file(f.js)}\n", "serverless.yml:5: the functions cannot be known; read the output of: serverless print"),
        (HEAD + "functions: {f: {}}\n", "serverless.yml:5: function f has handler None; write handler: module.function"),
        (HEAD + "functions: {f: 3}\n", "serverless.yml:5: function f is 3"),
        (HEAD + "functions:\n  f:\n    handler: a.b\n    timeout: soon\n", "serverless.yml:8: timeout of function f is 'soon'"),
        (HEAD + "functions:\n  f:\n    handler: a.b\n    timeout: 0\n", "serverless.yml:8: timeout of function f is 0"),
        (HEAD + "functions: {f: {handler: a.b, environment: [A]}}\n", "environment of function f is a list"),
        (HEAD + "functions: {f: {handler: a.b, events: {http: x}}}\n", "events of f is a mapping"),
        (HEAD + "functions: {f: {handler: a.b, events: [http: GET]}}\n", "http event of f is 'GET'; write METHOD /path"),
        (HEAD + "functions: {f: {handler: a.b, events: [{http: , path: x}]}}\n", "serverless.yml:5: an event of f is 2 keys"),
        (HEAD + "functions: {f: {handler: a.b, events: [http: {path: x}]}}\n", "http event of f has method None"),
        (HEAD + "functions: {f: {handler: a.b, events: [3]}}\n", "an event of f is 3"),
        (HEAD + "resources: {Resources: {T: {Properties: {}}}}\n", "serverless.yml:5: resource T is a mapping without a Type"),
        (HEAD + "resources: {Resources: [a]}\n", "a member of resources.Resources is 'a'"),
    ],
)
def test_a_wrong_service_is_refused_with_its_line(tmp_path, text, message):
    with pytest.raises(ProjectError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
