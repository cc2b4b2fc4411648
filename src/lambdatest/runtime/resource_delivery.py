"""Delivery streams of Firehose.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html
"""

from typing import Any

from lambdatest.runtime.resource import Client, Properties, register

_BUCKETS = ("ExtendedS3DestinationConfiguration", "S3DestinationConfiguration")
_OTHERS = (
    *("RedshiftDestinationConfiguration", "ElasticsearchDestinationConfiguration", "HttpEndpointDestinationConfiguration"),
    *("AmazonopensearchserviceDestinationConfiguration", "AmazonOpenSearchServerlessDestinationConfiguration"),
    *("SplunkDestinationConfiguration", "SnowflakeDestinationConfiguration", "IcebergDestinationConfiguration"),
)
_ROLE = "arn:aws:iam::123456789012:role/lambdatest"


@register("AWS::KinesisFirehose::DeliveryStream")
def delivery_stream(client: Client, properties: Properties) -> None:
    """A stream to a bucket, without its transformations: those are triggers of their functions."""
    name = properties.require("DeliveryStreamName")
    kind = properties.take("DeliveryStreamType", "DirectPut")
    declared = {which: properties.take(which) for which in _BUCKETS}
    which = next((one for one in _BUCKETS if declared[one]), _BUCKETS[0])
    others = [one for one in _OTHERS if properties.take(one)]
    if others:
        properties.note(f"records to {', '.join(others).replace('DestinationConfiguration', '')} are not delivered")
    destination = _bucket(declared[which] or {})
    if kind == "KinesisStreamAsSource":
        properties.note("records of its source stream are not delivered")
    firehose = client("firehose")
    firehose.create_delivery_stream(DeliveryStreamName=name, **{which: destination}, Tags=properties.tags() or [_NO_TAG])
    properties.without_effect("KinesisStreamSourceConfiguration", "DeliveryStreamEncryptionConfigurationInput")
    properties.without_effect("DirectPutSourceConfiguration")


_NO_TAG = {"Key": "made-by", "Value": "lambdatest"}
"""The API takes no empty list of tags."""


def _bucket(given: Any) -> dict[str, Any]:
    """Where records go: the bucket and the prefix of their keys."""
    found = {"RoleARN": str(given.get("RoleARN") or _ROLE), "BucketARN": str(given.get("BucketARN") or "arn:aws:s3:::nowhere")}
    return {**found, **({"Prefix": str(given["Prefix"])} if given.get("Prefix") else {})}
