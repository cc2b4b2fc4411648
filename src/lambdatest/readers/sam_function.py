"""The functions of a SAM template, and plain AWS::Lambda::Function resources beside them.

See https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambdatest.model import Declaration, FunctionDeclaration
from lambdatest.readers.code_root import IMAGE, Code
from lambdatest.readers.environment import environment, unknown
from lambdatest.readers.layer import paths
from lambdatest.readers.location import Fields, fields, plain, refusal, whole_number
from lambdatest.readers.sam_api import merged
from lambdatest.readers.stack import Stack
from lambdatest.readers.statement import Statements, connected, of_role, statements, told_elsewhere
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

DEFAULT_TIMEOUT = 3
DEFAULT_MEMORY = 128
_OF_THE_CDK = ("BucketNotificationsHandler050a0587b7544547bf325f094a3db834", "CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C")
"""How the logical ids begin of functions in Python that a stack has once, whichever of its constructs need them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A function that is being read: its *name*, the *resource* that declares it in *stack*, the stack's *layers* by ARN."""

    stack: Stack
    name: str
    logical_id: str
    resource: Fields
    layers: dict[str, Path]


def sam_function(reading: Reading) -> FunctionDeclaration:
    """The AWS::Serverless::Function of *reading*, with what Globals say of it."""
    name, resource, template, apis = reading.name, reading.resource, reading.stack.template, reading.stack.apis
    own = fields(resource.get("Properties"), resource.place("Properties"), f"Properties of {name}")
    given = merged(apis.function_defaults(), own)
    events = fields(given.get("Events"), given.place("Events"), f"Events of {name}")
    found = [_declaration(reading, event, fields(events[event], events.place(event), f"event {event}")) for event in events]
    if "FunctionUrlConfig" in given:
        place = given.place("FunctionUrlConfig")
        properties = plain(fields(template.resolve(given["FunctionUrlConfig"], place), place, f"FunctionUrlConfig of {name}"))
        found.append(Declaration("sam", "FunctionUrlConfig", name, properties, place))
    return _function(reading, given, _sam_code(given), tuple(found), _statements(template, given))


def _sam_code(given: Fields) -> tuple[Any, str]:
    """What says where the code is, as CloudFormation's ``Code`` has it, and the property that it stands in."""
    if given.get("InlineCode") is not None:
        place = given.place("InlineCode")
        return Fields(place, {"ZipFile": given["InlineCode"]}, {"ZipFile": place}), "InlineCode"
    if given.get("ImageUri") is not None:
        return Fields(given.place("ImageUri"), {"ImageUri": given["ImageUri"]}), "ImageUri"
    return given.get("CodeUri", "."), "CodeUri"


def lambda_function(reading: Reading) -> FunctionDeclaration:
    """The AWS::Lambda::Function of *reading*, which has no triggers of its own."""
    name, resource, template = reading.name, reading.resource, reading.stack.template
    given = fields(resource.get("Properties"), resource.place("Properties"), f"Properties of {name}")
    policies = None if connected(template) else of_role(template, given.get("Role"))
    return _function(reading, given, (given.get("Code"), "Code"), (), policies)


def _function(
    reading: Reading, given: Fields, code: tuple[Any, str], declarations: tuple[Declaration, ...], policies: Statements | None
) -> FunctionDeclaration:
    name, template = reading.name, reading.stack.template

    def value(key: str) -> Any:
        return template.resolve(given.get(key), given.place(key))

    runtime, handler = as_text(value("Runtime")), as_text(value("Handler"))
    found = _code(reading, value("PackageType"), runtime, handler, template.resolve(code[0], given.place(code[1])))
    if found.skipped is None and not handler:
        raise refusal(reading.resource.place("Properties"), f"function {name} has no Handler", "write Handler: module.function")
    if found.note:
        template.notes.add(given.place(code[1]), f"function {name}: {found.note}")
    settings = fields(value("Environment"), given.place("Environment"), f"Environment of {name}")
    variables = environment(template, fields(settings.get("Variables"), settings.place("Variables"), f"environment of {name}"))
    return FunctionDeclaration(
        name=name,
        deployed_name=template.physical_name(reading.logical_id, reading.resource),
        handler=handler,
        runtime=runtime,
        code_root=found.root,
        location=reading.stack.declared.place(reading.logical_id),
        timeout=whole_number(value("Timeout"), DEFAULT_TIMEOUT, given.place("Timeout"), f"Timeout of {name}"),
        memory=whole_number(value("MemorySize"), DEFAULT_MEMORY, given.place("MemorySize"), f"MemorySize of {name}"),
        environment=variables,
        declarations=declarations,
        statements=policies,
        skipped=found.skipped,
        layers=paths(value("Layers"), reading.layers, runtime) if found.skipped is None else (),
        stand_ins=unknown(variables.values(), template.notes),
    )


def _code(reading: Reading, package: Any, runtime: str, handler: str, code: Any) -> Code:
    """Where the code is: without a handler there is none to look for."""
    stack = reading.stack
    if any(name in reading.logical_id for name in _OF_THE_CDK):
        return Code(stack.folder, "it is the CDK's own, which a construct brings along")
    if package == "Image" or (isinstance(code, Fields) and "ImageUri" in code):
        return Code(stack.folder, IMAGE)
    return stack.shared.sources.code(stack.folder, runtime, handler or "index.handler", code, reading.resource)


def _declaration(reading: Reading, name: str, event: Fields) -> Declaration:
    template, apis, function = reading.stack.template, reading.stack.apis, reading.name
    type_ = event.get("Type")
    if not isinstance(type_, str):
        raise refusal(event.location, f"event {name} of {function} has Type {shown(type_)}", "write its Type as text")
    properties = fields(event.get("Properties"), event.place("Properties"), f"Properties of event {name}")
    service = apis.of_event(type_, properties)
    resolved = plain(fields(template.resolve(properties, properties.location), properties.location, f"Properties of event {name}"))
    if type_ == "Api":
        for key in ("Path", "Method"):
            if not isinstance(resolved.get(key), str):
                what = f"event {name} of {function} has {key} {shown(resolved.get(key))}"
                raise refusal(properties.location, what, f"write its {key} as text")
    if type_ == "SNS" and as_text(resolved.get("SqsSubscription")) == "true":  # SAM makes the queue between
        resolved["SqsSubscription"] = {"QueueArn": template.attribute(f"{reading.logical_id}{name}Queue", "Arn", event.location)}
    return Declaration("sam", type_, function, resolved, event.location, service)


def _statements(template: Template, given: Fields) -> Statements | None:
    """The statements of the role that SAM makes of Policies; of the Role where one is named."""
    if told_elsewhere(template):
        return None
    if given.get("Role") is not None:
        return of_role(template, given["Role"])
    return statements(template, given.get("Policies"), given.place("Policies"))
