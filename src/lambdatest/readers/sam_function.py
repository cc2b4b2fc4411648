"""The functions of a SAM template, and plain AWS::Lambda::Function resources beside them.

See https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
"""

from pathlib import Path
from typing import Any

from lambdatest.model import Declaration, FunctionDeclaration
from lambdatest.readers.environment import environment
from lambdatest.readers.location import Dummy, Elements, Fields, fields, plain, refusal, whole_number
from lambdatest.readers.sam_api import Apis, merged
from lambdatest.readers.statement import Statements, role_statements, statements, told_elsewhere
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

DEFAULT_TIMEOUT = 3
DEFAULT_MEMORY = 128


def sam_function(template: Template, apis: Apis, root: Path, name: str, resource: Fields) -> FunctionDeclaration:
    """The AWS::Serverless::Function *name*, with what Globals say of it."""
    own = fields(resource.get("Properties"), resource.place("Properties"), f"Properties of {name}")
    given = merged(apis.function_defaults(), own)
    code = given.get("CodeUri", "." if given.get("InlineCode") is None else None)
    events = fields(given.get("Events"), given.place("Events"), f"Events of {name}")
    found = [_declaration(template, apis, name, event, fields(events[event], events.place(event), f"event {event}")) for event in events]
    if "FunctionUrlConfig" in given:
        place = given.place("FunctionUrlConfig")
        properties = plain(fields(template.resolve(given["FunctionUrlConfig"], place), place, f"FunctionUrlConfig of {name}"))
        found.append(Declaration("sam", "FunctionUrlConfig", name, properties, place))
    policies = _statements(template, given)
    return _function(template, root, name, resource, given, code, tuple(found), policies)


def lambda_function(template: Template, apis: Apis, root: Path, name: str, resource: Fields) -> FunctionDeclaration:
    """The AWS::Lambda::Function *name*, which has no triggers of its own; *apis* play no part."""
    del apis
    given = fields(resource.get("Properties"), resource.place("Properties"), f"Properties of {name}")
    return _function(template, root, name, resource, given, given.get("Code"), (), _of_role(template, given.get("Role")))


def _function(
    template: Template,
    root: Path,
    name: str,
    resource: Fields,
    given: Fields,
    code: Any,
    declarations: tuple[Declaration, ...],
    policies: Statements | None,
) -> FunctionDeclaration:
    def value(key: str) -> Any:
        return template.resolve(given.get(key), given.place(key))

    code = template.resolve(code, given.place("CodeUri"))
    runtime, handler = as_text(value("Runtime")), as_text(value("Handler"))
    skipped = _skipped(value("PackageType"), runtime, code)
    if skipped is None and not handler:
        raise refusal(resource.place("Properties"), f"function {name} has no Handler", "write Handler: module.function")
    settings = fields(value("Environment"), given.place("Environment"), f"Environment of {name}")
    variables = fields(settings.get("Variables"), settings.place("Variables"), f"environment of {name}")
    return FunctionDeclaration(
        name=name,
        deployed_name=template.physical_name(name, resource),
        handler=handler,
        runtime=runtime,
        code_root=root / code if isinstance(code, str) else root,
        location=template.resources.place(name),
        timeout=whole_number(value("Timeout"), DEFAULT_TIMEOUT, given.place("Timeout"), f"Timeout of {name}"),
        memory=whole_number(value("MemorySize"), DEFAULT_MEMORY, given.place("MemorySize"), f"MemorySize of {name}"),
        environment=environment(template, variables),
        declarations=declarations,
        statements=policies,
        skipped=skipped,
    )


def _skipped(package: Any, runtime: str, code: Any) -> str | None:
    if package == "Image":
        return "it is a container image; only functions that run from their Python source can be called"
    if not runtime:
        return "it has no Runtime; only Python functions can be called"
    if not runtime.startswith("python"):
        return f"its runtime is {runtime}; only Python functions can be called"
    if isinstance(code, Dummy) or not isinstance(code, str):
        return f"its code is {shown(code)}; only code in a folder of the repository can be called"
    if code.startswith("s3://") or code.endswith((".zip", ".jar")):
        return f"its code is {code}; only code in a folder of the repository can be called"
    return None


def _declaration(template: Template, apis: Apis, function: str, name: str, event: Fields) -> Declaration:
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
    return Declaration("sam", type_, function, resolved, event.location, service)


def _statements(template: Template, given: Fields) -> Statements | None:
    """The statements of the role that SAM makes of Policies; of the Role where one is named."""
    if told_elsewhere(template):
        return None
    if given.get("Role") is not None:
        return _of_role(template, given["Role"])
    return statements(template, given.get("Policies"), given.place("Policies"))


def _of_role(template: Template, role: Any) -> Statements | None:
    target = role.get("Fn::GetAtt") if isinstance(role, Fields) else None
    logical_id = target[0] if isinstance(target, Elements) and target else as_text(target).split(".", maxsplit=1)[0]
    return role_statements(template, logical_id) if isinstance(logical_id, str) else None
