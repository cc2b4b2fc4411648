"""``value.name``: of modules, classes, instances, data models and requests."""

from lambdatest.inference.annotation import ancestry, is_enum
from lambdatest.inference.request import view_attribute
from lambdatest.inference.place import Place
from lambdatest.inference.scope import Arguments, Run
from lambdatest.inference.value import (
    Atom, Class, Constant, EventView, External, Function, Instance, Method, Model, Module, Value, join,
)  # fmt: skip

_METHODS = frozenset(
    "model_dump dict json model_dump_json copy model_copy save delete update refresh to_dict _asdict".split()
)  # what pydantic, dataclasses and pynamodb give to every model


def attribute(run: Run, value: Value, name: str) -> Value:
    """What ``value.name`` may be."""
    return join(*(_of_atom(run, atom, name) for atom in value))


def _of_atom(run: Run, atom: Atom, name: str) -> Value:
    match atom:
        case Module(scope=scope):
            found = scope.names.get(name)
            below = run.find_module(f"{atom.name}.{name}", None) if found is None else None
            return (below,) if below else found or ()
        case External(name="flask.request"):
            return _of_atom(run, EventView(run.event), name)
        case External(name="super()"):
            return _of_super(atom, name)
        case External():
            is_event = name in ("current_event", "current_request") or atom.name == "flask" and name == "request"
            return (EventView(run.event) if is_event else External(f"{atom.name}.{name}", atom.payload),)
        case EventView():
            return view_attribute(run, atom, name) or (Method(atom, name),)
        case Place() if atom is run.event:
            return view_attribute(run, EventView(atom), name) or (Method(atom, name),)
        case Constant() if name == "value":
            return (atom,)  # of an Enum's member
        case Method():
            return ()
    return _of_object(run, atom, name)


def _of_object(run: Run, atom: Atom, name: str) -> Value:
    match atom:
        case Instance():
            return atom.attributes.get(name) or _of_class(run, atom.owner, name, (atom,)) or (Method(atom.owner, name),)
        case Class():
            return _of_class(run, atom, name, ()) or (Method(atom, name),)
        case Model():
            return _of_model(run, atom, name)
    return (Method(atom, name),)


def _of_super(atom: External, name: str) -> Value:
    owners = [a for a in atom.payload if isinstance(a, Class)]
    receivers: Value = tuple(a for a in atom.payload if not isinstance(a, Class))
    for owner in owners:
        for base in list(ancestry(owner))[1:]:
            if isinstance(base, Class) and name in base.scope.names:
                return tuple(bound(atom, receivers) for atom in base.scope.names[name])
    return ()


def bound(atom: Atom, receivers: Value) -> Atom:
    """*atom* with *receivers* as its first argument, where it is a method that takes one."""
    if not isinstance(atom, Function):
        return atom
    decorators = [] if not hasattr(atom.definition, "decorator_list") else [getattr(d, "id", "") for d in atom.definition.decorator_list]
    return atom if "staticmethod" in decorators else Function(atom.definition, atom.scope, receivers)


def _of_class(run: Run, owner: Class, name: str, receivers: Value) -> Value:
    for base in ancestry(owner):
        if isinstance(base, Class) and name in base.scope.names:
            found = base.scope.names[name]
            if is_enum(owner) and not receivers:
                return found
            return join(*(_property(run, atom, receivers or _class_receiver(atom, owner)) for atom in found))
    return ()


def _class_receiver(atom: object, owner: Class) -> Value:
    decorators = getattr(getattr(atom, "definition", None), "decorator_list", [])
    return (owner,) if any(getattr(d, "id", "") == "classmethod" for d in decorators) else ()


def _property(run: Run, atom: Atom, receivers: Value) -> Value:
    function = bound(atom, receivers)
    decorators = getattr(getattr(function, "definition", None), "decorator_list", [])
    if any(getattr(d, "id", getattr(d, "attr", "")) in ("property", "cached_property") for d in decorators):
        return run.call((function,), Arguments())
    return (function,)


def _of_model(run: Run, model: Model, name: str) -> Value:
    found = _of_class(run, model.owner, name, (model,)) if model.owner else ()
    if any(isinstance(atom, Function) for atom in found):
        return found
    if name in _METHODS and name not in model.place.children:
        return (Method(model, name),)
    return (model.place.child(name),)
