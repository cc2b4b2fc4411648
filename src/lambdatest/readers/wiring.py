"""Resources of CloudFormation that call a function by themselves: each is a declaration of that function too.

serverless.yml and SAM write most triggers at the function, a plain template writes none there: event source mappings, the targets of
rules, subscriptions, the integrations of an API, what a bucket notifies.  A function that nothing calls may still have a permission.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lambdatest.model import Declaration, FunctionDeclaration, Note, Resource, Service, strings
from lambdatest.readers import api_gateway, permission

CALLERS = frozenset({
    "AWS::Events::Rule", "AWS::KinesisFirehose::DeliveryStream", "AWS::Lambda::EventSourceMapping", "AWS::S3::Bucket",
    "AWS::Scheduler::Schedule", "AWS::SNS::Subscription", "AWS::SNS::Topic", "AWS::Lambda::Url",
    # These are listed, as kinds that are not known yet.
    "AWS::AppSync::DataSource", "AWS::Bedrock::Agent", "AWS::CloudFront::Distribution", "AWS::CloudWatch::Alarm", "AWS::Config::ConfigRule",
    "AWS::Config::OrganizationConfigRule", "AWS::Connect::IntegrationAssociation", "AWS::IoT::TopicRule", "AWS::Lex::Bot",
    "AWS::Lex::BotAlias", "AWS::Logs::SubscriptionFilter", "AWS::Pipes::Pipe", "AWS::S3ObjectLambda::AccessPoint",
    "AWS::SecretsManager::RotationSchedule", "AWS::SES::ReceiptRule", "AWS::Transfer::Workflow", "AWS::VpcLattice::TargetGroup",
})
"""Types of resources that name the functions which they call."""
BUCKET, NOTIFICATIONS = "AWS::S3::Bucket", "Custom::S3BucketNotifications"
"""The second is how the CDK notifies of a bucket's objects: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3-readme.html"""
_NAMED_BY = ("FunctionName", "TargetFunctionArn")
_ARN = re.compile(r":lambda:[^:]*:[^:]*:function:([\w-]+)")


@dataclass(slots=True)
class _Names:
    """The functions of a service by the name that they are deployed under."""

    names: Mapping[str, str]

    def of(self, reference: Any) -> str | None:
        """The function that an ARN, a URI or a name is."""
        found = _ARN.search(reference) if isinstance(reference, str) else None
        return self.names.get(found[1] if found else str(reference))

    def called_by(self, resource: Resource) -> Iterator[str]:
        """The functions that *resource* names: by ARN, also of a version or alias, or in the property for a function by its name."""
        by_name = [self.of(resource.properties[key]) for key in _NAMED_BY if key in resource.properties]
        texts = (text for text in strings(resource.properties) if ":function:" in text)
        by_arn = [self.names.get(found[1]) for text in texts for found in _ARN.finditer(text)]
        yield from dict.fromkeys(name for name in (*by_name, *by_arn) if name is not None)


def wired(service: Service) -> Service:
    """*service* with one declaration more for each resource that calls a function, and every declaration with all resources, the region
    and the name that its function is deployed under."""
    named = _Names({function.deployed_name: function.name for function in service.functions})
    found: dict[str, list[Declaration]] = {function.name: list(function.declarations) for function in service.functions}
    for one in _calling(service, named):
        others = [other for other in found[one.function] if not _same(one, other)]  # a document says more than the event beside it
        found[one.function] = [*others, one]
    called = {function.name for function in service.functions if found[function.name] or function.skipped} | _elsewhere(service, named)
    notes = []
    for one in permission.inferred(service, named.of):
        if one.function not in called:
            found[one.function].append(one)
            notes.append(Note(one.location, f"nothing but this permission says what calls function {one.function}"))
    functions = tuple(
        replace(function, declarations=tuple(_shared(service, function, one) for one in found[function.name]))
        for function in service.functions
    )
    return replace(service, functions=functions, notes=(*service.notes, *notes))


def _shared(service: Service, function: FunctionDeclaration, one: Declaration) -> Declaration:
    known = {"region": service.region, "deployed_name": function.deployed_name}
    return replace(one, resources=service.resources, service={**known, **one.service})


def _calling(service: Service, named: _Names) -> Iterator[Declaration]:
    for resource in service.resources:
        made = _notifying(resource) if resource.type == NOTIFICATIONS else resource
        for name in named.called_by(made) if made.type in CALLERS else ():
            yield Declaration("cloudformation", made.type, name, made.properties, made.location, {"stage": service.stage})
    yield from api_gateway.routes(service, named.of)


def _notifying(resource: Resource) -> Resource:
    """The CDK's custom resource, which has S3's own spelling, as the bucket that it is about."""
    given = resource.properties.get("NotificationConfiguration")
    configurations = given.get("LambdaFunctionConfigurations") if isinstance(given, Mapping) else None
    found = [
        {"Event": one.get("Events"), "Function": one.get("LambdaFunctionArn"), "Filter": {"S3Key": {"Rules": _rules(one.get("Filter"))}}}
        for one in configurations or () if isinstance(one, Mapping)
    ]
    properties = {"BucketName": resource.properties.get("BucketName"), "NotificationConfiguration": {"LambdaConfigurations": found}}
    return replace(resource, type=BUCKET, properties=properties)


def _rules(value: Any) -> Any:
    key = value.get("Key") if isinstance(value, Mapping) else None
    return key.get("FilterRules") if isinstance(key, Mapping) else None


def _same(one: Declaration, other: Declaration) -> bool:
    """Whether both are the same route: of an API that has a document, and at the function."""
    types = {api_gateway.METHOD: "Api", api_gateway.ROUTE: "HttpApi"}
    if one.type not in types or other.type not in (one.type, types[one.type]):
        return False
    routes = [(str(each.properties.get("Method", "any")).upper(), str(each.properties.get("Path")).strip("/")) for each in (one, other)]
    return routes[0] == routes[1]


def _elsewhere(service: Service, named: _Names) -> set[str]:
    """Functions that resources name which are wired elsewhere: user pools, custom resources, load balancers, authorizers, machines."""
    quiet = ("AWS::Lambda::", "AWS::IAM::", "AWS::Serverless::Function", "AWS::CloudFormation::Stack")
    return {name for one in service.resources if not one.type.startswith(quiet) for name in named.called_by(one)}
