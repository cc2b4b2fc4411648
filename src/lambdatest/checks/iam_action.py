"""Which IAM actions an AWS call needs, and on which resources.

Most operations need the action of their own name.  The table below holds the others, out of the service authorization reference:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.results import Call

PREFIXES: Mapping[str, str] = {
    "apigatewaymanagementapi": "execute-api", "bedrock-agent-runtime": "bedrock", "bedrock-runtime": "bedrock",
    "dynamodbstreams": "dynamodb",
    "efs": "elasticfilesystem", "elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing", "emr": "elasticmapreduce",
    "iot-data": "iot", "lex-runtime": "lex", "lexv2-runtime": "lex", "opensearch": "es", "personalize-runtime": "personalize",
    "pinpoint": "mobiletargeting", "pinpoint-email": "ses", "resourcegroupstaggingapi": "tag", "s3control": "s3",
    "sagemaker-runtime": "sagemaker", "sesv2": "ses", "stepfunctions": "states", "timestream-query": "timestream",
    "timestream-write": "timestream",
}
"""Services whose IAM prefix is not the name that boto3 has for them."""

ACTIONS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("s3", "AbortMultipartUpload"): ("s3:AbortMultipartUpload",),
    ("s3", "CompleteMultipartUpload"): ("s3:PutObject",),
    ("s3", "CopyObject"): ("s3:PutObject",),
    ("s3", "CreateMultipartUpload"): ("s3:PutObject",),
    ("s3", "DeleteObjects"): ("s3:DeleteObject",),
    ("s3", "HeadBucket"): ("s3:ListBucket",),
    ("s3", "HeadObject"): ("s3:GetObject",),
    ("s3", "ListBuckets"): ("s3:ListAllMyBuckets",),
    ("s3", "ListMultipartUploads"): ("s3:ListBucketMultipartUploads",),
    ("s3", "ListObjectVersions"): ("s3:ListBucketVersions",),
    ("s3", "ListObjects"): ("s3:ListBucket",),
    ("s3", "ListObjectsV2"): ("s3:ListBucket",),
    ("s3", "ListParts"): ("s3:ListMultipartUploadParts",),
    ("s3", "SelectObjectContent"): ("s3:GetObject",),
    ("s3", "UploadPart"): ("s3:PutObject",),
    ("s3", "UploadPartCopy"): ("s3:PutObject",),
    ("s3", "DeleteBucketCors"): ("s3:PutBucketCORS",),
    ("s3", "GetBucketLifecycleConfiguration"): ("s3:GetLifecycleConfiguration",),
    ("s3", "PutBucketLifecycleConfiguration"): ("s3:PutLifecycleConfiguration",),
    ("s3", "GetBucketEncryption"): ("s3:GetEncryptionConfiguration",),
    ("s3", "PutBucketEncryption"): ("s3:PutEncryptionConfiguration",),
    ("s3", "GetBucketNotificationConfiguration"): ("s3:GetBucketNotification",),
    ("s3", "PutBucketNotificationConfiguration"): ("s3:PutBucketNotification",),
    ("s3", "GetBucketCors"): ("s3:GetBucketCORS",),
    ("s3", "PutBucketCors"): ("s3:PutBucketCORS",),
    ("sqs", "ChangeMessageVisibilityBatch"): ("sqs:ChangeMessageVisibility",),
    ("sqs", "DeleteMessageBatch"): ("sqs:DeleteMessage",),
    ("sqs", "SendMessageBatch"): ("sqs:SendMessage",),
    ("sns", "PublishBatch"): ("sns:Publish",),
    ("lambda", "Invoke"): ("lambda:InvokeFunction",),
    ("lambda", "InvokeAsync"): ("lambda:InvokeFunction",),
    ("lambda", "InvokeWithResponseStream"): ("lambda:InvokeFunction",),
    ("apigatewaymanagementapi", "DeleteConnection"): ("execute-api:ManageConnections",),
    ("apigatewaymanagementapi", "GetConnection"): ("execute-api:ManageConnections",),
    ("apigatewaymanagementapi", "PostToConnection"): ("execute-api:ManageConnections",),
    ("secretsmanager", "BatchGetSecretValue"): ("secretsmanager:BatchGetSecretValue",),
    ("bedrock-runtime", "Converse"): ("bedrock:InvokeModel",),
    ("bedrock-runtime", "ConverseStream"): ("bedrock:InvokeModelWithResponseStream",),
    ("kms", "ReEncrypt"): ("kms:ReEncryptFrom", "kms:ReEncryptTo"),
}
PUBLIC: Mapping[str, frozenset[str]] = {
    "cognito-idp": frozenset(
        "AssociateSoftwareToken ChangePassword CompleteWebAuthnRegistration ConfirmDevice ConfirmForgotPassword ConfirmSignUp"
        " DeleteUser DeleteUserAttributes DeleteWebAuthnCredential ForgetDevice ForgotPassword GetDevice GetTokensFromRefreshToken GetUser"
        " GetUserAttributeVerificationCode GetUserAuthFactors GlobalSignOut InitiateAuth ListDevices"
        " ListUserSessions ListWebAuthnCredentials RevokeUserSession"
        " ResendConfirmationCode RespondToAuthChallenge RevokeToken SetUserMFAPreference SetUserSettings SignUp"
        " StartWebAuthnRegistration UpdateAuthEventFeedback UpdateDeviceStatus UpdateUserAttributes VerifySoftwareToken"
        " VerifyUserAttribute".split()),
    "cognito-identity": frozenset("GetCredentialsForIdentity GetId GetOpenIdToken UnlinkIdentity".split()),
    "sts": frozenset("AssumeRoleWithSAML AssumeRoleWithWebIdentity GetCallerIdentity GetSessionToken".split()),
}
"""Operations that need no permission: a token of the user or nothing at all lets them through."""
_S3 = frozenset(
    "GetObject PutObject DeleteObject GetObjectAcl PutObjectAcl GetObjectAttributes GetObjectTagging PutObjectTagging DeleteObjectTagging"
    " GetObjectRetention PutObjectRetention RestoreObject CreateBucket DeleteBucket GetBucketLocation GetBucketPolicy PutBucketPolicy"
    " GetBucketTagging PutBucketTagging GetBucketVersioning PutBucketVersioning".split())
"""Operations of S3 whose action has their own name; those that configure buckets follow no rule, and are not compared."""
_TRANSACTIONS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Get": "GetItem"}
_STATEMENTS = {"SELECT": "PartiQLSelect", "INSERT": "PartiQLInsert", "UPDATE": "PartiQLUpdate", "DELETE": "PartiQLDelete"}

Need = tuple[str, str | None]
"""An action, and the part of the resource's ARN behind region and account (``table/todos``), or None where it is not told."""


def needs(call: Call) -> Iterator[Need]:
    """What *call* needs of the role that makes it."""
    parameters = call.parameters
    if call.service == "dynamodb":
        yield from _of_dynamodb(call.operation, parameters)
        return
    if call.operation in PUBLIC.get(call.service, ()) or (call.service == "s3" and not _known_to_s3(call.operation)):
        return
    usual = (f"{PREFIXES.get(call.service, call.service)}:{call.operation}",)
    for action in ACTIONS.get((call.service, call.operation), usual):
        yield action, _resource(call.service, action, parameters)


def _known_to_s3(operation: str) -> bool:
    return operation in _S3 or ("s3", operation) in ACTIONS


def _of_dynamodb(operation: str, parameters: Mapping[str, Any]) -> Iterator[Need]:
    if operation in ("TransactWriteItems", "TransactGetItems"):
        for member in parameters.get("TransactItems", ()):
            for kind, request in member.items():
                yield f"dynamodb:{_TRANSACTIONS.get(kind, kind)}", _table(request.get("TableName"))
    elif operation in ("BatchWriteItem", "BatchGetItem"):
        for name in parameters.get("RequestItems", ()):
            yield f"dynamodb:{operation}", _table(name)
    elif operation in ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"):
        texts = [parameters, *parameters.get("Statements", ()), *parameters.get("TransactStatements", ())]
        for text in (str(member["Statement"]) for member in texts if "Statement" in member):
            verb = text.split(maxsplit=1)[0].upper() if text.strip() else ""
            if verb in _STATEMENTS:
                yield f"dynamodb:{_STATEMENTS[verb]}", None
    else:
        yield f"dynamodb:{operation}", _table(parameters.get("TableName"), parameters.get("IndexName"))


def _table(name: Any, index: Any = None) -> str | None:
    if not isinstance(name, str):
        return None
    return f"table/{name.split(':table/')[-1]}" + (f"/index/{index}" if index else "")


def _resource(service: str, action: str, parameters: Mapping[str, Any]) -> str | None:
    """The resource of the services whose parameters name it plainly."""
    if service == "s3" and "Bucket" in parameters:
        objects = "Key" in parameters or action in ("s3:DeleteObject",)
        return f"{parameters['Bucket']}/{parameters.get('Key', '')}" if objects else str(parameters["Bucket"])
    if service == "sqs" and "QueueUrl" in parameters:
        return str(parameters["QueueUrl"]).rsplit("/", maxsplit=1)[-1]
    for name in ("TopicArn", "TargetArn", "StateMachineArn", "stateMachineArn"):
        if isinstance(parameters.get(name), str):
            return ":".join(str(parameters[name]).split(":")[5:])
    if service in ("kinesis", "firehose"):
        kind, name = ("stream", "StreamName") if service == "kinesis" else ("deliverystream", "DeliveryStreamName")
        return f"{kind}/{parameters[name]}" if isinstance(parameters.get(name), str) else None
    return None
