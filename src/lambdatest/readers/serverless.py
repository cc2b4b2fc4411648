"""Reads a serverless.yml: https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml (versions 1 to 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambdatest.model import Declaration, FunctionDeclaration, Location, Service
from lambdatest.readers.code_root import IMAGE, other_language
from lambdatest.readers.environment import environment, unknown
from lambdatest.readers.intrinsic import resolve, truth
from lambdatest.readers.location import Dummy, Fields, Notes, fields, plain, refusal, whole_number
from lambdatest.readers.resource import resources, tables_left_out
from lambdatest.readers.serverless_construct import constructs, variables, with_events
from lambdatest.readers.serverless_event import declarations
from lambdatest.readers.serverless_generated import generated, is_generated, lambda_function
from lambdatest.readers.serverless_package import code_root, layers, note_left_out
from lambdatest.readers.serverless_plugin import migrated, note_unknown, traffic_hooks, wsgi_app
from lambdatest.readers.serverless_schema import note_function
from lambdatest.readers.serverless_section import EXTENSIONS, extended, functions, over
from lambdatest.readers.serverless_section import resources as template_section
from lambdatest.readers.source import Settings, region_of, stage_of
from lambdatest.readers.statement import Statements, of_role, statements, told_elsewhere
from lambdatest.readers.substitution import Substitution
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

DEFAULT_TIMEOUT = 6
DEFAULT_MEMORY = 1024
AT_THE_EDGE = {"timeout": 5, "memorySize": 128}
"""What Serverless gives a function of CloudFront that says nothing, since Lambda@Edge allows no more to the viewer's events."""
_SHARED = ("httpApi", "apiGateway", "websocketsApiRouteSelectionExpression", "s3")
"""The keys of ``provider`` that say something of events."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known before the functions are read; *prefix* is that of functions without a name of their own."""

    document: Fields
    prefix: str
    root: Path
    provider: Fields
    custom: Fields
    package: Fields
    template: Template
    shared: Mapping[str, Any]
    hooks: tuple[Declaration, ...]
    told_elsewhere: bool
    notes: Notes


def read_serverless(path: Path, document: Any, settings: Settings) -> Service:  # pylint: disable=too-many-locals  # one a section
    """The service of the *document* that stands at *path*.  Raises ProjectError."""
    root = path.parent
    top = Location(path.name, 1)
    if not isinstance(document, Fields) or not any(key in document for key in ("service", "provider", "functions")):
        raise refusal(top, f"this is {_kind(document)}, no Serverless service", "it needs service, provider and functions")
    notes = Notes()
    substitution = Substitution(document, root, settings, notes, constructs=variables(document))
    name = _name(substitution)
    provider = _provider(substitution)
    stage, region = stage_of(substitution), region_of(substitution)
    prefix = f"{name}-{stage}"
    stack = as_text(provider.get("stackName")) or prefix
    added = constructs(substitution, stack)
    named = with_events(functions(substitution), added)
    template, declared = _template(substitution, named, added.resources, stack, prefix, region)
    shared = {"name": name, "stage": stage, "region": region, "functions": tuple(named)}
    shared |= {key: plain(template.resolve(provider.get(key), provider.place(key))) for key in _SHARED}
    package = substitution.section("package")
    reading = _Reading(
        document, prefix, root, provider, _custom(substitution), fields(package, document.place("package"), "package"), template, shared,
        tuple(traffic_hooks(named)), told_elsewhere(template), notes)
    found = tuple(_function(reading, function, named[function], named.places[function]) for function in named)
    made = resources(template, declared)
    tables = {str(one.properties.get("TableName")) for one in made}
    made += migrated(root, reading.custom, region, tables, notes)
    note_unknown(document, notes)
    left_out = tuple(tables_left_out(template, declared))
    return Service("serverless", name, path, root, stage, region, found, made, notes.all(), left_out)


def _custom(substitution: Substitution) -> Fields:
    """The settings of the plugins that change what runs; the rest of ``custom`` is resolved where something asks for it."""
    found = {name: substitution.section("custom", name) for name in ("wsgi", "dynamodb", "pythonRequirements")}
    return Fields(substitution.document.place("custom"), {name: value for name, value in found.items() if value is not None})


def _template(
    substitution: Substitution, named: Fields, added: Mapping[str, Fields], stack: str, prefix: str, region: str
) -> tuple[Template, Fields]:
    """The template with all that can be referred to, and the resources that the file itself declares."""
    section = template_section(substitution)
    own = section["Resources"]
    document = substitution.document
    made = generated(named, fields(document.get("layers"), document.place("layers"), "layers"), prefix)
    whole = over(Fields(own.location, {**made, **added}, {name: one.location for name, one in added.items()}), own)
    whole = extended(whole, fields(section.get(EXTENSIONS), own.location, EXTENSIONS), substitution.notes)
    # What overrides a resource of Serverless' own says no more than what changes in it.
    declared = {name: whole[name] for name in (*added, *own) if _is_whole(own.get(name)) or not (name in made or is_generated(name))}
    for name in own.keys() - declared.keys() - made.keys():
        substitution.notes.add(own.place(name), f"{name} overrides a resource that Serverless makes, in a way that is not read")
        del whole[name]
    template = Template(
        section, whole, stack, region, substitution.notes, resolve, truth, substitution.settings.params, substitution.budget)
    return template, Fields(own.location, declared, whole.places)


def _is_whole(resource: Any) -> bool:
    return isinstance(resource, Fields) and "Type" in resource


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


def _function(reading: _Reading, name: str, value: Any, location: Location) -> FunctionDeclaration:
    given, provider, template = fields(value, location, f"function {name}"), reading.provider, reading.template
    override = _override(reading, name)
    runtime = as_text(override.get("Runtime") or given.get("runtime") or provider.get("runtime"))
    handler = override.get("Handler") or given.get("handler")
    if not isinstance(handler, str) and not given.get("image"):
        place = given.place("handler") if given else location
        raise refusal(place, f"function {name} has handler {shown(handler)}", "write handler: module.function")
    note_function(reading.notes, name, given)
    note_left_out(reading.notes, reading.root, reading.package, name, given, as_text(handler))
    declared = declarations(template, name, given, reading.shared)
    handed_over = _environment(reading, name, given, override)
    return FunctionDeclaration(
        name=name,
        deployed_name=as_text(template.resolve(given.get("name"), given.place("name"))) or f"{reading.prefix}-{name}",
        handler=as_text(handler),
        runtime=runtime,
        code_root=code_root(reading.root, given),
        location=location,
        timeout=_number(given, provider, override, "timeout", "Timeout", DEFAULT_TIMEOUT, name),
        memory=_number(given, provider, override, "memorySize", "MemorySize", DEFAULT_MEMORY, name),
        environment=handed_over,
        declarations=(*declared, *(hook for hook in reading.hooks if hook.function == name)),
        statements=None if reading.told_elsewhere else _statements(template, provider, given),
        skipped=_skipped(given, runtime),
        application=wsgi_app(reading.custom, as_text(handler)),
        layers=layers(reading.root, reading.document, provider, given, runtime),
        stand_ins=unknown(handed_over.values(), reading.notes),
    )


def _override(reading: _Reading, name: str) -> Fields:
    """The properties that ``resources`` gives the function's own resource: beside or instead of those of ``functions``."""
    resource = reading.template.resources[lambda_function(name)]
    return fields(resource.get("Properties"), resource.place("Properties"), f"Properties of {lambda_function(name)}")


def _number(given: Fields, provider: Fields, override: Fields, key: str, property_: str, default: int, name: str) -> int:
    if property_ in override:
        return whole_number(override[property_], default, override.place(property_), f"{property_} of function {name}")
    if any(isinstance(event, Fields) and "cloudFront" in event for event in given.get("events") or ()):
        return whole_number(given.get(key), AT_THE_EDGE[key], given.place(key), f"{key} of function {name}")
    return whole_number(given.get(key, provider.get(key)), default, given.place(key), f"{key} of function {name}")


def _environment(reading: _Reading, name: str, given: Fields, override: Fields) -> dict[str, str]:
    shared, own = _variables(reading.provider, "provider.environment"), _variables(given, f"environment of function {name}")
    more = fields(override.get("Environment"), override.place("Environment"), f"Environment of function {name}")
    return environment(reading.template, shared, own, fields(more.get("Variables"), more.location, f"Variables of function {name}"))


def _variables(given: Fields, what: str) -> Fields:
    return fields(given.get("environment"), given.place("environment"), what)


def _skipped(given: Fields, runtime: str) -> str | None:
    return IMAGE if given.get("image") else other_language(runtime, "no runtime is declared, which means Node.js to Serverless")


def _statements(template: Template, provider: Fields, given: Fields) -> Statements | None:
    """What the function's role allows; None where the role is defined elsewhere.

    See https://www.serverless.com/framework/docs/providers/aws/guide/iam
    """
    own = given.get("iamRoleStatements")  # the plugin serverless-iam-roles-per-function
    if own is not None and not given.get("iamRoleStatementsInherit"):
        return statements(template, own, given.place("iamRoleStatements"))
    iam = provider.get("iam")
    role = iam.get("role") if isinstance(iam, Fields) else None
    role = given.get("role") or role or provider.get("role")
    if role is not None and (not isinstance(role, Fields) or any(key == "Ref" or key.startswith("Fn::") for key in role)):
        return of_role(template, role)
    places = [(provider, "iamManagedPolicies"), (provider, "iamRoleStatements"), (given, "iamRoleStatements")]
    if isinstance(role, Fields):
        places[:2] = [(role, "managedPolicies"), (role, "statements")]
    found = [statements(template, where.get(key), where.place(key)) for where, key in places]
    return tuple(one for part in found for one in part or ()) if None not in found else None
