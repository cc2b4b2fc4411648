"""Type constraints of variables: https://developer.hashicorp.com/terraform/language/expressions/type-constraints"""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.readers.location import Dummy
from lambdatest.readers.source import DEFAULT_STAGE
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.terraform.collection_function import to_set
from lambdatest.readers.terraform.expression import evaluate
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.scope import Scope
from lambdatest.readers.terraform.syntax import expression, is_tree, name_of, trees
from lambdatest.readers.terraform.value import Lookup, to_bool, to_number, to_text

_STAGES = ("env", "environment", "env_name", "environment_name", "stage", "stage_name")
_REGIONS = ("aws_region", "region", "region_name")
_COLLECTIONS = ("list", "set", "map", "object", "tuple", "optional")


def _bare(node: Any) -> Any:
    """What stands in *node* and nothing beside it."""
    while is_tree(node) and node.data in ("expr_term", "object_elem_key") and len(trees(node)) == 1:
        node = trees(node)[0]
    return node


def _constraint(node: Any) -> tuple[str, list[Any]]:
    """The name of a type and its arguments; JSON has it as text."""
    if isinstance(node, str):
        node = expression(node)
    node = _bare(node)
    if not is_tree(node):
        return "any", []
    if node.data == "function_call":
        arguments = [child for child in trees(node) if child.data == "arguments"]
        return name_of(trees(node)[0]), trees(arguments[0]) if arguments else []
    return (name_of(node), []) if node.data == "identifier" else ("any", [])


def converted(value: Any, type_: Any, scope: Scope) -> Any:
    """*value* as the type says: numbers from texts, sets from lists, objects with the attributes that may be left out."""
    if type_ is None or value is None or isinstance(value, Dummy):
        return value
    try:
        return _converted(value, *_constraint(type_), scope)
    except Failure as failure:
        scope.notes.add(scope.location, f"a value is not of its variable's type: {failure}")
        return value


def _converted(value: Any, name: str, arguments: list[Any], scope: Scope) -> Any:
    if value is None or isinstance(value, Dummy | Lookup):
        return value
    if name in _PRIMITIVE:
        return _PRIMITIVE[name](value)
    if name in ("list", "set") and isinstance(value, list):
        inner = [_inner(one, arguments, scope) for one in value]
        return to_set(inner) if name == "set" else inner
    if name == "map" and isinstance(value, Mapping):
        return {key: _inner(one, arguments, scope) for key, one in value.items()}
    if name == "object" and isinstance(value, Mapping) and arguments:
        return _object(value, arguments[0], scope)
    return value


_PRIMITIVE = {"string": to_text, "number": to_number, "bool": to_bool}


def _inner(value: Any, arguments: list[Any], scope: Scope) -> Any:
    return _converted(value, *_constraint(arguments[0]), scope) if arguments else value


def _members(node: Any) -> Iterator[tuple[str, Any]]:
    """The attributes of an ``object({…})`` and their types."""
    node = _bare(node)
    for part in trees(node) if node.data == "object" else []:
        key, value = trees(part)
        yield name_of(_bare(key)), value


def _object(value: Mapping[str, Any], node: Any, scope: Scope) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, type_ in _members(node):
        kind, arguments = _constraint(type_)
        given = value.get(name)
        if kind == "optional":
            if given is None and len(arguments) > 1:
                given = evaluate(arguments[1], scope)
            kind, arguments = _constraint(arguments[0])
        found[name] = _converted(given, kind, arguments, scope)
    return found


def stand_in(name: str, type_: Any, stage: str | None, region: str) -> Any:
    """A value for a variable that has none: empty where it is a collection, else one that is made of its name."""
    kind, arguments = _constraint(type_) if type_ is not None else ("any", [])
    if kind == "object" and arguments:
        return {inner: _without(inner, one, region) for inner, one in _members(arguments[0])}
    if kind in _COLLECTIONS:
        return {} if kind in ("map", "object") else []
    if kind in ("number", "bool"):
        return 1 if kind == "number" else False
    if name.lower() in _STAGES:
        return stage or DEFAULT_STAGE
    return region if name.lower() in _REGIONS else stand_in_for(name, region)


def _without(name: str, type_: Any, region: str) -> Any:
    return None if _constraint(type_)[0] == "optional" else stand_in(name, type_, None, region)
