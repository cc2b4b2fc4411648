"""The resources that SAM itself adds to a template, and to which a template may refer.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lambdatest.readers.location import Fields
from lambdatest.readers.text import as_text

_FUNCTION, _MACHINE = "AWS::Serverless::Function", "AWS::Serverless::StateMachine"
_IMPLICIT = {
    "Api": ("RestApiId", {
        "ServerlessRestApi": "AWS::ApiGateway::RestApi", "ServerlessRestApiProdStage": "AWS::ApiGateway::Stage",
        "ServerlessRestApiDeployment": "AWS::ApiGateway::Deployment"}),
    "HttpApi": ("ApiId", {
        "ServerlessHttpApi": "AWS::ApiGatewayV2::Api", "ServerlessHttpApiApiGatewayDefaultStage": "AWS::ApiGatewayV2::Stage"}),
}
"""The property by which an event names its API, and what there is for those that name none."""


@dataclass(frozen=True, slots=True)
class Generated:
    """Resources by logical id: those that an account must have (*deployed*), and those that can only be referred to (*known*)."""

    known: dict[str, Fields]
    deployed: dict[str, Fields]


def generated(declared: Fields) -> Generated:
    """What SAM adds to the resources *declared*, without what is declared under the same logical id."""
    known: dict[str, Fields] = {}
    deployed: dict[str, Fields] = {}
    for name, resource in declared.items():
        properties = resource.get("Properties")
        type_, given = as_text(resource["Type"]), properties if isinstance(properties, Fields) else Fields(resource.location)
        if type_ in (_FUNCTION, _MACHINE):
            if "Role" not in given:
                known[f"{name}Role"] = _made(resource, "AWS::IAM::Role")
            known |= dict(_events(name, given))
            deployed |= dict(_queues(name, given, resource))
        if type_ == _FUNCTION:
            known |= dict(_of_function(name, given, resource))
        elif type_ == "AWS::Serverless::Api" and isinstance(given.get("StageName"), str):
            known[f"{name}{given['StageName']}Stage"] = _made(resource, "AWS::ApiGateway::Stage", StageName=given["StageName"])
    return Generated(_without(known, declared), _without(deployed, declared))


def _without(made: dict[str, Fields], declared: Fields) -> dict[str, Fields]:
    return {name: one for name, one in made.items() if name not in declared}


def _made(resource: Fields, type_: str, **properties: Any) -> Fields:
    made = {"Type": type_, "Properties": Fields(resource.location, properties)}
    return Fields(resource.location, made | ({"Condition": resource["Condition"]} if "Condition" in resource else {}))


def _ref(resource: Fields, name: str) -> Fields:
    return Fields(resource.location, {"Ref": name})


def _of_function(name: str, given: Fields, resource: Fields) -> Iterator[tuple[str, Fields]]:
    alias = given.get("AutoPublishAlias")
    if isinstance(alias, str):
        yield f"{name}Alias{alias}", _made(resource, "AWS::Lambda::Alias", FunctionName=_ref(resource, name), Name=alias)
        yield f"{name}.Version", _made(resource, "AWS::Lambda::Version", FunctionName=_ref(resource, name))
    if "FunctionUrlConfig" in given:
        yield f"{name}Url", _made(resource, "AWS::Lambda::Url", TargetFunctionArn=_ref(resource, name))


def _members(given: Fields) -> Iterator[tuple[str, Fields, Fields]]:
    """The events of a function or machine: name, event and its properties."""
    events = given.get("Events")
    for event, found in events.items() if isinstance(events, Fields) else ():
        if isinstance(found, Fields):
            properties = found.get("Properties")
            yield event, found, properties if isinstance(properties, Fields) else Fields(found.location)


def _events(name: str, given: Fields) -> Iterator[tuple[str, Fields]]:
    """What events of *name* bring along: the implicit APIs, mappings and rules."""
    for event, found, properties in _members(given):
        type_ = as_text(found.get("Type"))
        if type_ in _IMPLICIT and properties.get(_IMPLICIT[type_][0]) is None:
            for logical_id, made in _IMPLICIT[type_][1].items():
                stage = {"StageName": "Prod" if type_ == "Api" else "$default"} if made.endswith("Stage") else {}
                yield logical_id, Fields(found.location, {"Type": made, "Properties": Fields(found.location, stage)})
        elif type_ in ("SQS", "Kinesis", "DynamoDB", "MSK", "MQ", "SelfManagedKafka", "DocumentDB"):
            yield f"{name}{event}", _made(found, "AWS::Lambda::EventSourceMapping")
        elif type_ in ("Schedule", "EventBridgeRule", "CloudWatchEvent"):
            yield f"{name}{event}", _made(found, "AWS::Events::Rule")
        elif type_ == "ScheduleV2":
            yield f"{name}{event}", _made(found, "AWS::Scheduler::Schedule")


def _queues(name: str, given: Fields, resource: Fields) -> Iterator[tuple[str, Fields]]:
    """The queues and topics that SAM makes: between a topic and a function, for what failed, for what was done."""
    for event, found, properties in _members(given):
        dead = properties.get("DeadLetterConfig")
        if found.get("Type") == "SNS" and properties.get("SqsSubscription") in (True, "true"):
            yield f"{name}{event}Queue", _made(resource, "AWS::SQS::Queue")
        if isinstance(dead, Fields) and dead.get("Type") == "SQS" and "Arn" not in dead:
            yield as_text(dead.get("QueueLogicalId")) or f"{name}{event}Queue", _made(resource, "AWS::SQS::Queue")
    invoked = given.get("EventInvokeConfig")
    targets = invoked.get("DestinationConfig") if isinstance(invoked, Fields) else None
    for case in ("OnSuccess", "OnFailure") if isinstance(targets, Fields) else ():
        target = targets.get(case) if isinstance(targets, Fields) else None
        if isinstance(target, Fields) and target.get("Type") in ("SQS", "SNS") and target.get("Destination") is None:
            kind, word = ("AWS::SQS::Queue", "Queue") if target["Type"] == "SQS" else ("AWS::SNS::Topic", "Topic")
            yield f"{name}EventInvokeConfig{case}{word}", _made(resource, kind)
