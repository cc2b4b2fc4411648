"""How serverless.yml and SAM declare queues, topics, buckets, rules, schedules and streams."""

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest
from hypothesis import find

import lambdatest
from lambdatest.event_sources import EVENT_SOURCES
from lambdatest.model import Project, Trigger
from lambdatest.vocabulary import Vocabulary

ACCOUNT = "us-east-1:123456789012"
RESOURCES = """
Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs.fifo, FifoQueue: true}}
Plain: {Type: AWS::SQS::Queue, Properties: {QueueName: plain}}
Sales: {Type: AWS::SNS::Topic, Properties: {TopicName: sales}}
Uploads: {Type: AWS::S3::Bucket, Properties: {BucketName: uploads, VersioningConfiguration: {Status: Enabled}}}
Clicks: {Type: AWS::Kinesis::Stream, Properties: {Name: clicks, ShardCount: 1}}
Orders:
  Type: AWS::DynamoDB::Table
  Properties:
    TableName: orders
    AttributeDefinitions: [{AttributeName: at, AttributeType: N}, {AttributeName: id, AttributeType: S}]
    KeySchema: [{AttributeName: id, KeyType: HASH}, {AttributeName: at, KeyType: RANGE}]
    StreamSpecification: {StreamViewType: NEW_IMAGE}
    TimeToLiveSpecification: {AttributeName: expires, Enabled: true}
"""


def serverless(folder: Path, events: str, more: str = "", provider: str = "") -> Project:
    (folder / "serverless.yml").write_text(
        "service: shop\nprovider:\n  name: aws\n  runtime: python3.12\n" + indent(dedent(provider), "  ")
        + "functions:\n  f:\n    handler: app.handler\n    events:\n" + indent(dedent(events), "      ")
        + "\nresources:\n  Resources:\n" + indent(RESOURCES + dedent(more), "    "))
    return lambdatest.load(folder)


def sam(folder: Path, events: str, more: str = "") -> Project:
    (folder / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n" + indent(RESOURCES + dedent(more), "  ")
        + "\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: app.handler\n      Runtime: python3.12\n"
        + "      CodeUri: .\n" + (f"      Events:\n{indent(dedent(events), '        ')}" if events else ""))
    return lambdatest.load(folder / "template.yaml")


def only(project: Project) -> Trigger:
    (function,) = project.functions
    assert not function.unknown
    (trigger,) = function.triggers
    return trigger


SPELLINGS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("sqs", "SQS jobs.fifo",
     """
     - sqs: {arn: !GetAtt Jobs.Arn, batchSize: 100, functionResponseType: ReportBatchItemFailures, filterPatterns: [{body: {kind: [a]}}]}
     """,
     """
     In: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 100, FunctionResponseTypes: [ReportBatchItemFailures],
          FilterCriteria: {Filters: [{Pattern: '{"body": {"kind": ["a"]}}'}]}}}
     """,
     {"queue": f"arn:aws:sqs:{ACCOUNT}:jobs.fifo", "batch_size": 10, "reports": True, "patterns": ({"body": {"kind": ["a"]}},)}),
    ("sns", "SNS sales", "- sns: {arn: !Ref Sales, topicName: sales, filterPolicy: {kind: [a]}}",
     "In: {Type: SNS, Properties: {Topic: !Ref Sales, FilterPolicy: {kind: [a]}}}",
     {"topic": f"arn:aws:sns:{ACCOUNT}:sales", "filter": {"kind": ["a"]}, "scope": "MessageAttributes"}),
    ("s3", "S3 uploads s3:ObjectCreated:Put in/*.csv",
     "- s3: {bucket: !Ref Uploads, event: 's3:ObjectCreated:Put', rules: [{prefix: in/}, {suffix: .csv}], existing: true}",
     """
     In: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: 's3:ObjectCreated:Put',
          Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}, {Name: suffix, Value: .csv}]}}}}
     """,
     {"bucket": "uploads", "rules": [{"events": ["s3:ObjectCreated:Put"], "prefix": "in/", "suffix": ".csv"}], "versioned": True}),
    ("eventbridge", "EventBridge shop Placed",
     "- eventBridge: {pattern: {source: [shop], detail-type: [Placed]}, inputPath: $.detail}",
     "In: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop], detail-type: [Placed]}, InputPath: $.detail}}",
     {"pattern": {"source": ["shop"], "detail-type": ["Placed"]}, "input_path": "$.detail"}),
    ("schedule", "schedule rate(1 hour)", "- schedule: {rate: rate(1 hour), name: hourly, input: {dry: true}}",
     """In: {Type: Schedule, Properties: {Schedule: rate(1 hour), Name: hourly, Input: '{"dry": true}'}}""",
     {"name": "hourly", "scheduler": False}),
    ("dynamodb_stream", "DynamoDB stream orders",
     "- stream: {type: dynamodb, arn: !GetAtt Orders.StreamArn, batchSize: 5, tumblingWindowInSeconds: 60}",
     """
     In: {Type: DynamoDB, Properties: {Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST, BatchSize: 5,
          TumblingWindowInSeconds: 60}}
     """,
     {"table": "orders", "keys": ["id", "at"], "types": {"id": "S", "at": "N"}, "ttl": "expires", "view": "NEW_IMAGE", "window": 60}),
    ("kinesis", "Kinesis clicks", "- stream: {arn: !GetAtt Clicks.Arn, batchSize: 2, functionResponseType: ReportBatchItemFailures}",
     """
     In: {Type: Kinesis, Properties: {Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST, BatchSize: 2,
          FunctionResponseTypes: [ReportBatchItemFailures]}}
     """,
     {"stream": f"arn:aws:kinesis:{ACCOUNT}:stream/clicks", "batch_size": 2, "reports": True}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "label", "in_serverless", "in_sam", "options"), SPELLINGS, ids=[one[0] for one in SPELLINGS])
def test_both_formats_declare_the_same_trigger(
    tmp_path: Path, kind: str, label: str, in_serverless: str, in_sam: str, options: dict[str, Any]
) -> None:
    for trigger in (only(serverless(tmp_path, in_serverless)), only(sam(tmp_path, in_sam))):
        assert (trigger.kind, trigger.label) == (kind, label)
        assert {name: trigger.options[name] for name in options} == options


SHORT = [
    ("- sqs: arn:aws:sqs:us-east-1:123456789012:jobs", "sqs", "queue", "arn:aws:sqs:us-east-1:123456789012:jobs"),
    ("- sns: alarms", "sns", "topic", f"arn:aws:sns:{ACCOUNT}:alarms"), ("- s3: photos", "s3", "bucket", "photos"),
    ("- schedule: rate(1 day)", "schedule", "name", "f-schedule"),
    ("- stream: !GetAtt Orders.StreamArn", "dynamodb_stream", "table", "orders"),
    ("- stream: !GetAtt Clicks.Arn", "kinesis", "stream", f"arn:aws:kinesis:{ACCOUNT}:stream/clicks"),
    ("- eventBridge: {schedule: rate(1 day)}", "schedule", "scheduler", False),
    ("- cloudwatchEvent: {event: {source: [aws.ec2]}}", "eventbridge", "pattern", {"source": ["aws.ec2"]}),
    ("- schedule: {rate: [rate(1 day)], method: scheduler}", "schedule", "scheduler", True),
]


@pytest.mark.parametrize(("events", "kind", "option", "value"), SHORT)
def test_the_short_forms_of_serverless_are_known(tmp_path: Path, events: str, kind: str, option: str, value: Any) -> None:
    trigger = only(serverless(tmp_path, events))
    assert (trigger.kind, trigger.options[option]) == (kind, value)


CALLERS = [
    ("Feed: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {DeliveryStreamName: feed, ExtendedS3DestinationConfiguration: "
     "{ProcessingConfiguration: {Processors: [{Type: Lambda, Parameters: [{ParameterName: LambdaArn, ParameterValue: !GetAtt F.Arn}]}]}}}}",
     "firehose", "stream", f"arn:aws:firehose:{ACCOUNT}:deliverystream/feed"),
    ("Map: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref F, EventSourceArn: !GetAtt Jobs.Arn, BatchSize: 3}}",
     "sqs", "batch_size", 3),
    ("Map: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !GetAtt F.Arn, EventSourceArn: !GetAtt Orders.StreamArn}}",
     "dynamodb_stream", "table", "orders"),
    ("Rule: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [shop]}, Targets: [{Id: a, Arn: !GetAtt F.Arn, Input: '[1]'}]}}",
     "eventbridge", "input", "[1]"),
    ("Rule: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt F.Arn}]}}",
     "schedule", "scheduler", False),
    ("Night: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: rate(1 day), Target: {Arn: !GetAtt F.Arn, Input: '{}'}}}",
     "schedule", "input", "{}"),
    ("Sub: {Type: AWS::SNS::Subscription, Properties: {Protocol: lambda, Endpoint: !GetAtt F.Arn, TopicArn: !Ref Sales}}",
     "sns", "topic", f"arn:aws:sns:{ACCOUNT}:sales"),
    ("Pics: {Type: AWS::S3::Bucket, Properties: {BucketName: pics, NotificationConfiguration: {LambdaConfigurations: "
     "[{Event: 's3:ObjectRemoved:*', Function: !GetAtt F.Arn}]}}}", "s3", "bucket", "pics"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "kind", "option", "value"), CALLERS, ids=[f"{n} {one[1]}" for n, one in enumerate(CALLERS)])
def test_a_resource_that_names_the_function_is_a_trigger(tmp_path: Path, resource: str, kind: str, option: str, value: Any) -> None:
    trigger = only(sam(tmp_path, "", resource))
    assert (trigger.kind, trigger.options[option]) == (kind, value)


WRAPPED = [
    ("Sub: {Type: AWS::SNS::Subscription, Properties: {Protocol: sqs, Endpoint: !GetAtt Plain.Arn, TopicArn: !Ref Sales}}", "sns"),
    ("Sub: {Type: AWS::SNS::Subscription, Properties: "
     "{Protocol: sqs, Endpoint: !GetAtt Plain.Arn, TopicArn: !Ref Sales, RawMessageDelivery: true}}", None),
    ("Pics: {Type: AWS::S3::Bucket, Properties: {BucketName: pics, NotificationConfiguration: "
     "{QueueConfigurations: [{Event: 's3:ObjectCreated:*', Queue: !GetAtt Plain.Arn}]}}}", "s3"),
    ("Rule: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [shop]}, Targets: [{Id: a, Arn: !GetAtt Plain.Arn}]}}",
     "eventbridge"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "via"), WRAPPED, ids=["sns", "raw", "s3", "eventbridge"])
def test_what_writes_to_a_queue_is_found(tmp_path: Path, resource: str, via: str | None) -> None:
    trigger = only(serverless(tmp_path, "- sqs: {arn: !GetAtt Plain.Arn}", resource))
    assert (trigger.options["wraps"] or {}).get("via") == via


def test_a_subscription_of_sam_through_a_queue_is_a_queue_s_trigger(tmp_path: Path) -> None:
    trigger = only(sam(tmp_path, "In: {Type: SNS, Properties: {Topic: !Ref Sales, SqsSubscription: true}}"))
    assert trigger.kind == "sqs" and trigger.options["wraps"]["via"] == "sns"


def test_a_bucket_and_a_topic_that_the_deployment_makes_are_in_the_account(tmp_path: Path) -> None:
    events = "- s3: {bucket: pics}\n- sns: alarms\n- s3: {bucket: uploads}"
    project = serverless(tmp_path, events, provider="s3: {pics: {name: all-the-pics}}\n")
    made = [(one.type, one.logical_id) for one in project.resources if one.logical_id in ("all-the-pics", "alarms", "uploads")]
    assert made == [("AWS::S3::Bucket", "all-the-pics"), ("AWS::SNS::Topic", "alarms")]


def test_a_resource_that_names_another_function_is_none_of_its_triggers(tmp_path: Path) -> None:
    other = "Sub: {Type: AWS::SNS::Subscription, Properties: {Protocol: lambda, TopicArn: !Ref Sales, Endpoint: "
    project = sam(tmp_path, "", other + f"'arn:aws:lambda:{ACCOUNT}:function:other'}}}}")
    assert [trigger.kind for trigger in project.functions[0].triggers] == ["direct"] and project.functions[0].unknown == ()


def test_events_come_from_the_region_of_the_project(tmp_path: Path) -> None:
    events = "- s3: pics\n- sns: alarms\n- schedule: rate(1 day)\n- sqs: {arn: !GetAtt Plain.Arn}\n"
    events += "- eventBridge: {pattern: {source: [shop]}}"
    (function,) = serverless(tmp_path, events, provider="region: eu-west-1\n").functions
    for trigger in function.triggers:
        event = find(EVENT_SOURCES[trigger.kind].events(trigger, Vocabulary(), None, {}), lambda event: True)
        assert "eu-west-1" in str(event) and "us-east-1" not in str(event)
