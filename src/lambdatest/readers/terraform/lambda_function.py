"""The functions of a configuration: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lambdatest.model import FunctionDeclaration
from lambdatest.readers import layer
from lambdatest.readers.code_root import Code
from lambdatest.readers.environment import unknown
from lambdatest.readers.location import Dummy, Notes
from lambdatest.readers.sam_function import DEFAULT_MEMORY, DEFAULT_TIMEOUT
from lambdatest.readers.terraform.archive import Archives
from lambdatest.readers.terraform.encoding_function import json_encode
from lambdatest.readers.terraform.role import Roles
from lambdatest.readers.terraform.value import plain
from lambdatest.readers.terraform.view import View, block
from lambdatest.readers.text import as_text, shown

_TYPE = "aws_lambda_function"
_STEP = re.compile(r'(?:^|\.)(module|data|[a-z0-9]+(?:_[a-z0-9]+)+)\.([\w-]+)(?:\[(?:"((?:[^"\\]|\\.)*)"|(\d+))\])?')
_KIND = re.compile(r"^(?:lambda|function)[_-]+|[_-]+(?:lambda|function)$")
_SAYING_NOTHING = frozenset({"aws_lambda_function", "default", "function", "handler", "lambda", "lambda_function", "main", "this"})


def _names(declared: Iterable[View]) -> dict[str, str]:
    """A name for each address of a function: of its modules, its own and its key those that say something; the name that it is
    deployed under where none does, the whole address where two are the same."""
    known = list(declared)
    addresses = {one.address for one in known}
    found = {one.address: _name(_without_only(one.address, addresses)) or str(one.name) for one in known}
    often = Counter(found.values())
    return {address: name if often[name] == 1 else address for address, name in found.items()}


def _without_only(address: str, addresses: set[str]) -> str:
    """*address* without a number where ``count`` makes one or none."""
    bare = address.removesuffix("[0]")
    return address if f"{bare}[1]" in addresses else bare


def _name(address: str) -> str:
    parts: list[str] = []
    for _, name, key, number in _STEP.findall(address):
        own = name if name in _SAYING_NOTHING else _KIND.sub("", name)
        parts += [part for part in (own, key, number) if part and part not in parts[-1:]]
    saying = [part for part in parts if part not in _SAYING_NOTHING]
    return ".".join(saying) if any(not part.isdecimal() for part in saying) else ""


def functions(views: Iterable[View], archives: Archives, notes: Notes) -> tuple[FunctionDeclaration, ...]:
    """Every function of *views*."""
    known = list(views)
    roles, layers = Roles(known), _layers(known, archives)
    declared = [one for one in known if one.type == _TYPE and not one.is_data]
    called = _names(declared)
    return tuple(_function(one, called[one.address], archives.code(one), roles, layers, notes) for one in declared)


def _layers(views: Iterable[View], archives: Archives) -> dict[str, Path]:
    """The folders of layers that stand in the repository, by ARN."""
    found: dict[str, Path] = {}
    for one in (view for view in views if view.type == "aws_lambda_layer_version" and not view.is_data):
        path, own = one.given("filename"), one.given("source_path")
        folder = archives.folder(path) if path else archives.root / own if isinstance(own, str) else None
        if folder is not None:
            found[str(one.member("arn", one.location))] = folder
    return found


def _function(
    one: View, name: str, code: Code, roles: Roles, layers: Mapping[str, Path], notes: Notes
) -> FunctionDeclaration:
    runtime, handler = as_text(one.given("runtime")), one.given("handler")
    if code.note:
        notes.add(one.location, code.note)
    skipped = code.skipped
    if skipped is None and (not isinstance(handler, str) or isinstance(handler, Dummy) or not handler):
        skipped = f"its handler is {shown(handler)}, which cannot be known; write handler = \"module.function\""
    return FunctionDeclaration(
        name=name,
        deployed_name=str(one.name),
        handler=as_text(handler),
        runtime=runtime,
        code_root=code.root,
        location=one.location,
        timeout=_whole(one, "timeout", DEFAULT_TIMEOUT, notes),
        memory=_whole(one, "memory_size", DEFAULT_MEMORY, notes),
        environment=_environment(one),
        stand_ins=unknown(_variables(one).values(), notes),
        statements=roles.statements(one.given("role")),
        skipped=skipped,
        layers=layer.paths(one.given("layers"), layers, runtime),
    )


def _whole(one: View, name: str, default: int, notes: Notes) -> int:
    value = one.given(name)
    try:
        number = int(value) if value is not None and not isinstance(value, bool) else default
    except (TypeError, ValueError, OverflowError):
        number = 0
    if number < 1:
        if not isinstance(value, Dummy):
            notes.add(one.location, f"{name} of {one.address} is {shown(value)}; {default} stands in")
        return default
    return number


def _environment(one: View) -> dict[str, str]:
    """The variables as Lambda hands them over; one that is null is not set."""
    return {
        str(name): json_encode(value) if isinstance(value, dict | list) else as_text(value)
        for name, value in _variables(one).items() if value is not None
    }


def _variables(one: View) -> Mapping[Any, Any]:
    variables: Any = plain(block(one, "environment").get("variables"), one.location)
    return variables if isinstance(variables, Mapping) else {}
