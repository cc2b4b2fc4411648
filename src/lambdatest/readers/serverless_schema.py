"""Which properties Serverless knows of functions and events; it warns of any other, as a note does here.

See https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
"""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from lambdatest.readers.location import Fields, Notes

_OF_PLUGINS = (
    "alarms", "alias", "build", "concurrencyAutoscaling", "dashboards", "datadog", "deploymentSettings", "dev", "esbuild",
    "iamPermissionsBoundary", "iamRoleStatements", "iamRoleStatementsInherit", "iamRoleStatementsName", "lambdaInsights", "lumigo",
    "module", "newRelic", "prewarm", "vendor", "warmup", "webpack",
)
_FUNCTION = frozenset({
    "architecture", "awsKmsKeyArn", "condition", "dependsOn", "description", "destinations", "disableLogs", "durableConfig", "environment",
    "ephemeralStorageSize", "events", "fileSystemConfig", "handler", "httpApi", "image", "kmsKeyArn", "layers", "logDataProtectionPolicy",
    "logRetentionInDays", "logs", "maximumEventAge", "maximumRetryAttempts", "memorySize", "name", "onError", "package",
    "provisionedConcurrency", "recursiveLoop", "reservedConcurrency", "role", "runtime", "runtimeManagement", "snapStart", "tags",
    "timeout", "tracing", "url", "versionFunction", "vpc", *_OF_PLUGINS,
})
_POLLED = ("arn", "batchSize", "enabled", "filterPatterns", "maximumBatchingWindow")
_BROKER = (*_POLLED, "basicAuthArn", "queue")
_KAFKA = (*_POLLED[1:], "consumerGroupId", "provisionedPollerConfig", "startingPosition", "startingPositionTimestamp", "topic")
_RULE = ("description", "enabled", "input", "inputPath", "inputTransformer", "name")
_EVENT: Mapping[str, Collection[str]] = {
    "activemq": _BROKER,
    "alb": ("authorizer", "conditions", "healthCheck", "listenerArn", "multiValueHeaders", "priority", "targetGroupName"),
    "alexaSkill": ("appId", "enabled"),
    "alexaSmartHome": ("appId", "enabled"),
    "cloudFront": ("behavior", "cachePolicy", "eventType", "includeBody", "isDefaultOrigin", "origin", "pathPattern"),
    "cloudwatchEvent": ("event", *_RULE),
    "cloudwatchLog": ("filter", "logGroup"),
    "cognitoUserPool": ("existing", "forceDeploy", "kmsKeyId", "pool", "trigger"),
    "eventBridge": ("deadLetterQueueArn", "eventBus", "pattern", "retryPolicy", "schedule", *_RULE),
    "http": (
        "async", "authorizer", "caching", "connectionId", "connectionType", "cors", "documentation", "integration", "method",
        "operationId", "path", "private", "reqValidatorName", "request", "response", "throttling", "timeoutInMillis"),
    "httpApi": ("authorizer", "documentation", "method", "path", "throttling"),
    "iot": ("description", "enabled", "name", "sql", "sqlVersion"),
    "iotFleetProvisioning": ("enabled", "provisioningRoleArn", "templateBody", "templateName"),
    "kafka": (*_KAFKA, "accessConfigurations", "bootstrapServers", "onFailureDestination"),
    "msk": ("arn", *_KAFKA, "saslScram512"),
    "rabbitmq": (*_BROKER, "virtualHost"),
    "s3": ("bucket", "event", "existing", "forceDeploy", "rules"),
    "schedule": ("groupName", "method", "rate", "roleArn", "timezone", *_RULE),
    "sns": ("arn", "displayName", "filterPolicy", "filterPolicyScope", "redrivePolicy", "topicName"),
    "sqs": (*_POLLED, "functionResponseType", "maximumConcurrency"),
    "stream": (
        *_POLLED[:-1], "batchWindow", "bisectBatchOnFunctionError", "consumer", "destinations", "functionResponseType",
        "maximumRecordAgeInSeconds", "maximumRetryAttempts", "parallelizationFactor", "startingPosition", "startingPositionTimestamp",
        "tumblingWindowInSeconds", "type"),
    "websocket": ("authorizer", "documentation", "route", "routeResponseSelectionExpression"),
}
"""With what plugins for documents, caches and limits add."""
_INSIDE: Mapping[tuple[str, str], Collection[str]] = {
    ("http", "authorizer"): (
        "arn", "authorizerId", "claims", "identitySource", "identityValidationExpression", "managedExternally", "name",
        "resultTtlInSeconds", "scopes", "type"),
    ("http", "request"): ("contentHandling", "method", "parameters", "passThrough", "schema", "schemas", "template", "uri"),
}


def note_function(notes: Notes, name: str, given: Fields) -> None:
    """Note each property of the function *name* that Serverless does not know."""
    _note(notes, given, _FUNCTION, "", f"function {name}")


def note_event(notes: Notes, function: str, type_: str, given: Any) -> None:
    """Note each property of an event of *function* that Serverless does not know; a type that it does not know is noted elsewhere."""
    if not isinstance(given, Fields) or type_ not in _EVENT:
        return
    what = f"the event {type_} of function {function}"
    _note(notes, given, _EVENT[type_], "", what)
    for (outer, section), known in _INSIDE.items():
        if outer == type_ and isinstance(given.get(section), Fields):
            _note(notes, given[section], known, f"{section}.", what)


def _note(notes: Notes, given: Fields, known: Collection[str], prefix: str, what: str) -> None:
    for key in given:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            notes.add(given.place(key), f"{prefix}{key} of {what} is no property that Serverless knows{hint}")
