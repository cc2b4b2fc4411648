"""Loading a handler as Lambda does: its own environment, folder, sys.path and modules, apart from those of other functions."""

import importlib
import linecache
import logging
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from lambdatest.errors import HandlerError
from lambdatest.model import Function
from lambdatest.results import Outcome, Violation
from lambdatest.runtime import clock, entropy, environment, guard
from lambdatest.runtime.asking import Asked
from lambdatest.runtime.call import Rewrite
from lambdatest.runtime.import_state import ImportState
from lambdatest.runtime.injection import Injection
from lambdatest.runtime.invocation import Target, invoke
from lambdatest.runtime.limit import Limit
from lambdatest.runtime.line import Lines
from lambdatest.runtime.loading_error import asynchronous, bad_path, explain, missing_attribute
from lambdatest.runtime.marshaller import Marshaller, marshaller
from lambdatest.runtime.search_path import providing
from lambdatest.runtime.user_code import UserCode

IMPORT_LIMIT = 10.0
"""Seconds that an import may take: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html"""
MOST_FOLDERS = 4
TASK_ROOT = "/var/task"
_IMPORT = re.compile(r"(?:from|import)\s+([\w.]+)")
REAL_LIMIT = (3.0, 30.0)
"""Seconds of real time that an invocation gets at least (a busy machine is no defect of the handler) and at most."""


class Loaded:
    """A function with its handler imported.  Several live in one process; each is active only while it is invoked.

    *module* is the handler's module, *handler* the callable, *lines* what was reached of the module's file, *violations* what
    the guard refused at import without ending it, *notes* what of the project stands elsewhere than it would on Lambda.
    """

    module: ModuleType
    handler: Callable[[Any, Any], Any]
    lines: Lines
    violations: tuple[Violation, ...] = ()
    _marshaller: Marshaller

    def __init__(self, function: Function, region: str, root: Path | None = None) -> None:
        self.function = function
        self.region = region
        self.code = UserCode(function.code_root, function.layers)
        self.notes: list[str] = []
        self._root = root
        self._name, self._attribute = _split(function, self.code)
        try:
            variables = environment.variables(function, region)
        except ValueError as error:
            reason = f"the environment of {function.name!r} cannot be set: {error}"
            raise HandlerError(reason, f"correct it at {function.location}") from error
        for folder in _task_folders(function.environment.get("PYTHONPATH", "")):
            self.code.add(os.path.join(self.code.root, folder))
        self._state = ImportState(self.code, variables, self._name)
        self._gather()
        if (refusal := asynchronous(self.sources())) is not None:
            raise refusal

    def _gather(self) -> None:
        """Import, with one more folder of the repository each time that a module of the project stands elsewhere."""
        for _ in range(MOST_FOLDERS):
            try:
                return self._import()
            except HandlerError as error:
                missing = _missing(error.__cause__, self.code)
                own = self._name.split(".", maxsplit=1)[0]
                found = (providing(self.code, name, self._root) for name in missing if name not in (self._name, own))
                folder = next((one for one in found if one is not None), None)
                if folder is None:
                    raise
                self.code.add(folder)
                shown = os.path.relpath(folder, self._root or self.code.root)
                self.notes.append(f"{self.function.name} imports {missing[0]} from {shown}, which its code root and layers do not hold")
                self._state.reset()
        return self._import()

    def reload(self) -> None:
        """Start cold: forget the user's modules and import them again.  Raises HandlerError."""
        self._state.reset()
        self._import()

    def renew(self) -> None:
        """Have loggers, environment variables and the decimal context as after the import."""
        self._state.renew()

    def has_set(self) -> bool:
        """Whether invocations since the import changed any of these."""
        return self._state.has_set()

    def handlers(self) -> dict[str, list[logging.Handler]]:
        """The handlers that invocations since the import added to loggers, by the logger's name; that of the root is empty."""
        return self._state.handlers()

    def modules(self) -> list[ModuleType]:
        """The user's modules that are loaded, in the order of their names."""
        return [module for _, module in sorted(self._state.modules.items())]

    def sources(self) -> dict[str, str]:
        """The text of each of the user's modules that is loaded, by file relative to the code root."""
        files = {getattr(module, "__file__", None) for module in self._state.modules.values()}
        found = sorted(file for file in files if isinstance(file, str) and file.endswith(".py"))
        return {self.code.relative(file): Path(file).read_text("utf-8", "replace") for file in found}

    def invoke(
        self,
        event: Any,
        *,
        request_id: str,
        limit: float | None = None,
        rewrite: Rewrite | None = None,
        client_context: Mapping[str, Any] | None = None,
        injection: Injection | None = None,
        asked: Asked | None = None,
    ) -> Outcome:
        """Run the handler once on *event*, plain JSON data.  What it raises is in the outcome; the user's Ctrl-C is raised.

        *limit* are real seconds (default: the function's timeout, from 3 to 30); *rewrite* may change each AWS call, *injection*
        answer it; *asked* remembers what the handler asks its event for.  The outcome's *before* and *after* are left empty.
        Raises ValueError where *event* is no JSON.
        """
        low, high = REAL_LIMIT
        seconds = limit if limit is not None else min(max(self.function.timeout, low), high)
        target = Target(self.function, self.region, self.code, self._state, self.handler, self._marshaller, self.lines)
        return invoke(target, event, request_id, seconds, rewrite, client_context, injection, asked)

    def _import(self) -> None:
        importlib.invalidate_caches()
        self._state.log.begin()
        with self._state.importing():
            self._import_active()

    def _import_active(self) -> None:
        """Import with the function's state active; only HandlerError, or the user's own Ctrl-C, comes out of it."""
        limit = Limit(IMPORT_LIMIT, self.code)
        try:
            with guard.armed(self.code) as violations, clock.running(), entropy.fixed():
                self._watch()
                with limit, self.lines.watching():
                    self.module = importlib.import_module(self._name)
                self.handler = self._find()
        except HandlerError:
            raise
        except BaseException as error:
            if limit.interrupted:
                raise
            raise explain(error, self.function, self.code, self._name) from error
        self.violations = tuple(violations)
        self._marshaller = marshaller()

    def _watch(self) -> None:
        """Look at the lines of the handler's file from the first on."""
        file = _file(self._name, self.code)
        linecache.checkcache(file)
        source = Path(file).read_text("utf-8", "replace") if file else ""
        self.lines = Lines(file, source, self._attribute, getattr(self, "lines", None))

    def _find(self) -> Callable[[Any, Any], Any]:
        file = self.code.relative(getattr(self.module, "__file__", None) or self._name)
        if not hasattr(self.module, self._attribute):
            names = [name for name, value in vars(self.module).items() if callable(value) and not name.startswith("_")]
            raise missing_attribute(self.function, self._attribute, file, names)
        found = getattr(self.module, self._attribute)
        if not callable(found):
            raise bad_path(self.function, f"names a {type(found).__name__}, which cannot be called")
        handler: Callable[[Any, Any], Any] = _adapted(found) if self.function.application else found
        return handler


def load(function: Function, region: str, root: Path | None = None) -> Loaded:
    """Import the handler of *function* in a state of its own; *root* is the project's, for modules that a build step would copy.

    It is imported at the start of the mocked clock, with the same random numbers each time.  Raises HandlerError, with its reason and
    remedy, where it cannot be imported; nothing of the attempt is left in the process.
    """
    clock.start()
    entropy.seed(0)
    return Loaded(function, region, root)


def _split(function: Function, code: UserCode) -> tuple[str, str]:
    """Module and attribute of a handler path, split as awslambdaric does it."""
    if not Path(code.root).is_dir():
        raise HandlerError(f"the code root {function.code_root} is not there", f"correct it at {function.location}, or build it first")
    name, dot, attribute = (function.application or function.handler).rpartition(".")
    if function.application and "/" in name:
        folder, _, name = name.rpartition("/")
        code.add(os.path.join(code.root, folder))
    if not dot or not name or not attribute:
        raise bad_path(function, "is not of the form file.function")
    module = name.replace("/", ".")
    if module.startswith("."):
        raise bad_path(function, "must not begin with a dot or a slash")
    top = module.split(".", maxsplit=1)[0]
    if top in sys.builtin_module_names:
        raise bad_path(function, f"is in a module called {top}, which is built into Python: rename the file")
    if any(not part.strip() for part in module.split(".")):
        raise bad_path(function, "has an empty part")
    return module, attribute


def _adapted(application: Any) -> Callable[[Any, Any], Any]:
    """The handler that serverless-wsgi puts into the package for a WSGI *application*: https://github.com/logandk/serverless-wsgi"""
    adapter = importlib.import_module("serverless_wsgi")

    def handler(event: Any, context: Any) -> Any:
        return adapter.handle_request(application, event, context)

    return handler


def _task_folders(path: str) -> list[str]:
    """The folders of the function's own PYTHONPATH, relative to the code root, which is /var/task on Lambda."""
    return [entry.removeprefix(TASK_ROOT).strip("/") for entry in path.split(":") if entry.startswith(f"{TASK_ROOT}/")]


def _missing(error: BaseException | None, code: UserCode) -> list[str]:
    """The module that an import did not find, as the line that imports it names it, and without its last parts."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return []
    frames = code.frames(error.__traceback__)
    written = _IMPORT.match(frames[-1].source) if frames else None
    top = error.name.split(".", maxsplit=1)[0]
    named = written[1] if written and written[1].split(".", maxsplit=1)[0] == top else error.name
    parts = named.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _file(name: str, code: UserCode) -> str:
    """The file of the module *name* under the code root, or an empty text."""
    path = Path(code.root, *name.split("."))
    candidates = [path.with_name(f"{path.name}.py"), path / "__init__.py"]
    return next((str(found) for found in candidates if found.is_file()), "")
