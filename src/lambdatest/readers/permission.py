"""What calls a function, told from nothing but its AWS::Lambda::Permission.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lambdatest.model import Declaration, Resource, Service
from lambdatest.readers.api_gateway import METHOD, ROUTE
from lambdatest.readers.physical import function_arn

_EXECUTE = re.compile(r"arn:[\w-]+:execute-api:[^:]*:[^:]*:([^/]+)/([^/]*)/([^/]*)(/.*)?")


def inferred(service: Service, named: Callable[[Any], str | None]) -> Iterator[Declaration]:
    """What each permission to call a function of *service* says of its trigger, where that is enough to know its events."""
    for one in service.resources:
        function = named(one.properties.get("FunctionName")) if one.type == "AWS::Lambda::Permission" else None
        deployed = next((each.deployed_name for each in service.functions if each.name == function), "")
        found = _wiring(service, one, deployed) if function else None
        if found and function:
            type_, properties = found
            yield Declaration("cloudformation", type_, function, properties, one.location, {"stage": service.stage})


def _wiring(service: Service, permission: Resource, deployed: str) -> tuple[str, Mapping[str, Any]] | None:
    given = permission.properties
    source, principal = str(given.get("SourceArn")), str(given.get("Principal"))
    if principal == "s3.amazonaws.com" and source.startswith("arn:aws:s3:::"):
        rules = [{"Event": "s3:ObjectCreated:*", "Function": function_arn(deployed, service.region)}]
        return "AWS::S3::Bucket", {
            "BucketName": source.rpartition(":")[2], "NotificationConfiguration": {"LambdaConfigurations": rules}}
    if principal == "sns.amazonaws.com" and ":sns:" in source:
        return "AWS::SNS::Subscription", {"TopicArn": source, "Protocol": "lambda"}
    if principal == "elasticloadbalancing.amazonaws.com":
        return "alb", {}
    return _of_api(service, source) if principal == "apigateway.amazonaws.com" else None


def _of_api(service: Service, source: str) -> tuple[str, Mapping[str, Any]] | None:
    """The route that an ARN of an API names, where the API is one of the service and the path is a whole one."""
    found = _EXECUTE.fullmatch(source)
    if found is None or not found[4] or "*" in found[4]:
        return None
    api = next((one for one in service.resources if one.identity == found[1]), None)
    if api is None or api.properties.get("ProtocolType") == "WEBSOCKET":
        return None
    route = {"Method": "ANY" if "*" in found[3] else found[3], "Path": found[4]}
    if api.type in ("AWS::ApiGateway::RestApi", "AWS::Serverless::Api"):
        return METHOD, {**route, "integration": "AWS_PROXY"}
    return ROUTE, route
