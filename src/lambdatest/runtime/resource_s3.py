"""AWS::S3::Bucket.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-s3-bucket.html
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from lambdatest.runtime.resource import Client, Properties, boolean, register

_NOTIFICATIONS = (("QueueConfigurations", "Queue", "QueueArn"), ("TopicConfigurations", "Topic", "TopicArn"))


@register("AWS::S3::Bucket")
def bucket(client: Client, properties: Properties) -> None:
    """A bucket with its versions and its messages to queues and topics; those to functions are triggers."""
    name = properties.require("BucketName")
    request: dict[str, Any] = {"Bucket": name}
    if properties.region != "us-east-1":
        request["CreateBucketConfiguration"] = {"LocationConstraint": properties.region}
    if boolean(properties.take("ObjectLockEnabled", False)):
        request["ObjectLockEnabledForBucket"] = True
    s3 = client("s3")
    s3.create_bucket(**request)
    versions = properties.take("VersioningConfiguration")
    if versions:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": versions["Status"]})
    tags = properties.tags()
    if tags:
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})
    notifications = properties.take("NotificationConfiguration")
    if notifications:
        properties.later(partial(_notify, s3, name, notifications))
    properties.without_effect("AccessControl", "BucketEncryption", "CorsConfiguration", "LifecycleConfiguration", "LoggingConfiguration")
    properties.without_effect("PublicAccessBlockConfiguration", "OwnershipControls", "WebsiteConfiguration", "AccelerateConfiguration")
    properties.without_effect("ReplicationConfiguration", "MetricsConfigurations", "AnalyticsConfigurations", "InventoryConfigurations")
    properties.without_effect("IntelligentTieringConfigurations", "ObjectLockConfiguration")


def _notify(s3: Any, name: str, notifications: Mapping[str, Any]) -> None:
    found: dict[str, Any] = {}
    for member, target, arn in _NOTIFICATIONS:
        rules = [_rule(rule, target, arn) for rule in notifications.get(member) or []]
        found |= {member: rules} if rules else {}
    if found:
        s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=found)


def _rule(rule: Mapping[str, Any], target: str, arn: str) -> dict[str, Any]:
    found: dict[str, Any] = {arn: rule[target], "Events": [rule["Event"]]}
    if rule.get("Filter"):
        rules = [{"Name": part["Name"].lower(), "Value": part["Value"]} for part in rule["Filter"]["S3Key"]["Rules"]]
        found["Filter"] = {"Key": {"FilterRules": rules}}
    return found
