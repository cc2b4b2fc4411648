"""Ratios a, b and c: what it costs to put the mocked account back, and that it is right."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends

from benchmarks.measurement import Ratio, cpu, environment, interleaved, paired, wall
from lambdatest.model import ACCOUNT_ID, Location, Resource
from lambdatest.runtime.account import Account

ROUNDS = 13
EXAMPLES = 12
SEEDED = 1000
HERE = Location("serverless.yml", 1)
QUEUE = f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT_ID}/jobs"


def _schema(name: str, *keys: str) -> dict[str, Any]:
    return {
        "TableName": name, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
        "KeySchema": [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)],
    }


TABLES = (_schema("hashed", "id"), _schema("ranged", "id", "at"))
EXPIRY = {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "expires"}}
STREAM = {"StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"}}
RESOURCES = (
    *(Resource(table["TableName"], "AWS::DynamoDB::Table", {**table, **EXPIRY, **STREAM}, HERE) for table in TABLES),
    Resource("Pictures", "AWS::S3::Bucket", {"BucketName": "pictures"}, HERE),
    Resource("Jobs", "AWS::SQS::Queue", {"QueueName": "jobs"}, HERE),
)


def _keys(n: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The two tables, each with a key of its own for the n-th example."""
    yield "hashed", {"id": {"S": f"k{n}"}}
    yield "ranged", {"id": {"S": f"k{n}"}, "at": {"S": "1"}}


def _write(client: Any, n: int) -> None:
    """Create, read and update an item of each table, one with an expiry."""
    for table, key in _keys(n):
        client.put_item(TableName=table, Item={**key, "n": {"N": "1"}, "expires": {"N": "1900000000"}})
        client.get_item(TableName=table, Key=key)
        client.update_item(
            TableName=table, Key=key, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": {"N": "1"}})


def _transact(client: Any, n: int) -> None:
    puts = [{"Put": {"TableName": table, "Item": {**key, "by": {"S": "transaction"}}}} for table, key in _keys(n)]
    client.transact_write_items(TransactItems=puts)


def _delete(client: Any, n: int) -> None:
    for table, key in _keys(n):
        client.delete_item(TableName=table, Key=key)


def _store(s3: Any, sqs: Any, n: int) -> None:
    """An object put, read and deleted; a message sent, received and deleted."""
    s3.put_object(Bucket="pictures", Key=f"k{n}", Body=b"x" * 100)
    s3.get_object(Bucket="pictures", Key=f"k{n}")["Body"].read()
    s3.delete_object(Bucket="pictures", Key=f"k{n}")
    sqs.send_message(QueueUrl=QUEUE, MessageBody="x")
    for message in sqs.receive_message(QueueUrl=QUEUE)["Messages"]:
        sqs.delete_message(QueueUrl=QUEUE, ReceiptHandle=message["ReceiptHandle"])


def _observed(client: Any) -> str:
    """All that the API tells of the tables: items, expiry, streams."""
    streams = boto3.client("dynamodbstreams")
    seen: dict[str, Any] = {}
    for table in ("hashed", "ranged"):
        stream = client.describe_table(TableName=table)["Table"]["LatestStreamArn"]
        shard = streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"][0]["ShardId"]
        start = streams.get_shard_iterator(StreamArn=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        seen[table] = [
            sorted(client.scan(TableName=table)["Items"], key=repr), client.describe_time_to_live(TableName=table)["TimeToLiveDescription"],
            streams.get_records(ShardIterator=start)["Records"],
        ]
    return json.dumps(seen, sort_keys=True, default=repr)


def _expire(client: Any, n: int) -> None:
    del n
    client.update_time_to_live(TableName="hashed", TimeToLiveSpecification={"Enabled": False, "AttributeName": "expires"})


def _update_seeded(client: Any, n: int) -> None:
    """An update in the depth of a seeded item, which moto makes in place."""
    client.update_item(
        TableName="hashed", Key={"id": {"S": f"s{n}"}}, UpdateExpression="SET deep.l[0] = :v, n = n + :v",
        ExpressionAttributeValues={":v": {"N": "7"}})


def _delete_seeded(client: Any, n: int) -> None:
    client.delete_item(TableName="hashed", Key={"id": {"S": f"s{n}"}})


USES: dict[str, Callable[[Any, int], None]] = {
    "put": _write, "update": _update_seeded, "delete": _delete_seeded, "transaction": _transact, "TTL": _expire,
    "stream": lambda client, n: _delete(client, n),
}
"""What is done to the account before a restore that must be right; every table has a stream."""


def verify(account: Account) -> list[str]:
    """The uses after which a restore of *account*, with the seeded items in it, is not as it was: none."""
    client = boto3.client("dynamodb")
    account.restore()
    before = _observed(client)
    wrong = []
    for n, (name, use) in enumerate(USES.items()):
        account.restore()
        use(client, n)
        changed = _observed(client) != before
        account.restore()
        # A delete of what is not there changes nothing that the API tells, but the others must have.
        if _observed(client) != before or (not changed and name != "stream"):
            wrong.append(name)
    return wrong


def seeded() -> list[dict[str, Any]]:
    """A thousand items with some depth."""
    deep = {"M": {"l": {"L": [{"N": "1"}, {"S": "x"}]}}}
    return [{"id": {"S": f"s{n}"}, "n": {"N": str(n)}, "name": {"S": f"item {n}"}, "deep": deep} for n in range(SEEDED)]


@contextmanager
def seeded_account() -> Iterator[Account]:
    """The account with a thousand items, which `restore` goes back to."""
    with Account(RESOURCES) as account:
        account.seed("hashed", seeded())
        account._baseline = account.checkpoint()
        yield account


def _crud(clients: tuple[Any, Any, Any], first: int, reset: Callable[[], None]) -> None:
    client, s3, sqs = clients
    for n in range(first, first + EXAMPLES):
        _write(client, n)
        _transact(client, n)
        _store(s3, sqs, n)
        _delete(client, n)
        reset()


def no_reset() -> Ratio:
    """Ratio a: examples with a restore after each, over the same examples without any."""
    with Account(RESOURCES) as account:
        clients = (boto3.client("dynamodb"), boto3.client("s3"), boto3.client("sqs"))
        counter = iter(range(0, 10**9, EXAMPLES))

        def run(reset: Callable[[], None]) -> float:
            account.restore()  # both begin with nothing, whatever ran before
            return cpu(lambda: _crud(clients, next(counter), reset))

        for _ in range(2):
            run(account.restore)
        found = interleaved({"restore": lambda: run(account.restore), "none": lambda: run(lambda: None)}, 2 * ROUNDS)
    what = "CRUD example (streams, TTL, sort key, transaction, S3, SQS): restore after each / no reset"
    return paired("a", what, found["restore"], found["none"], "at most", 1.10)


def _fresh() -> None:
    """moto's default way: a mock, a client and the tables for each example."""
    with environment(AWS_DEFAULT_REGION="us-east-1"), mock_aws():
        client = boto3.client("dynamodb")
        for table in TABLES:
            client.create_table(**table)


def _fresh_example() -> None:
    with environment(AWS_DEFAULT_REGION="us-east-1"), mock_aws():
        client = boto3.client("dynamodb")
        for table in TABLES:
            client.create_table(**table)
        _write(client, 1)


def fresh_mock() -> list[Ratio]:
    """Ratio b: a fresh mock, client and tables, over a restore; besides, the whole example with the one and with the other."""
    def restored() -> float:
        with Account(RESOURCES[:2]) as account:
            client = boto3.client("dynamodb")
            times = []
            for n in range(EXAMPLES):
                _write(client, n)
                times.append(wall(account.restore))
        return sum(times) / len(times)

    def example() -> float:
        with Account(RESOURCES[:2]) as account:
            client = boto3.client("dynamodb")
            return wall(lambda: [(_write(client, n), account.restore()) for n in range(EXAMPLES)]) / EXAMPLES

    variants = {"fresh": lambda: wall(_fresh), "restore": restored, "fresh example": lambda: wall(_fresh_example), "example": example}
    for variant in variants.values():
        variant()
    found = interleaved(variants, ROUNDS)
    return [
        paired("b", "fresh mock_aws, client and two tables / restore", found["fresh"], found["restore"], "at least", 15),
        paired("b'", "six calls: in a fresh mock / in the account with its restore", found["fresh example"], found["example"]),
    ]


def deep_copy() -> Ratio:
    """Ratio c: `copy.deepcopy` of a thousand items over a restore of them, which is verified after every use."""
    with seeded_account() as account:
        client = boto3.client("dynamodb")
        wrong = verify(account)
        backend: Any = dynamodb_backends[ACCOUNT_ID]["us-east-1"]

        def restored() -> float:
            times = []
            for n in range(EXAMPLES):
                _update_seeded(client, n)
                times.append(wall(account.restore))
            return sum(times) / len(times)

        copied: Callable[[], float] = lambda: wall(lambda: copy.deepcopy(dict(backend.tables["hashed"].items)))
        restored()
        found = interleaved({"copy": copied, "restore": restored}, ROUNDS)
    note = f"WRONG after: {', '.join(wrong)}" if wrong else f"right after {', '.join(USES)}"
    # A restore that is wrong has no price.
    target = float("inf") if wrong else 15
    return paired("c", f"deepcopy of {SEEDED} items / restore", found["copy"], found["restore"], "at least", target, note)
