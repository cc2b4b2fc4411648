"""Making objects: data models from bodies, Enums, pynamodb's models, and classes of the sources."""

import ast

from lambdatest.inference.access import write_key
from lambdatest.inference.annotation import ancestry, annotate, apply_model, is_enum, is_model
from lambdatest.inference.dynamodb import store
from lambdatest.inference.request import parse
from lambdatest.inference.scope import Arguments, Run
from lambdatest.inference.value import (
    BYTES, Class, Constant, External, Function, Instance, Model, Record, Scalar, Series, Text, Value, constant, join, mark, origins,
    places, texts,
)  # fmt: skip

# https://pynamodb.readthedocs.io/en/stable/attributes.html
_ATTRIBUTES = {
    "UnicodeAttribute": "string", "NumberAttribute": "number", "BooleanAttribute": "boolean", "UTCDateTimeAttribute": "date",
    "ListAttribute": "array", "MapAttribute": "object", "JSONAttribute": "object", "UnicodeSetAttribute": "array",
    "NumberSetAttribute": "array", "BinaryAttribute": "string", "TTLAttribute": "number", "VersionAttribute": "number",
}  # fmt: skip
# https://pynamodb.readthedocs.io/en/stable/api.html#pynamodb.attributes.UTCDateTimeAttribute
_LAYOUTS = {"UTCDateTimeAttribute": "%Y-%m-%dT%H:%M:%S.%f+0000"}
_FROM_OBJECT = frozenset({"model_validate", "parse_obj", "validate", "load", "from_dict", "model_construct", "validate_python"})
_FROM_TEXT = frozenset({"model_validate_json", "parse_raw", "loads", "from_json", "validate_json"})


def is_item_model(owner: Class) -> bool:
    """Whether *owner* is a pynamodb model, whose class body declares a table's attributes."""
    return any(base.name.startswith("pynamodb.") for base in ancestry(owner) if isinstance(base, External))


def declare_item(run: Run, owner: Class) -> None:
    """Note the attributes that a pynamodb model's body declares."""
    for statement in owner.definition.body:
        if not (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call) and isinstance(statement.targets[0], ast.Name)):
            continue
        declared = ast.unparse(statement.value.func).rpartition(".")[2]
        kind = _ATTRIBUTES.get(declared)
        if kind is not None:
            settings = {k.arg: run.evaluate(k.value, owner.scope) for k in statement.value.keywords}
            attribute = run.item.child(next(iter(texts(settings.get("attr_name", ()))), statement.targets[0].id))
            attribute.types.add(kind)
            attribute.layouts += [_LAYOUTS[declared]] if declared in _LAYOUTS else []
            made = BYTES if declared == "BinaryAttribute" else kind
            attribute.stored.extend([(Scalar(made),)] if made in ("number", BYTES) else [])
            attribute.written = True
            absent = [c.value for c in settings.get("null", ()) if isinstance(c, Constant)]
            attribute.required |= not any(absent)


def instantiate(run: Run, owner: Class, arguments: Arguments) -> Value:
    """``Owner(...)``."""
    if is_enum(owner):
        return _choose_member(run, owner, arguments.at(0))
    if is_item_model(owner):
        for name, value in arguments.entries().items():
            write_key((run.item,), (constant(name),), value)
        for place in arguments.spread_places():
            store(run, run.item, (place,))
        return (Model(run.item, owner),)
    spread = arguments.spread_places() if is_model(owner) else []
    for place in spread:
        apply_model(run, place, owner)
    instance = owner.instance or Instance(owner)
    owner.instance = instance
    initialisers = [base.scope.names["__init__"] for base in ancestry(owner) if isinstance(base, Class) and "__init__" in base.scope.names]
    if initialisers:
        bound = tuple(Function(a.definition, a.scope, (instance,)) for a in initialisers[0] if isinstance(a, Function))
        run.call(bound, arguments)
    else:
        _fill(run, owner, instance, arguments)
    return tuple(Model(place, owner) for place in spread) or (instance,)


def _fill(run: Run, owner: Class, instance: Instance, arguments: Arguments) -> None:
    fields = [s for s in owner.definition.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
    for index, field in enumerate(fields):
        assert isinstance(field.target, ast.Name)
        value = arguments.at(index, field.target.id)
        instance.attributes[field.target.id] = join(instance.attributes.get(field.target.id, ()), value)
        for place in places(value):
            annotate(run, place, field.annotation, owner.scope)


def _choose_member(run: Run, owner: Class, value: Value) -> Value:
    members = tuple(a for v in owner.scope.names.values() for a in v if isinstance(a, Constant))
    for place in origins(value):
        for atom in members:
            if isinstance(atom.value, str | int):
                place.add_constant(atom.value)
                run.facts.constants.setdefault(str(atom.value))
    return join(value, ()) if any(True for _ in origins(value)) else members


def call_class_method(run: Run, owner: Class, name: str, arguments: Arguments) -> Value:
    """A method that a class of the sources inherits from a library: ``Todo.model_validate(body)``, ``TodoModel.get(key)``."""
    if is_item_model(owner):
        for value in arguments.positional[:1]:
            mark(value, "string")
        many = name in ("scan", "query", "batch_get")
        return (Series([(Model(run.item, owner),)]),) if many else (Model(run.item, owner),)
    if not is_model(owner):
        return ()
    value = arguments.at(0, "obj", "data", "json_data")
    if name in _FROM_TEXT:
        value = join(*(parse(place) for place in origins(value)), *(a.value for a in value if isinstance(a, Text)))
    elif name not in _FROM_OBJECT:
        return ()
    return as_model(run, value, owner)


def as_model(run: Run, value: Value, owner: Class) -> Value:
    """*value* read through the data model *owner*: a place, or a dict that the code builds with one spread into it."""
    found = [*places(value), *(place for atom in value if isinstance(atom, Record) for spread in atom.spreads for place in places(spread))]
    for place in found:
        apply_model(run, place, owner)
    return tuple(Model(place, owner) for place in found)


def call_model(model: Model, name: str) -> Value:
    """A method of a data model's instance that its library gives it."""
    if name in ("model_dump_json", "json"):
        return (Text((model.place,)),)
    return () if name in ("save", "delete", "refresh", "update") else (model.place,)
