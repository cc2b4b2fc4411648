"""What a template of CloudFormation deploys of a Serverless service, told from the template alone: functions, what calls them, data.

Each trigger is a tuple: the function's name, the kind, and what tells it from others of that kind.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lambdatest.model import Function, Location, Project
from lambdatest.readers.intrinsic import resolve, truth
from lambdatest.readers.location import Notes, plain
from lambdatest.readers.table import located
from lambdatest.readers.template import Template

HELD = ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::S3::Bucket", "AWS::Kinesis::Stream", "AWS::Events::EventBus")
NAMING = {"TableName", "QueueName", "TopicName", "BucketName", "Name"}
Trigger = tuple[Any, ...]
_ARN = re.compile(r":function:([\w-]+)")
_BROKERS = {"Topics": "kafka", "Queues": "mq"}


class Deployed:
    """The template that a deployment would hand over, its references resolved."""

    def __init__(self, template: Mapping[str, Any], stack: str, region: str) -> None:
        whole = located(template, Location("template.json", 1))
        read = Template(whole, whole["Resources"], stack, region, Notes(), resolve, truth)
        deployed = [name for name, one in whole["Resources"].items() if read.is_deployed(one)]
        self.raw = template["Resources"]
        self.resources = {
            name: (one["Type"], plain(read.resolve(one.get("Properties") or located({}, whole.location), whole.location)))
            for name, one in whole["Resources"].items() if name in deployed
        }
        self.names = {name: read.physical_name(name, whole["Resources"][name]) for name in self.resources}

    def of(self, *types: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Logical ids and properties of the resources of *types*."""
        return ((name, properties) for name, (type_, properties) in self.resources.items() if type_ in types)

    def functions(self) -> dict[str, dict[str, Any]]:
        """Handler, runtime, timeout, memory and environment of each function."""
        return {
            given["FunctionName"]: {
                "handler": given["Handler"], "runtime": given["Runtime"], "timeout": given["Timeout"], "memory": given["MemorySize"],
                "environment": given.get("Environment", {}).get("Variables", {}),
            }
            for _, given in self.of("AWS::Lambda::Function")
        }

    def held(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The resources that hold data or hand messages on, by type and name, without what wires them to functions."""
        found = {}
        for name, given in self.of(*HELD):
            if name == "ServerlessDeploymentBucket":
                continue
            kept = {key: value for key, value in given.items() if key not in NAMING | {"Subscription", "NotificationConfiguration"}}
            found[self.resources[name][0], self.names[name]] = kept
        return found

    def triggers(self) -> set[Trigger]:
        """Everything that calls a function."""
        return {found for read in (
            self._rest, self._routes, self._urls, self._mappings, self._topics, self._buckets, self._rules, self._pools, self._balancers,
            self._authorizers, self._others) for found in read()}

    def _rest(self) -> Iterator[Trigger]:
        for name, given in self.of("AWS::ApiGateway::Method"):
            function = _named(given["Integration"].get("Uri"))
            if function:
                yield function, "rest_api", given["HttpMethod"], self._path(self.raw[name]["Properties"]["ResourceId"])

    def _path(self, reference: Any) -> str:
        """The path of a resource of the API, from its parents."""
        parts: list[str] = []
        while "Ref" in reference:
            given = self.raw[reference["Ref"]]["Properties"]
            parts, reference = [given["PathPart"], *parts], given["ParentId"]
        return "/" + "/".join(parts)

    def _routes(self) -> Iterator[Trigger]:
        for name, given in self.of("AWS::ApiGatewayV2::Route"):
            target = self.raw[name]["Properties"]["Target"]["Fn::Join"][1][1]["Ref"]
            kind = "websocket" if "WebsocketsApi" in json.dumps(self.raw[name]["Properties"]["ApiId"]) else "http_api"
            yield _named(self.resources[target][1]["IntegrationUri"]), kind, given["RouteKey"]

    def _urls(self) -> Iterator[Trigger]:
        for _, given in self.of("AWS::Lambda::Url"):
            yield _named(given["TargetFunctionArn"]), "function_url", given["AuthType"] == "AWS_IAM"

    def _mappings(self) -> Iterator[Trigger]:
        for _, given in self.of("AWS::Lambda::EventSourceMapping"):
            arn, reports = given.get("EventSourceArn", ""), bool(given.get("FunctionResponseTypes"))
            service = arn.split(":")[2] if arn else "kafka"
            kind = {"sqs": "sqs", "kinesis": "kinesis", "dynamodb": "dynamodb_stream"}.get(service)
            if kind:
                filters = given.get("FilterCriteria", {}).get("Filters", [])
                yield _named(given["FunctionName"]), kind, arn, given["BatchSize"], reports, len(filters)
            else:
                broker = "msk" if arn and service == "kafka" else service
                rabbit = any(one["Type"] == "VIRTUAL_HOST" for one in given.get("SourceAccessConfigurations", ()))
                yield _named(given["FunctionName"]), "?", {"mq": "rabbitmq" if rabbit else "activemq"}.get(broker, broker)

    def _topics(self) -> Iterator[Trigger]:
        for name, given in self.of("AWS::SNS::Topic"):
            for one in given.get("Subscription", ()):
                yield _named(one["Endpoint"]), "sns", f":{self.names[name]}", "{}"
        for _, given in self.of("AWS::SNS::Subscription"):
            policy = json.dumps(given.get("FilterPolicy", {}), sort_keys=True)
            yield _named(given["Endpoint"]), "sns", ":" + given["TopicArn"].rpartition(":")[2], policy

    def _buckets(self) -> Iterator[Trigger]:
        for name, given in self.of("AWS::S3::Bucket"):
            for one in given.get("NotificationConfiguration", {}).get("LambdaConfigurations", ()):
                rules = {rule["Name"]: rule["Value"] for rule in one.get("Filter", {}).get("S3Key", {}).get("Rules", ())}
                yield _named(one["Function"]), "s3", self.names[name], one["Event"], rules.get("prefix", ""), rules.get("suffix", "")

    def _rules(self) -> Iterator[Trigger]:
        for _, given in self.of("AWS::Events::Rule", "AWS::Scheduler::Schedule"):
            targets = given["Targets"] if "Targets" in given else [given["Target"]]
            for target in targets:
                if "ScheduleExpression" in given:
                    yield _named(target["Arn"]), "schedule", given["ScheduleExpression"]
                else:
                    yield _named(target["Arn"]), "eventbridge", json.dumps(given["EventPattern"], sort_keys=True)

    def _pools(self) -> Iterator[Trigger]:
        for _, given in self.of("AWS::Cognito::UserPool"):
            for name, target in given.get("LambdaConfig", {}).items():
                yield _named(target), "cognito", name

    def _balancers(self) -> Iterator[Trigger]:
        for name, given in self.of("AWS::ElasticLoadBalancingV2::ListenerRule"):
            group = self.raw[name]["Properties"]["Actions"][0]["TargetGroupArn"]["Ref"]
            values = {}
            for one in given["Conditions"]:
                inner = one.get("PathPatternConfig") or one.get("HttpRequestMethodConfig") or one.get("HostHeaderConfig") or one
                values[one["Field"]] = tuple(inner["Values"])
            for target in self.resources[group][1].get("Targets", ()):
                yield _named(target["Id"]), "alb", values.get("path-pattern", ()), values.get("http-request-method", ())

    def _authorizers(self) -> Iterator[Trigger]:
        for name, given in self.of("AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer"):
            function = _named(given.get("AuthorizerUri"))
            kind = str(given.get("Type") or given.get("AuthorizerType"))
            if function and kind in ("TOKEN", "REQUEST"):
                is_http = "AuthorizerPayloadFormatVersion" in given
                yield function, "http_api_authorizer" if is_http else f"{kind.lower()}_authorizer", given["Name"]

    def _others(self) -> Iterator[Trigger]:
        for _, given in self.of("AWS::Logs::SubscriptionFilter"):
            yield _named(given["DestinationArn"]), "?", "cloudwatchLog"
        for _, given in self.of("AWS::IoT::TopicRule"):
            yield _named(given["TopicRulePayload"]["Actions"][0]["Lambda"]["FunctionArn"]), "?", "iot"
        for _, given in self.of("AWS::IoT::ProvisioningTemplate"):
            yield _named(given["PreProvisioningHook"]["TargetArn"]), "?", "iotFleetProvisioning"
        for _, given in self.of("AWS::Lambda::Permission"):
            kind = {"alexa-appkit.amazon.com": "alexaSkill", "alexa-connectedhome.amazon.com": "alexaSmartHome"}.get(given["Principal"])
            if kind:
                yield _named(given["FunctionName"]), "?", kind
        for _, given in self.of("AWS::CloudFront::Distribution"):
            behaviour = given["DistributionConfig"]["DefaultCacheBehavior"]
            for _one in behaviour.get("LambdaFunctionAssociations", ()):
                yield None, "?", "cloudFront"


def _named(reference: Any) -> str | None:
    """The function that an ARN, an integration's URI or a name refers to, None for one elsewhere."""
    found = _ARN.search(str(reference))
    return found[1] if found else str(reference) if reference else None


def triggers(project: Project) -> set[Trigger]:
    """What `Deployed.triggers` finds, as *project* has it."""
    return {found for function in project.functions for found in _of(function)}


def _of(function: Function) -> Iterator[Trigger]:
    name = function.deployed_name
    for unknown in function.unknown:
        yield (name if unknown.type != "cloudFront" else None), "?", unknown.type
    for trigger in function.triggers:
        if trigger.kind == "mapped_api":  # a REST API too, whose method has another integration
            trigger = replace(trigger, kind="rest_api")
        read = _KEYS.get(trigger.kind)
        if read is not None:
            yield from ((name, trigger.kind, *key) for key in read(trigger.options))
        elif trigger.kind == "alb":
            yield name, trigger.kind, *_conditions(trigger.options)
        elif trigger.kind == "schedule":
            yield from ((name, trigger.kind, rate) for rate in re.findall(r"\w+\([^)]*\)", trigger.label))
        elif not trigger.options.get("inferred"):
            yield name, trigger.kind, trigger.label.rpartition(" ")[2] if trigger.kind.endswith("_authorizer") else trigger.label


_KEYS: Mapping[str, Callable[[Mapping[str, Any]], list[tuple[Any, ...]]]] = {
    "rest_api": lambda options: [(options["method"], options["path"])],
    "websocket": lambda options: [(options["route"],)],
    "function_url": lambda options: [(options["authorizer"] is not None,)],
    "sqs": lambda options: [(options["queue"], *_batches(options))],
    "kinesis": lambda options: [(options["stream"], *_batches(options))],
    "dynamodb_stream": lambda options: [(options["stream"], *_batches(options))],
    "sns": lambda options: [(":" + options["topic"].rpartition(":")[2], json.dumps(options["filter"], sort_keys=True))],
    "s3": lambda options: [
        (options["bucket"], event, rule["prefix"], rule["suffix"]) for rule in options["rules"] for event in rule["events"]],
    "eventbridge": lambda options: [(json.dumps(options["pattern"], sort_keys=True),)],
    "cognito": lambda options: [(one,) for one in options["triggers"]],
}


def _batches(options: Mapping[str, Any]) -> tuple[Any, ...]:
    return options["batch_size"], options["reports"], len(options["patterns"])


def _conditions(options: Mapping[str, Any]) -> tuple[Any, Any]:
    paths = tuple(dict.fromkeys(path.replace("{proxy+}", "*") for _, path in options["routes"] if path != "$default"))
    return paths, tuple(dict.fromkeys(method for method, _ in options["routes"] if method != "ANY"))


def project_held(project: Project) -> dict[tuple[str, str], dict[str, Any]]:
    """What `Deployed.held` finds, as *project* has it."""
    found = {}
    for one in project.resources:
        if one.type in HELD:
            name = next((str(one.properties[key]) for key in sorted(NAMING) if key in one.properties), one.logical_id)
            found[one.type, name] = {key: value for key, value in one.properties.items() if key not in NAMING}
    return found


def needed(project: Project) -> set[tuple[str, str]]:
    """What stands in the account for topics that belong to somebody else."""
    needs = [one for function in project.functions for trigger in function.triggers if trigger.kind == "sns" for one in trigger.needs]
    return {(one.type, str(one.properties["TopicName"])) for one in needs}


def options_of(file: Path) -> tuple[list[str], dict[str, Any]]:
    """The words after ``# osls:`` in the first line of *file*, and the keywords of `lambdatest.load` that say the same."""
    words = file.read_text(encoding="utf-8").partition("\n")[0].partition("# osls: ")[2].split()
    given: dict[str, Any] = {"params": {}}
    for option, value in zip(words[::2], words[1::2], strict=True):
        if option == "--param":
            name, _, text = value.partition("=")
            given["params"][name] = text
        else:
            given[option.removeprefix("--")] = value
    return words, given
