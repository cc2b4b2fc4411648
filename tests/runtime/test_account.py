"""The mocked account holds what the IaC file declares, and says what it does not hold."""

import datetime
import json
import os

import boto3
import pytest
from boto3.dynamodb.types import Binary
from moto.core import responses
from moto.core.config import default_user_config
from moto.dynamodb.responses import DynamoHandler

from lambdatest.errors import AccountError
from lambdatest.model import Location, Resource
from lambdatest.runtime.account import Account

HERE = Location("serverless.yml", 41)
ACCOUNT = "123456789012"


def resource(kind, name="Thing", **properties):
    return Resource(name, f"AWS::{kind}", properties, HERE)


def table(name="todos", **more):
    declared = {
        "TableName": name,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    return resource("DynamoDB::Table", **{**declared, **more})


@pytest.fixture
def build():
    """Start an account with resources; stopped when the test ends."""
    started = []

    def start(*resources, region="us-east-1"):
        started.append(Account(resources, region).start())
        return started[-1]

    yield start
    for account in started:
        account.stop()


def test_a_table_has_its_keys_indexes_stream_expiry_backups_and_tags(build):
    account = build(
        resource(
            "DynamoDB::Table",
            TableName="orders",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": kind} for key, kind in (("id", "S"), ("at", "N"), ("who", "S"))],
            ProvisionedThroughput={"ReadCapacityUnits": "1", "WriteCapacityUnits": "2"},
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "by-who",
                    "KeySchema": [{"AttributeName": "who", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                    "ProvisionedThroughput": {"ReadCapacityUnits": "1", "WriteCapacityUnits": "1"},
                }
            ],
            LocalSecondaryIndexes=[
                {
                    "IndexName": "local",
                    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "who", "KeyType": "RANGE"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
            StreamSpecification={"StreamViewType": "NEW_IMAGE"},
            SSESpecification={"SSEEnabled": True},
            TimeToLiveSpecification={"AttributeName": "expires", "Enabled": "true"},
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
            DeletionProtectionEnabled=True,
            Tags=[{"Key": "team", "Value": "a"}],
        )
    )
    client = boto3.client("dynamodb")
    found = client.describe_table(TableName="orders")["Table"]
    assert [key["AttributeName"] for key in found["KeySchema"]] == ["id", "at"]
    assert found["ProvisionedThroughput"]["WriteCapacityUnits"] == 2
    assert found["GlobalSecondaryIndexes"][0]["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    assert found["LocalSecondaryIndexes"][0]["IndexName"] == "local"
    assert found["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert found["SSEDescription"]["Status"] == "ENABLED"
    assert found["DeletionProtectionEnabled"]
    assert client.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]["AttributeName"] == "expires"
    backups = client.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert client.list_tags_of_resource(ResourceArn=found["TableArn"])["Tags"] == [{"Key": "team", "Value": "a"}]
    assert account.tables == ["orders"]
    assert account.notes == []


def test_a_table_that_names_no_billing_is_built_on_demand_with_a_note(build):
    assert build(table(BillingMode=None)).notes == [
        "serverless.yml:41: AWS::DynamoDB::Table Thing: it has neither BillingMode PAY_PER_REQUEST nor ProvisionedThroughput; "
        "built on demand"
    ]


def test_messages_go_where_the_file_sends_them(build):
    arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:"
    account = build(
        resource("SNS::Topic", "Topic", TopicName="news", Subscription=[{"Protocol": "sqs", "Endpoint": f"{arn}jobs"}]),
        resource("SQS::Queue", "Jobs", QueueName="jobs", RedrivePolicy={"deadLetterTargetArn": f"{arn}dead", "maxReceiveCount": 3}),
        resource("SQS::Queue", "Dead", QueueName="dead"),
        resource("SQS::Queue", "Fifo", QueueName="first.fifo", FifoQueue=True, ContentBasedDeduplication=True, VisibilityTimeout=60),
        resource("SQS::Queue", "Plain", QueueName="plain", FifoQueue=False),
        resource(
            "S3::Bucket",
            "Bucket",
            BucketName="pictures",
            NotificationConfiguration={
                "QueueConfigurations": [{"Event": "s3:ObjectCreated:*", "Queue": f"{arn}plain"}],
                "LambdaConfigurations": [{"Event": "s3:ObjectCreated:*", "Function": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"}],
            },
        ),
    )
    assert account.notes == []
    sqs = boto3.client("sqs")
    boto3.client("sns").publish(TopicArn=f"arn:aws:sns:us-east-1:{ACCOUNT}:news", Message="hello", Subject="s")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName="first.fifo")["QueueUrl"], MessageBody="one", MessageGroupId="g")
    account._wire.touched.clear()
    for _ in range(2):
        boto3.client("s3").put_object(Bucket="pictures", Key="cat", Body=b"meow")
    assert json.loads(account.messages("jobs")[0]["Body"])["Message"] == "hello"
    assert account.published("news") == [{"Message": "hello", "Subject": "s"}]
    assert account.messages("first.fifo") == [{"Body": "one", "MessageGroupId": "g"}]
    records = [json.loads(message["Body"]) for message in account.messages("plain")]
    assert [record["Records"][0]["s3"]["object"]["key"] for record in records if "Records" in record] == ["cat", "cat"]
    assert account.objects("pictures") == [{"Key": "cat", "Body": "meow"}]
    policy = sqs.get_queue_attributes(QueueUrl=sqs.get_queue_url(QueueName="jobs")["QueueUrl"], AttributeNames=["RedrivePolicy"])
    assert json.loads(policy["Attributes"]["RedrivePolicy"])["maxReceiveCount"] == 3


def test_a_rule_may_be_on_a_bus_that_no_file_declares(build):
    arn, partner = f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/shop", "aws.partner/example.com/shop"
    account = build(
        resource("Events::EventBus", "Bus", Name="orders"),
        resource("Events::Rule", "One", EventBusName="shop", EventPattern={"source": ["shop"]}),
        resource("Events::Rule", "Two", EventBusName=arn, EventPattern={"source": ["shop"]}),
        resource("Events::Rule", "Own", EventBusName="orders", EventPattern={"source": ["shop"]}),
        resource("Events::Rule", "Usual", EventBusName="default", EventPattern={"source": ["shop"]}),
        resource("Events::Rule", "Theirs", EventBusName=partner, EventPattern={"source": ["shop"]}),
    )
    events = boto3.client("events")
    assert [bus["Name"] for bus in events.list_event_buses()["EventBuses"]] == ["default", "orders", "shop"]
    assert [rule["Name"] for rule in events.list_rules(EventBusName="shop")["Rules"]] == ["One", "Two"]
    assert [rule["Name"] for rule in events.list_rules()["Rules"]] == ["Usual", "Theirs"]
    assert account.notes == [
        "serverless.yml:41: AWS::Events::Rule One: the bus shop is not in this file; it is made",
        f"serverless.yml:41: AWS::Events::Rule Theirs: the bus {partner} is a partner's; the rule is on the default bus",
    ]
    with pytest.raises(events.exceptions.ResourceNotFoundException):
        events.describe_event_bus(Name="elsewhere")


def test_every_other_type_that_is_built_answers_as_declared(build):
    account = build(
        resource("SSM::Parameter", Name="/app/size", Type="StringList", Value=["1", "2"]),
        resource("SecretsManager::Secret", "Given", Name="given", SecretString="shh"),
        resource(
            "SecretsManager::Secret",
            "Made",
            Name="made",
            GenerateSecretString={"SecretStringTemplate": '{"user": "me"}', "GenerateStringKey": "password", "PasswordLength": 20},
        ),
        resource("KMS::Key", "MainKey", Description="main", KeyPolicy={}),
        resource("KMS::Alias", "Alias", AliasName="alias/main", TargetKeyId="MainKey"),
        resource("Events::EventBus", "Bus", Name="orders"),
        resource("Events::Rule", "Rule", EventBusName="orders", EventPattern={"source": ["shop"]}, Targets=[]),
        resource("Kinesis::Stream", "Stream", Name="clicks", ShardCount="2", RetentionPeriodHours=24),
        resource("Logs::LogGroup", "Logs", LogGroupName="/app", RetentionInDays=7),
        resource("StepFunctions::StateMachine", "Machine", StateMachineName="flow", Definition={"StartAt": "A", "States": {}}),
    )
    secrets = boto3.client("secretsmanager")
    assert boto3.client("ssm").get_parameter(Name="/app/size")["Parameter"]["Value"] == "1,2"
    assert secrets.get_secret_value(SecretId="given")["SecretString"] == "shh"
    assert json.loads(secrets.get_secret_value(SecretId="made")["SecretString"])["user"] == "me"
    assert boto3.client("kms").describe_key(KeyId="alias/main")["KeyMetadata"]["Description"] == "main"
    assert json.loads(boto3.client("events").describe_rule(Name="Rule", EventBusName="orders")["EventPattern"]) == {"source": ["shop"]}
    summary = boto3.client("kinesis").describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]
    assert summary["OpenShardCount"] == 2
    assert boto3.client("logs").describe_log_groups()["logGroups"][0]["logGroupName"] == "/app"
    assert boto3.client("stepfunctions").list_state_machines()["stateMachines"][0]["name"] == "flow"
    (note,) = account.notes
    assert note == "serverless.yml:41: AWS::StepFunctions::StateMachine Machine: its executions start, but its states are not run"


def test_what_is_not_built_is_listed_and_what_needs_nothing_is_not(build):
    account = build(
        table(Surprise=1, ContributorInsightsSpecification={"Enabled": True}),
        resource("CloudFront::Distribution", "Site"),
        resource("IAM::Role", "Role"),
        resource("ApiGateway::RestApi", "Api"),
        resource("SNS::Topic", "Topic", TopicName="news", Subscription=[{"Protocol": "https", "Endpoint": "https://example.org"}]),
    )
    assert sorted(account.notes) == [
        "serverless.yml:41: AWS::CloudFront::Distribution Site is not built: the mocked account has no such type",
        "serverless.yml:41: AWS::DynamoDB::Table Thing: the property Surprise is not mocked",
        "serverless.yml:41: AWS::SNS::Topic Topic: messages to https://example.org over https are not delivered",
    ]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (resource("DynamoDB::Table"), "serverless.yml:41: AWS::DynamoDB::Table Thing: it has no TableName; add that property"),
        (table("x"), "Invalid table/index name.*AWS would refuse them as well"),
        (table(KeySchema="id"), "Thing: .*KeySchema"),
        (table(GlobalSecondaryIndexes=["x"]), "its properties are not what CloudFormation expects"),
        (resource("SQS::Queue", QueueName="jobs", VisibilityTimeout="soon"), "AWS::SQS::Queue Thing"),
    ],
)
def test_a_resource_that_cannot_be_made_is_an_error_with_its_line(found, said):
    with pytest.raises(AccountError, match=said):
        Account([found]).start()
    with Account():
        pass


def test_only_one_account_is_started_in_a_process(build):
    build()
    with pytest.raises(AccountError, match="stop it first"):
        Account().start()


def test_an_account_that_is_not_started_says_so():
    with pytest.raises(AccountError, match="is not started"):
        Account().state()


def test_requests_are_never_let_through_to_aws(monkeypatch):
    monkeypatch.setitem(default_user_config["core"], "passthrough", {"services": ["s3"], "urls": []})
    with pytest.raises(AccountError, match="remove passthrough"):
        Account().start()


def test_the_environment_and_the_session_are_as_before_whatever_the_handler_did(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    session = boto3.DEFAULT_SESSION
    with Account(region="eu-west-1"):
        assert os.environ["AWS_ACCESS_KEY_ID"] == "testing"
        assert "AWS_PROFILE" not in os.environ
        assert boto3.client("sqs").meta.region_name == "eu-west-1"
        del os.environ["AWS_ACCESS_KEY_ID"]
    assert os.environ["AWS_ACCESS_KEY_ID"] == "real"
    assert os.environ["AWS_PROFILE"] == "mine"
    assert "AWS_SESSION_TOKEN" not in os.environ
    assert boto3.DEFAULT_SESSION is session


def test_no_client_goes_to_a_host_that_moto_does_not_know(build, monkeypatch):
    account = build(table(StreamSpecification={"StreamViewType": "NEW_IMAGE"}))
    monkeypatch.delenv("AWS_ACCOUNT_ID_ENDPOINT_MODE")
    streams = boto3.client("dynamodbstreams")
    (stream,) = streams.list_streams()["Streams"]
    assert streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["TableName"] == account.tables[0]


def test_an_account_in_another_region_holds_its_resources_there(build):
    account = build(table(), resource("S3::Bucket", "Bucket", BucketName="pictures"), region="eu-central-1")
    account.seed("todos", [{"id": {"S": "a"}}])
    assert boto3.client("dynamodb", region_name="eu-central-1").scan(TableName="todos")["Count"] == 1
    assert boto3.client("dynamodb", region_name="us-east-1").list_tables()["TableNames"] == []
    assert boto3.client("s3").get_bucket_location(Bucket="pictures")["LocationConstraint"] == "eu-central-1"
    assert account.state()["todos"] == ({"id": {"S": "a"}},)


def test_seeds_are_read_by_every_door_with_the_types_they_have(build):
    account = build(table())
    item = {
        "id": {"S": "a"},
        "n": {"N": "1.50"},
        "b": {"B": b"\x00\xff"},
        "bs": {"BS": ["AA==", b"\xff"]},
        "deep": {"M": {"l": {"L": [{"NULL": True}, {"BOOL": False}, {"B": "AP8="}]}}},
    }
    account.seed("todos", [item])
    (found,) = account.items("todos")
    assert found["b"] == Binary(b"\x00\xff")
    assert found["bs"] == {Binary(b"\x00"), Binary(b"\xff")}
    assert found["deep"] == {"l": [None, False, Binary(b"\x00\xff")]}
    assert boto3.resource("dynamodb").Table("todos").get_item(Key={"id": "a"})["Item"] == found
    (wire,) = account.state()["todos"]
    assert json.loads(json.dumps(wire)) == wire
    assert wire["n"] == {"N": "1.5"}
    assert wire["b"] == {"B": "AP8="}


def test_what_state_gives_is_nobody_elses(build):
    account = build(table())
    account.seed("todos", [{"id": {"S": key}, "l": {"L": [{"S": "x"}]}} for key in "ba"])
    state = account.state()
    assert [item["id"]["S"] for item in state["todos"]] == ["a", "b"]
    state["todos"][0]["l"]["L"].clear()
    assert account.state()["todos"][0]["l"]["L"] == [{"S": "x"}]
    boto3.client("dynamodb").update_item(
        TableName="todos", Key={"id": {"S": "b"}}, UpdateExpression="SET l[0] = :y", ExpressionAttributeValues={":y": {"S": "y"}}
    )
    assert account.state()["todos"][1]["l"]["L"] == [{"S": "y"}]
    assert state["todos"][1]["l"]["L"] == [{"S": "x"}]


@pytest.mark.parametrize("item", [{}, {"id": {"N": "1"}}, {"id": {"S": "a"}, "n": {"N": "1E126"}}, {"id": {"S": "a"}, "s": {"SS": []}}])
def test_a_seed_that_dynamodb_could_not_hold_is_refused(build, item):
    with pytest.raises(AccountError, match="cannot stand in table 'todos'"):
        build(table()).seed("todos", [item])


def test_what_was_there_before_is_from_the_day_before(build):
    account = build(table(), resource("S3::Bucket", BucketName="pictures"))
    account.seed("s3:pictures", {"Key": "a", "Body": "b"})
    the_day_before = "2024-03-09T12:00:00+00:00"
    assert boto3.client("s3").list_objects_v2(Bucket="pictures")["Contents"][0]["LastModified"].isoformat() == the_day_before
    created = boto3.client("dynamodb").describe_table(TableName="todos")["Table"]["CreationDateTime"]
    assert created.astimezone(datetime.UTC).isoformat() == the_day_before


@pytest.mark.parametrize("kind", ["mp3", "ogg_vorbis", "pcm"])
def test_sound_is_no_text(build, kind):
    build()
    sound = boto3.client("polly").synthesize_speech(Text="good day", VoiceId="Joanna", OutputFormat=kind)["AudioStream"].read()
    with pytest.raises(UnicodeDecodeError):
        sound.decode()


def test_an_unknown_name_gets_a_hint(build):
    account = build(table(), resource("SQS::Queue", QueueName="jobs"), resource("S3::Bucket", BucketName="pictures"))
    for action, name, hint in (
        (account.items, "todo", "did you mean 'todos'"),
        (lambda name: account.seed(name, []), "todoss", "did you mean 'todos'"),
        (account.messages, "job", "did you mean 'jobs'"),
        (account.objects, "picture", "did you mean 'pictures'"),
        (account.published, "x", "known are none"),
    ):
        with pytest.raises(AccountError, match=hint):
            action(name)


@pytest.mark.parametrize("name", ["localstack-pictures", "localhost.pictures", "www.example.com", "host.docker.internal"])
def test_a_bucket_may_be_called_like_a_host_that_moto_knows(build, name):
    build(resource("S3::Bucket", BucketName=name))
    s3 = boto3.client("s3")
    s3.put_object(Bucket=name, Key="a/b c", Body=b"meow")
    assert [one["Name"] for one in s3.list_buckets()["Buckets"]] == [name]
    assert s3.get_object(Bucket=name, Key="a/b c")["Body"].read() == b"meow"


def test_a_bucket_shows_its_newest_versions_and_digests_of_bytes(build):
    account = build(resource("S3::Bucket", BucketName="pictures", VersioningConfiguration={"Status": "Enabled"}))
    s3 = boto3.client("s3")
    for key, body in (("a", b"1"), ("a", b"2"), ("b", b"\xff"), ("c", b"3")):
        s3.put_object(Bucket="pictures", Key=key, Body=body)
    s3.delete_object(Bucket="pictures", Key="c")
    first, second = account.objects("pictures")
    assert first == {"Key": "a", "Body": "2"}
    assert second["Body"].startswith("sha256:a8100ae6")


def test_moto_lists_the_methods_of_a_service_once_and_only_while_an_account_is_started(build):
    original = responses.method_names_from_class
    build()
    listed = responses.method_names_from_class
    assert listed(DynamoHandler) == original(DynamoHandler)
    before = listed.cache_info()
    boto3.client("dynamodb").list_tables()
    after = listed.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)


def test_the_listing_of_methods_is_motos_own_again_afterwards():
    original = responses.method_names_from_class
    with Account():
        assert responses.method_names_from_class is not original
    assert responses.method_names_from_class is original


def test_objects_are_seeded_past_notifications_and_gone_after_a_restore(build):
    queue = resource("SQS::Queue", "Told", QueueName="told")
    told = {"QueueConfigurations": [{"Event": "s3:ObjectCreated:*", "Queue": "arn:aws:sqs:us-east-1:123456789012:told"}]}
    versions = {"Status": "Enabled"}
    bucket = resource("S3::Bucket", "Pics", BucketName="pics", NotificationConfiguration=told, VersioningConfiguration=versions)
    account = build(queue, bucket)
    before = account.messages("told")
    account.seed("s3:pics", [{"Key": "a b.txt", "Body": "Zoë", "VersionId": "v1"}, {"Key": "c", "Base64": "AP8="}])
    s3 = boto3.client("s3")
    assert s3.get_object(Bucket="pics", Key="a b.txt", VersionId="v1")["Body"].read().decode() == "Zoë"
    assert s3.get_object(Bucket="pics", Key="c")["Body"].read() == b"\0\xff" and account.messages("told") == before
    account.restore()
    assert account.objects("pics") == []
    with pytest.raises(AccountError, match="there is no bucket 'other' in the mocked account"):
        account.seed("s3:other", [{"Key": "a"}])
