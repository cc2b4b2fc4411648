"""Queues, topics, buses and streams.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
"""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from lambdatest.runtime.resource import Client, Properties, boolean, chosen, register

_QUEUE_ATTRIBUTES = (
    *("DelaySeconds", "MaximumMessageSize", "MessageRetentionPeriod", "ReceiveMessageWaitTimeSeconds", "VisibilityTimeout"),
    *("FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"),
    *("KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"),
)
_TOPIC_ATTRIBUTES = ("DisplayName", "FifoTopic", "ContentBasedDeduplication", "KmsMasterKeyId", "SignatureVersion", "TracingConfig")
_SUBSCRIPTION_ATTRIBUTES = (
    *("FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy", "DeliveryPolicy", "SubscriptionRoleArn"),
)


def _text(value: Any) -> str:
    """An attribute as these APIs want it: JSON for maps, ``true`` for truth."""
    if isinstance(value, Mapping | list | bool):
        return json.dumps(value, default=str)
    return str(value)


@register("AWS::SQS::Queue")
def queue(client: Client, properties: Properties) -> None:
    """A queue; its dead-letter queue is looked for when every queue is there."""
    queue_name = properties.require("QueueName")
    attributes = {name: _text(value) for name, value in properties.taken(_QUEUE_ATTRIBUTES).items()}
    if not boolean(attributes.get("FifoQueue", "false")):
        attributes.pop("FifoQueue", None)
    redrive = properties.take("RedrivePolicy")
    properties.without_effect("RedriveAllowPolicy")
    sqs = client("sqs")
    tags = {tag["Key"]: tag["Value"] for tag in properties.tags()}
    url = sqs.create_queue(QueueName=queue_name, Attributes=attributes, tags=tags)["QueueUrl"]
    if redrive:
        properties.later(partial(_redrive, sqs, url, redrive, properties))


def _redrive(sqs: Any, url: str, policy: Any, properties: Properties) -> None:
    found = json.loads(policy) if isinstance(policy, str) else policy
    if str(found["deadLetterTargetArn"]).rpartition(":")[2] not in properties.names("AWS::SQS::Queue"):
        properties.note(f"its dead-letter queue {found['deadLetterTargetArn']} is not in this file; messages are never moved there")
        return
    text = json.dumps({"deadLetterTargetArn": found["deadLetterTargetArn"], "maxReceiveCount": str(found["maxReceiveCount"])})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": text})


@register("AWS::SNS::Topic")
def topic(client: Client, properties: Properties) -> None:
    """A topic with the subscriptions that stand in it."""
    topic_name = properties.require("TopicName")
    attributes = {name: _text(value) for name, value in properties.taken(_TOPIC_ATTRIBUTES).items()}
    if not boolean(attributes.get("FifoTopic", "false")):
        attributes.pop("FifoTopic", None)
    sns = client("sns")
    arn = sns.create_topic(Name=topic_name, Attributes=attributes, Tags=properties.tags())["TopicArn"]
    for found in properties.take("Subscription") or []:
        properties.later(partial(_subscribe, sns, arn, found, {}, properties))
    properties.without_effect("DeliveryStatusLogging", "ArchivePolicy", "DataProtectionPolicy", "FifoThroughputScope")


@register("AWS::SNS::Subscription")
def subscription(client: Client, properties: Properties) -> None:
    """A subscription that stands by itself."""
    found = properties.renamed({"Protocol": "Protocol", "Endpoint": "Endpoint"})
    attributes = {name: _text(value) for name, value in properties.taken(_SUBSCRIPTION_ATTRIBUTES).items()}
    properties.without_effect("Region")
    _subscribe(client("sns"), properties.require("TopicArn"), found, attributes, properties)


def _subscribe(sns: Any, arn: str, found: Mapping[str, Any], attributes: Mapping[str, str], properties: Properties) -> None:
    protocol = found.get("Protocol", "")
    if protocol == "lambda":
        # A trigger of that function: its events are drawn, the mocked account does not run functions.
        return
    if protocol not in ("sqs", "email", "email-json", "sms"):
        properties.note(f"messages to {found.get('Endpoint')} over {protocol} are not delivered")
        return
    sns.subscribe(TopicArn=arn, Protocol=protocol, Endpoint=found.get("Endpoint", ""), Attributes=dict(attributes))


@register("AWS::Events::EventBus")
def event_bus(client: Client, properties: Properties) -> None:
    """A bus of its own."""
    client("events").create_event_bus(Name=properties.require("Name"))
    properties.tags()
    properties.without_effect("Policy", "KmsKeyIdentifier", "Description", "DeadLetterConfig", "EventSourceName", "LogConfig")


@register("AWS::Events::Rule")
def rule(client: Client, properties: Properties) -> None:
    """A rule with the targets that the mocked account can reach."""
    name = properties.take("Name") or properties.resource.logical_id
    request = properties.renamed({"Description": "Description", "EventBusName": "EventBusName", "State": "State", "RoleArn": "RoleArn"})
    request |= properties.renamed({"ScheduleExpression": "ScheduleExpression"})
    pattern = properties.take("EventPattern")
    if pattern is not None:
        request["EventPattern"] = _text(pattern)
    events = client("events")
    if "EventBusName" in request:
        request["EventBusName"] = _bus(events, str(request["EventBusName"]), properties)
    events.put_rule(Name=name, **request)
    targets = properties.take("Targets") or []
    reached = [target for target in targets if str(target.get("Arn", "")).split(":")[2:3] in (["sqs"], ["logs"], ["events"])]
    for target in targets:
        if target not in reached and ":lambda:" not in str(target.get("Arn", "")):
            properties.note(f"events to the target {target.get('Arn')} are not delivered")
    if reached:
        events.put_targets(Rule=name, Targets=reached, **chosen(request, ("EventBusName",)))
    properties.tags()


def _bus(events: Any, given: str, properties: Properties) -> str:
    """The name of the bus that a rule calls by name or ARN; one that no file declares is there all the same, and is made.

    That of a partner, whose name has slashes, cannot be made, and the account's own stands in.
    """
    name = given.rpartition(":event-bus/")[2]
    if any(found["Name"] == name for found in events.list_event_buses(NamePrefix=name)["EventBuses"]):
        return name
    if "/" in name:
        properties.note(f"the bus {name} is a partner's; the rule is on the default bus")
        return "default"
    properties.note(f"the bus {name} is not in this file; it is made")
    events.create_event_bus(Name=name)
    return name


@register("AWS::Kinesis::Stream")
def stream(client: Client, properties: Properties) -> None:
    """A data stream."""
    name = properties.require("Name")
    mode, shards = properties.take("StreamModeDetails"), properties.take("ShardCount", 1)
    on_demand = mode is not None and mode.get("StreamMode") == "ON_DEMAND"
    request = {"StreamModeDetails": mode} if on_demand else {"ShardCount": int(shards)}
    client("kinesis").create_stream(StreamName=name, **request)
    properties.tags()
    properties.without_effect("RetentionPeriodHours", "StreamEncryption", "DesiredShardLevelMetrics", "MaxRecordSizeInKiB")
