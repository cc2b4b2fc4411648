"""Consumers of queues, topics, buckets, rules and streams: correct ones are left alone, and each source has a defect that is found."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

import lambdatest
from lambdatest.engine import Options, fuzz
from lambdatest.finding import Report
from strategies.service import table

pytestmark = pytest.mark.searches

HEAD = """
import base64, gzip, json, os, urllib.parse
from decimal import Decimal
import boto3
TABLE = boto3.resource("dynamodb").Table("items")
S3 = boto3.client("s3")
"""
ITEMS = table({"id": "S"})
ITEMS["Properties"]["StreamSpecification"] = {"StreamViewType": "NEW_AND_OLD_IMAGES"}
RESOURCES: dict[str, Any] = {
    "Items": ITEMS, "In": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "in"}},
    "Clicks": {"Type": "AWS::Kinesis::Stream", "Properties": {"Name": "clicks", "ShardCount": 1}},
}
FEED = {"Type": "AWS::KinesisFirehose::DeliveryStream", "Properties": {"ExtendedS3DestinationConfiguration": {"ProcessingConfiguration": {
    "Processors": [{"Type": "Lambda", "Parameters": [
        {"ParameterName": "LambdaArn", "ParameterValue": {"Fn::GetAtt": ["ApiLambdaFunction", "Arn"]}}]}]}}}}
QUEUE = {"sqs": {"arn": {"Fn::GetAtt": ["In", "Arn"]}}}
REPORTING = {"sqs": {**QUEUE["sqs"], "functionResponseType": "ReportBatchItemFailures"}}
CLICKS = {"stream": {"type": "kinesis", "arn": {"Fn::GetAtt": ["Clicks", "Arn"]}}}
CHANGES = {"stream": {"type": "dynamodb", "arn": {"Fn::GetAtt": ["Items", "StreamArn"]}}}
UPLOADS = {"s3": {"bucket": "uploads", "event": "s3:ObjectCreated:*"}}
PLACED = {"eventBridge": {"pattern": {"source": ["shop"], "detail-type": ["Placed"]}}}


def run(folder: Path, event: dict[str, Any] | None, code: str, examples: int = 30) -> Report:
    """What a search of the one function says, which *event* calls; None is the delivery stream."""
    made = RESOURCES | ({"Feed": FEED} if event is None else {})
    function = {"handler": "app.handler", "events": [event] if event else []}
    (folder / "serverless.yml").write_text(yaml.safe_dump({
        "service": "shop", "provider": {"name": "aws", "runtime": "python3.12"}, "functions": {"api": function},
        "resources": {"Resources": made},
    }))
    (folder / "app.py").write_text(HEAD + dedent(code))
    return fuzz(lambdatest.load(folder), Options(max_examples=examples, workers=1))


CORRECT: list[tuple[str, dict[str, Any] | None, str]] = [
    ("a queue, failed records named", REPORTING, """
        def handler(event, context):
            failed = []
            for record in event["Records"]:
                try:
                    body = json.loads(record["body"], parse_float=Decimal)
                    TABLE.put_item(Item={"id": record["messageId"], "who": body["who"], "total": body["total"]})
                except Exception:
                    failed.append({"itemIdentifier": record["messageId"]})
            return {"batchItemFailures": failed}
        """),
    ("a queue of one record at a time", {"sqs": {**QUEUE["sqs"], "batchSize": 1}}, """
        def handler(event, context):
            for record in event["Records"]:
                order = json.loads(record["body"])
                TABLE.put_item(Item={"id": record["messageId"], "who": str(order["who"])})
        """),
    ("a queue, by powertools", REPORTING, """
        from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        def one(record):
            order = record.json_body
            TABLE.put_item(Item={"id": record.message_id, "who": order["who"].strip()})
        def handler(event, context):
            return process_partial_response(event=event, record_handler=one, processor=processor, context=context)
        """),
    ("a queue of text", QUEUE, """
        def handler(event, context):
            return [record["body"].upper() for record in event["Records"]]
        """),
    ("a topic", {"sns": "alarms"}, """
        def handler(event, context):
            for record in event["Records"]:
                told = json.loads(record["Sns"]["Message"])
                TABLE.put_item(Item={"id": record["Sns"]["MessageId"], "text": json.dumps(told.get("text"))})
        """),
    ("a bucket of JSON", UPLOADS, """
        def handler(event, context):
            for record in event["Records"]:
                bucket = record["s3"]["bucket"]["name"]
                key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
                octets = S3.get_object(Bucket=bucket, Key=key)["Body"].read()  # an older notification tells of an older size
                doc = json.loads(octets, parse_float=Decimal)
                TABLE.put_item(Item={"id": key, "price": Decimal(doc["price"]), "size": len(octets)})
        """),
    ("a bucket, both ways", {"s3": {**UPLOADS["s3"], "event": "s3:*"}}, """
        def handler(event, context):
            record = event["Records"][0]
            if record["eventName"].startswith("ObjectCreated"):
                key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
                text = S3.get_object(Bucket=record["s3"]["bucket"]["name"], Key=key)["Body"].read().decode("utf-8")
                return len(text) == record["s3"]["object"]["size"]
        """),
    ("a rule", PLACED, """
        def handler(event, context):
            order = event["detail"]
            if event["detail-type"] != "Placed" or event["source"] != "shop" or "id" not in order:
                raise ValueError("not ours")
            TABLE.put_item(Item={"id": str(order["id"]) or "none", "at": event["time"]})
        """),
    ("a schedule", {"schedule": "rate(1 day)"}, """
        def handler(event, context):
            TABLE.put_item(Item={"id": event["time"][:10]})
        """),
    ("a schedule with an input", {"schedule": {"rate": "rate(1 day)", "input": {"job": "clean", "days": 3}}}, """
        def handler(event, context):
            return {"clean": event["days"] * 2}[event["job"]]
        """),
    ("a stream of changes", CHANGES, """
        def handler(event, context):
            for record in event["Records"]:
                if record["eventName"] == "REMOVE":
                    continue
                new = record["dynamodb"]["NewImage"]
                old = record["dynamodb"].get("OldImage", {})
                print(new["id"]["S"], old.get("total", {}).get("N"), Decimal(new.get("total", {}).get("N", "0")))
        """),
    ("a stream of changes, deserialised", CHANGES, """
        from boto3.dynamodb.types import TypeDeserializer
        read = TypeDeserializer().deserialize
        def handler(event, context):
            for record in event["Records"]:
                image = record["dynamodb"].get("NewImage")
                if image:
                    item = {name: read(value) for name, value in image.items()}
                    print(item["id"].upper(), item.get("note"))
        """),
    ("a stream of data", CLICKS, """
        def handler(event, context):
            for record in event["Records"]:
                try:
                    click = json.loads(base64.b64decode(record["kinesis"]["data"]))
                    page, number = str(click["page"]), int(click["number"])
                except (ValueError, KeyError, TypeError):
                    continue
                TABLE.put_item(Item={"id": record["eventID"], "page": page, "n": number})
        """),
    ("a stream of compressed data", CLICKS, """
        def handler(event, context):
            for record in event["Records"]:
                try:
                    print(json.loads(gzip.decompress(base64.b64decode(record["kinesis"]["data"])))["logGroup"])
                except Exception as error:
                    print(error)
        """),
    ("a delivery stream", None, """
        def one(record):
            try:
                found = json.loads(base64.b64decode(record["data"]))
                found["who"] = found["who"].upper()
            except Exception:
                return {"recordId": record["recordId"], "result": "ProcessingFailed", "data": record["data"]}
            return {"recordId": record["recordId"], "result": "Ok", "data": base64.b64encode(json.dumps(found).encode()).decode()}
        def handler(event, context):
            return {"records": [one(record) for record in event["records"]]}
        """),
]  # fmt: skip


@pytest.mark.parametrize(("event", "code"), [one[1:] for one in CORRECT], ids=[one[0] for one in CORRECT])
def test_a_correct_consumer_is_left_alone(tmp_path: Path, event: dict[str, Any] | None, code: str) -> None:
    report = run(tmp_path, event, code)
    (function,) = report.functions
    assert (function.status, function.reason) == ("passed", None) and sum(one.examples for one in function.triggers) > 0
    assert {(one.check, one.message) for one in report.findings if one.check != "malformed_input"} == set()


BROKEN: list[tuple[str, dict[str, Any] | None, str, str, str]] = [
    ("poison fails the batch", REPORTING, "batch_split", "failure", """
        def handler(event, context):
            for record in event["Records"]:
                print(json.loads(record["body"])["who"].upper())
            return {"batchItemFailures": []}
        """),
    ("poison fails an unreported batch", QUEUE, "batch_split", "warning", """
        def handler(event, context):
            for record in event["Records"]:
                print(json.loads(record["body"])["who"].upper())
        """),
    ("records after a failed one are dropped", REPORTING, "fault_loss", "failure", """
        def handler(event, context):
            for record in event["Records"]:
                try:
                    TABLE.put_item(Item=json.loads(record["body"], parse_float=Decimal))
                except Exception:
                    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]}]}
            return {"batchItemFailures": []}
        """),
    ("failures under another key", REPORTING, "response_shape", "failure", """
        def handler(event, context):
            failed = []
            for record in event["Records"]:
                try:
                    print(json.loads(record["body"])["who"].upper())
                except Exception:
                    failed.append(record["messageId"])
            return {"failed": failed}
        """),
    ("failures that nobody asked for", QUEUE, "response_shape", "failure", """
        def handler(event, context):
            failed = []
            for record in event["Records"]:
                try:
                    print(json.loads(record["body"])["who"].upper())
                except Exception:
                    failed.append({"itemIdentifier": record["messageId"]})
            return {"batchItemFailures": failed}
        """),
    ("the message of a topic is text", {"sns": "alarms"}, "unhandled_exception", "failure", """
        def handler(event, context):
            for record in event["Records"]:
                print(record["Sns"]["Message"]["user"])
        """),
    ("the key of an object is encoded", UPLOADS, "s3_key_encoding", "failure", """
        def handler(event, context):
            for record in event["Records"]:
                S3.get_object(Bucket="uploads", Key=record["s3"]["object"]["key"])["Body"].read()
        """),
    ("a fraction of JSON into DynamoDB", UPLOADS, "unhandled_exception", "failure", """
        def handler(event, context):
            for record in event["Records"]:
                key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
                doc = json.loads(S3.get_object(Bucket="uploads", Key=key)["Body"].read())
                TABLE.put_item(Item={"id": key, "price": doc["price"]})
        """),
    ("a rule's detail is no text", PLACED, "unhandled_exception", "failure", """
        def handler(event, context):
            print(json.loads(event["detail"])["id"])
        """),
    ("a schedule has no detail", {"schedule": "rate(1 day)"}, "unhandled_exception", "failure", """
        def handler(event, context):
            return event["detail"]["job"]
        """),
    ("a number of a stream is text", CHANGES, "unhandled_exception", "failure", """
        def handler(event, context):
            return sum(r["dynamodb"]["NewImage"]["n"]["N"] for r in event["Records"] if r["eventName"] != "REMOVE")
        """),
    ("an item that is new has no old image", CHANGES, "unhandled_exception", "failure", """
        def handler(event, context):
            return [record["dynamodb"]["OldImage"]["id"]["S"] for record in event["Records"]]
        """),
    ("data of a stream is in base64", CLICKS, "unhandled_exception", "failure", """
        def handler(event, context):
            return [json.loads(record["kinesis"]["data"]) for record in event["Records"]]
        """),
    ("a record of a delivery stream is dropped", None, "response_shape", "failure", """
        def handler(event, context):
            found = []
            for record in event["records"]:
                try:
                    who = json.loads(base64.b64decode(record["data"]))["who"]
                except Exception:
                    continue
                found.append({"recordId": record["recordId"], "result": "Ok", "data": base64.b64encode(str(who).encode()).decode()})
            return {"records": found}
        """),
]  # fmt: skip


@pytest.mark.parametrize(("event", "check", "severity", "code"), [one[1:] for one in BROKEN], ids=[one[0] for one in BROKEN])
def test_a_defect_of_every_source_is_found(tmp_path: Path, event: dict[str, Any] | None, check: str, severity: str, code: str) -> None:
    report = run(tmp_path, event, code, 20)
    assert report.functions[0].reason is None
    assert (check, severity) in {(one.check, one.severity) for one in report.findings}, [one.message for one in report.findings]
    for finding in report.findings:
        assert len(finding.history.cases) == 1
