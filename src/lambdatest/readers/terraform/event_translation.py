"""What calls functions, from Terraform's resources to CloudFormation's; there some resources of Terraform's are parts of others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from lambdatest.model import Resource
from lambdatest.readers.terraform.api_translation import INTEGRATION
from lambdatest.readers.terraform.value import settled
from lambdatest.readers.terraform.view import View, block, blocks, document, picked, renamed, texts
from lambdatest.readers.wiring import NOTIFICATIONS

_NOTIFICATION = "aws_s3_bucket_notification"
_MAPPING = {
    "FunctionName": "function_name", "EventSourceArn": "event_source_arn", "BatchSize": "batch_size", "Enabled": "enabled",
    "FunctionResponseTypes": "function_response_types", "TumblingWindowInSeconds": "tumbling_window_in_seconds", "Topics": "topics",
    "Queues": "queues", "StartingPosition": "starting_position", "MaximumBatchingWindowInSeconds": "maximum_batching_window_in_seconds",
    "BisectBatchOnFunctionError": "bisect_batch_on_function_error", "MaximumRetryAttempts": "maximum_retry_attempts",
}
_PERMISSION = {
    "FunctionName": "function_name", "Action": "action", "Principal": "principal", "SourceArn": "source_arn",
    "SourceAccount": "source_account",
}
_SUBSCRIPTION = {
    "TopicArn": "topic_arn", "Protocol": "protocol", "Endpoint": "endpoint", "FilterPolicyScope": "filter_policy_scope",
    "RawMessageDelivery": "raw_message_delivery",
}
_LOG_FILTER = {"LogGroupName": "log_group_name", "DestinationArn": "destination_arn", "FilterPattern": "filter_pattern"}
_PIPE = {"Source": "source", "Target": "target", "Enrichment": "enrichment"}
_ROTATION = {"SecretId": "secret_id", "RotationLambdaARN": "rotation_lambda_arn"}
_SCHEDULE = {"ScheduleExpression": "schedule_expression", "State": "state"}
_TARGET = {"Arn": "arn", "Id": "target_id", "Input": "input", "InputPath": "input_path"}


def _mapping(one: View) -> dict[str, Any]:
    filters = [{"Pattern": given.get("pattern")} for criteria in blocks(one, "filter_criteria") for given in blocks(criteria, "filter")]
    return {**picked(one, _MAPPING), **({"FilterCriteria": {"Filters": filters}} if filters else {})}


def _url(one: View) -> dict[str, Any]:
    found = picked(one, {"TargetFunctionArn": "function_name", "AuthType": "authorization_type", "InvokeMode": "invoke_mode"})
    cors = block(one, "cors")
    return found | ({"Cors": picked(cors, {"AllowOrigins": "allow_origins", "AllowMethods": "allow_methods"})} if cors else {})


def _rule(one: View) -> dict[str, Any]:
    pattern = document(one.given("event_pattern"))
    found = picked(one, {"ScheduleExpression": "schedule_expression", "EventBusName": "event_bus_name", "State": "state"})
    if one.given("is_enabled") is False:  # the older name of state
        found["State"] = "DISABLED"
    return found | ({"EventPattern": pattern} if isinstance(pattern, Mapping) else {})


def _schedule(one: View) -> dict[str, Any]:
    target = block(one, "target")
    return {**picked(one, _SCHEDULE), "Target": picked(target, {"Arn": "arn", "Input": "input", "RoleArn": "role_arn"})}


def _subscription(one: View) -> dict[str, Any]:
    found = picked(one, _SUBSCRIPTION)
    for name, given in (("FilterPolicy", "filter_policy"), ("RedrivePolicy", "redrive_policy")):
        value = document(one.given(given))
        found |= {name: value} if isinstance(value, Mapping) else {}
    return found


def _topic_rule(one: View) -> dict[str, Any]:
    actions = [{"Lambda": {"FunctionArn": given.get("function_arn")}} for given in blocks(one, "lambda")]
    return {"TopicRulePayload": {"Sql": one.given("sql"), "Actions": actions}}


TRANSLATIONS: Mapping[str, Callable[[View], dict[str, Any]]] = {
    "aws_cloudwatch_event_rule": _rule, "aws_cloudwatch_log_subscription_filter": renamed(_LOG_FILTER), "aws_iot_topic_rule": _topic_rule,
    "aws_lambda_event_source_mapping": _mapping, "aws_lambda_function_url": _url, "aws_lambda_permission": renamed(_PERMISSION),
    "aws_pipes_pipe": renamed(_PIPE), "aws_scheduler_schedule": _schedule, "aws_secretsmanager_secret_rotation": renamed(_ROTATION),
    "aws_sns_topic_subscription": _subscription,
}
TYPES = {
    "aws_cloudwatch_log_subscription_filter": "AWS::Logs::SubscriptionFilter", "aws_iot_topic_rule": "AWS::IoT::TopicRule",
    "aws_pipes_pipe": "AWS::Pipes::Pipe", "aws_secretsmanager_secret_rotation": "AWS::SecretsManager::RotationSchedule",
}
"""The types of CloudFormation of those that have no computed attributes here."""


def completed(resources: Iterable[Resource], views: Iterable[View]) -> tuple[Resource, ...]:
    """*resources* with what stands in resources of their own in Terraform alone: notifications, targets, integrations, versions."""
    found = {(one.type, _key(one)): one for one in resources}
    for view in views:
        if view.is_data or view.type not in PARTS:
            continue
        if view.type == _NOTIFICATION and blocks(view, "lambda_function"):
            made = _notified(view)
            found[made.type, made.logical_id] = made
        type_, key, part = PARTS[view.type](view)
        before = found.get((type_, key)) or _of_another(type_, key, view)
        if before is not None:
            found[type_, key] = replace(before, properties=settled(_merged(before.properties, part), view.location))
    return tuple(found.values())


Part = tuple[str, str, dict[str, Any]]
"""The type of the resource that a part belongs to, its key (see `_key`), and the properties that the part adds."""


def _of_another(type_: str, key: str, view: View) -> Resource | None:
    """The resource of another configuration that a part belongs to: its bucket is made here too."""
    return Resource(key, type_, {"BucketName": key}, view.location) if type_ == "AWS::S3::Bucket" else None


_CALLED_BY = {
    "AWS::ElasticLoadBalancingV2::TargetGroup": "Name", "AWS::S3::Bucket": "BucketName", "AWS::SQS::Queue": "QueueName",
    "AWS::SecretsManager::Secret": "Name",
}


def _key(one: Resource) -> str:
    """What parts call the resource by."""
    given = one.properties
    if one.type == "AWS::ApiGateway::Method":
        return _method_key(given.get("RestApiId"), given.get("ResourceId"), given.get("HttpMethod"))
    if one.type == "AWS::Events::Rule":
        return f"{_bus(given.get('EventBusName'))}/{given.get('Name')}"
    name = _CALLED_BY.get(one.type)
    return str(given.get(name)) if name else one.logical_id


def _bus(value: Any) -> str:
    return str(value or "default").rpartition("/")[2]


def _method_key(*parts: Any) -> str:
    return " ".join(str(part) for part in parts)


def _merged(before: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """Both; mappings are merged and lists joined."""
    found = dict(before)
    for name, value in part.items():
        old = found.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            value = _merged(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            value = [*old, *value]
        found[name] = value
    return found


def _integration(one: View) -> Part:
    key = _method_key(one.given("rest_api_id"), one.given("resource_id"), one.given("http_method"))
    return "AWS::ApiGateway::Method", key, {"Integration": picked(one, INTEGRATION)}


def _target(one: View) -> Part:
    target = picked(one, _TARGET)
    target.setdefault("Id", one.address)
    transformer = block(one, "input_transformer")
    if transformer:
        target["InputTransformer"] = picked(transformer, {"InputPathsMap": "input_paths", "InputTemplate": "input_template"})
    key = f"{_bus(one.given('event_bus_name'))}/{str(one.given('rule')).rpartition('/')[2]}"
    return "AWS::Events::Rule", key, {"Targets": [target]}


def _notification(one: View) -> Part:
    found: dict[str, Any] = {}
    for name, given, target, arn in (
        ("QueueConfigurations", "queue", "Queue", "queue_arn"), ("TopicConfigurations", "topic", "Topic", "topic_arn"),
    ):
        rules = [
            {"Event": event, target: rule.get(arn), **_filter(rule)} for rule in blocks(one, given) for event in texts(rule.get("events"))]
        found |= {name: rules} if rules else {}
    if one.given("eventbridge") is True:
        found["EventBridgeConfiguration"] = {"EventBridgeEnabled": True}
    return "AWS::S3::Bucket", str(one.given("bucket")), {"NotificationConfiguration": found}


def _notified(one: View) -> Resource:
    """The functions that a bucket notifies, as the CDK writes them: in a resource of its own, which has a place of its own."""
    rules = [
        {"Events": texts(rule.get("events")), "LambdaFunctionArn": rule.get("lambda_function_arn"),
         "Filter": {"Key": {"FilterRules": _filter(rule).get("Filter", {}).get("S3Key", {}).get("Rules", [])}}}
        for rule in blocks(one, "lambda_function")
    ]
    given = {"BucketName": str(one.given("bucket")), "NotificationConfiguration": {"LambdaFunctionConfigurations": rules}}
    return Resource(one.address, NOTIFICATIONS, settled(given, one.location), one.location)


def _filter(rule: Mapping[str, Any]) -> dict[str, Any]:
    names = (("prefix", "filter_prefix"), ("suffix", "filter_suffix"))
    rules = [{"Name": name, "Value": rule[given]} for name, given in names if rule.get(given)]
    return {"Filter": {"S3Key": {"Rules": rules}}} if rules else {}


def _versioning(one: View) -> Part:
    status = block(one, "versioning_configuration").get("status")
    versions = {"VersioningConfiguration": {"Status": status}} if status in ("Enabled", "Suspended") else {}
    return "AWS::S3::Bucket", str(one.given("bucket")), versions


def _secret_version(one: View) -> Part:
    value = one.given("secret_string")
    name = str(one.given("secret_id")).partition(":secret:")
    key = name[2] or name[0]
    return "AWS::SecretsManager::Secret", key, {} if value is None else {"SecretString": value}


def _redrive(one: View) -> Part:
    policy = document(one.given("redrive_policy"))
    name = str(one.given("queue_url")).rpartition("/")[2]
    return "AWS::SQS::Queue", name, {"RedrivePolicy": policy} if isinstance(policy, Mapping) else {}


def _attachment(one: View) -> Part:
    group = str(one.given("target_group_arn")).partition(":targetgroup/")[2].partition("/")[0]
    return "AWS::ElasticLoadBalancingV2::TargetGroup", group, {"Targets": [{"Id": one.given("target_id")}]}


PARTS: Mapping[str, Callable[[View], Part]] = {
    "aws_alb_target_group_attachment": _attachment, "aws_api_gateway_integration": _integration, "aws_cloudwatch_event_target": _target,
    "aws_lb_target_group_attachment": _attachment, _NOTIFICATION: _notification, "aws_s3_bucket_versioning": _versioning,
    "aws_secretsmanager_secret_version": _secret_version, "aws_sqs_queue_redrive_policy": _redrive,
}
