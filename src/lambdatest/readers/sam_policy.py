"""What SAM's policy templates and AWS's own managed policies allow: those whose actions a handler's calls can need.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from collections.abc import Mapping
from typing import Any

from lambdatest.model import POLICY_BUNDLE

Statements = tuple[Mapping[str, Any], ...]
Grant = tuple[str, str]
"""The resources, as ``service:rest`` of their ARN with the names of parameters in braces, and the actions, all space-separated."""

_KEYED = "dynamodb:table/{TableName} dynamodb:table/{TableName}/index/*"
_BUCKET = "s3:{BucketName} s3:{BucketName}/*"
_MACHINE = "states:stateMachine:{StateMachineName}"

TEMPLATES: Mapping[str, tuple[Grant, ...]] = {
    "AWSSecretsManagerGetSecretValuePolicy": (("{SecretArn}", "secretsmanager:GetSecretValue"),),
    "CloudWatchPutMetricPolicy": (("*", "cloudwatch:PutMetricData"),),
    "CodePipelineLambdaExecutionPolicy": (("*", "codepipeline:PutJobSuccessResult codepipeline:PutJobFailureResult"),),
    "ComprehendBasicAccessPolicy": ((
        "*", "comprehend:BatchDetectKeyPhrases comprehend:DetectDominantLanguage comprehend:DetectEntities comprehend:BatchDetectEntities"
        " comprehend:DetectKeyPhrases comprehend:DetectSentiment comprehend:BatchDetectDominantLanguage comprehend:BatchDetectSentiment"),),
    "DynamoDBCrudPolicy": ((
        _KEYED, "dynamodb:GetItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:Scan dynamodb:Query dynamodb:UpdateItem"
        " dynamodb:BatchWriteItem dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:ConditionCheckItem"),),
    "DynamoDBReadPolicy": ((
        _KEYED, "dynamodb:GetItem dynamodb:Scan dynamodb:Query dynamodb:BatchGetItem dynamodb:DescribeTable"),),
    "DynamoDBReconfigurePolicy": (("dynamodb:table/{TableName}", "dynamodb:UpdateTable"),),
    "DynamoDBStreamReadPolicy": (
        ("dynamodb:table/{TableName}/stream/{StreamName}", "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator"),
        ("dynamodb:table/{TableName}/stream/*", "dynamodb:ListStreams")),
    "DynamoDBWritePolicy": ((_KEYED, "dynamodb:PutItem dynamodb:UpdateItem dynamodb:BatchWriteItem"),),
    "EventBridgePutEventsPolicy": (("events:event-bus/{EventBusName}", "events:PutEvents"),),
    "FirehoseWritePolicy": (("firehose:deliverystream/{DeliveryStreamName}", "firehose:PutRecord firehose:PutRecordBatch"),),
    "KMSDecryptPolicy": (("kms:key/{KeyId}", "kms:Decrypt"),),
    "KMSEncryptPolicy": (("kms:key/{KeyId}", "kms:Encrypt"),),
    "KMSEncryptPolicy_v2": ((
        "kms:key/{KeyId}", "kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext kms:GenerateDataKeyPair"
        " kms:GenerateDataKeyPairWithoutPlaintext"),),
    "KinesisCrudPolicy": ((
        "kinesis:stream/{StreamName}", "kinesis:AddTagsToStream kinesis:CreateStream kinesis:DecreaseStreamRetentionPeriod"
        " kinesis:DeleteStream kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetShardIterator"
        " kinesis:IncreaseStreamRetentionPeriod kinesis:ListTagsForStream kinesis:MergeShards kinesis:PutRecord kinesis:PutRecords"
        " kinesis:SplitShard kinesis:RemoveTagsFromStream"),),
    "LambdaInvokePolicy": (("lambda:function:{FunctionName}*", "lambda:InvokeFunction"),),
    "RekognitionDetectOnlyPolicy": ((
        "*", "rekognition:DetectFaces rekognition:DetectLabels rekognition:DetectModerationLabels rekognition:DetectText"),),
    "S3CrudPolicy": ((
        _BUCKET, "s3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:PutObject s3:PutObjectAcl"
        " s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration s3:DeleteObject"),),
    "S3FullAccessPolicy": (
        ("s3:{BucketName}/*", "s3:GetObject s3:GetObjectAcl s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:DeleteObject"
         " s3:DeleteObjectTagging s3:DeleteObjectVersionTagging s3:GetObjectTagging s3:GetObjectVersionTagging s3:PutObjectTagging"
         " s3:PutObjectVersionTagging"),
        ("s3:{BucketName}", "s3:ListBucket s3:GetBucketLocation s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration")),
    "S3ReadPolicy": ((
        _BUCKET, "s3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:GetLifecycleConfiguration"),),
    "S3WritePolicy": ((_BUCKET, "s3:PutObject s3:PutObjectAcl s3:PutLifecycleConfiguration"),),
    "SESCrudPolicy": ((
        "ses:identity/{IdentityName}", "ses:GetIdentityVerificationAttributes ses:SendEmail ses:SendRawEmail ses:VerifyEmailIdentity"),),
    "SNSCrudPolicy": ((
        "sns:{TopicName}*", "sns:ListSubscriptionsByTopic sns:CreateTopic sns:SetTopicAttributes sns:Subscribe sns:Publish"),),
    "SNSPublishMessagePolicy": (("sns:{TopicName}", "sns:Publish"),),
    "SQSPollerPolicy": ((
        "sqs:{QueueName}", "sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:DeleteMessage sqs:DeleteMessageBatch"
        " sqs:GetQueueAttributes sqs:ReceiveMessage"),),
    "SQSSendMessagePolicy": (("sqs:{QueueName}", "sqs:SendMessage*"),),
    "SSMParameterReadPolicy": (
        ("*", "ssm:DescribeParameters"), ("ssm:parameter/{ParameterName}", "ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath")),
    "SSMParameterWithSlashPrefixReadPolicy": (
        ("*", "ssm:DescribeParameters"), ("ssm:parameter{ParameterName}", "ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath")),
    "StepFunctionsCallbackPolicy": ((_MACHINE, "states:SendTaskFailure states:SendTaskHeartbeat states:SendTaskSuccess"),),
    "StepFunctionsExecutionPolicy": ((_MACHINE, "states:StartExecution"),),
    "StepFunctionsExecutionPolicy_v2": ((_MACHINE, "states:StartExecution states:StartSyncExecution"),),
    "TextractDetectAnalyzePolicy": ((
        "*", "textract:DetectDocumentText textract:StartDocumentTextDetection textract:StartDocumentAnalysis textract:AnalyzeDocument"),),
    "VPCAccessPolicy": ((
        "*", "ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DetachNetworkInterface"),),
}

_LOGS = "logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents"
_TRACES = "xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets"
MANAGED: Mapping[str, str] = {
    "AWSLambdaBasicExecutionRole": _LOGS,
    "AWSLambdaVPCAccessExecutionRole": f"{_LOGS} ec2:*NetworkInterface*",
    "AWSLambdaSQSQueueExecutionRole": f"{_LOGS} sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes",
    "AWSLambdaDynamoDBExecutionRole": f"{_LOGS} dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams",
    "AWSLambdaKinesisExecutionRole": f"{_LOGS} kinesis:DescribeStream* kinesis:Get* kinesis:List* kinesis:SubscribeToShard",
    "AWSLambdaInvocation-DynamoDB": "lambda:InvokeFunction dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator",
    "AWSLambdaRole": "lambda:InvokeFunction",
    "AWSXRayDaemonWriteAccess": _TRACES,
    "AWSXrayWriteOnlyAccess": _TRACES,
    "CloudWatchLambdaInsightsExecutionRolePolicy": _LOGS,
    "CloudWatchLogsFullAccess": "logs:*",
    "AdministratorAccess": "*",
    "AmazonDynamoDBFullAccess": "dynamodb:*",
    "AmazonDynamoDBFullAccess_v2": "dynamodb:*",
    "AmazonEventBridgeFullAccess": "events:* schemas:* scheduler:* pipes:*",
    "AmazonKinesisFullAccess": "kinesis:*",
    "AmazonS3FullAccess": "s3:* s3-object-lambda:*",
    "AmazonSESFullAccess": "ses:*",
    "AmazonSNSFullAccess": "sns:*",
    "AmazonSQSFullAccess": "sqs:*",
    "AmazonSSMFullAccess": "ssm:*",
    "AWSStepFunctionsFullAccess": "states:*",
    "SecretsManagerReadWrite": "secretsmanager:*",
}
"""What a handler can do with AWS's managed policies; of those that serve other purposes too, the part that a handler sees."""


def template(name: str, parameters: Mapping[str, Any]) -> Statements | None:
    """The statements of the SAM policy template *name*; None for one that is not known here.  What names nothing matches anything."""
    if name not in TEMPLATES:
        return None
    found = []
    for resources, actions in TEMPLATES[name]:
        patterns = [_arn(resource, parameters) for resource in resources.split()]
        found.append({"Sid": POLICY_BUNDLE, "Effect": "Allow", "Action": actions.split(), "Resource": patterns})
    return tuple(found)


def managed(name: str) -> Statements | None:
    """The statements of the managed policy of that name or ARN; None for one that is not known here."""
    actions = MANAGED.get(name.rsplit("/", maxsplit=1)[-1])
    return None if actions is None else ({"Sid": POLICY_BUNDLE, "Effect": "Allow", "Action": actions.split(), "Resource": "*"},)


def _arn(resource: str, parameters: Mapping[str, Any]) -> str:
    texts = {key: value if isinstance(value, str) else "*" for key, value in parameters.items()}
    filled = resource
    for key, value in texts.items():
        filled = filled.replace("{" + key + "}", value)
    service, separator, rest = filled.partition(":")
    if not separator or resource.startswith("{"):
        return "*" if "{" in filled else filled
    return f"arn:aws:{service}:::{rest}" if service == "s3" else f"arn:aws:{service}:*:*:{rest}"
