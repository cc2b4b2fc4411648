"""Calling a function of the sources: parameters take the places of the arguments, and its returns come back."""

import ast

from lambdatest.inference.annotation import annotate_with, is_model
from lambdatest.inference.dynamodb import CONDITIONS, call_condition
from lambdatest.inference.external import call_external
from lambdatest.inference.attribute import attribute
from lambdatest.inference.method import call_method
from lambdatest.inference.model_call import instantiate
from lambdatest.inference.scope import Arguments, Run, Scope
from lambdatest.inference.value import (
    Atom, Class, Condition, External, Function, Instance, Method, Model, Record, Series, Value, constant, join, places,
)  # fmt: skip


def call_atom(run: Run, callee: Atom, arguments: Arguments) -> Value:
    """What calling one atom may return."""
    match callee:
        case Function():
            return invoke(run, callee, arguments)
        case Class():
            return instantiate(run, callee, arguments)
        case Method(receiver=Condition() as condition, name=name) if name in CONDITIONS:
            return call_condition(run, condition, name, arguments)
        case Method():
            return call_method(run, callee, arguments)
        case External():
            return call_external(run, callee, arguments)
        case Instance():
            return run.call(attribute(run, (callee,), "__call__"), arguments)
    return ()


def invoke(run: Run, function: Function, arguments: Arguments) -> Value:
    """Read the body of *function* with its parameters bound."""
    scope = function.scope.inner()
    scope.guarded, scope.lenient = arguments.scope.guarded, arguments.scope.lenient
    _bind_parameters(run, function, arguments, scope)
    if isinstance(function.definition, ast.Lambda):
        return run.evaluate(function.definition.body, scope)
    run.execute(function.definition.body, scope)
    return join(*scope.returned)


def _bind_parameters(run: Run, function: Function, arguments: Arguments, scope: Scope) -> None:
    declared = function.definition.args
    given = [function.receiver] if function.receiver else []
    given += arguments.positional
    named = dict(arguments.entries())
    ordered = [*declared.posonlyargs, *declared.args]
    defaults: list[ast.expr | None] = [*[None] * (len(ordered) - len(declared.defaults)), *declared.defaults]
    spread = arguments.spread_places()
    for index, parameter in enumerate(ordered):
        value = given[index] if index < len(given) else named.pop(parameter.arg, None)
        _bind_one(run, parameter, defaults[index], value, scope, function, arguments)
    for parameter, default in zip(declared.kwonlyargs, declared.kw_defaults, strict=True):
        _bind_one(run, parameter, default, named.pop(parameter.arg, None), scope, function, arguments)
    if declared.vararg:
        scope.names[declared.vararg.arg] = (Series(list(given[len(ordered) :])),)
    if declared.kwarg:
        scope.names[declared.kwarg.arg] = (Record(named, [(place,) for place in spread]),)


def _bind_one(
    run: Run, parameter: ast.arg, default: ast.expr | None, value: Value | None, scope: Scope, function: Function, arguments: Arguments
) -> None:
    if value is None:
        value = _from_spread(parameter.arg, default is not None, arguments)
        if default is not None:
            value = join(value, run.evaluate(default, function.scope))
    if parameter.annotation is not None:
        value = _annotated(run, value, run.evaluate(parameter.annotation, function.scope))
    scope.names[parameter.arg] = value


def _from_spread(name: str, optional: bool, arguments: Arguments) -> Value:
    """``create(**body)``: a parameter is a key of the body, required where it has no default."""
    found = []
    for place in arguments.spread_places():
        if name not in ("self", "cls"):
            child = place.child(name)
            child.required |= not optional
            child.optional |= optional
            found.append(child)
    return tuple(found)


def _annotated(run: Run, value: Value, kinds: Value) -> Value:
    """A parameter annotated with a data model is read through it; one that nobody gave is an instance of its class."""
    owners = [atom for atom in kinds if isinstance(atom, Class)]
    for owner in owners:
        if is_model(owner) and not any(isinstance(atom, Model) for atom in value):
            for place in places(value):
                annotate_with(run, place, (owner,))
            value = tuple(Model(atom, owner) if atom in set(places(value)) else atom for atom in value)
        if not value:
            value = run.call((owner,), Arguments()) or (constant(None),)
    return value
