"""`from_function`: a project of one function that no IaC file declares."""

import ast
import inspect
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis.errors import InvalidArgument

from lambdatest._validate import check_between, check_type
from lambdatest.errors import ProjectError, did_you_mean
from lambdatest.event_sources import EVENT_SOURCES
from lambdatest.event_sources.direct import TYPE as DIRECT
from lambdatest.event_sources.plainest import plainest
from lambdatest.model import Function, Location, Project, Trigger
from lambdatest.project.iac import inferred
from lambdatest.project.plain_table import Given, caller, declared, line_of
from lambdatest.readers.source import DEFAULT_REGION, DEFAULT_STAGE
from lambdatest.strategies import route as routes

LIMITS = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
FORMAT = "python"


def from_function(  # pylint: disable=too-many-locals  # a function has this many settings
    handler: Callable[[Any, Any], Any] | str, *, trigger: str | None = "rest_api", route: str | None = None, tables: Sequence[Given] = (),
    environment: Mapping[str, str] | None = None, timeout: int = 3, memory: int = 128, region: str = DEFAULT_REGION,
    name: str | None = None, code_root: str | Path | None = None, **options: Any,
) -> Project:
    """A project of one function that no IaC file declares.

    *handler* is a function of a module, or ``"path/app.py:handler"``.  *trigger* is what calls it, by the name of an event source
    (``rest_api``, ``http_api``, ``function_url`` …), ``direct`` for what the code expects, None for nothing; *route*
    (``"POST /todos"``) is for those that have routes, *options* are the event source's own (``binary_types=("image/png",)``).
    *tables* are in any form that `from_tables` takes.  *code_root* is the folder that would be the archive's root: by default the
    one above the outermost package of the handler.

    *timeout* is in seconds, *memory* in MB; *environment* maps names to text.  Raises ProjectError or InvalidArgument.
    """
    check_between("timeout", timeout, 1, 900, f"the seconds that Lambda allows: {LIMITS}")
    check_between("memory", memory, 128, 10_240, f"the MB that Lambda allows: {LIMITS}")
    root, path, found, line = _of_text(handler, code_root) if isinstance(handler, str) else _of_callable(handler, code_root)
    label = name or path.rpartition(".")[2]
    location = Location(found.relative_to(root).as_posix(), line)
    given = declared(tables, region, Location(caller(1).name, line_of(1)))
    function = Function(
        name=label,
        deployed_name=label,
        handler=path,
        runtime=f"python{sys.version_info.major}.{sys.version_info.minor}",
        code_root=root,
        location=location,
        timeout=timeout,
        memory=memory,
        environment=_variables(environment),
        triggers=() if trigger is None else (_trigger(trigger, label, route, options, location),),
    )
    if trigger is None and (route is not None or options):
        raise InvalidArgument(f"trigger=None has no route and no options; remove {', '.join(['route'] * bool(route) + list(options))}")
    if trigger == DIRECT:
        function = inferred(function, FORMAT)
    return Project(FORMAT, label, found, root, DEFAULT_STAGE, region, (function,), given.tables, given.resources, given.notes)


def _variables(given: Any) -> dict[str, str]:
    check_type("environment", given, (Mapping, type(None)), "pass a mapping of names to text")
    for key, value in (given or {}).items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise InvalidArgument(f"environment={dict(given)!r}: {key!r} and {value!r} are not both str, as everything in it is on Lambda")
    return dict(given or {})


def _of_text(text: str, code_root: str | Path | None) -> tuple[Path, str, Path, int]:
    """Code root, handler path, file and line of ``path/app.py:handler``."""
    name, colon, attribute = text.rpartition(":")
    if not colon or not name.endswith(".py") or not attribute.isidentifier():
        raise InvalidArgument(f"handler={text!r} is not of the form 'path/app.py:handler'")
    file = Path(name).resolve()
    if not os.path.isfile(file):
        raise ProjectError(f"handler={text!r}: there is no file {file}; the path is relative to the working directory")
    root = _root(file, code_root)
    module = file.relative_to(root).with_suffix("").as_posix().removesuffix("/__init__")
    return root, f"{module}.{attribute}", file, _line(file, attribute)


def _line(file: Path, name: str) -> int:
    """Where *file* defines *name*; its first line where it does not, or is no Python."""
    try:
        body = ast.parse(file.read_text("utf-8", "replace")).body
    except (OSError, ValueError, SyntaxError, RecursionError):
        return 1
    return next((node.lineno for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name), 1)


def _root(file: Path, given: str | Path | None) -> Path:
    """The folder above the outermost package that *file* is in, or the given one, which holds it."""
    if given is not None:
        root = Path(given).resolve()
        if not file.is_relative_to(root):
            raise ProjectError(f"code_root={str(given)!r} does not hold the handler's file {file}; name a folder above it")
        return root
    folder = file.parent
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder


def _of_callable(handler: Callable[[Any, Any], Any], code_root: str | Path | None) -> tuple[Path, str, Path, int]:
    """Code root, handler path, file and line of a function of a module."""
    name, module = getattr(handler, "__name__", ""), sys.modules.get(getattr(handler, "__module__", None) or "")
    if not callable(handler) or not isinstance(module, ModuleType) or getattr(module, name or "?", None) is not handler:
        what = f"handler={handler!r} is not a function at the top of a module, and Lambda finds it there"
        raise InvalidArgument(f"{what}; pass such a function, or 'path/app.py:handler'")
    source = getattr(module, "__file__", None)
    if not isinstance(source, str) or not source.endswith(".py"):
        raise InvalidArgument(f"handler={handler!r} has no source file; pass 'path/app.py:handler'")
    file = Path(source).resolve()
    unwrapped: Any = inspect.unwrap(handler)
    code = getattr(unwrapped, "__code__", None)
    root, path, _, _ = _of_text(f"{file}:{name}", code_root or _above(file, module.__name__))
    return root, path, file, code.co_firstlineno if code is not None else 1


def _above(file: Path, module: str) -> Path | None:
    """The folder that *module*, which stands in *file*, was imported from; None where its name does not say (``__main__``)."""
    parts = module.split(".")
    place = file.parent if file.stem == "__init__" else file.with_suffix("")
    return place.parents[len(parts) - 1] if place.parts[-len(parts):] == tuple(parts) else None


def _trigger(kind: str, function: str, route: str | None, options: Mapping[str, Any], location: Location) -> Trigger:
    """The trigger of that kind, with the *options* in the place of its usual ones."""
    check_type("trigger", kind, (str, type(None)), "pass the name of an event source")
    if kind not in EVENT_SOURCES:
        raise InvalidArgument(f"trigger={kind!r} is no event source; {did_you_mean(kind, list(EVENT_SOURCES))}")
    usual = plainest(kind, function, route, location) or Trigger(kind, kind, function, location, dict(options))
    if route is not None and kind != "websocket" and usual.options.get("path") != routes.parse(route).template:
        raise InvalidArgument(f"route={route!r}: a trigger of kind {kind} has no route; remove it")
    for name in options:
        if name not in usual.options or name in ("method", "path"):
            known = [one for one in usual.options if one not in ("method", "path")]
            raise InvalidArgument(f"{name}={options[name]!r}: a trigger of kind {kind} has no such option; {did_you_mean(name, known)}")
    return replace(usual, options={**usual.options, **options})
