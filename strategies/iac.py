"""Random IaC documents, each with what a reader must find in it."""

import json
from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import strategies as st

NAMES = st.from_regex("[a-z][a-z0-9]{0,7}", fullmatch=True)
_CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="$#{}\\\u2028\u2029\ufeff")
TEXTS = st.text(_CHARACTERS, max_size=12)
SCALARS = st.one_of(TEXTS, st.integers(-(10**9), 10**9), st.booleans())
METHODS = ("get", "POST", "put", "patch", "DELETE", "any", "*")


@dataclass(frozen=True)
class TableSpec:
    """A table as CloudFormation declares it (*properties*), and what must be read of it."""

    properties: dict[str, Any]
    name: str
    keys: tuple[str, ...]
    types: dict[str, str]
    indexes: tuple[tuple[str, tuple[str, ...], str], ...]
    stream: str | None
    ttl: str | None


@dataclass(frozen=True)
class Document:
    """A document (*text*) for a file called *name*, and what must be read: functions by name, tables by logical id."""

    name: str
    text: str
    functions: dict[str, dict[str, Any]]
    tables: dict[str, TableSpec]


def _schema(keys: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(keys, ("HASH", "RANGE"))]


@st.composite
def tables(draw: st.DrawFn) -> TableSpec:
    """Tables with one or two keys, global and local indexes, stream and TTL, or without."""
    names = draw(st.lists(NAMES, min_size=4, max_size=6, unique=True))
    keys = tuple(names[: draw(st.integers(1, 2))])
    pairs = draw(st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True), max_size=2))
    indexes = [(f"index{n}", tuple(pair), "global") for n, pair in enumerate(pairs)]
    if len(keys) == 2 and draw(st.booleans()):
        indexes.append(("local", (keys[0], names[2]), "local"))
    used = sorted({*keys, *(key for _, members, _ in indexes for key in members)})
    types = {name: draw(st.sampled_from("SNB")) for name in used}
    stream = draw(st.sampled_from([None, "NEW_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"]))
    ttl = draw(st.none() | NAMES)
    properties: dict[str, Any] = {
        "TableName": draw(NAMES) + "-table",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": type_} for name, type_ in types.items()],
        "KeySchema": _schema(keys),
        "BillingMode": "PAY_PER_REQUEST",
    }
    for kind, title in (("global", "GlobalSecondaryIndexes"), ("local", "LocalSecondaryIndexes")):
        if found := [(name, members) for name, members, its in indexes if its == kind]:
            properties[title] = [
                {"IndexName": name, "KeySchema": _schema(members), "Projection": {"ProjectionType": "ALL"}} for name, members in found
            ]
    if stream:
        properties["StreamSpecification"] = {"StreamViewType": stream}
    if ttl:
        properties["TimeToLiveSpecification"] = {"AttributeName": ttl, "Enabled": True}
    return TableSpec(properties, properties["TableName"], keys, types, tuple(indexes), stream, ttl)


def environments() -> st.SearchStrategy[dict[str, Any]]:
    """Environments: names to texts, numbers and booleans."""
    return st.dictionaries(NAMES.map(str.upper), SCALARS, max_size=3)


def lambda_text(value: Any) -> str:
    """What Lambda makes of an environment's value."""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _written(draw: st.DrawFn, document: dict[str, Any]) -> tuple[str, str]:
    """The document as YAML (block or flow) or JSON, with the suffix that belongs to it."""
    form = draw(st.sampled_from(["block", "flow", "json"]))
    if form == "json":
        return json.dumps(document, indent=draw(st.sampled_from([None, 2, "\t"])), ensure_ascii=draw(st.booleans())), "json"
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=draw(st.booleans()), default_flow_style=form == "flow"), "yml"


@st.composite
def serverless_documents(draw: st.DrawFn) -> Document:
    """A serverless.yml or serverless.json with functions, ``http`` and ``httpApi`` events in both forms, and tables."""
    shared = draw(environments())
    functions, expected = {}, {}
    for name in draw(st.lists(NAMES, max_size=3, unique=True)):
        functions[name], expected[name] = _serverless_function(draw, shared)
    found = draw(st.dictionaries(NAMES.map(str.title).map(lambda n: f"{n}Table"), tables(), max_size=2))
    provider: dict[str, Any] = {"name": "aws", "runtime": "python3.12", "stage": draw(NAMES), "environment": shared}
    listed = [{name: function} for name, function in functions.items()] if draw(st.booleans()) else functions
    resources: Any = {"Resources": {name: {"Type": "AWS::DynamoDB::Table", "Properties": one.properties} for name, one in found.items()}}
    if draw(st.booleans()):
        resources = [{"Resources": {name: resource}} for name, resource in resources["Resources"].items()]
    service: Any = draw(NAMES)
    for name, one in expected.items():
        one["deployed_name"] = one.get("deployed_name") or f"{service}-{provider['stage']}-{name}"
    document = {
        "service": service if draw(st.booleans()) else {"name": service}, "provider": provider, "functions": listed, "resources": resources,
    }
    text, suffix = _written(draw, document)
    return Document(f"serverless.{suffix}", text, expected, found)


def _serverless_function(draw: st.DrawFn, shared: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    own = draw(environments())
    written: dict[str, Any] = {"handler": f"src/{draw(NAMES)}.{draw(NAMES)}", "environment": own}
    events, expected = [], []
    for _ in range(draw(st.integers(0, 3))):
        kind, method, path = draw(st.sampled_from(["http", "httpApi"])), draw(st.sampled_from(METHODS)), f"/{draw(NAMES)}/{{id}}"
        events.append({kind: f"{method} {path}" if draw(st.booleans()) else {"method": method, "path": path}})
        expected.append((kind, {"method": method, "path": path}))
    if events or draw(st.booleans()):
        written["events"] = events
    found = {"handler": written["handler"], "timeout": 6, "memory": 1024, "events": expected}
    found["environment"] = {name: lambda_text(value) for name, value in {**shared, **own}.items()}
    if draw(st.booleans()):
        written["timeout"] = found["timeout"] = draw(st.integers(1, 900))
    if draw(st.booleans()):
        written["name"] = found["deployed_name"] = draw(NAMES) + "-function"
    return written, found


@st.composite
def sam_documents(draw: st.DrawFn) -> Document:
    """A SAM template with functions, ``Api`` and ``HttpApi`` events, Globals and tables that the environment refers to."""
    found = draw(st.dictionaries(NAMES.map(str.title).map(lambda n: f"{n}Table"), tables(), max_size=2))
    resources: dict[str, Any] = {name: {"Type": "AWS::DynamoDB::Table", "Properties": one.properties} for name, one in found.items()}
    shared, timeout = draw(environments()), draw(st.none() | st.integers(1, 900))
    expected = {}
    for name in draw(st.lists(NAMES.map(str.title).map(lambda n: f"{n}Function"), max_size=3, unique=True)):
        resources[name], expected[name] = _sam_function(draw, shared, timeout, found)
        expected[name]["deployed_name"] = f"sam-app-{name}"
    function = {"Runtime": "python3.12", "Environment": {"Variables": shared}, **({"Timeout": timeout} if timeout else {})}
    document = {"Transform": "AWS::Serverless-2016-10-31", "Globals": {"Function": function}, "Resources": resources}
    text, suffix = _written(draw, document)
    return Document(f"template.{suffix}", text, expected, found)


def _sam_function(
    draw: st.DrawFn, shared: dict[str, Any], timeout: int | None, known: dict[str, TableSpec]
) -> tuple[dict[str, Any], dict[str, Any]]:
    own = draw(environments())
    values = {**shared, **own}
    if known:
        target = draw(st.sampled_from(sorted(known)))
        own["TABLE_REF"], own["TABLE_SUB"] = {"Ref": target}, {"Fn::Sub": f"${{AWS::Region}}/${{{target}}}"}
        values |= {"TABLE_REF": known[target].name, "TABLE_SUB": f"us-east-1/{known[target].name}"}
    events, expected = {}, []
    for number in range(draw(st.integers(0, 3))):
        kind, method = draw(st.sampled_from(["Api", "HttpApi"])), draw(st.sampled_from(METHODS[:-1]))
        path = f"/{draw(NAMES)}{number}/{{id}}"
        events[f"Event{number}"] = {"Type": kind, "Properties": {"Method": method, "Path": path}}
        expected.append((kind, {"Method": method, "Path": path}))
    handler = f"{draw(NAMES)}.{draw(NAMES)}"
    properties = {"Handler": handler, "CodeUri": "src/", "Environment": {"Variables": own}, **({"Events": events} if events else {})}
    found = {"handler": handler, "timeout": timeout or 3, "memory": 128, "events": expected}
    found["environment"] = {name: lambda_text(value) for name, value in values.items()}
    return {"Type": "AWS::Serverless::Function", "Properties": properties}, found


@dataclass(frozen=True)
class Variables:
    """The section ``custom`` of a serverless.yml as *written*, with variables, and the *values* that it means."""

    written: dict[str, Any]
    values: dict[str, Any]


@st.composite
def variables(draw: st.DrawFn) -> Variables:
    """Sections whose later members refer to earlier ones: alone, within texts, as fallbacks, nested, through maps and lists."""
    written: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for number in range(draw(st.integers(1, 8))):
        name = f"v{number}"
        form = draw(st.sampled_from(["plain", "alone", "text", "fallback", "literal", "nested", "map", "list"] if values else ["plain"]))
        earlier = draw(st.sampled_from(sorted(values))) if values else ""
        reference = f"${{self:custom.{earlier}}}"
        value = values.get(earlier)
        match form:
            case "alone":
                written[name], values[name] = reference, value
            case "text" if not isinstance(value, dict | list):
                written[name], values[name] = f"<{reference}-${{sls:stage}}>", f"<{lambda_text(value)}-dev>"
            case "fallback":
                written[name], values[name] = f"${{opt:none, self:custom.none.at.all,self:custom.{earlier}}}", value
            case "literal":
                written[name], values[name] = "${opt:none, 'it, is'}", "it, is"
            case "nested":
                written[f"name{name}"], written[name], values[name] = earlier, f"${{self:custom.${{self:custom.name{name}}}}}", value
            case "map":
                written[name], values[name] = {"inner": reference, "n": number}, {"inner": value, "n": number}
            case "list":
                written[name], values[name] = [reference, "x"], [value, "x"]
            case _:
                written[name] = values[name] = draw(SCALARS)
    order = draw(st.permutations(sorted(written)))
    return Variables({name: written[name] for name in order}, values)


@st.composite
def mutated(draw: st.DrawFn, documents: st.SearchStrategy[Document]) -> tuple[str, bytes]:
    """A file's name with content that was cut, spliced or overwritten."""
    document = draw(documents)
    data = document.text.encode()
    for _ in range(draw(st.integers(1, 3))):
        start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        match draw(st.sampled_from(["truncate", "remove", "repeat", "overwrite", "splice"])):
            case "truncate":
                data = data[:end]
            case "remove":
                data = data[:start] + data[end:]
            case "repeat":
                data = data[:end] + data[start:end][:2000] + data[end:]
            case "overwrite":
                data = data[:start] + draw(st.binary(max_size=6)) + data[end:]
            case _:
                data = data[:start] + draw(st.sampled_from(SPLICES)) + data[start:]
    return document.name, data


SPLICES = [
    *(b"${self:", b"${self:custom}", b"${", b"}", b"${file(serverless.yml)}", b"${opt:stage, ", b"${self:}"),
    *(b"!Ref ", b"!Sub '${x", b"!Foo ", b"&a ", b"*a", b"<<: *a\n", b"[", b"{", b"]", b"}", b": ", b"- ", b"\t", b"\n", b"\x00", b"\xff"),
    *(b"'", b'"', b"|\n", b"---\n", b"? ", b"null", b"9" * 400, b"1e999", b".inf", b"%YAML 9.9\n"),
    *(b'{"Ref": 1}', b'{"Fn::Sub": []}', b'{"Fn::GetAtt": "x"}', b'{"Fn::Join": 3}'),
]
