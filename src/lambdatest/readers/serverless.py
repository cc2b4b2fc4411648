"""Reads a serverless.yml: https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml (versions 1 to 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambdatest.model import FunctionDeclaration, Location, Service
from lambdatest.readers.environment import environment
from lambdatest.readers.intrinsic import resolve, truth
from lambdatest.readers.location import Dummy, Elements, Fields, Notes, fields, plain, refusal, whole_number
from lambdatest.readers.resource import resources
from lambdatest.readers.serverless_event import declarations, generated
from lambdatest.readers.source import Settings, region_of, stage_of
from lambdatest.readers.statement import Statements, role_statements, statements, told_elsewhere
from lambdatest.readers.substitution import Substitution
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

DEFAULT_TIMEOUT = 6
DEFAULT_MEMORY = 1024
_SHARED = ("httpApi", "apiGateway", "websocketsApiRouteSelectionExpression", "s3")
"""The keys of ``provider`` that say something of events."""
_SECTIONS = ("Resources", "Conditions", "Mappings", "Parameters")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known before the functions are read."""

    name: str
    stage: str
    root: Path
    provider: Fields
    template: Template
    shared: Mapping[str, Any]
    notes: Notes


def read_serverless(path: Path, document: Any, settings: Settings) -> Service:
    """The service of the *document* that stands at *path*.  Raises ProjectError."""
    root = path.parent
    top = Location(path.name, 1)
    if not isinstance(document, Fields) or not any(key in document for key in ("service", "provider", "functions")):
        raise refusal(top, f"this is {_kind(document)}, no Serverless service", "it needs service, provider and functions")
    notes = Notes()
    substitution = Substitution(document, root, settings, notes)
    name = _name(substitution)
    provider = _provider(substitution)
    stage, region = stage_of(substitution), region_of(substitution)
    functions = _functions(substitution)
    section = _resources(substitution)
    declared = fields(section.get("Resources"), section.place("Resources"), "resources.Resources")
    known = Fields(declared.location, {**_generated(functions, f"{name}-{stage}"), **declared}, declared.places)
    template = Template(section, known, f"{name}-{stage}", region, notes, resolve, truth, settings.params, substitution.budget)
    shared = {"name": name, "stage": stage, "region": region, "functions": tuple(functions)}
    shared |= {key: plain(template.resolve(provider.get(key), provider.place(key))) for key in _SHARED}
    reading = _Reading(name, stage, root, provider, template, shared, notes)
    found = tuple(_function(reading, function, functions[function], functions.place(function)) for function in functions)
    made = resources(template, declared)
    return Service("serverless", name, path, root, stage, region, found, made, notes.all())


def _kind(document: Any) -> str:
    if document is None:
        return "an empty file"
    return f"{shown(document)}{' without those keys' if isinstance(document, Fields) else ''}"


def _name(substitution: Substitution) -> str:
    document = substitution.document
    found = substitution.section("service")
    location = document.place("service")
    name = found.get("name") if isinstance(found, Fields) else found
    if not isinstance(name, str | int) or isinstance(name, bool) or not str(name):
        raise refusal(location, f"service is {shown(found)}", "write service: a-name")
    return str(name)


def _provider(substitution: Substitution) -> Fields:
    location = substitution.document.place("provider")
    found = substitution.section("provider")
    if isinstance(found, str) and not isinstance(found, Dummy):
        found = Fields(location, {"name": found})
    provider = fields(found, location, "provider")
    if as_text(provider.get("name", "aws")) != "aws":
        raise refusal(provider.place("name"), f"provider is {shown(provider['name'])}", "only functions on AWS Lambda are read")
    return provider


def _merged(value: Any, location: Location, what: str) -> Fields:
    """A mapping, or a list of mappings put together (later ones win)."""
    if not isinstance(value, Elements):
        return fields(value, location, what)
    result = Fields(location)
    for member, place in zip(value, value.places, strict=True):
        part = fields(member, place, f"a member of {what}")
        result.update(part)
        result.places.update(part.places)
    return result


def _functions(substitution: Substitution) -> Fields:
    location = substitution.document.place("functions")
    found = substitution.section("functions")
    if isinstance(found, Dummy):
        raise refusal(location, "the functions cannot be known", "read the output of: serverless print > serverless.resolved.yml")
    return _merged(found, location, "functions")


def _resources(substitution: Substitution) -> Fields:
    """The template under ``resources``: a mapping or a list of them, whose sections are put together."""
    location = substitution.document.place("resources")
    found = substitution.section("resources")
    if not isinstance(found, Elements):
        found = _single(found, location)
    result = Fields(location)
    for part, place in zip(found, found.places, strict=True):
        part = fields(part, place, "resources")
        for name in _SECTIONS:
            section = _merged(part.get(name), part.place(name), f"resources.{name}")
            kept = result.setdefault(name, Fields(section.location))
            kept.update(section)
            kept.places.update(section.places)
            result.places.setdefault(name, part.place(name))
    return result


def _single(value: Any, location: Location) -> Elements:
    result = Elements(location)
    result.add(value, location)
    return result


def _generated(functions: Fields, stack: str) -> dict[str, Fields]:
    """The resources that Serverless itself adds and a file may refer to."""
    location = functions.location

    def made(type_: str, **properties: str) -> Fields:
        return Fields(location, {"Type": type_, "Properties": Fields(location, properties)})

    found = {
        "ApiGatewayRestApi": made("AWS::ApiGateway::RestApi"),
        "HttpApi": made("AWS::ApiGatewayV2::Api"),
        "WebsocketsApi": made("AWS::ApiGatewayV2::Api"),
        "IamRoleLambdaExecution": made("AWS::IAM::Role"),
        "ServerlessDeploymentBucket": made("AWS::S3::Bucket"),
    }
    for name in functions:
        given = functions[name]
        deployed = as_text(given.get("name") or f"{stack}-{name}") if isinstance(given, Fields) else f"{stack}-{name}"
        found[generated(name)] = made("AWS::Lambda::Function", FunctionName=deployed)
    return found


def _function(reading: _Reading, name: str, value: Any, location: Location) -> FunctionDeclaration:
    given, provider, template = fields(value, location, f"function {name}"), reading.provider, reading.template
    runtime = as_text(given.get("runtime") or provider.get("runtime"))
    handler = given.get("handler")
    if not isinstance(handler, str) and not given.get("image"):
        place = given.place("handler") if given else location
        raise refusal(place, f"function {name} has handler {shown(handler)}", "write handler: module.function")
    what = f"of function {name}"
    timeout = given.get("timeout", provider.get("timeout"))
    memory = given.get("memorySize", provider.get("memorySize"))
    variables = environment(template, _variables(provider, "provider.environment"), _variables(given, f"environment {what}"))
    return FunctionDeclaration(
        name=name,
        deployed_name=as_text(template.resolve(given.get("name"), given.place("name"))) or f"{reading.name}-{reading.stage}-{name}",
        handler=as_text(handler),
        runtime=runtime,
        code_root=_code_root(reading.root, given),
        location=location,
        timeout=whole_number(timeout, DEFAULT_TIMEOUT, given.place("timeout"), f"timeout {what}"),
        memory=whole_number(memory, DEFAULT_MEMORY, given.place("memorySize"), f"memorySize {what}"),
        environment=variables,
        declarations=declarations(template, name, given, reading.shared),
        statements=_statements(template, provider, given),
        skipped=_skipped(given, runtime),
    )


def _variables(given: Fields, what: str) -> Fields:
    return fields(given.get("environment"), given.place("environment"), what)


def _code_root(root: Path, given: Fields) -> Path:
    # The plugin serverless-python-requirements packs the folder that ``module`` names as an archive of its own.
    module = given.get("module")
    return root / module if isinstance(module, str) else root


def _skipped(given: Fields, runtime: str) -> str | None:
    if given.get("image"):
        return "it is a container image; only functions that run from their Python source can be called"
    if not runtime:
        return "no runtime is declared, which means Node.js to Serverless; only Python functions can be called"
    if not runtime.startswith("python"):
        return f"its runtime is {runtime}; only Python functions can be called"
    return None


def _statements(template: Template, provider: Fields, given: Fields) -> Statements | None:
    """What the function's role allows; None where the role is defined elsewhere.

    See https://www.serverless.com/framework/docs/providers/aws/guide/iam
    """
    if told_elsewhere(template):
        return None
    own = given.get("iamRoleStatements")  # the plugin serverless-iam-roles-per-function
    if own is not None and not given.get("iamRoleStatementsInherit"):
        return statements(template, own, given.place("iamRoleStatements"))
    iam = provider.get("iam")
    role = iam.get("role") if isinstance(iam, Fields) else None
    role = given.get("role") or role or provider.get("role")
    if role is not None and (not isinstance(role, Fields) or any(key == "Ref" or key.startswith("Fn::") for key in role)):
        return _of_role(template, role)
    places = [(provider, "iamManagedPolicies"), (provider, "iamRoleStatements"), (given, "iamRoleStatements")]
    if isinstance(role, Fields):
        places[:2] = [(role, "managedPolicies"), (role, "statements")]
    found = [statements(template, where.get(key), where.place(key)) for where, key in places]
    return tuple(one for part in found for one in part or ()) if None not in found else None


def _of_role(template: Template, role: Any) -> Statements | None:
    """The statements of a role named by its logical id or by an intrinsic that holds it."""
    if isinstance(role, Fields) and "Fn::GetAtt" in role:
        target = role["Fn::GetAtt"]
        role = target[0] if isinstance(target, Elements) and target else as_text(target).split(".", maxsplit=1)[0]
    return role_statements(template, role) if isinstance(role, str) else None
