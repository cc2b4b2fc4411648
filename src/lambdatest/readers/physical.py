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
    """How resources of one type are called; the texts are templates over name, arn, id, uuid, region and account."""

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
    "AWS::Lambda::Version": Kind(attributes={"Version": "1"}),
    "AWS::Lambda::Url": Kind("", "", "{id}", {"FunctionUrl": "https://{id}.lambda-url.{region}.on.aws/"}),
    "AWS::Lambda::EventSourceMapping": Kind("", _arn("lambda", "event-source-mapping:{id}"), "{id}", {"Id": "{id}"}),
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
    "AWS::KMS::Key": Kind("", _arn("kms", "key/{uuid}"), "{uuid}", {"KeyId": "{uuid}"}),
    "AWS::KMS::ReplicaKey": Kind("", _arn("kms", "key/{uuid}"), "{uuid}", {"KeyId": "{uuid}"}),
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
    "AWS::ApiGateway::Resource": Kind("", "", "{id}", {"ResourceId": "{id}"}),
    "AWS::ApiGateway::Authorizer": Kind("", "", "{id}", {"AuthorizerId": "{id}"}),
    "AWS::ApiGateway::Deployment": Kind("", "", "{id}", {"DeploymentId": "{id}"}),
    "AWS::ApiGateway::RequestValidator": Kind("", "", "{id}", {"RequestValidatorId": "{id}"}),
    "AWS::ApiGateway::Model": Kind("Name", ""),
    "AWS::ApiGateway::ApiKey": Kind("", "", "{id}", {"APIKeyId": "{id}"}),
    "AWS::ApiGateway::UsagePlan": Kind("", "", "{id}", {"Id": "{id}"}),
    "AWS::ApiGatewayV2::Stage": Kind("StageName", ""),
    "AWS::ApiGatewayV2::Integration": Kind("", "", "{id}", {"IntegrationId": "{id}"}),
    "AWS::ApiGatewayV2::Authorizer": Kind("", "", "{id}", {"AuthorizerId": "{id}"}),
    "AWS::ApiGatewayV2::Route": Kind("", "", "{id}", {"RouteId": "{id}"}),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Kind(
        "",
        _arn("elasticloadbalancing", "loadbalancer/app/{id}"),
        "{arn}",
        {"DNSName": "{id}.{region}.elb.amazonaws.com", "LoadBalancerArn": "{arn}", "LoadBalancerName": "{id}"},
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Kind(
        "", _arn("elasticloadbalancing", "targetgroup/{id}"), "{arn}", {"TargetGroupArn": "{arn}", "TargetGroupName": "{id}"}
    ),
    "AWS::ElasticLoadBalancingV2::Listener": Kind(
        "", _arn("elasticloadbalancing", "listener/app/{id}"), "{arn}", {"ListenerArn": "{arn}"}
    ),
    "AWS::Kinesis::StreamConsumer": Kind(
        "ConsumerName", _arn("kinesis", "stream/{name}/consumer/{name}:1"), "{arn}", {"ConsumerARN": "{arn}", "ConsumerName": "{name}"}
    ),
    "AWS::Events::Connection": Kind("Name", _arn("events", "connection/{name}/{id}")),
    "AWS::Events::ApiDestination": Kind("Name", _arn("events", "api-destination/{name}/{id}")),
    "AWS::Scheduler::Schedule": Kind("Name", _arn("scheduler", "schedule/default/{name}")),
    "AWS::Scheduler::ScheduleGroup": Kind("Name", _arn("scheduler", "schedule-group/{name}")),
    "AWS::Pipes::Pipe": Kind("Name", _arn("pipes", "pipe/{name}")),
    "AWS::StepFunctions::Activity": Kind("Name", _arn("states", "activity:{name}"), "{arn}", {"Name": "{name}"}),
    "AWS::AppSync::GraphQLApi": Kind(
        "",
        _arn("appsync", "apis/{id}"),
        "{arn}",
        {"ApiId": "{id}", "GraphQLUrl": "https://{id}.appsync-api.{region}.amazonaws.com/graphql"},
    ),
    "AWS::CloudFront::Distribution": Kind(
        "", "arn:aws:cloudfront::{account}:distribution/{id}", "{id}", {"Id": "{id}", "DomainName": "{id}.cloudfront.net"}
    ),
    "AWS::EC2::VPC": Kind("", "", "vpc-{id}", {"VpcId": "vpc-{id}", "CidrBlock": "10.0.0.0/16", "DefaultSecurityGroup": "sg-{id}"}),
    "AWS::EC2::Subnet": Kind("", "", "subnet-{id}", {"SubnetId": "subnet-{id}"}),
    "AWS::EC2::SecurityGroup": Kind("", "", "sg-{id}", {"GroupId": "sg-{id}", "Id": "sg-{id}"}),
    "AWS::EFS::FileSystem": Kind("", _arn("elasticfilesystem", "file-system/fs-{id}"), "fs-{id}", {"FileSystemId": "fs-{id}"}),
    "AWS::EFS::AccessPoint": Kind("", _arn("elasticfilesystem", "access-point/fsap-{id}"), "fsap-{id}", {"AccessPointId": "fsap-{id}"}),
    "AWS::ECR::Repository": Kind(
        "RepositoryName",
        _arn("ecr", "repository/{name}"),
        attributes={"RepositoryUri": "{account}.dkr.ecr.{region}.amazonaws.com/{name}"},
    ),
    "AWS::OpenSearchService::Domain": Kind(
        "DomainName", _arn("es", "domain/{name}"), attributes={"DomainEndpoint": "localhost", "DomainArn": "{arn}", "Id": "{id}"}
    ),
    "AWS::MSK::Cluster": Kind("ClusterName", _arn("kafka", "cluster/{name}/{id}"), "{arn}"),
    "AWS::MSK::ServerlessCluster": Kind("ClusterName", _arn("kafka", "cluster/{name}/{id}"), "{arn}"),
    "AWS::AmazonMQ::Broker": Kind("BrokerName", _arn("mq", "broker:{name}:{id}"), "{id}"),
    "AWS::CloudWatch::Alarm": Kind("AlarmName", _arn("cloudwatch", "alarm:{name}")),
    "AWS::IoT::TopicRule": Kind("RuleName", _arn("iot", "rule/{name}")),
    "AWS::CodeBuild::Project": Kind("Name", _arn("codebuild", "project/{name}")),
    "AWS::SES::ConfigurationSet": Kind("Name", ""),
    "AWS::SES::EmailIdentity": Kind("EmailIdentity", ""),
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


def function_arn(reference: str, region: str) -> str:
    """The ARN of the function that *reference* names: an ARN itself, or the name that it is deployed under."""
    return reference if reference.startswith("arn:") else fill(_FUNCTION.arn, _FUNCTION, name=reference, opaque="", region=region)


def opaque_id(stack: str, logical_id: str) -> str:
    """Ten characters that stand for an id that AWS would invent."""
    return hashlib.sha256(f"{stack}/{logical_id}".encode()).hexdigest()[:10]


def fill(template: str, kind: Kind, *, name: str, opaque: str, region: str) -> str:
    """*template* of *kind* with the values of one resource put in."""
    uuid = f"{opaque[:8]}-{opaque[8:]:0<4}-4000-8000-{opaque:0>12}"
    values = {"name": name, "id": opaque, "uuid": uuid, "region": region, "account": ACCOUNT_ID}
    if "{arn}" in template:
        values["arn"] = fill(kind.arn, kind, name=name, opaque=opaque, region=region)
    filled = re.sub(r"\{(\w+)\}", lambda found: values[found.group(1)], template)
    return filled.replace(":parameter//", ":parameter/")
