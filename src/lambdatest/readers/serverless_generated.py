"""Resources that Serverless itself adds to a service's template, and that the file may refer to, extend and override.

Their logical ids: https://www.serverless.com/framework/docs/providers/aws/guide/resources#aws-cloudformation-resource-reference
"""

import re
from collections.abc import Iterator

from lambdatest.readers.location import Elements, Fields
from lambdatest.readers.text import as_text

_ODD = re.compile("[^0-9A-Za-z]")
_ALWAYS = {
    "ApiGatewayRestApi": "AWS::ApiGateway::RestApi",
    "HttpApi": "AWS::ApiGatewayV2::Api",
    "WebsocketsApi": "AWS::ApiGatewayV2::Api",
    "IamRoleLambdaExecution": "AWS::IAM::Role",
    "ServerlessDeploymentBucket": "AWS::S3::Bucket",
}


_NAMES = re.compile(
    "ApiGateway|HttpApi|Websockets|IamRole|Serverless|SNSTopic|S3Bucket|CognitoUserPool|CloudFront|[A-Z].*(Lambda|LogGroup|Iot|Alb|"
    "EventSourceMapping|EventsRule|EventBridge|SnsSubscription|SchedulerSchedule|SubscriptionFilter|ApiGatewayAuthorizer)"
)


def is_generated(logical_id: str) -> bool:
    """Whether a resource of that name can be one that Serverless makes, whatever the events."""
    return _NAMES.match(logical_id) is not None


def lambda_function(function: str) -> str:
    """The logical id of the function's resource."""
    return f"{_normal(function)}LambdaFunction"


def lambda_layer(name: str) -> str:
    """The logical id of the resource of the service's own layer *name*."""
    return f"{_normal(name)}LambdaLayer"


def generated(functions: Fields, layers: Fields, prefix: str) -> dict[str, Fields]:
    """The resources that Serverless adds; functions without a name of their own are called by *prefix* and theirs."""
    location = functions.location

    def made(type_: str, **properties: str) -> Fields:
        return Fields(location, {"Type": type_, "Properties": Fields(location, properties)})

    found = {name: made(type_) for name, type_ in _ALWAYS.items()}
    for name in layers:
        found[lambda_layer(name)] = made("AWS::Lambda::LayerVersion", LayerName=name)
    for name, given in functions.items():
        own = given.get("name") if isinstance(given, Fields) else None
        deployed = as_text(own or f"{prefix}-{name}")
        found[lambda_function(name)] = made("AWS::Lambda::Function", FunctionName=deployed)
        found[f"{_normal(name)}LogGroup"] = made("AWS::Logs::LogGroup", LogGroupName=f"/aws/lambda/{deployed}")
        found[f"{_normal(name)}LambdaFunctionUrl"] = made("AWS::Lambda::Url")
        for logical_id, type_, property_, value in _of_events(given):
            found[logical_id] = made(type_, **{property_: value})
    return found


def _normal(name: str) -> str:
    text = name.replace("-", "Dash").replace("_", "Underscore")
    return f"{text[:1].upper()}{text[1:]}"


def _plain(name: str) -> str:
    text = _ODD.sub("", name)
    return f"{text[:1].upper()}{text[1:]}"


def _of_events(function: Fields) -> Iterator[tuple[str, str, str, str]]:
    """Logical id, type, naming property and name of the topics, buckets and pools that the events of *function* make."""
    events = function.get("events") if isinstance(function, Fields) else None
    for event in events if isinstance(events, Elements) else ():
        for type_, given in event.items() if isinstance(event, Fields) else ():
            name = given if isinstance(given, str) else None
            if isinstance(given, Fields):
                name = next((given[key] for key in ("topicName", "bucket", "pool") if isinstance(given.get(key), str)), None)
            if not name or name.startswith("arn:"):
                continue
            if type_ == "sns":
                yield f"SNSTopic{_plain(name)}", "AWS::SNS::Topic", "TopicName", name
            elif type_ == "s3":
                yield f"S3Bucket{_plain(name)}", "AWS::S3::Bucket", "BucketName", name
            elif type_ == "cognitoUserPool":
                yield f"CognitoUserPool{_plain(name)}", "AWS::Cognito::UserPool", "UserPoolName", name
