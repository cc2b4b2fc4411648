"""What CloudFormation answers to Ref and Fn::GetAtt of a resource: its physical name, ARN, URL, in the mocked account.

One row a resource type: the property that names it, its ARN, what Ref gives where that is not the name, and its attributes.
See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html ("Return values").
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdatest.model import ACCOUNT_ID

STREAM_LABEL = "2024-01-01T00:00:00.000"


@dataclass(frozen=True, slots=True)
class Kind:
    """How resources of one type are called; the texts are templates over name, arn, id, region, account and dns (S3's domain)."""

    name: str = ""
    arn: str = ""
    ref: str = "{name}"
    attributes: Mapping[str, str] = field(default_factory=dict)


def _arn(service: str, resource: str = "{name}") -> str:
    return f"arn:aws:{service}:{{region}}:{{account}}:{resource}"


_FUNCTION = Kind("FunctionName", _arn("lambda", "function:{name}"), attributes={"Version": "1"})
_MACHINE = Kind("StateMachineName", _arn("states", "stateMachine:{name}"), "{arn}", {"Name": "{name}"})
_TABLE = Kind(
    "TableName",
    _arn("dynamodb", "table/{name}"),
    attributes={"StreamArn": f"{{arn}}/stream/{STREAM_LABEL}", "TableId": "{id}"},
)
_REST_API = Kind("", "arn:aws:apigateway:{region}::/restapis/{id}", "{id}", {"RootResourceId": "{id}", "RestApiId": "{id}"})
_HTTP_API = Kind(
    "",
    "arn:aws:apigateway:{region}::/apis/{id}",
    "{id}",
    {"ApiEndpoint": "https://{id}.execute-api.{region}.amazonaws.com", "ApiId": "{id}"},
)

KINDS: Mapping[str, Kind] = {
    "AWS::DynamoDB::Table": _TABLE,
    "AWS::DynamoDB::GlobalTable": _TABLE,
    "AWS::Serverless::SimpleTable": _TABLE,
    "AWS::SQS::Queue": Kind(
        "QueueName",
        _arn("sqs"),
        "https://sqs.{region}.amazonaws.com/{account}/{name}",
        {"QueueName": "{name}", "QueueUrl": "https://sqs.{region}.amazonaws.com/{account}/{name}"},
    ),
    "AWS::SNS::Topic": Kind("TopicName", _arn("sns"), "{arn}", {"TopicName": "{name}", "TopicArn": "{arn}"}),
    "AWS::S3::Bucket": Kind(
        "BucketName",
        "arn:aws:s3:::{name}",
        attributes={
            "DomainName": "{name}.s3.amazonaws.com",
            "RegionalDomainName": "{name}.s3.{region}.amazonaws.com",
            "WebsiteURL": "http://{name}.s3-website-{region}.amazonaws.com",
        },
    ),
    "AWS::Lambda::Function": _FUNCTION,
    "AWS::Serverless::Function": _FUNCTION,
    "AWS::Lambda::LayerVersion": Kind("LayerName", _arn("lambda", "layer:{name}:1"), "{arn}"),
    "AWS::Serverless::LayerVersion": Kind("LayerName", _arn("lambda", "layer:{name}:1"), "{arn}"),
    "AWS::IAM::Role": Kind("RoleName", "arn:aws:iam::{account}:role/{name}", attributes={"RoleId": "AROA{id}"}),
    "AWS::IAM::User": Kind("UserName", "arn:aws:iam::{account}:user/{name}"),
    "AWS::IAM::ManagedPolicy": Kind("ManagedPolicyName", "arn:aws:iam::{account}:policy/{name}", "{arn}"),
    "AWS::StepFunctions::StateMachine": _MACHINE,
    "AWS::Serverless::StateMachine": Kind("Name", _MACHINE.arn, "{arn}", {"Name": "{name}"}),
    "AWS::SecretsManager::Secret": Kind("Name", _arn("secretsmanager", "secret:{name}"), "{arn}", {"Id": "{arn}"}),
    "AWS::SSM::Parameter": Kind("Name", _arn("ssm", "parameter/{name}")),
    "AWS::Kinesis::Stream": Kind("Name", _arn("kinesis", "stream/{name}")),
    "AWS::KinesisFirehose::DeliveryStream": Kind("DeliveryStreamName", _arn("firehose", "deliverystream/{name}")),
    "AWS::Events::EventBus": Kind("Name", _arn("events", "event-bus/{name}"), attributes={"Name": "{name}"}),
    "AWS::Events::Rule": Kind("Name", _arn("events", "rule/{name}")),
    "AWS::Logs::LogGroup": Kind("LogGroupName", _arn("logs", "log-group:{name}:*")),
    "AWS::KMS::Key": Kind("", _arn("kms", "key/{id}"), "{id}", {"KeyId": "{id}"}),
    "AWS::KMS::Alias": Kind("AliasName", _arn("kms", "{name}")),
    "AWS::Cognito::UserPool": Kind(
        "",
        _arn("cognito-idp", "userpool/{region}_{id}"),
        "{region}_{id}",
        {
            "ProviderName": "cognito-idp.{region}.amazonaws.com/{region}_{id}",
            "ProviderURL": "https://cognito-idp.{region}.amazonaws.com/{region}_{id}",
            "UserPoolId": "{region}_{id}",
        },
    ),
    "AWS::Cognito::UserPoolClient": Kind("", "", "{id}", {"ClientId": "{id}", "Name": "{name}"}),
    "AWS::Cognito::IdentityPool": Kind("", "", "{region}:{id}", {"Name": "{name}", "Id": "{region}:{id}"}),
    "AWS::ApiGateway::RestApi": _REST_API,
    "AWS::Serverless::Api": _REST_API,
    "AWS::ApiGatewayV2::Api": _HTTP_API,
    "AWS::Serverless::HttpApi": _HTTP_API,
    "AWS::ApiGateway::Stage": Kind("StageName", ""),
    "AWS::ApiGatewayV2::Stage": Kind("StageName", ""),
    "AWS::ElastiCache::CacheCluster": Kind(
        "ClusterName", "", attributes={"RedisEndpoint.Address": "localhost", "RedisEndpoint.Port": "6379"}
    ),
    "AWS::RDS::DBInstance": Kind(
        "DBInstanceIdentifier", _arn("rds", "db:{name}"), attributes={"Endpoint.Address": "localhost", "Endpoint.Port": "5432"}
    ),
    "AWS::RDS::DBCluster": Kind(
        "DBClusterIdentifier", _arn("rds", "cluster:{name}"), attributes={"Endpoint.Address": "localhost", "Endpoint.Port": "5432"}
    ),
}


def default_name(type_: str, stack: str, logical_id: str, is_fifo: bool) -> str:
    """The name that a resource without one gets: the stack's and its own, the same each time (AWS adds random letters)."""
    if type_ == "AWS::Logs::LogGroup":
        return f"/aws/{stack}/{logical_id}"
    name = f"{stack}-{logical_id}"
    if type_ == "AWS::S3::Bucket":
        return _short(name.lower(), 63)
    if type_ in ("AWS::SQS::Queue", "AWS::SNS::Topic") and is_fifo:
        return f"{_short(name, 75)}.fifo"
    return _short(name, 64)


def _short(name: str, most: int) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return name if len(name) <= most else f"{name[: most - 9]}-{digest}"


def opaque_id(stack: str, logical_id: str) -> str:
    """Ten characters that stand for an id that AWS would invent."""
    return hashlib.sha256(f"{stack}/{logical_id}".encode()).hexdigest()[:10]


def fill(template: str, kind: Kind, *, name: str, opaque: str, region: str) -> str:
    """*template* of *kind* with the values of one resource put in."""
    values = {"name": name, "id": opaque, "region": region, "account": ACCOUNT_ID}
    if "{arn}" in template:
        values["arn"] = fill(kind.arn, kind, name=name, opaque=opaque, region=region)
    filled = re.sub(r"\{(\w+)\}", lambda found: values[found.group(1)], template)
    return filled.replace(":parameter//", ":parameter/")
