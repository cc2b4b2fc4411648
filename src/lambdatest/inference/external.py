"""Functions that are not in the sources: builtins, the standard library, boto3 and validators."""

from collections.abc import Callable
from dataclasses import replace

from lambdatest.inference.access import iterate, note_number
from lambdatest.inference.annotation import type_named
from lambdatest.inference.attribute import attribute
from lambdatest.inference.content import call_content, given_away
from lambdatest.inference.dynamodb import OPERATIONS, call_operation, new_condition
from lambdatest.inference.model_call import as_model
from lambdatest.inference.pattern import URL_PARSERS, compiled, note, note_url
from lambdatest.inference.place import Place
from lambdatest.inference.record import PROCESSORS, image, process
from lambdatest.inference.request import parse
from lambdatest.inference.schema import apply_schema, is_schema, plain
from lambdatest.inference.scope import Arguments, Run
from lambdatest.inference.value import (
    BYTES, NUMERIC, Class, Constant, Derived, EventView, External, Flag, Function, Instance, Model, Record, Scalar, Series, Text,
    Value, elements, join, mark, origins, places, texts, truth,
)  # fmt: skip

_NUMBERS = {
    "int": "integer", "float": "number", "Decimal": "number", "round": "number", "abs": "number", "fromtimestamp": "number",
    "utcfromtimestamp": "number", "ceil": "number", "floor": "number", "sqrt": "number", "range": "integer", "chr": "integer",
    "sleep": "number", "timedelta": "number", "pow": "number", "isnan": "number", "isfinite": "number",
}  # fmt: skip
_TEXTS = frozenset(
    "b64decode urlsafe_b64decode quote unquote quote_plus unquote_plus urlparse UUID match search fullmatch sub findall "
    "ip_address escape Path hexlify unhexlify fromhex".split()
)
_DATES = frozenset({"fromisoformat", "strptime", "isoparse"})
_DAY, _OF_A_DAY = "%Y-%m-%d", ".date.fromisoformat"
_STRINGS = frozenset(
    "isoformat strftime hexdigest hex decode strip lower upper replace uuid4 uuid1 token_hex token_urlsafe getenv ctime".split()
)
_BYTES = frozenset("bytes bytearray Binary b64encode urlsafe_b64encode digest urandom token_bytes compress".split())
_DECODERS = frozenset({"b64decode", "urlsafe_b64decode", "unhexlify"})
_CLOCKS = frozenset({"time", "timestamp", "monotonic", "random", "uniform", "time_ns", "perf_counter"})
_COPIES = frozenset(
    "list tuple set frozenset sorted reversed deepcopy copy iter dict OrderedDict asdict vars MappingProxyType next cast".split()
)


def call_external(run: Run, callee: External, arguments: Arguments) -> Value:
    """What calling something outside of the sources may return, and what that says of its arguments."""
    name = callee.last
    if callee.name.endswith("()"):
        name = ""
    if name in _CALLS:
        return _CALLS[name](run, arguments)
    if name in OPERATIONS:
        return call_operation(run, name, arguments)
    content = call_content(run, callee, arguments)
    if content is not None:
        return content
    if name in ("Attr", "Key") and texts(arguments.at(0)):
        return new_condition(run, arguments)
    if name in _NUMBERS:
        return _number(name, arguments)
    if name in URL_PARSERS:
        note_url(arguments)
    if name in _TEXTS or name in _DATES:
        note(callee, arguments)
        return _text(callee, arguments)
    if name in _BYTES:
        return tuple(Derived(place, BYTES) for place in origins(arguments.at(0))) or (Scalar(BYTES),)
    if name in _COPIES and arguments.positional or name == "dict":
        return _copy(run, name, arguments)
    if name in _STRINGS or name in _CLOCKS and not arguments.positional:
        return (Scalar("string" if name in _STRINGS else "number"),)
    given_away(run, callee, arguments)
    _validate(callee, arguments)
    return (External(f"{callee.name}()"[-200:], _kept(join(callee.payload, arguments.everything()))),)


def _kept(value: Value) -> Value:
    """What an object made outside of the sources may come back to: functions that it wraps, models, schemas."""
    found = join(value, *(atom.payload for atom in value if isinstance(atom, External)))
    return tuple(
        atom
        for atom in found
        if isinstance(atom, Function | Class | Instance) or isinstance(atom, Record) and atom.entries.keys() & {"properties", "items"}
    )


def _validate(callee: External, arguments: Arguments) -> None:
    """``jsonschema.validate(body, SCHEMA)``, ``Draft7Validator(SCHEMA).iter_errors(body)``: the schema is what the body asks for."""
    everything = join(arguments.everything(), callee.payload)
    schemas = [s for s in (plain((atom,)) for atom in everything if isinstance(atom, Record)) if is_schema(s)]
    for schema in schemas:
        for place in places(arguments.everything()):
            apply_schema(place, schema)


def _loads(_run: Run, arguments: Arguments) -> Value:
    value = arguments.at(0, "s", "obj")
    mark(value, "string")
    found = [parse(place) for place in origins(value)]
    found.extend(atom.value for atom in value if isinstance(atom, Text))
    for atom in value:
        if isinstance(atom, Constant) and isinstance(atom.value, str) and atom.value.strip() in ("{}", "[]"):
            found.append((Record(),) if "{" in atom.value else (Series(),))
    return join(*found) or (External("json.loads()"),)


def _dumps(_run: Run, arguments: Arguments) -> Value:
    return (Text(tuple(atom for atom in arguments.at(0, "obj") if not isinstance(atom, Flag | Text))),)


def _number(name: str, arguments: Arguments) -> Value:
    kind = _NUMBERS[name]
    found: list[Value] = []
    for value in arguments.positional if name == "range" else arguments.positional[:1]:
        mark(value, kind if kind == "integer" or name in ("float", "Decimal") else "measured")
        found.append(tuple(Derived(place, kind) for place in origins(value)))
    if name == "range":
        return (Series([(Scalar("integer"),)]),)
    if name in ("timedelta", "fromtimestamp", "utcfromtimestamp"):
        for value in arguments.keywords.values():
            mark(value, "measured")
        return (External(name),)
    literals = tuple(a for a in arguments.at(0) if isinstance(a, Constant) and isinstance(a.value, int | float))
    exact = name in ("Decimal", "float")
    return join(*found, (Scalar("number"),) if exact and literals else literals) or (Scalar("integer" if name == "int" else "number"),)


def _text(callee: External, arguments: Arguments) -> Value:
    name = callee.last
    for value in arguments.positional[:2]:
        mark(value, "date" if name in _DATES else "string")
    layouts = texts(arguments.at(1, "format")) if name == "strptime" else [_DAY] if callee.name.endswith(_OF_A_DAY) else []
    for place in origins(arguments.at(0)):
        place.layouts += layouts
    if name in _DECODERS or "quote" in name:
        kind = BYTES if name in _DECODERS else "string"
        return tuple(Derived(place, kind) for place in origins(arguments.at(0))) or (Scalar(kind),)
    return (External(name),)


def _string(_run: Run, arguments: Arguments) -> Value:
    value = arguments.at(0)
    known = tuple(a for a in value if isinstance(a, Constant) and isinstance(a.value, str))
    found = tuple(Derived(place, "string") for place in places(value))
    derived = (replace(a, type="string") if a.type == BYTES else a for a in value if isinstance(a, Derived))
    return join(known, found, derived) or (Scalar("string"),)


def _copy(run: Run, name: str, arguments: Arguments) -> Value:
    value = arguments.at(0)
    for function in arguments.keywords.get("key", ()):
        run.call((function,), Arguments([iterate(value)], scope=arguments.scope))
    if name in ("dict", "OrderedDict") and (arguments.keywords or arguments.spread):
        record = Record(dict(arguments.entries()), always=set(arguments.keywords), scope=arguments.scope)
        for atom in (*value, *arguments.spread_places()):
            if isinstance(atom, Record):
                record.entries = {**atom.entries, **record.entries}
                record.always |= atom.always if len(value) == 1 else set()
                record.spreads.extend(atom.spreads)
            elif isinstance(atom, Place):
                record.spreads.append((atom,))
        return (record,)
    if name == "next":
        return join(iterate(value), arguments.at(1))
    if name == "cast":
        return arguments.at(1)
    if name in ("sorted", "set", "frozenset", "tuple", "reversed") and not any(p.parent and p.parent.parsed is p for p in places(value)):
        mark(value, *(["array"] if name in ("sorted", "reversed") else []))
    if not value and name != "dict":
        return (Series(is_set=name in ("set", "frozenset")),)
    return tuple(a.place if isinstance(a, Model) else a for a in value) or (Record() if name == "dict" else Series(),)


def _len(_run: Run, arguments: Arguments) -> Value:
    value = arguments.at(0)
    mark(value, "sized")
    return join((truth(value),) if any(isinstance(a, Flag) for a in value) else (), (Scalar("integer"),))


def _isinstance(_run: Run, arguments: Arguments) -> Value:
    value, kinds = arguments.at(0), arguments.at(1)
    named = [atom for atom in (*kinds, *elements(kinds)) if isinstance(atom, External)]
    types = [kind for kind in (type_named(atom.last) for atom in named) if kind]
    types += ["number"] if any(atom.last in ("Number", "Real") for atom in named) else []
    types = ["number"] if set(types) == NUMERIC else types
    mark(value, *types)
    return (Flag(present=frozenset(places(value))),) if all(isinstance(a, Place) for a in value) else (Flag(),)


def _all(_run: Run, arguments: Arguments) -> Value:
    flag = truth(elements(arguments.at(0)))
    return (Flag(present=flag.present),)


def _any(_run: Run, arguments: Arguments) -> Value:
    flag = truth(elements(arguments.at(0)))
    return (Flag(absent=flag.absent),)


def _enumerate(_run: Run, arguments: Arguments) -> Value:
    return (Series([(Series([(Scalar("integer"),), iterate(arguments.at(0))]),)]),)


def _zip(_run: Run, arguments: Arguments) -> Value:
    return (Series([(Series([iterate(value) for value in arguments.positional]),)]),)


def _map(run: Run, arguments: Arguments) -> Value:
    results = run.call(arguments.at(0), Arguments([iterate(v) for v in arguments.positional[1:]], scope=arguments.scope))
    return (Series([results]),)


def _filter(run: Run, arguments: Arguments) -> Value:
    run.call(arguments.at(0), Arguments([iterate(arguments.at(1))], scope=arguments.scope))
    return arguments.at(1)


def _reduce(run: Run, arguments: Arguments) -> Value:
    value = arguments.at(0)
    if len(arguments.positional) == 1:
        inner = iterate(value)
        mark(value, "array")
        mark(inner, "measured")
    else:
        inner = join(*arguments.positional)
        mark(inner, "measured")
        note_number(run.facts, inner)
    return tuple(Derived(p, "number") for p in places(inner)) or (Scalar("number"),)


def _getattr(run: Run, arguments: Arguments) -> Value:
    return join(*(attribute(run, arguments.at(0), name) for name in texts(arguments.at(1))), arguments.at(2))


def _parse_model(run: Run, arguments: Arguments) -> Value:
    """``parse(event=event, model=Order, envelope=…)`` of powertools, whose envelope is the body."""
    value = arguments.at(0, "event")
    if arguments.at(2, "envelope"):
        value = join(*(parse(place.child("body")) if place is run.event else (place,) for place in places(value)))
    return join(*(as_model(run, value, atom) for atom in arguments.at(1, "model") if isinstance(atom, Class)))


def _adapter(_run: Run, arguments: Arguments) -> Value:
    for atom in arguments.at(0):
        if isinstance(atom, Class):
            return (atom,)
    return (External("TypeAdapter()"),)


def _form(run: Run, arguments: Arguments) -> Value:
    """``parse_qs(text)``: the text's fields are its keys."""
    run.facts.parses_forms |= any(place.name == "body" and place.parent is run.event for place in origins(arguments.at(0)))
    return tuple(origins(arguments.at(0)))


def _event_class(_run: Run, arguments: Arguments) -> Value:
    """``APIGatewayProxyEvent(event)`` of powertools."""
    return tuple(EventView(place) for place in places(arguments.at(0)))


def _firehose_class(_run: Run, arguments: Arguments) -> Value:
    """``KinesisFirehoseEvent(event)`` of powertools."""
    return tuple(EventView(place, "KinesisFirehoseEvent") for place in places(arguments.at(0)))


def _records_class(_run: Run, arguments: Arguments) -> Value:
    """``SQSEvent(event)`` of powertools and its like."""
    return tuple(EventView(place, "Event") for place in places(arguments.at(0)))


def _deserialized(_run: Run, arguments: Arguments) -> Value:
    return image(arguments.at(0)) or (External("deserialize()"),)


_CALLS: dict[str, Callable[[Run, Arguments], Value]] = {
    "loads": _loads, "load": _loads, "dumps": _dumps, "str": _string, "len": _len, "isinstance": _isinstance, "all": _all, "any": _any,
    "enumerate": _enumerate, "zip": _zip, "map": _map, "filter": _filter, "sum": _reduce, "min": _reduce, "max": _reduce,
    "compile": compiled, "getattr": _getattr, "parse": _parse_model, "TypeAdapter": _adapter, "parse_qs": _form, "parse_qsl": _form,
    **dict.fromkeys(PROCESSORS, process), "deserialize": _deserialized, "KinesisFirehoseEvent": _firehose_class,
    **dict.fromkeys(
        ("SQSEvent", "SNSEvent", "S3Event", "DynamoDBStreamEvent", "KinesisStreamEvent", "EventBridgeEvent"), _records_class),
    "APIGatewayProxyEvent": _event_class, "APIGatewayProxyEventV2": _event_class, "LambdaFunctionUrlEvent": _event_class,
}  # fmt: skip
