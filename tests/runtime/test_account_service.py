"""Every service of the account answers by the names that references have, and is as before after a restore."""

import json
from contextlib import suppress

import boto3
import pytest
from botocore.exceptions import ClientError

from lambdatest.errors import AccountError
from lambdatest.model import Location, Resource
from lambdatest.runtime.account import Account
from lambdatest.runtime.resource import BUILDERS
from lambdatest.runtime.resource_type import notes

HERE = Location("template.yaml", 7)
POOL, KEY, CLIENT, IDENTITIES = "us-east-1_0a1b2c3d4e", "1b2c3d4e-5f00-4000-8000-001b2c3d4e5f", "2c3d4e5f60", "us-east-1:3d4e5f6071"
ARN = "arn:aws:{}:us-east-1:123456789012:{}"


def resource(kind, name, identity="", **properties):
    return Resource(name, f"AWS::{kind}", properties, HERE, identity)


RESOURCES = (
    resource("Cognito::UserPool", "Pool", POOL, UserPoolName="people", UsernameAttributes=["email"], LambdaConfig={"PreSignUp": "x"},
             Schema=[{"Name": "tier", "AttributeDataType": "String", "Mutable": "true", "StringAttributeConstraints": {"MaxLength": 9}}]),
    resource("Cognito::UserPoolClient", "Web", CLIENT, UserPoolId=POOL, ClientName="web", GenerateSecret="false",
             ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"], RefreshTokenValidity="1"),
    resource("Cognito::UserPoolGroup", "Staff", UserPoolId=POOL, GroupName="staff", Precedence="1"),
    resource("Cognito::UserPoolUser", "Ann", UserPoolId=POOL, Username="ann@example.org"),
    resource("Cognito::UserPoolUserToGroupAttachment", "AnnInStaff", UserPoolId=POOL, Username="ann@example.org", GroupName="staff"),
    resource("Cognito::IdentityPool", "Identities", IDENTITIES, AllowUnauthenticatedIdentities="true"),
    resource("KMS::Key", "Key", KEY, Description="main", Tags=[{"Key": "team", "Value": "a"}]),
    resource("KMS::Alias", "Alias", AliasName="alias/main", TargetKeyId=ARN.format("kms", f"key/{KEY}")),
    resource("S3::Bucket", "Lake", BucketName="lake"),
    resource("KinesisFirehose::DeliveryStream", "Clicks", DeliveryStreamName="clicks", DeliveryStreamType="DirectPut",
             ExtendedS3DestinationConfiguration={"BucketARN": "arn:aws:s3:::lake", "Prefix": "raw/", "ProcessingConfiguration": {}}),
    resource("SES::EmailIdentity", "Shop", EmailIdentity="shop.example.org"),
    resource("SES::Template", "Welcome", Template={"TemplateName": "welcome", "SubjectPart": "Hi {{name}}", "TextPart": "Hello"}),
    resource("SNS::Topic", "News", TopicName="news"),
    resource("SQS::Queue", "Jobs", QueueName="jobs"),
    resource("Events::EventBus", "Orders", Name="orders"),
    resource("Kinesis::Stream", "Stream", Name="stream", ShardCount=1),
    resource("SSM::Parameter", "Size", Name="/app/size", Type="String", Value="3"),
    resource("SecretsManager::Secret", "Token", Name="token", SecretString="shh"),
    resource("Logs::LogGroup", "Group", LogGroupName="/app"),
    resource("StepFunctions::StateMachine", "Flow", StateMachineName="flow", RoleArn="r",
             Definition={"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}),
    resource("Lambda::Function", "Thumbnail", FunctionName="thumbnail", Handler="app.handler", Runtime="python3.13", Timeout="5"),
)


@pytest.fixture(scope="module")
def account():
    with Account(RESOURCES, functions=["shop-dev-mail"]) as started:
        yield started


def client(service):
    return boto3.client(service)


def queue():
    return client("sqs").get_queue_url(QueueName="jobs")["QueueUrl"]


MACHINE = ARN.format("states", "stateMachine:flow")
USES = {
    "cognito-idp": (
        lambda: client("cognito-idp").admin_create_user(UserPoolId=POOL, Username="bob@example.org"),
        lambda: len(client("cognito-idp").list_users(UserPoolId=POOL)["Users"]),
    ),
    "cognito-identity": (
        lambda: client("cognito-identity").get_id(IdentityPoolId=IDENTITIES),
        lambda: len(client("cognito-identity").list_identities(IdentityPoolId=IDENTITIES, MaxResults=9)["Identities"]),
    ),
    "kms": (
        lambda: client("kms").disable_key(KeyId=KEY),
        lambda: client("kms").describe_key(KeyId="alias/main")["KeyMetadata"]["KeyState"],
    ),
    "s3": (
        lambda: client("s3").put_object(Bucket="lake", Key="a", Body=b"x"),
        lambda: client("s3").list_objects_v2(Bucket="lake")["KeyCount"],
    ),
    "firehose": (
        lambda: client("firehose").put_record(DeliveryStreamName="clicks", Record={"Data": b"x"}),
        lambda: client("s3").list_objects_v2(Bucket="lake", Prefix="raw/")["KeyCount"],
    ),
    "ses": (
        lambda: client("ses").send_email(Source="unheard@example.net", Destination={"ToAddresses": ["a@example.org"]},
                                         Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}),
        lambda: client("ses").get_send_statistics()["SendDataPoints"][0]["DeliveryAttempts"],
    ),
    "sesv2": (
        lambda: client("sesv2").delete_email_identity(EmailIdentity="shop.example.org"),
        lambda: [one["IdentityName"] for one in client("sesv2").list_email_identities()["EmailIdentities"]],
    ),
    "sqs": (
        lambda: client("sqs").send_message(QueueUrl=queue(), MessageBody="x"),
        lambda: client("sqs").get_queue_attributes(QueueUrl=queue(), AttributeNames=["All"])["Attributes"]["ApproximateNumberOfMessages"],
    ),
    "sns": (
        lambda: client("sns").delete_topic(TopicArn=ARN.format("sns", "news")),
        lambda: len(client("sns").list_topics()["Topics"]),
    ),
    "events": (
        lambda: client("events").put_rule(Name="r", EventBusName="orders", EventPattern='{"source": ["a"]}'),
        lambda: len(client("events").list_rules(EventBusName="orders")["Rules"]),
    ),
    "kinesis": (
        lambda: client("kinesis").put_record(StreamName="stream", Data=b"x", PartitionKey="p"),
        lambda: len(client("kinesis").get_records(ShardIterator=client("kinesis").get_shard_iterator(
            StreamName="stream", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")["ShardIterator"])["Records"]),
    ),
    "ssm": (
        lambda: client("ssm").put_parameter(Name="/app/size", Value="4", Overwrite=True),
        lambda: client("ssm").get_parameter(Name="/app/size")["Parameter"]["Value"],
    ),
    "secretsmanager": (
        lambda: client("secretsmanager").put_secret_value(SecretId="token", SecretString="other"),
        lambda: client("secretsmanager").get_secret_value(SecretId=ARN.format("secretsmanager", "secret:token"))["SecretString"],
    ),
    "logs": (
        lambda: client("logs").create_log_stream(logGroupName="/app", logStreamName="s"),
        lambda: len(client("logs").describe_log_streams(logGroupName="/app")["logStreams"]),
    ),
    "stepfunctions": (
        lambda: client("stepfunctions").start_execution(stateMachineArn=MACHINE),
        lambda: len(client("stepfunctions").list_executions(stateMachineArn=MACHINE)["executions"]),
    ),
    "lambda": (
        lambda: client("lambda").delete_function(FunctionName="thumbnail"),
        lambda: [one["FunctionName"] for one in client("lambda").list_functions()["Functions"]],
    ),
    "apigatewaymanagementapi": (
        lambda: connections("https://a1b2.execute-api.us-east-1.amazonaws.com/dev").post_to_connection(ConnectionId="c", Data=b"x"),
        lambda: connections("https://chat.example.org").get_connection(ConnectionId="c")["Identity"]["SourceIp"],
    ),
}


def connections(url):
    return boto3.client("apigatewaymanagementapi", endpoint_url=url)


def told(ask):
    with suppress(ClientError):
        return ask()
    return "an error"


@pytest.mark.parametrize("service", sorted(set(USES) - {"apigatewaymanagementapi", "firehose"}))
def test_a_service_is_as_before_after_a_restore(account, service):
    use, ask = USES[service]
    account.restore()
    before = told(ask)
    use()
    assert told(ask) != before
    account.restore()
    assert told(ask) == before


def test_no_service_keeps_what_cannot_be_put_back(account):
    for use, _ in USES.values():
        if use is not USES["apigatewaymanagementapi"][0]:
            with suppress(ClientError):
                use()
    checkpoint = account.checkpoint()
    account.restore(checkpoint)
    account.restore()


def test_resources_have_the_ids_that_references_to_them_have(account):
    account.restore()
    idp = client("cognito-idp")
    assert idp.describe_user_pool(UserPoolId=POOL)["UserPool"]["Arn"].endswith(f"userpool/{POOL}")
    assert idp.describe_user_pool_client(UserPoolId=POOL, ClientId=CLIENT)["UserPoolClient"]["ClientName"] == "web"
    groups = idp.admin_list_groups_for_user(UserPoolId=POOL, Username="ann@example.org")["Groups"]
    assert [group["GroupName"] for group in groups] == ["staff"]
    secret = client("kms").encrypt(KeyId=ARN.format("kms", f"key/{KEY}"), Plaintext=b"x")
    assert client("kms").decrypt(CiphertextBlob=secret["CiphertextBlob"])["Plaintext"] == b"x"
    assert client("kms").list_resource_tags(KeyId=KEY)["Tags"] == [{"TagKey": "team", "TagValue": "a"}]


def test_a_record_of_firehose_stands_in_its_bucket_under_its_prefix(account):
    account.restore()
    USES["firehose"][0]()
    (found,) = account.objects("lake")
    assert found["Key"].startswith("raw/") and found["Body"] == "x"
    account.restore()
    assert account.objects("lake") == []


def test_a_function_that_is_called_without_waiting_is_there_and_one_that_is_not_declared_is_not(account):
    account.restore()
    call = client("lambda").invoke
    for name in ("thumbnail", "shop-dev-mail", ARN.format("lambda", "function:thumbnail"), "123456789012:function:thumbnail:live"):
        assert call(FunctionName=name, InvocationType="Event", Payload=b"{}")["StatusCode"] == 202
    assert call(FunctionName="thumbnail", InvocationType="DryRun")["StatusCode"] == 204
    with pytest.raises(ClientError, match="ResourceNotFoundException.*Function not found: other"):
        call(FunctionName="other", InvocationType="Event")
    with pytest.raises(ClientError, match="InvalidRequestContentException"):
        call(FunctionName="thumbnail", InvocationType="Event", Payload=b"{'not': 'json'}")
    configuration = client("lambda").get_function_configuration(FunctionName="thumbnail")
    assert (configuration["Handler"], configuration["Timeout"]) == ("app.handler", 5)


def test_what_a_function_answers_is_never_made_up(account):
    account.restore()
    call = client("lambda").invoke
    with pytest.raises(AccountError, match=r"runs no function; say what it answers: account.answers\['thumbnail'\]"):
        call(FunctionName="thumbnail", Payload=b"{}")
    account.answers["thumbnail"] = {"url": "x"}
    assert json.loads(call(FunctionName="thumbnail", Payload=b"{}")["Payload"].read()) == {"url": "x"}
    account.answers.clear()


def test_the_notes_are_known_before_an_account_is_made(account):
    assert notes(RESOURCES, "us-east-1") == account.notes
    assert account.notes == [
        "template.yaml:7: AWS::Cognito::UserPool Pool: its triggers are not called by what a handler does",
        "template.yaml:7: AWS::StepFunctions::StateMachine Flow: its executions start, but its states are not run",
    ]


@pytest.mark.parametrize("kind", sorted(BUILDERS))
def test_a_property_that_is_not_known_is_listed_whatever_the_type(kind):
    named = ("TableName", "QueueName", "TopicName", "BucketName", "Name", "DeliveryStreamName", "AliasName", "TargetKeyId", "UserPoolId",
             "KeySchema", "AttributeDefinitions", "Value", "EmailIdentity", "TopicArn")
    properties = {"Surprise": 1, **dict.fromkeys(named, "x"), "Template": {"TemplateName": "x"}}
    found = notes([Resource("Thing", kind, properties, HERE)], "us-east-1")
    assert any("the property Surprise is not mocked" in note or "not built" in note for note in found), found


def test_a_client_whose_pool_is_elsewhere_is_a_note():
    found = notes([resource("Cognito::UserPoolClient", "Web", UserPoolId="elsewhere", ClientName="web")], "us-east-1")
    assert found == ["template.yaml:7: AWS::Cognito::UserPoolClient Web: its user pool elsewhere is not in this file; not built"]
