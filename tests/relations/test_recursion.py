"""What a handler writes comes back to it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Location, Project, Resource
from strategies.record import given, s3, sqs, stream, triggered

Make = Callable[..., Project]
ITEM = {"id": {"S": "a"}}
CHANGED = given("dynamodb_stream", stream(ITEM), seeds={"items": [ITEM]})

TOUCHES = """
def handler(event, context):
    for record in event["Records"]:
        TABLE.update_item(Key={"id": record["dynamodb"]["Keys"]["id"]["S"]}, UpdateExpression="SET seenAs = :s",
                          ExpressionAttributeValues={":s": record["dynamodb"]["SequenceNumber"]})
"""
TOUCHES_ONCE = TOUCHES.replace(
    '        TABLE.update', '        if "seenAs" in record["dynamodb"]["NewImage"]:\n            continue\n        TABLE.update'
)
WRITES_THE_SAME = TOUCHES.replace('record["dynamodb"]["SequenceNumber"]', '"yes"')
STEPS = """
NEXT = {"": "new", "new": "paid", "paid": "sent"}
def handler(event, context):
    for record in event["Records"]:
        state = record["dynamodb"]["NewImage"].get("state", {"S": ""})["S"]
        if state in NEXT:
            TABLE.update_item(Key={"id": record["dynamodb"]["Keys"]["id"]["S"]}, UpdateExpression="SET #s = :s",
                              ExpressionAttributeNames={"#s": "state"}, ExpressionAttributeValues={":s": NEXT[state]})
"""


def said(project: Project, asked: History) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in replay(project, asked, ["recursion"]).findings]


@pytest.mark.parametrize(
    ("code", "expected"),
    [(TOUCHES, [("recursion", "failure")]), (TOUCHES_ONCE, []), (WRITES_THE_SAME, []), (STEPS, [])],
    ids=("always", "once", "same", "steps"),
)
def test_a_change_of_the_streamed_table_comes_to_an_end(make_project: Make, code: str, expected: list[Any]) -> None:
    assert said(triggered(make_project(code), "dynamodb_stream"), CHANGED) == expected


def bucket(project: Project) -> Project:
    made = Resource("Uploads", "AWS::S3::Bucket", {"BucketName": "uploads"}, Location("serverless.yml", 1))
    return replace(project, resources=(*project.resources, made))


THUMBNAIL = """
import urllib.parse
S3 = boto3.client("s3")
def handler(event, context):
    for record in event["Records"]:
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        GUARD
        S3.put_object(Bucket=record["s3"]["bucket"]["name"], Key="thumb/" + key, Body=b"x")
"""


@pytest.mark.parametrize(
    ("guard", "rules", "expected"),
    [
        ("", [], [("recursion", "failure")]),
        ("", [{"events": ["s3:ObjectCreated:*"], "prefix": "upload/", "suffix": ""}], []),
        ("", [{"events": ["s3:ObjectRemoved:*"], "prefix": "", "suffix": ""}], []),
        ('if key.startswith("thumb/"): continue', [], []),
    ],
    ids=("always", "prefix", "removed", "guard"),
)
def test_an_object_in_the_bucket_that_triggers_comes_to_an_end(make_project: Make, guard: str, rules: Any, expected: list[Any]) -> None:
    project = bucket(triggered(make_project(THUMBNAIL.replace("GUARD", guard)), "s3", rules=rules))
    assert said(project, given("s3", s3("upload/a+b.png"))) == expected


@pytest.mark.parametrize(("limit", "expected"), [(100, [("recursion", "warning")]), (5, [])])
def test_a_message_to_its_own_queue_is_a_warning_where_it_never_ends(make_project: Make, limit: int, expected: list[Any]) -> None:
    code = f"""
    SQS = boto3.client("sqs")
    def handler(event, context):
        for record in event["Records"]:
            n = json.loads(record["body"])["n"]
            if n < {limit}:
                SQS.send_message(QueueUrl="https://sqs.us-east-1.amazonaws.com/123456789012/in", MessageBody=json.dumps({{"n": n + 1}}))
    """
    queue = Resource("In", "AWS::SQS::Queue", {"QueueName": "in"}, Location("serverless.yml", 1))
    project = triggered(make_project(code), "sqs")
    assert said(replace(project, resources=(*project.resources, queue)), given("sqs", sqs({"n": 0}))) == expected


QUEUE = Resource("In", "AWS::SQS::Queue", {"QueueName": "in"}, Location("serverless.yml", 1))
AGAIN = """
SQS = boto3.client("sqs")
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/in"
def handler(event, context):
    for record in event["Records"]:
        try:
            json.loads(record["body"])["n"]
        except (KeyError, ValueError):
            SENDS
"""


@pytest.mark.parametrize(
    ("sends", "expected"),
    [
        ('SQS.send_message(QueueUrl=URL, MessageBody=record["body"])', [("recursion", "warning")]),
        (
            """n = int(record["messageAttributes"].get("attempt", {"stringValue": "0"})["stringValue"])
            if n < 3:
                attribute = {"attempt": {"DataType": "Number", "StringValue": str(n + 1)}}
                SQS.send_message(QueueUrl=URL, MessageBody=record["body"], MessageAttributes=attribute)""",
            [],
        ),
    ],
    ids=("always", "counted"),
)
def test_a_message_that_fails_may_be_sent_again_a_few_times(make_project: Make, sends: str, expected: list[Any]) -> None:
    project = triggered(make_project(AGAIN.replace("SENDS", sends)), "sqs")
    asked = given("sqs", sqs("{"))
    broken = replace(asked, cases=(replace(asked.cases[0], labels=("malformed",)),))
    assert said(replace(project, resources=(*project.resources, QUEUE)), broken) == expected


def test_an_object_that_the_code_reads_as_bytes_comes_to_an_end_too(make_project: Make) -> None:
    project = bucket(triggered(make_project(THUMBNAIL.replace("GUARD", "")), "s3", rules=[]))
    asked = replace(given("s3", s3("a.png")), seeds={"s3:uploads": ({"Key": "a.png", "Base64": "/9j/"},)}, stored=("stored_object",))
    assert said(project, asked) == [("recursion", "failure")]


@pytest.mark.parametrize(("kind", "expected"), [("ordered", [("recursion", "warning")]), ("packed", [])])
def test_an_event_that_its_own_rule_wants_comes_back(make_project: Make, kind: str, expected: list[Any]) -> None:
    code = f"""
    EVENTS = boto3.client("events")
    def handler(event, context):
        EVENTS.put_events(Entries=[{{"Source": "shop", "DetailType": "{kind}", "Detail": json.dumps(event["detail"])}}])
    """
    project = triggered(make_project(code), "eventbridge", pattern={"source": ["shop"], "detail-type": ["ordered"]})
    event = {"version": "0", "source": "shop", "detail-type": "ordered", "detail": {"n": 1}, "resources": []}
    assert said(project, given("eventbridge", event)) == expected


@pytest.mark.parametrize(("stream_", "expected"), [("in", [("recursion", "warning")]), ("out", [])])
def test_a_record_that_is_put_into_its_own_stream_comes_back(make_project: Make, stream_: str, expected: list[Any]) -> None:
    code = f"""
    import base64
    KINESIS = boto3.client("kinesis")
    def handler(event, context):
        for record in event["Records"]:
            KINESIS.put_record(StreamName="{stream_}", Data=base64.b64decode(record["kinesis"]["data"]), PartitionKey="a")
    """
    made = [
        Resource(name, "AWS::Kinesis::Stream", {"Name": name, "ShardCount": 1}, Location("serverless.yml", 1)) for name in ("in", "out")
    ]
    project = triggered(make_project(code), "kinesis")
    arn = "arn:aws:kinesis:us-east-1:123456789012:stream/in"
    number = "49590338271490256608559692538361571095921575989136588898"
    record = {"eventID": f"shardId-000000000000:{number}", "eventSourceARN": arn, "eventSource": "aws:kinesis",
              "kinesis": {"data": "YQ==", "partitionKey": "a", "sequenceNumber": number}}  # fmt: skip
    assert said(replace(project, resources=(*project.resources, *made)), given("kinesis", {"Records": [record]})) == expected
