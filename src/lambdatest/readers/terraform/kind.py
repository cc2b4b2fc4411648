"""What AWS answers for the attributes of a resource that nobody writes: its ARN, id and URL, in the mocked account.

One row a type of Terraform's: the type of CloudFormation, the attribute that names it, and the computed attributes.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs ("Attribute Reference")
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdatest.readers.physical import KINDS as FORMATION
from lambdatest.readers.physical import STREAM_LABEL, Kind


@dataclass(frozen=True, slots=True)
class Row:
    """How resources of one type are called; the texts are templates, see `Kind`."""

    type: str
    name: str = "name"
    id: str = "{name}"
    arn: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def template(self, attribute: str) -> str | None:
        """The template of a computed *attribute*; None where it is not known."""
        if attribute == "id":
            return self.id
        if attribute == "arn":
            return self.kind.arn or None
        return "{name}" if attribute == self.name else self.attributes.get(attribute)

    @property
    def kind(self) -> Kind:
        """The same for `fill`."""
        return Kind("", self.arn or FORMATION.get(self.type, Kind()).arn)


_API = {
    "execution_arn": "arn:aws:execute-api:{region}:{account}:{id}",
    **dict.fromkeys(("api_endpoint", "invoke_url"), "https://{id}.execute-api.{region}.amazonaws.com"),
}
INVOKE = "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations"
_BUCKET = {"bucket_domain_name": "{name}.s3.amazonaws.com", "bucket_regional_domain_name": "{name}.s3.{region}.amazonaws.com"}
_POOL = "cognito-idp.{region}.amazonaws.com/{region}_{id}"
_DATABASE = {"address": "localhost", "endpoint": "localhost:5432", "reader_endpoint": "localhost", "port": "5432"}

ROWS: Mapping[str, Row] = {
    "aws_api_gateway_account": Row("AWS::ApiGateway::Account"),
    "aws_api_gateway_authorizer": Row("AWS::ApiGateway::Authorizer", id="{id}"),
    "aws_api_gateway_deployment": Row("AWS::ApiGateway::Deployment", "", "{id}", attributes=_API),
    "aws_api_gateway_integration": Row("AWS::ApiGateway::Integration", "", "{id}"),
    "aws_api_gateway_method": Row("AWS::ApiGateway::Method", "", "{id}"),
    "aws_api_gateway_model": Row("AWS::ApiGateway::Model"),
    "aws_api_gateway_request_validator": Row("AWS::ApiGateway::RequestValidator", id="{id}"),
    "aws_api_gateway_resource": Row("AWS::ApiGateway::Resource", "", "{id}"),
    "aws_api_gateway_rest_api": Row("AWS::ApiGateway::RestApi", "name", "{id}", attributes={**_API, "root_resource_id": "{id}"}),
    "aws_api_gateway_stage": Row("AWS::ApiGateway::Stage", "stage_name", "{id}", attributes=_API),
    "aws_apigatewayv2_api": Row("AWS::ApiGatewayV2::Api", "name", "{id}", attributes=_API),
    "aws_apigatewayv2_authorizer": Row("AWS::ApiGatewayV2::Authorizer", id="{id}"),
    "aws_apigatewayv2_integration": Row("AWS::ApiGatewayV2::Integration", "", "{id}"),
    "aws_apigatewayv2_route": Row("AWS::ApiGatewayV2::Route", "", "{id}"),
    "aws_apigatewayv2_stage": Row("AWS::ApiGatewayV2::Stage", attributes=_API),
    "aws_cloudwatch_event_bus": Row("AWS::Events::EventBus"),
    "aws_cloudwatch_event_rule": Row("AWS::Events::Rule"),
    "aws_cloudwatch_log_group": Row("AWS::Logs::LogGroup", arn="arn:aws:logs:{region}:{account}:log-group:{name}"),
    "aws_cognito_identity_pool": Row("AWS::Cognito::IdentityPool", "identity_pool_name", "{region}:{id}"),
    "aws_cognito_user_pool": Row("AWS::Cognito::UserPool", "name", "{region}_{id}", attributes={"endpoint": _POOL}),
    "aws_cognito_user_pool_client": Row("AWS::Cognito::UserPoolClient", "name", "{id}", attributes={"client_secret": "{id}-secret"}),
    "aws_db_instance": Row("AWS::RDS::DBInstance", "identifier", attributes=_DATABASE),
    "aws_dynamodb_table": Row(
        "AWS::DynamoDB::Table", attributes={"stream_arn": f"{{arn}}/stream/{STREAM_LABEL}", "stream_label": STREAM_LABEL}),
    "aws_elasticache_cluster": Row("AWS::ElastiCache::CacheCluster", "cluster_id", attributes={"cluster_address": "localhost"}),
    "aws_iam_policy": Row("AWS::IAM::ManagedPolicy", "name", "{arn}"),
    "aws_iam_role": Row("AWS::IAM::Role", attributes={"unique_id": "AROA{id}"}),
    "aws_iam_user": Row("AWS::IAM::User"),
    "aws_kinesis_firehose_delivery_stream": Row("AWS::KinesisFirehose::DeliveryStream", "name", "{arn}"),
    "aws_kinesis_stream": Row("AWS::Kinesis::Stream", "name", "{arn}"),
    "aws_kinesis_stream_consumer": Row(
        "AWS::Kinesis::StreamConsumer", "name", "{arn}", arn="arn:aws:kinesis:{region}:{account}:stream/stream/consumer/{name}:1"),
    "aws_kms_alias": Row("AWS::KMS::Alias"),
    "aws_kms_key": Row("AWS::KMS::Key", "", "{id}", attributes={"key_id": "{id}"}),
    "aws_lambda_event_source_mapping": Row("AWS::Lambda::EventSourceMapping", "", "{id}", attributes={"uuid": "{id}"}),
    "aws_lambda_function": Row("AWS::Lambda::Function", "function_name", attributes={
        "invoke_arn": INVOKE, "qualified_arn": "{arn}:1", "version": "1", "qualified_invoke_arn": INVOKE}),
    "aws_lambda_function_url": Row(
        "AWS::Lambda::Url", "", "{id}", attributes={"function_url": "https://{id}.lambda-url.{region}.on.aws/", "url_id": "{id}"}),
    "aws_lambda_layer_version": Row(
        "AWS::Lambda::LayerVersion", "layer_name", "{arn}", attributes={
            "layer_arn": "arn:aws:lambda:{region}:{account}:layer:{name}", "version": "1"}),
    "aws_lambda_permission": Row("AWS::Lambda::Permission", "", "{id}"),
    "aws_lb": Row(
        "AWS::ElasticLoadBalancingV2::LoadBalancer", "name", "{arn}",
        "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{id}", {"dns_name": "{name}.{region}.elb.amazonaws.com"}),
    "aws_lb_listener": Row(
        "AWS::ElasticLoadBalancingV2::Listener", "", "{arn}", "arn:aws:elasticloadbalancing:{region}:{account}:listener/app/{id}"),
    "aws_lb_listener_rule": Row("AWS::ElasticLoadBalancingV2::ListenerRule", "", "{id}"),
    "aws_lb_target_group": Row(
        "AWS::ElasticLoadBalancingV2::TargetGroup", "name", "{arn}",
        "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{id}"),
    "aws_rds_cluster": Row("AWS::RDS::DBCluster", "cluster_identifier", attributes=_DATABASE),
    "aws_s3_bucket": Row("AWS::S3::Bucket", "bucket", attributes=_BUCKET),
    "aws_scheduler_schedule": Row("AWS::Scheduler::Schedule"),
    "aws_secretsmanager_secret": Row("AWS::SecretsManager::Secret", "name", "{arn}"),
    "aws_ses_domain_identity": Row("AWS::SES::EmailIdentity", "domain", arn="arn:aws:ses:{region}:{account}:identity/{name}"),
    "aws_ses_email_identity": Row("AWS::SES::EmailIdentity", "email", arn="arn:aws:ses:{region}:{account}:identity/{name}"),
    "aws_sesv2_email_identity": Row("AWS::SES::EmailIdentity", "email_identity", arn="arn:aws:ses:{region}:{account}:identity/{name}"),
    "aws_sfn_state_machine": Row("AWS::StepFunctions::StateMachine", "name", "{arn}"),
    "aws_sns_topic": Row("AWS::SNS::Topic", "name", "{arn}"),
    "aws_sns_topic_subscription": Row("AWS::SNS::Subscription", "", "{id}"),
    "aws_sqs_queue": Row(
        "AWS::SQS::Queue", "name", "https://sqs.{region}.amazonaws.com/{account}/{name}", attributes={
            "url": "https://sqs.{region}.amazonaws.com/{account}/{name}"}),
    "aws_ssm_parameter": Row("AWS::SSM::Parameter", attributes={"version": "1"}),
}
ROWS = {**ROWS, "aws_alb": ROWS["aws_lb"], "aws_alb_target_group": ROWS["aws_lb_target_group"]}
"""With names that the provider has kept for older configurations."""

RANDOM: Mapping[str, Mapping[str, str]] = {
    "random_id": {"hex": "1a2b3c4d", "b64_url": "GisTTQ", "b64_std": "GisTTQ==", "dec": "439041101", "id": "GisTTQ"},
    "random_integer": {"result": "1234", "id": "1234"},
    "random_password": {"result": "Lambdatest-0123456789", "id": "none"},
    "random_pet": {"id": "gentle-otter"},
    "random_string": {"result": "a1b2c3d4", "id": "a1b2c3d4"},
    "random_uuid": {"result": "00000000-0000-4000-8000-000000000001", "id": "00000000-0000-4000-8000-000000000001"},
}
"""Values of the provider ``random``: any will do, the same each time."""
