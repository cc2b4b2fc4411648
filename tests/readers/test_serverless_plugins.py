"""What plugins, layers, packaging and constructs of a serverless.yml change."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

import lambdatest
from lambdatest import readers
from lambdatest.errors import ProjectError
from lambdatest.model import Project

HEAD = "service: shop\nprovider: {name: aws, runtime: python3.12}\n"


def loaded(folder: Path, text: str) -> Project:
    (folder / "serverless.yml").write_text(HEAD + dedent(text))
    return lambdatest.load(folder)


def notes(project: Project) -> list[str]:
    return [str(note) for note in project.notes]


CONSTRUCTS = """
plugins: [serverless-lift]
constructs:
  jobs: {type: queue, worker: {handler: app.work, timeout: 10}, batchSize: 5, maxRetries: 2}
  ordered: {type: queue, fifo: true, worker: known, maxBatchingWindow: 4}
  avatars: {type: storage}
  main-table: {type: database/dynamodb-single-table, gsiCount: 1}
  hook: {type: webhook, path: /hook, method: post, authorizer: {handler: app.guard}}
  net: {type: vpc}
functions:
  known: {handler: app.known, events: [http: GET /x]}
  sender:
    handler: app.send
    environment: {URL: '${construct:jobs.queueUrl}', DEAD: '${construct:jobs.dlqArn}', BUCKET: '${construct:avatars.bucketName}',
                  TABLE: '${construct:main-table.tableName}', BUS: '${construct:hook.busName}'}
"""


def test_the_constructs_of_lift_are_functions_with_triggers_and_resources(tmp_path):
    project = loaded(tmp_path, CONSTRUCTS)
    assert {one.name: [trigger.label for trigger in one.triggers] for one in project.functions} == {
        "known": ["GET /x", "SQS shop-dev-ordered.fifo"], "sender": ["direct invocation (event inferred)"],
        "jobsWorker": ["SQS shop-dev-jobs"], "hookAuthorizer": ["authorizer hook-authorizer"],
    }
    worker = project.function("jobsWorker")
    assert (worker.handler, worker.timeout, str(worker.location)) == ("app.work", 10, "serverless.yml:6")
    assert {str(one.location) for one in project.resources if one.logical_id in ("jobsQueue", "jobsDlq")} == {"serverless.yml:6"}
    assert (worker.triggers[0].options["batch_size"], worker.triggers[0].options["reports"]) == (5, True)
    queue = "https://sqs.us-east-1.amazonaws.com/123456789012/shop-dev-jobs"
    environment = project.function("sender").environment
    assert (environment["URL"], environment["DEAD"]) == (queue, "arn:aws:sqs:us-east-1:123456789012:shop-dev-jobs-dlq")
    found = {one.logical_id: one.properties for one in project.resources}
    assert found["jobsQueue"]["RedrivePolicy"] == {"deadLetterTargetArn": environment["DEAD"], "maxReceiveCount": 2}
    assert (found["jobsQueue"]["VisibilityTimeout"], found["orderedQueue"]["VisibilityTimeout"]) == (60, 40)
    assert found["orderedDlq"] == {"QueueName": "shop-dev-ordered-dlq.fifo", "FifoQueue": True}
    (table,) = project.tables
    assert (table.name, table.keys, table.ttl) == (environment["TABLE"], ("PK", "SK"), "TimeToLive")
    assert [(index.name, index.keys) for index in table.indexes] == [("GSI-1", ("GSI-1-PK", "GSI-1-SK"))]
    assert environment["BUCKET"] == found["avatarsBucket"]["BucketName"] and environment["BUS"] == "shop-dev-hook"


@pytest.mark.parametrize(
    ("construct", "message"),
    [
        ("{type: queue, worker: 3}", "serverless.yml:4: construct a has worker 3; write worker: {handler: module.function}"),
        ("{type: queue, worker: nobody}", "its worker 'nobody' is no function of the service"),
        ("3", "construct a is 3"),
    ],
)
def test_a_wrong_construct_is_refused_with_its_line(tmp_path, construct, message):
    with pytest.raises(ProjectError) as caught:
        loaded(tmp_path, f"constructs:\n  a: {construct}\nfunctions: {{}}\n")
    assert message in str(caught.value)


def test_a_construct_of_a_type_that_nobody_knows_is_noted(tmp_path):
    project = loaded(tmp_path, "constructs:\n  cold: {type: fridge}\n  site: {type: static-website, path: public}\nfunctions: {}\n")
    assert notes(project) == ["serverless.yml:4: construct cold is of the type 'fridge', which is not known here"]


def test_a_variable_that_a_construct_does_not_have_is_named(tmp_path):
    text = "constructs: {q: {type: queue, worker: w}}\nfunctions: {w: {handler: a.b, environment: {U: '${construct:q.queueUrls}'}}}\n"
    with pytest.raises(ProjectError, match="the construct q has no such variable; did you mean 'queueUrl'"):
        loaded(tmp_path, text)


def test_resources_that_serverless_makes_can_be_referred_to_extended_and_overridden(tmp_path):
    project = loaded(tmp_path, """
        functions:
          f:
            handler: app.f
            events: [sns: news, s3: photos, cognitoUserPool: {pool: users, trigger: PreSignUp}]
            environment:
              {TOPIC: !Ref SNSTopicNews, BUCKET: !Ref S3BucketPhotos, ROLE: !GetAtt IamRoleLambdaExecution.Arn, LOG: !Ref FLogGroup}
        resources:
          Resources:
            FLambdaFunction: {Properties: {MemorySize: 333, Environment: {Variables: {MORE: yes}}}}
            HttpApiStage: {Properties: {AutoDeploy: false}}
            Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs, Tags: [{Key: a, Value: b}]}}
          extensions:
            FLambdaFunction: {Properties: {Timeout: 44}}
            Jobs: {Properties: {DelaySeconds: 3}, DeletionPolicy: Retain}
            ApiGatewayMethodXGet: {Properties: {A: 1}}
        """)
    (function,) = project.functions
    assert (function.memory, function.timeout) == (333, 44)
    assert function.environment == {
        "TOPIC": "arn:aws:sns:us-east-1:123456789012:news", "BUCKET": "photos", "MORE": "yes", "LOG": "/aws/lambda/shop-dev-f",
        "ROLE": function.environment["ROLE"],
    }
    (jobs,) = [one for one in project.resources if one.type == "AWS::SQS::Queue"]
    assert jobs.properties == {"QueueName": "jobs", "Tags": [{"Key": "a", "Value": "b"}], "DelaySeconds": 3}
    assert [note.partition(": ")[2][:20] for note in notes(project)] == ["ApiGatewayMethodXGet", "HttpApiStage overrid"]
    with pytest.raises(ProjectError, match="extensions.Nothing extends a resource that is not there"):
        loaded(tmp_path, "functions: {}\nresources: {extensions: {Nothing: {Properties: {}}}}\n")


def test_sections_that_are_lists_are_merged_deep(tmp_path):
    (tmp_path / "more.yml").write_text("Resources: {Jobs: {Properties: {DelaySeconds: 2, Tags: [{Value: c}]}}}\n")
    project = loaded(tmp_path, """
        functions: [{f: {handler: a.b, timeout: 3}}, {f: {timeout: 4}, gone: null}, null]
        resources:
        - Resources: {Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs, Tags: [{Key: a, Value: b}, {Key: x}]}}}
        - ${file(more.yml)}
        """.replace(", null]", "]"))
    assert [(one.name, one.timeout, one.handler) for one in project.functions] == [("f", 4, "a.b")]
    assert project.resources[0].properties == {"QueueName": "jobs", "Tags": [{"Key": "a", "Value": "c"}, {"Key": "x"}], "DelaySeconds": 2}


def test_layers_of_the_service_and_vendored_folders_are_on_the_path(tmp_path):
    for folder in ("shared/python", "built/python/lib/python3.12/site-packages", "vendor", "own"):
        (tmp_path / folder).mkdir(parents=True)
    project = loaded(tmp_path, """
        layers: {shared: {path: shared}, built-one: {path: built}, empty: {path: none}}
        custom: {pythonRequirements: {vendor: vendor}}
        functions:
          f:
            handler: a.f
            layers: [!Ref SharedLambdaLayer, !Ref BuiltDashoneLambdaLayer, !Ref EmptyLambdaLayer, 'arn:aws:lambda:x:1:layer:y:1']
          g: {handler: a.g, vendor: own}
        """)
    names = [[folder.relative_to(tmp_path).as_posix() for folder in one.layers] for one in project.functions]
    assert names == [["shared/python", "built/python", "built/python/lib/python3.12/site-packages", "vendor"], ["own"]]


@pytest.mark.parametrize(
    ("package", "note"),
    [
        ("{patterns: ['!**', 'src/*.py']}", None),
        ("{patterns: ['!**']}", "pattern !** leaves src/app.py, the file of function f's handler, out of the package"),
        ("{patterns: ['!src/**']}", "pattern !src/** leaves src/app.py"),
        ("{exclude: ['src']}", "pattern !src leaves src/app.py"),
        ("{exclude: ['./**'], include: ['src/**']}", None),
        ("{patterns: ['!**/*.{py,md}']}", "pattern !**/*.{py,md} leaves"),
        ("{patterns: ['!src/ap?.py', '!other.py']}", "pattern !src/ap?.py leaves"),
        ("{exclude: ['**'], patterns: ['src/app.py']}", None),
        ("{artifact: dist/f.zip}", "function f is deployed from dist/f.zip, which is not opened"),
        ("{individually: true}", None),
    ],
)
def test_a_package_without_its_handler_or_built_before_is_noted(tmp_path, package, note):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").touch()
    own = f"functions: {{f: {{handler: src/app.f, package: {package}}}}}\n"
    for text in (f"package: {package}\nfunctions: {{f: {{handler: src/app.f}}}}\n", own):
        found = notes(loaded(tmp_path, text))
        assert len(found) == (1 if note else 0) and (note is None or note in found[0])


def test_plugins_that_nobody_knows_are_noted_and_the_known_are_not(tmp_path):
    text = "plugins:\n- serverless-offline\n- serverless-plugin-of-ours\n- ./local\nfunctions: {}\n"
    assert [note.partition("; ")[0] for note in notes(loaded(tmp_path, text))] == [
        "serverless.yml:5: plugin serverless-plugin-of-ours is not known here", "serverless.yml:6: plugin ./local is not known here"]
    assert len(notes(loaded(tmp_path, "plugins: {modules: [of-ours, serverless-wsgi]}\nfunctions: {}\n"))) == 1


def test_the_application_that_serverless_wsgi_calls_is_named(tmp_path):
    functions = readers.read(_write(tmp_path, "custom: {wsgi: {app: api/app.app}}\nfunctions:\n"
                                              "  a: {handler: wsgi_handler.handler}\n  b: {handler: api.b}\n")).functions
    assert [one.application for one in functions] == ["api/app.app", ""]


def _write(folder: Path, text: str) -> Path:
    (folder / "serverless.yml").write_text(HEAD + text)
    return folder


def test_hooks_of_a_gradual_deployment_are_listed_at_the_function_that_they_call(tmp_path):
    project = loaded(tmp_path, """
        functions:
          f: {handler: a.f, deploymentSettings: {type: Canary10Percent5Minutes, alias: Live, preTrafficHook: check, postTrafficHook: 3}}
          check: {handler: a.check}
        """)
    assert [(one.name, [found.type for found in one.unknown]) for one in project.functions] == [("f", []), ("check", ["preTrafficHook"])]


def test_tables_of_migrations_are_made_where_no_template_has_them(tmp_path):
    (tmp_path / "migrations").mkdir()
    schema, types = [{"AttributeName": "id", "KeyType": "HASH"}], [{"AttributeName": "id", "AttributeType": "S"}]
    keys = {"KeySchema": schema, "AttributeDefinitions": types}
    for name in ("users", "orders"):
        (tmp_path / "migrations" / f"{name}.json").write_text(json.dumps({"Table": {"TableName": name, **keys}, "Seeds": [{"id": "1"}]}))
    (tmp_path / "migrations" / "broken.json").write_text("{")
    project = loaded(tmp_path, """
        plugins: [serverless-dynamodb-local]
        custom: {dynamodb: {migration: {dir: migrations}, seed: {all: {sources: []}}}}
        functions: {}
        resources: {Resources: {Users: {Type: AWS::DynamoDB::Table, Properties: {TableName: users,
          KeySchema: [{AttributeName: key, KeyType: HASH}], AttributeDefinitions: [{AttributeName: key, AttributeType: N}]}}}}
        """)
    assert [(table.name, table.keys) for table in project.tables] == [("users", ("key",)), ("orders", ("id",))]
    found = " ".join(notes(project))
    assert "table orders stands in a migration" in found and "migrations/broken.json:1: this migration is not read" in found
    assert "seeds fill the database of a developer's machine" in found


def test_services_that_are_composed_are_one_project(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        text = f"service: {name}\nprovider: {{name: aws, runtime: python3.12, environment: {{URL: '${{param:url, self:service}}'}}}}\n"
        text += f"functions:\n  list: {{handler: app.list, events: [http: GET /{name}]}}\n  only-{name}: {{handler: app.x}}\n"
        (tmp_path / name / "serverless.yml").write_text(text)
    compose = "services:\n  first: {path: a}\n  second:\n    path: ./b\n    params: {url: '${first.url}'}\n"
    (tmp_path / "serverless-compose.yml").write_text(compose)
    project = lambdatest.load(tmp_path)
    assert [one.name for one in project.functions] == ["first-list", "only-a", "second-list", "only-b"]
    assert [str(one.location) for one in project.functions][::2] == ["a/serverless.yml:4", "b/serverless.yml:4"]
    assert [one.triggers[0].label for one in project.functions[::2]] == ["GET /a", "GET /b"]
    assert project.functions[0].triggers[0].function == "first-list"
    assert project.functions[2].environment == {"URL": "https://first-url.example.com"}
    assert project.functions[2].code_root == tmp_path / "./b"
    assert any(note.startswith("serverless-compose.yml:5: ${first.url} is known when its service is deployed") for note in notes(project))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("services: {}\n", "serverless-compose.yml:1: it composes no services"),
        ("services:\n  a: {path: none}\n", "serverless-compose.yml:2: in 'none' of service a stands no serverless.yml"),
        ("services:\n  a: {path: 3}\n", "serverless-compose.yml:2: service a has path 3"),
        ("services:\n  a: {path: wrong}\n", "wrong/serverless.yml:1: service is a list"),
        ("services: [a]\n", "serverless-compose.yml:1: services is a list"),
    ],
)
def test_a_wrong_composition_is_refused_with_its_line(tmp_path, text, message):
    (tmp_path / "serverless-compose.yml").write_text(text)
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "serverless.yml").write_text("service: [a]\n")
    with pytest.raises(ProjectError) as caught:
        lambdatest.load(tmp_path)
    assert message in str(caught.value)


def test_the_short_form_for_every_request_is_one_route(tmp_path):
    project = loaded(tmp_path, "functions: {f: {handler: a.f, events: [http: '*']}}\n")
    assert project.functions[0].triggers[0].label == "ANY /{proxy+}"
