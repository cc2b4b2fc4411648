"""From Terraform's resources to CloudFormation's: the same mocked account, the same event sources.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs and
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lambdatest.model import Resource
from lambdatest.readers.location import Notes
from lambdatest.readers.physical import KINDS, Kind
from lambdatest.readers.terraform import api_translation, event_translation, identity_translation
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.kind import ROWS
from lambdatest.readers.terraform.unread import Watched
from lambdatest.readers.terraform.value import settled
from lambdatest.readers.terraform.view import View, block, blocks, document, picked, renamed

Translate = Callable[[View], dict[str, Any]]
_QUEUE = {
    "FifoQueue": "fifo_queue", "ContentBasedDeduplication": "content_based_deduplication", "DelaySeconds": "delay_seconds",
    "MaximumMessageSize": "max_message_size", "MessageRetentionPeriod": "message_retention_seconds",
    "ReceiveMessageWaitTimeSeconds": "receive_wait_time_seconds", "VisibilityTimeout": "visibility_timeout_seconds",
    "DeduplicationScope": "deduplication_scope", "FifoThroughputLimit": "fifo_throughput_limit",
}
_TOPIC = {"FifoTopic": "fifo_topic", "ContentBasedDeduplication": "content_based_deduplication", "DisplayName": "display_name"}
_MACHINE = {"DefinitionString": "definition", "StateMachineType": "type", "RoleArn": "role_arn"}
_FUNCTION = {"Runtime": "runtime", "Handler": "handler", "Timeout": "timeout", "MemorySize": "memory_size", "Role": "role"}
_PARAMETER = {"Tier": "tier", "AllowedPattern": "allowed_pattern", "Description": "description", "DataType": "data_type"}
_PROCESSOR = {"ParameterName": "parameter_name", "ParameterValue": "parameter_value"}
_IDENTIFIED = ("{id}", "{region}_{id}", "{region}:{id}")
_BALANCER = "AWS::ElasticLoadBalancingV2::"


def _keys(hash_key: Any, range_key: Any) -> list[dict[str, Any]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in ((hash_key, "HASH"), (range_key, "RANGE")) if name]


def _projection(index: Mapping[str, Any]) -> dict[str, Any]:
    found = picked(index, {"ProjectionType": "projection_type", "NonKeyAttributes": "non_key_attributes"})
    return {name: value for name, value in found.items() if value}


def _capacity(holder: View | Mapping[str, Any]) -> dict[str, Any]:
    found = picked(holder, {"ReadCapacityUnits": "read_capacity", "WriteCapacityUnits": "write_capacity"})
    return {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1} | found


def _table(one: View) -> dict[str, Any]:
    provisioned = str(one.given("billing_mode") or "PROVISIONED") == "PROVISIONED"
    found: dict[str, Any] = {
        "AttributeDefinitions": [picked(given, {"AttributeName": "name", "AttributeType": "type"}) for given in blocks(one, "attribute")],
        "KeySchema": _keys(one.given("hash_key"), one.given("range_key")),
        "BillingMode": "PROVISIONED" if provisioned else "PAY_PER_REQUEST",
        **picked(one, {"TableClass": "table_class", "DeletionProtectionEnabled": "deletion_protection_enabled"}),
    }
    found |= {"ProvisionedThroughput": _capacity(one)} if provisioned else {}
    for name, given in (("GlobalSecondaryIndexes", "global_secondary_index"), ("LocalSecondaryIndexes", "local_secondary_index")):
        indexes = [_index(one, index, provisioned and name.startswith("Global")) for index in blocks(one, given)]
        found |= {name: indexes} if indexes else {}
    _check_keys(found)
    if one.given("stream_enabled") is True:
        found["StreamSpecification"] = {"StreamViewType": one.given("stream_view_type") or "NEW_AND_OLD_IMAGES"}
    expiry = block(one, "ttl")
    if expiry.get("attribute_name") and expiry.get("enabled", True) is not False:
        found["TimeToLiveSpecification"] = {"AttributeName": expiry["attribute_name"], "Enabled": True}
    if block(one, "point_in_time_recovery").get("enabled") is True:
        found["PointInTimeRecoverySpecification"] = {"PointInTimeRecoveryEnabled": True}
    if block(one, "server_side_encryption").get("enabled") is True:
        found["SSESpecification"] = {"SSEEnabled": True}
    return found


def _check_keys(found: dict[str, Any]) -> None:
    """Leave out an index whose keys have no type.  Raises Failure where the table's own have none: attributes that cannot be known."""
    types = {given.get("AttributeName") for given in found["AttributeDefinitions"] if given.get("AttributeType") in ("S", "N", "B")}

    def is_typed(schema: Any) -> bool:
        return bool(schema) and schema[0]["KeyType"] == "HASH" and all(key["AttributeName"] in types for key in schema)
    if not is_typed(found["KeySchema"]):
        raise Failure("its hash_key, or the type of a key, cannot be known")
    for name in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if name in found:
            found[name] = [index for index in found[name] if is_typed(index["KeySchema"])]


def _index(one: View, index: Mapping[str, Any], provisioned: bool) -> dict[str, Any]:
    # A local index has the table's own hash key.
    keys = _keys(index.get("hash_key") or one.given("hash_key"), index.get("range_key"))
    found = {"IndexName": index.get("name"), "KeySchema": keys, "Projection": _projection(index)}
    return found | ({"ProvisionedThroughput": _capacity(index)} if provisioned else {})


def _queue(one: View) -> dict[str, Any]:
    policy = document(one.given("redrive_policy"))
    return {**picked(one, _QUEUE), **({"RedrivePolicy": policy} if isinstance(policy, Mapping) else {})}


def _bucket(one: View) -> dict[str, Any]:
    versions = block(one, "versioning")  # of provider versions before 4
    found = picked(one, {"ObjectLockEnabled": "object_lock_enabled"})
    return found | ({"VersioningConfiguration": {"Status": "Enabled"}} if versions.get("enabled") is True else {})


def _stream(one: View) -> dict[str, Any]:
    mode = block(one, "stream_mode_details").get("stream_mode")
    found = picked(one, {"ShardCount": "shard_count", "RetentionPeriodHours": "retention_period"})
    return found | ({"StreamModeDetails": {"StreamMode": mode}} if mode else {})


def _parameter(one: View) -> dict[str, Any]:
    value = next((one.given(name) for name in ("value", "insecure_value", "value_wo") if one.given(name) is not None), "value")
    return {"Type": one.given("type") or "String", "Value": value, **picked(one, _PARAMETER)}


def _encryption_key(one: View) -> dict[str, Any]:
    # What is usual is not said, since a plan says it where a configuration does not.
    found = picked(one, {"Description": "description", "KeyUsage": "key_usage", "KeySpec": "customer_master_key_spec"})
    return {name: value for name, value in found.items() if value not in ("ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT")}


def _function(one: View) -> dict[str, Any]:
    variables = block(one, "environment").get("variables")
    return {**picked(one, _FUNCTION), **({"Environment": {"Variables": variables}} if isinstance(variables, Mapping) else {})}


def _identity(one: View) -> dict[str, Any]:
    return {"EmailIdentity": one.name}


def _firehose(one: View) -> dict[str, Any]:
    found: dict[str, Any] = {}
    source = block(one, "kinesis_source_configuration")
    if source:
        found["KinesisStreamSourceConfiguration"] = picked(source, {"KinesisStreamARN": "kinesis_stream_arn", "RoleARN": "role_arn"})
    target = block(one, "extended_s3_configuration") or block(one, "s3_configuration")
    processing = block(target, "processing_configuration")
    processors = [
        {"Type": given.get("type"), "Parameters": [picked(value, _PROCESSOR) for value in blocks(given, "parameters")]}
        for given in blocks(processing, "processors")
    ]
    destination = picked(target, {"BucketARN": "bucket_arn", "RoleARN": "role_arn", "Prefix": "prefix"})
    if processors:
        destination["ProcessingConfiguration"] = {"Enabled": processing.get("enabled", True), "Processors": processors}
    return found | ({"ExtendedS3DestinationConfiguration": destination} if destination else {})


def _nothing(_one: View) -> dict[str, Any]:
    return {}


_TRANSLATIONS: Mapping[str, Translate] = {
    "aws_cloudwatch_event_bus": _nothing, "aws_cloudwatch_log_group": renamed({"RetentionInDays": "retention_in_days"}),
    "aws_dynamodb_table": _table, "aws_kinesis_firehose_delivery_stream": _firehose, "aws_kinesis_stream": _stream,
    "aws_kms_alias": renamed({"TargetKeyId": "target_key_id"}), "aws_kms_key": _encryption_key,
    "aws_lambda_function": _function, "aws_s3_bucket": _bucket,
    "aws_secretsmanager_secret": renamed({"Description": "description"}), "aws_ses_domain_identity": _identity,
    "aws_ses_email_identity": _identity, "aws_sesv2_email_identity": _identity, "aws_sfn_state_machine": renamed(_MACHINE),
    "aws_sns_topic": renamed(_TOPIC), "aws_sqs_queue": _queue, "aws_ssm_parameter": _parameter,
    **api_translation.TRANSLATIONS, **event_translation.TRANSLATIONS, **identity_translation.TRANSLATIONS,
}
_POLICIES = {
    "aws_cloudwatch_event_bus_policy": "AWS::Events::EventBusPolicy", "aws_s3_bucket_policy": "AWS::S3::BucketPolicy",
    "aws_secretsmanager_secret_policy": "AWS::SecretsManager::ResourcePolicy", "aws_sns_topic_policy": "AWS::SNS::TopicPolicy",
    "aws_sqs_queue_policy": "AWS::SQS::QueuePolicy",
}
"""Policies of resources, which can allow what no role does."""
_NAMED_OTHERWISE = ("AWS::Cognito::IdentityPool", "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient")
"""Types whose translation gives the name itself."""
_WITHOUT_EFFECT = re.compile(
    r"aws_(iam|vpc|subnet|security_group|route|internet_gateway|nat_gateway|eip|acm|cloudfront|wafv2"
    r"|s3_bucket_(?!notification|versioning|object)|cloudwatch_(metric|dashboard|log_(resource|stream|metric|retention))"
    r"|api_gateway_(deployment|account|gateway|usage|api_key|method_(response|settings)|integration_response|domain|base_path)"
    r"|apigatewayv2_(deployment|domain|api_mapping|vpc|route_response|integration_response)"
    r"|lambda_(layer_version|provisioned|function_event|code_signing|alias)|appautoscaling"
    r"|cognito_(user_pool_domain|user_pool_ui|resource|identity_(provider|pool_))|kms_(grant|key_policy)|budgets|xray"
    r"|codebuild|codepipeline|ecr|a?lb(_listener_certificate)?$|sns_sms|default_|network_|resourcegroups)")
"""Types that change nothing that a handler can see, or that are read where they belong to: not worth a note."""
_CONTENTS = {
    "aws_dynamodb_table_item": "the table begins without what this puts there",
    **dict.fromkeys(("aws_s3_object", "aws_s3_bucket_object"), "the bucket begins without what this puts there"),
}
"""What a configuration stores in its resources, of which the mocked account has none."""
_KEY = re.compile(r"\[[^\]]*\]$")


def translated(views: Iterable[View], notes: Notes) -> tuple[Resource, ...]:
    """The resources that CloudFormation would have of *views*; what is not read is noted."""
    found: list[Resource] = []
    for one in (view for view in views if not view.is_data):
        translate = _TRANSLATIONS.get(one.type)
        if one.type in _POLICIES:
            found.append(Resource(_logical_id(one), _POLICIES[one.type], {}, one.location))
        elif translate is not None:
            watched = Watched(one)
            try:
                found.append(_resource(watched, translate))
            except Failure as failure:
                notes.add(one.location, f"{one.address} is left out: {failure}")
                continue
            for name in watched.unread():
                notes.add(one.location, f"{_KEY.sub('', one.address)}: {name} is not read")
        elif one.type in _CONTENTS:
            # Code that is uploaded is no content that a handler would look for.
            if not str(one.given("source") or "").endswith(".zip"):
                notes.add(one.location, f"{_KEY.sub('', one.address)}: {_CONTENTS[one.type]}")
        elif one.type.startswith("aws_") and one.type not in event_translation.PARTS and not _WITHOUT_EFFECT.match(one.type):
            notes.add(one.location, f"{one.address} is of a type that is not read")
    return tuple(found)


def _resource(one: View, translate: Translate) -> Resource:
    row = ROWS.get(one.type)
    type_ = event_translation.TYPES.get(one.type) or identity_translation.TYPES.get(one.type) or (row.type if row else "")
    properties = settled(translate(one), one.location)
    own = KINDS.get(type_, Kind()).name or "Name"
    if row and row.name and type_ not in _NAMED_OTHERWISE and own not in properties:
        properties[own] = str(one.name)
    is_identified = row is not None and (row.id in _IDENTIFIED or row.type.startswith(_BALANCER))
    identity = str(one.member("id", one.location)) if is_identified else ""
    return Resource(_logical_id(one), type_, properties, one.location, identity)


def _logical_id(one: View) -> str:
    """The address in characters that stand for themselves nearly everywhere."""
    return re.sub(r"[^\w.-]+", "_", one.address).strip("_")
