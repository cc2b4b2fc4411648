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
    """A key with the id that references to it have."""
    request = properties.taken(("Description", "KeyUsage", "KeySpec"))
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in properties.tags()]
    properties.identify(client("kms").create_key(**request, Tags=tags)["KeyMetadata"]["KeyId"])
    properties.without_effect("KeyPolicy", "Enabled", "EnableKeyRotation", "MultiRegion", "PendingWindowInDays", "RotationPeriodInDays")
    properties.without_effect("BypassPolicyLockoutSafetyCheck", "Origin")


@register("AWS::KMS::ReplicaKey")
def replica(client: Client, properties: Properties) -> None:
    """A replica is a key of its own here."""
    properties.without_effect("PrimaryKeyArn")
    key(client, properties)


@register("AWS::KMS::Alias")
def alias(client: Client, properties: Properties) -> None:
    """An alias of the key that it names by id or ARN, else of a key of its own."""
    kms = client("kms")
    name, target = properties.require("AliasName"), str(properties.require("TargetKeyId")).rpartition("/")[2]
    keys = [one.logical_id for one in properties.declared if "::KMS::" in one.type and target in (one.identity, one.logical_id)]
    known = next((properties.made[one] for one in keys if one in properties.made), None)
    if known is None:
        properties.note(f"its key {target} is not in this file; another one stands in")
    kms.create_alias(AliasName=name, TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"] if known is None else known)


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
    name = properties.take("StateMachineName") or properties.resource.logical_id
    kind = properties.take("StateMachineType") or "STANDARD"
    definition = properties.take("DefinitionString") or properties.take("Definition") or {"StartAt": "Done", "States": {}}
    text = definition if isinstance(definition, str) else json.dumps(definition, default=str)
    client("stepfunctions").create_state_machine(name=name, definition=text, roleArn=_ROLE, type=kind)
    properties.tags()
    properties.note("its executions start, but its states are not run")
    properties.without_effect("RoleArn", "LoggingConfiguration", "TracingConfiguration", "EncryptionConfiguration")
    properties.without_effect("DefinitionS3Location", "DefinitionSubstitutions")
