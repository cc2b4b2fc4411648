"""Parameters, secrets, keys, log groups and state machines.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
"""

import json
from typing import Any

from lambdatest.runtime.resource import Client, Properties, register

_PASSWORD = "lambdatest-secret-0123456789abcdef"
_ROLE = "arn:aws:iam::123456789012:role/lambdatest"


@register("AWS::KMS::Key")
def key(client: Client, properties: Properties) -> None:
    """A key of moto's own id: code that names a key has its alias or its ARN from the environment."""
    request = properties.taken(("Description", "KeyUsage", "KeySpec"))
    client("kms").create_key(**request, Tags=[{"TagKey": "logical_id", "TagValue": properties.resource.logical_id}])
    properties.tags()
    properties.without_effect("KeyPolicy", "Enabled", "EnableKeyRotation", "MultiRegion", "PendingWindowInDays", "RotationPeriodInDays")
    properties.without_effect("BypassPolicyLockoutSafetyCheck", "Origin")


@register("AWS::KMS::Alias")
def alias(client: Client, properties: Properties) -> None:
    """An alias; its key is the one whose logical id it names, else a key of its own."""
    kms = client("kms")
    target = str(properties.take("TargetKeyId", ""))
    found = next((key_id for key_id, logical_id in _keys(kms) if logical_id and logical_id in target), None)
    kms.create_alias(AliasName=properties.require("AliasName"), TargetKeyId=found or kms.create_key()["KeyMetadata"]["KeyId"])


def _keys(kms: Any) -> list[tuple[str, str]]:
    ids = [found["KeyId"] for found in kms.list_keys()["Keys"]]
    return [(key_id, tag["TagValue"]) for key_id in ids for tag in kms.list_resource_tags(KeyId=key_id)["Tags"]]


@register("AWS::SSM::Parameter")
def parameter(client: Client, properties: Properties) -> None:
    """A parameter with its value."""
    value = properties.require("Value")
    request = properties.taken(("Description", "AllowedPattern", "Tier", "DataType"))
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    name = properties.take("Name") or properties.resource.logical_id
    client("ssm").put_parameter(Name=name, Value=text, Type=properties.take("Type", "String"), **request)
    properties.tags()
    properties.without_effect("Policies")


@register("AWS::SecretsManager::Secret")
def secret(client: Client, properties: Properties) -> None:
    """A secret with its text, or one that stands in for a generated text."""
    request = properties.taken(("Description", "SecretString"))
    generated = properties.take("GenerateSecretString")
    if generated is not None:
        request["SecretString"] = _generated(generated)
    name = properties.take("Name") or properties.resource.logical_id
    client("secretsmanager").create_secret(Name=name, Tags=properties.tags(), **{"SecretString": "{}", **request})
    properties.without_effect("KmsKeyId", "ReplicaRegions")


def _generated(generated: Any) -> str:
    if "GenerateStringKey" not in generated:
        return _PASSWORD
    return json.dumps({**json.loads(generated.get("SecretStringTemplate", "{}")), generated["GenerateStringKey"]: _PASSWORD})


@register("AWS::Logs::LogGroup")
def log_group(client: Client, properties: Properties) -> None:
    """A log group; without a name it is one that only the deployment refers to."""
    name = properties.take("LogGroupName")
    if name:
        client("logs").create_log_group(logGroupName=name)
    properties.tags()
    properties.without_effect("RetentionInDays", "KmsKeyId", "LogGroupClass", "DataProtectionPolicy", "FieldIndexPolicies")


@register("AWS::StepFunctions::StateMachine")
def state_machine(client: Client, properties: Properties) -> None:
    """A state machine that can be started; its states are not run."""
    definition = properties.take("DefinitionString") or json.dumps(properties.take("Definition") or {"StartAt": "Done", "States": {}})
    name = properties.take("StateMachineName") or properties.resource.logical_id
    kind = properties.take("StateMachineType", "STANDARD")
    client("stepfunctions").create_state_machine(name=name, definition=definition, roleArn=_ROLE, type=kind)
    properties.tags()
    properties.note("its executions start, but its states are not run")
    properties.without_effect("RoleArn", "LoggingConfiguration", "TracingConfiguration", "EncryptionConfiguration")
