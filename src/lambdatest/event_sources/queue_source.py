"""What puts messages into a queue, as the resources of a project declare it: a topic, a bucket or a rule.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lambdatest.model import Resource, parse_json


def subscribed(resources: Sequence[Resource], queue: str) -> dict[str, Any] | None:
    """What writes to the queue with the ARN *queue*; None where nothing that wraps the message does, or more than one kind."""
    found = [one for resource in resources for one in _of(resource, queue)]
    kinds = {one["via"] for one in found}
    return found[0] if len(kinds) == 1 and found[0]["via"] else None


def _of(resource: Resource, queue: str) -> Iterator[dict[str, Any]]:
    given = resource.properties
    if resource.type == "AWS::SNS::Subscription" and given.get("Endpoint") == queue:
        yield _topic(given.get("TopicArn"), given)
    elif resource.type == "AWS::SNS::Topic":
        for one in _mappings(given.get("Subscription")):
            if one.get("Endpoint") == queue:
                yield _topic(f"{queue.rpartition(':')[0].replace(':sqs:', ':sns:')}:{given.get('TopicName')}", one)
    elif resource.type == "AWS::S3::Bucket":
        notifications = given.get("NotificationConfiguration")
        rules = _mappings(notifications.get("QueueConfigurations") if isinstance(notifications, Mapping) else None)
        mine = [rule_of(rule.get("Event"), rule.get("Filter")) for rule in rules if rule.get("Queue") == queue]
        if mine:
            yield {"via": "s3", "bucket": str(given.get("BucketName")), "rules": mine}
    elif resource.type == "AWS::Events::Rule":
        if any(target.get("Arn") == queue and not target.get("Input") for target in _mappings(given.get("Targets"))):
            pattern = given.get("EventPattern")
            read = parse_json(pattern) if isinstance(pattern, str) else pattern
            yield {"via": "eventbridge", "pattern": read if isinstance(read, Mapping) else {}}


def _topic(topic: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """A subscription, which hands messages on as they are where it is asked to."""
    raw = str(given.get("RawMessageDelivery")).lower() == "true"
    return {"via": None if raw else "sns", "topic": str(topic)}


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def rule_of(events: Any, found: Any) -> dict[str, Any]:
    """A notification's rule: the ``events`` it is for, and the ``prefix`` and ``suffix`` of keys, from CloudFormation's ``Filter``."""
    key = found.get("S3Key") if isinstance(found, Mapping) else None
    rules = _mappings(key.get("Rules") if isinstance(key, Mapping) else None)
    parts = {str(rule.get("Name")).lower(): str(rule.get("Value")) for rule in rules}
    listed = [str(event) for event in (events if isinstance(events, list) else [events]) if event]
    return {"events": listed or ["s3:ObjectCreated:*"], "prefix": parts.get("prefix", ""), "suffix": parts.get("suffix", "")}
