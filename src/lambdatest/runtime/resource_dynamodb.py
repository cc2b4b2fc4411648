"""AWS::DynamoDB::Table and AWS::DynamoDB::GlobalTable.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-table.html
"""

import json
from collections.abc import Mapping
from typing import Any

from lambdatest.runtime.resource import Client, Properties, boolean, chosen, integers, register

ON_DEMAND = "PAY_PER_REQUEST"
_INDEX = ("IndexName", "KeySchema", "Projection")
_INDEX_WITHOUT_EFFECT = (
    *("ProvisionedThroughput", "OnDemandThroughput", "WarmThroughput", "ContributorInsightsSpecification"),
    *("WriteProvisionedThroughputSettings", "WriteOnDemandThroughputSettings"),
)


@register("AWS::DynamoDB::Table")
def table(client: Client, properties: Properties) -> None:
    """A table with its indexes, stream, expiry, backups and policy."""
    name = properties.require("TableName")
    request: dict[str, Any] = {
        "TableName": name,
        "KeySchema": properties.require("KeySchema"),
        "AttributeDefinitions": properties.require("AttributeDefinitions"),
        **_billing(properties),
        **properties.renamed({"TableClass": "TableClass"}),
    }
    on_demand = request["BillingMode"] == ON_DEMAND
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        indexes = properties.take(kind)
        if indexes:
            request[kind] = [_index(index, on_demand or kind.startswith("Local"), properties) for index in indexes]
    request |= _options(properties)
    dynamodb = client("dynamodb")
    dynamodb.create_table(**request)
    _after(dynamodb, name, properties)


@register("AWS::DynamoDB::GlobalTable")
def global_table(client: Client, properties: Properties) -> None:
    """The replica of the function's own region."""
    properties.without_effect("Replicas", "WriteProvisionedThroughputSettings", "WriteOnDemandThroughputSettings")
    table(client, properties)


def _billing(properties: Properties) -> dict[str, Any]:
    mode, throughput = properties.take("BillingMode"), properties.take("ProvisionedThroughput")
    properties.without_effect("OnDemandThroughput", "WarmThroughput")
    if mode == ON_DEMAND or throughput is None:
        if mode != ON_DEMAND and properties.resource.type == "AWS::DynamoDB::Table":
            properties.note("it has neither BillingMode PAY_PER_REQUEST nor ProvisionedThroughput; built on demand")
        return {"BillingMode": ON_DEMAND}
    return {"BillingMode": "PROVISIONED", "ProvisionedThroughput": integers(throughput)}


def _index(index: Mapping[str, Any], without_throughput: bool, properties: Properties) -> dict[str, Any]:
    found = chosen(index, _INDEX)
    _note_rest(properties, f"index {index.get('IndexName')}", index, (*_INDEX, *_INDEX_WITHOUT_EFFECT))
    if not without_throughput and index.get("ProvisionedThroughput"):
        found["ProvisionedThroughput"] = integers(index["ProvisionedThroughput"])
    return found


def _note_rest(properties: Properties, what: str, found: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """A note on every member of *found* that is not *known*."""
    for name in sorted(found.keys() - set(known)):
        properties.note(f"{what}: {name} is not mocked")


def _options(properties: Properties) -> dict[str, Any]:
    options: dict[str, Any] = {}
    stream = properties.take("StreamSpecification")
    if stream:
        _note_rest(properties, "StreamSpecification", stream, ("StreamViewType",))
        options["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": stream.get("StreamViewType", "NEW_AND_OLD_IMAGES")}
    encryption = properties.take("SSESpecification")
    if encryption and boolean(encryption.get("SSEEnabled", False)):
        _note_rest(properties, "SSESpecification", encryption, ("SSEEnabled", "SSEType", "KMSMasterKeyId"))
        options["SSESpecification"] = {"Enabled": True, **chosen(encryption, ("SSEType", "KMSMasterKeyId"))}
    protected = properties.take("DeletionProtectionEnabled")
    if protected is not None:
        options["DeletionProtectionEnabled"] = boolean(protected)
    tags = properties.tags()
    return {**options, **({"Tags": tags} if tags else {})}


def _after(dynamodb: Any, name: str, properties: Properties) -> None:
    expiry = properties.take("TimeToLiveSpecification")
    if expiry and boolean(expiry.get("Enabled", False)):
        specification = {"Enabled": True, "AttributeName": expiry["AttributeName"]}
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=specification)
    backups = properties.take("PointInTimeRecoverySpecification")
    if backups and boolean(backups.get("PointInTimeRecoveryEnabled", False)):
        specification = {"PointInTimeRecoveryEnabled": True}
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=specification)
    policy = properties.take("ResourcePolicy")
    if policy:
        arn = dynamodb.describe_table(TableName=name)["Table"]["TableArn"]
        dynamodb.put_resource_policy(ResourceArn=arn, Policy=json.dumps(policy["PolicyDocument"], default=str))
    properties.without_effect("ContributorInsightsSpecification")
