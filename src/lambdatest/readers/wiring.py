"""Resources of CloudFormation that call a function by themselves: each is a declaration of that function too.

serverless.yml and SAM write most triggers at the function, and some nowhere else than here: the processor of a delivery stream, an
event source mapping, the target of a rule, a subscription.
"""

from collections.abc import Iterator
from dataclasses import replace

from lambdatest.model import Declaration, FunctionDeclaration, Resource, Service, strings

CALLERS = frozenset({
    "AWS::Events::Rule", "AWS::KinesisFirehose::DeliveryStream", "AWS::Lambda::EventSourceMapping", "AWS::S3::Bucket",
    "AWS::Scheduler::Schedule", "AWS::SNS::Subscription", "AWS::SNS::Topic",
})
"""Types of resources that name the functions which they call."""


def wired(service: Service) -> Service:
    """*service* with one declaration more for each resource that calls a function, and every declaration with all resources."""
    functions = tuple(
        replace(function, declarations=tuple(
            replace(declaration, resources=service.resources, service={"region": service.region, **declaration.service})
            for declaration in (*function.declarations, *_calling(function, service))))
        for function in service.functions
    )
    return replace(service, functions=functions)


def _calling(function: FunctionDeclaration, service: Service) -> Iterator[Declaration]:
    for resource in service.resources:
        if resource.type in CALLERS and _names(resource, function):
            shared = {"name": service.name, "stage": service.stage, "deployed_name": function.deployed_name}
            yield Declaration("cloudformation", resource.type, function.name, resource.properties, resource.location, shared)


def _names(resource: Resource, function: FunctionDeclaration) -> bool:
    """Whether *resource* names *function*: by its ARN, also of a version or alias, or in ``FunctionName`` by its name."""
    if resource.properties.get("FunctionName") == function.deployed_name:
        return True
    arns = (text.partition(":function:")[2] for text in strings(resource.properties) if ":lambda:" in text)
    return any(arn.split(":", 1)[0].split("/", 1)[0] == function.deployed_name for arn in arns)
