"""After a restore, all that the API can tell equals what it was before."""

import zlib
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import Item
from moto.sqs.models import sqs_backends

from lambdatest.errors import AccountError
from lambdatest.model import Location, Resource
from lambdatest.runtime.account import Account
from lambdatest.runtime.restore import Memento

HERE = Location("template.yaml", 7)
KEYS = st.sampled_from("abc")
NUMBERS = st.integers(0, 99).map(str)


def table(name, *keys, **more):
    schema = [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
    attributes = [{"AttributeName": key, "AttributeType": "S"} for key in (*keys, "g")]
    index = {"IndexName": "by-g", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
    properties = {"TableName": name, "KeySchema": schema, "AttributeDefinitions": attributes, "BillingMode": "PAY_PER_REQUEST"}
    return Resource(name, "AWS::DynamoDB::Table", {**properties, "GlobalSecondaryIndexes": [index], **more}, HERE)


RESOURCES = [
    table("hashed", "id", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}, Tags=[{"Key": "team", "Value": "a"}]),
    table("ranged", "id", "at", StreamSpecification={"StreamViewType": "NEW_AND_OLD_IMAGES"}),
    Resource("Bucket", "AWS::S3::Bucket", {"BucketName": "pictures", "VersioningConfiguration": {"Status": "Enabled"}}, HERE),
    Resource("Plain", "AWS::S3::Bucket", {"BucketName": "plain"}, HERE),
    Resource("Dead", "AWS::SQS::Queue", {"QueueName": "dead"}, HERE),
    Resource(
        "Jobs",
        "AWS::SQS::Queue",
        {"QueueName": "jobs", "RedrivePolicy": {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:dead", "maxReceiveCount": 2}},
        HERE,
    ),
    Resource(
        "Topic",
        "AWS::SNS::Topic",
        {"TopicName": "news", "Subscription": [{"Protocol": "sqs", "Endpoint": "arn:aws:sqs:us-east-1:123456789012:jobs"}]},
        HERE,
    ),
    Resource("Parameter", "AWS::SSM::Parameter", {"Name": "/app/size", "Type": "String", "Value": "3"}, HERE),
    Resource("Secret", "AWS::SecretsManager::Secret", {"Name": "token", "SecretString": "shh"}, HERE),
    Resource("Stream", "AWS::Kinesis::Stream", {"Name": "clicks", "ShardCount": 1}, HERE),
    Resource("Logs", "AWS::Logs::LogGroup", {"LogGroupName": "/app"}, HERE),
    Resource("Bus", "AWS::Events::EventBus", {"Name": "orders"}, HERE),
]
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table"
NO_EXPIRY = {"Enabled": False, "AttributeName": "x"}
TOPIC = "arn:aws:sns:us-east-1:123456789012:news"


@pytest.fixture(scope="module")
def account():
    with Account(RESOURCES) as started:
        started.seed("hashed", [{"id": {"S": "a"}, "n": {"N": "1"}, "g": {"S": "x"}, "deep": {"M": {"l": {"L": [{"N": "1"}]}}}}])
        started.seed("ranged", [{"id": {"S": "a"}, "at": {"S": "a"}, "tags": {"SS": ["x", "y"]}}, {"id": {"S": "a"}, "at": {"S": "b"}}])
        s3, sqs, dynamodb = client("s3"), client("sqs"), client("dynamodb")
        s3.put_object(Bucket="pictures", Key="a", Body=b"first")
        s3.put_object(Bucket="plain", Key="a", Body=b"\xff\x00")
        sqs.send_message(QueueUrl=url("jobs"), MessageBody="waiting")
        dynamodb.put_item(TableName="ranged", Item={"id": {"S": "b"}, "at": {"S": "a"}})
        dynamodb.create_backup(TableName="hashed", BackupName="first")
        started.baseline = started.checkpoint()
        yield started


@cache
def client(service):
    """A client; to make one takes far longer than any call."""
    return boto3.client(service)


def url(queue):
    return f"https://sqs.us-east-1.amazonaws.com/123456789012/{queue}"


def item(key, sort, number):
    return {"id": {"S": key}, "at": {"S": sort}, "n": {"N": number}, "g": {"S": sort}}


def add(name, key, sort, number, expression, values):
    keys = {"id": {"S": key}, **({"at": {"S": sort}} if name == "ranged" else {})}
    client("dynamodb").update_item(
        TableName=name, Key=keys, UpdateExpression=expression, ExpressionAttributeValues={":v": {values: number}}
    )


def transact(key, number, fails):
    condition = {"ConditionExpression": "attribute_not_exists(id)"} if fails else {}
    client("dynamodb").transact_write_items(
        TransactItems=[
            {"Put": {"TableName": "hashed", "Item": {"id": {"S": key}, "n": {"N": number}}}},
            {"Put": {"TableName": "ranged", "Item": item("a", "a", number), **condition}},
        ]
    )


def batch(key, number):
    dynamodb = client("dynamodb")
    puts = [{"PutRequest": {"Item": item(key, sort, number)}} for sort in "ab"]
    dynamodb.batch_write_item(RequestItems={"ranged": [*puts, {"DeleteRequest": {"Key": {"id": {"S": "a"}, "at": {"S": "c"}}}}]})


def receive(delete):
    sqs = client("sqs")
    for message in sqs.receive_message(QueueUrl=url("jobs"), VisibilityTimeout=0).get("Messages", []):
        if delete:
            sqs.delete_message(QueueUrl=url("jobs"), ReceiptHandle=message["ReceiptHandle"])


def make_table(name):
    client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True},
    )


def call(service, operation, **parameters):
    return lambda *drawn: getattr(client(service), operation)(**parameters)


OPERATIONS = st.one_of(
    st.tuples(st.just(lambda k, s, n: client("dynamodb").put_item(TableName="hashed", Item=item(k, s, n))), KEYS, KEYS, NUMBERS),
    st.tuples(st.just(lambda k, s, n: client("dynamodb").put_item(TableName="ranged", Item=item(k, s, n))), KEYS, KEYS, NUMBERS),
    st.tuples(st.just(lambda t, k, s, n: add(t, k, s, n, "ADD n :v", "N")), st.sampled_from(("hashed", "ranged")), KEYS, KEYS, NUMBERS),
    st.tuples(st.just(lambda n: add("hashed", "a", "", n, "SET deep.l[0] = :v", "N")), NUMBERS),
    st.tuples(st.just(lambda n: add("ranged", "a", "a", [n], "ADD tags :v", "SS")), NUMBERS),
    st.tuples(st.just(lambda n: add("ranged", "a", "a", [n], "DELETE tags :v", "SS")), st.sampled_from("xy")),
    st.tuples(st.just(lambda k: client("dynamodb").delete_item(TableName="hashed", Key={"id": {"S": k}})), KEYS),
    st.tuples(
        st.just(lambda k, s: client("dynamodb").delete_item(TableName="ranged", Key={"id": {"S": k}, "at": {"S": s}})), KEYS, KEYS
    ),
    st.tuples(st.just(transact), KEYS, NUMBERS, st.booleans()),
    st.tuples(st.just(batch), KEYS, NUMBERS),
    st.tuples(
        st.just(lambda n: client("dynamodb").execute_statement(Statement=f"UPDATE hashed SET name='{n}' WHERE id='a'")), NUMBERS
    ),
    st.tuples(st.just(make_table), st.sampled_from(("hashed", "another"))),
    st.tuples(st.just(lambda k, b: client("s3").put_object(Bucket=b, Key=k, Body=b"new")), KEYS, st.sampled_from(("pictures", "plain"))),
    st.tuples(st.just(lambda k, b: client("s3").delete_object(Bucket=b, Key=k)), KEYS, st.sampled_from(("pictures", "plain"))),
    st.tuples(st.just(lambda b: client("sqs").send_message(QueueUrl=url("jobs"), MessageBody=b)), KEYS),
    st.tuples(st.just(receive), st.booleans()),
    st.tuples(st.just(lambda v: client("ssm").put_parameter(Name="/app/size", Value=v, Overwrite=True)), KEYS),
    st.tuples(st.just(lambda v: client("secretsmanager").put_secret_value(SecretId="token", SecretString=v)), KEYS),
    st.tuples(
        st.sampled_from(
            (
                call("dynamodb", "delete_table", TableName="hashed"),
                call("dynamodb", "update_time_to_live", TableName="hashed", TimeToLiveSpecification=NO_EXPIRY),
                call("dynamodb", "update_table", TableName="ranged", StreamSpecification={"StreamEnabled": False}),
                call("dynamodb", "update_table", TableName="hashed", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-g"}}]),
                call("dynamodb", "create_backup", TableName="ranged", BackupName="second"),
                call("dynamodb", "tag_resource", ResourceArn=f"{ARN}/hashed", Tags=[{"Key": "k", "Value": "v"}]),
                call("s3", "create_bucket", Bucket="extra"),
                call("s3", "delete_bucket", Bucket="plain"),
                call("s3", "put_object_tagging", Bucket="plain", Key="a", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]}),
                call("s3", "create_multipart_upload", Bucket="plain", Key="big"),
                call("sqs", "create_queue", QueueName="extra"),
                call("sqs", "delete_queue", QueueUrl=url("jobs")),
                call("sqs", "purge_queue", QueueUrl=url("jobs")),
                call("sqs", "set_queue_attributes", QueueUrl=url("jobs"), Attributes={"VisibilityTimeout": "7"}),
                call("sns", "publish", TopicArn=TOPIC, Message="hello"),
                call("sns", "create_topic", Name="extra"),
                call("sns", "delete_topic", TopicArn=TOPIC),
                call("ssm", "delete_parameter", Name="/app/size"),
                call("secretsmanager", "delete_secret", SecretId="token", ForceDeleteWithoutRecovery=True),
                call("kinesis", "put_record", StreamName="clicks", Data=b"x", PartitionKey="p"),
                call("logs", "create_log_stream", logGroupName="/app", logStreamName="one"),
                call("events", "put_rule", Name="nightly", ScheduleExpression="rate(1 day)"),
                call("kms", "create_key"),
                call("iam", "create_user", UserName="eve"),
            )
        )
    ),
)


def without_metadata(answer):
    return {name: value for name, value in answer.items() if name not in ("ResponseMetadata", "NextToken")}


def records():
    streams = client("dynamodbstreams")
    found = []
    for stream in streams.list_streams()["Streams"]:
        shard = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"][0]["ShardId"]
        start = streams.get_shard_iterator(StreamArn=stream["StreamArn"], ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        found.append(streams.get_records(ShardIterator=start["ShardIterator"])["Records"])
    return found


def observe():
    """All that the API can tell."""
    dynamodb, s3, sqs, sns = (client(service) for service in ("dynamodb", "s3", "sqs", "sns"))
    seen = {"tables": {}, "buckets": {}, "queues": {}, "records": records()}
    for name in dynamodb.list_tables()["TableNames"]:
        about = dynamodb.describe_table(TableName=name)["Table"]
        scanned = dynamodb.scan(TableName=name)["Items"]
        seen["tables"][name] = (
            about,
            sorted(scanned, key=repr),
            dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"],
            dynamodb.list_tags_of_resource(ResourceArn=about["TableArn"])["Tags"],
        )
    seen["backups"] = dynamodb.list_backups()["BackupSummaries"]
    for bucket in s3.list_buckets()["Buckets"]:
        versions = without_metadata(s3.list_object_versions(Bucket=bucket["Name"]))
        bodies = [
            (version["Key"], s3.get_object(Bucket=bucket["Name"], Key=version["Key"], VersionId=version["VersionId"])["Body"].read())
            for version in versions.get("Versions", [])
            if version["VersionId"] != "null"
        ]
        seen["buckets"][bucket["Name"]] = (bucket, versions, bodies)
    for address in sqs.list_queues().get("QueueUrls", []):
        seen["queues"][address] = sqs.get_queue_attributes(QueueUrl=address, AttributeNames=["All"])["Attributes"]
    seen["topics"] = (sns.list_topics()["Topics"], sns.list_subscriptions()["Subscriptions"])
    seen["parameters"] = client("ssm").get_parameters_by_path(Path="/app")["Parameters"]
    secrets = client("secretsmanager")
    found = secrets.list_secrets()["SecretList"]
    seen["secrets"] = [(secret["Name"], secrets.get_secret_value(SecretId=secret["Name"])["SecretString"]) for secret in found]
    kinesis = client("kinesis")
    start = kinesis.get_shard_iterator(StreamName="clicks", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")
    seen["clicks"] = kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]
    seen["logs"] = client("logs").describe_log_streams(logGroupName="/app")["logStreams"]
    seen["rules"] = client("events").list_rules()["Rules"]
    seen["users"] = client("iam").list_users()["Users"]
    seen["keys"] = client("kms").list_keys()["Keys"]
    return seen


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations=st.lists(OPERATIONS, max_size=8))
def test_a_restore_undoes_whatever_a_handler_did(account, operations):
    account.restore(account.baseline)
    before, state = observe(), account.state()
    account.restore(account.baseline)
    for operation, *drawn in operations:
        # Whatever it was refused with: for some moto has no error of AWS (an index that was deleted twice: ValueError).
        with suppress(Exception):
            operation(*drawn)
    account.restore(account.baseline)
    assert account.state() == state
    assert observe() == before


def test_the_first_restore_goes_back_to_the_end_of_start_and_every_other_checkpoint_stays_good(account):
    account.restore()
    assert account.items("hashed") == []
    assert "pictures" in [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]]
    account.restore(account.baseline)
    assert [found["id"] for found in account.items("hashed")] == ["a"]
    assert account.objects("plain")[0]["Key"] == "a"
    account.restore()
    assert account.objects("plain") == [], "the bucket was filled after start, and no request touched it since the last restore"


def test_a_failed_update_changes_nothing_and_leaves_no_item_behind(account):
    account.restore(account.baseline)
    dynamodb = client("dynamodb")
    for key in ("a", "new"):
        with pytest.raises(ClientError):
            dynamodb.update_item(
                TableName="hashed",
                Key={"id": {"S": key}},
                UpdateExpression="SET x = :x, g = :wrong",
                ExpressionAttributeValues={":x": {"S": "x"}, ":wrong": {"N": "1"}},
            )
    assert account.state()["hashed"] == (
        {"id": {"S": "a"}, "n": {"N": "1"}, "g": {"S": "x"}, "deep": {"M": {"l": {"L": [{"N": "1"}]}}}},
    )


@pytest.mark.parametrize(("returned", "expected"), [("ALL_OLD", "1"), ("ALL_NEW", "3"), ("UPDATED_OLD", "1"), ("UPDATED_NEW", "3")])
def test_an_update_answers_with_the_old_and_the_new_values_although_it_works_on_a_copy(account, returned, expected):
    account.restore(account.baseline)
    answer = client("dynamodb").update_item(
        TableName="hashed",
        Key={"id": {"S": "a"}},
        UpdateExpression="SET n = n + :two",
        ExpressionAttributeValues={":two": {"N": "2"}},
        ReturnValues=returned,
    )
    assert answer["Attributes"]["n"] == {"N": expected}


def test_a_stream_has_the_images_from_before_and_after_an_update(account):
    account.restore(account.baseline)
    add("ranged", "a", "b", "5", "SET n = :v", "N")
    images = records()[0][-1]["dynamodb"]
    assert "n" not in images["OldImage"]
    assert images["NewImage"]["n"] == {"N": "5"}


def test_moto_does_not_keep_the_items_of_past_examples(account):
    account.restore(account.baseline)
    tracked = len(Item.instances_tracked)
    for _ in range(5):
        client("dynamodb").put_item(TableName="hashed", Item=item("a", "b", "1"))
        account.restore()
    assert len(Item.instances_tracked) <= tracked


def test_a_service_that_was_used_for_the_first_time_is_new_again(account):
    account.restore(account.baseline)
    ses = client("ses")
    ses.verify_email_identity(EmailAddress="a@example.org")
    account.restore(account.baseline)
    assert ses.list_identities()["Identities"] == []


def test_the_ids_that_services_make_up_repeat_after_a_restore(account):
    ids = []
    for _ in range(2):
        account.restore(account.baseline)
        ids.append(client("sqs").send_message(QueueUrl=url("jobs"), MessageBody="x")["MessageId"])
    assert ids[0] == ids[1]


def test_a_service_whose_state_cannot_be_seen_is_an_error_once_it_was_called(account):
    account.restore(account.baseline)
    sqs_backends["123456789012"]["us-east-1"].generator = map(str, [1])
    strange = account.checkpoint()
    client("dynamodb").put_item(TableName="hashed", Item=item("a", "b", "1"))
    account.restore(strange)
    client("sqs").list_queues()
    with pytest.raises(AccountError, match="sqs in us-east-1 has no restore, because the mock keeps builtins.map"):
        account.restore(strange)
    account.restore(account.baseline)


@pytest.fixture(scope="module")
def many(account):
    """A checkpoint with many items, and what the API tells then."""
    account.restore(account.baseline)
    deep = {"M": {"l": {"L": [{"N": "1"}, {"S": "x"}]}}}
    account.seed("hashed", [{"id": {"S": f"k{n}"}, "n": {"N": str(n)}, "deep": deep} for n in range(80)])
    account.seed("ranged", [{"id": {"S": f"k{n % 10}"}, "at": {"S": str(n)}, "tags": {"SS": ["x", "y"]}} for n in range(80)])
    return account.checkpoint(), observe()


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda: client("dynamodb").put_item(TableName="hashed", Item={"id": {"S": "k1"}}), id="put over an item"),
        pytest.param(lambda: client("dynamodb").put_item(TableName="ranged", Item=item("k1", "new", "1")), id="put beside a sort key"),
        pytest.param(lambda: add("hashed", "k2", "", "7", "SET deep.l[0] = :v", "N"), id="update in the depth of an item"),
        pytest.param(lambda: add("ranged", "k3", "3", ["z"], "ADD tags :v", "SS"), id="update of a set"),
        pytest.param(lambda: client("dynamodb").delete_item(TableName="hashed", Key={"id": {"S": "k4"}}), id="delete"),
        pytest.param(
            lambda: client("dynamodb").delete_item(TableName="ranged", Key={"id": {"S": "k5"}, "at": {"S": "5"}}), id="delete by sort key"
        ),
        pytest.param(lambda: transact("k6", "1", fails=False), id="transaction"),
        pytest.param(lambda: batch("k7", "1"), id="batch"),
        pytest.param(
            lambda: client("dynamodb").update_time_to_live(TableName="hashed", TimeToLiveSpecification=NO_EXPIRY), id="no more TTL"
        ),
    ],
)
def test_many_seeded_items_are_as_before_after_any_use_of_them(account, many, use):
    checkpoint, before = many
    account.restore(checkpoint)
    use()
    assert observe() != before
    account.restore(checkpoint)
    assert observe() == before


def test_a_stream_that_was_turned_off_is_on_again_with_its_records(account, many):
    checkpoint, before = many
    account.restore(checkpoint)
    client("dynamodb").update_table(TableName="ranged", StreamSpecification={"StreamEnabled": False})
    account.restore(checkpoint)
    assert observe() == before
    add("ranged", "k1", "1", ["z"], "ADD tags :v", "SS")
    assert records()[0][-1]["dynamodb"]["NewImage"]["tags"] == {"SS": ["x", "y", "z"]}


def test_a_restore_copies_no_item_however_many_there_are(account, many):
    checkpoint, _ = many
    account.restore(checkpoint)
    before = stored()
    add("hashed", "k1", "", "7", "SET deep.l[0] = :v", "N")
    add("ranged", "k1", "1", ["z"], "ADD tags :v", "SS")
    account.restore(checkpoint)
    assert before and stored() == before


def test_a_transaction_that_fails_leaves_items_and_restore_as_they_were(account, many):
    checkpoint, before = many
    account.restore(checkpoint)
    with pytest.raises(ClientError, match="TransactionCanceledException"):
        client("dynamodb").transact_write_items(
            TransactItems=[
                {"Put": {"TableName": "hashed", "Item": {"id": {"S": "k1"}}}},
                {"Delete": {"TableName": "ranged", "Key": {"id": {"S": "k1"}, "at": {"S": "1"}},
                            "ConditionExpression": "attribute_not_exists(id)"}},
            ]
        )
    assert observe() == before
    add("ranged", "k1", "1", ["z"], "ADD tags :v", "SS")
    account.restore(checkpoint)
    assert observe() == before


def stored():
    """Every item that moto holds, as the object that it is."""
    tables = dynamodb_backends["123456789012"]["us-east-1"].tables
    ranged = [found for inner in tables["ranged"].items.values() for found in inner.values()]
    return [id(found) for found in (*tables["hashed"].items.values(), *ranged)]


class Slotted:
    __slots__ = ("value",)


@dataclass
class Holder:
    things: list
    me: object = None


def test_a_memento_puts_every_kind_of_container_back_in_place():
    slotted = Slotted()
    slotted.value = [1]
    holder = Holder([{1, 2}, deque([1]), OrderedDict(b=1, a=2), bytearray(b"ab"), ({"deep": []},), slotted])
    holder.me = holder
    inner = holder.things
    memento = Memento([holder])
    inner[0].add(3)
    inner[1].append(2)
    inner[2].move_to_end("b")
    inner[3].extend(b"c")
    inner[4][0]["deep"].append(1)
    slotted.value = None
    holder.things = None
    holder.extra = 1
    inner.clear()
    memento.restore()
    assert holder.things is inner
    assert inner[:2] == [{1, 2}, deque([1])]
    assert list(inner[2]) == ["b", "a"]
    assert inner[3:5] == [bytearray(b"ab"), ({"deep": []},)]
    assert slotted.value == [1]
    assert not hasattr(holder, "extra")
    assert not memento.opaque


def test_a_memento_names_what_it_cannot_see():
    assert Memento([{"a": zlib.compressobj()}]).opaque == ["zlib.Compress"]
