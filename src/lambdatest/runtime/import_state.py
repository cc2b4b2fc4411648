"""One function's own state of the process: modules, sys.path, folder, environment, streams, logging, decimal context, session."""

import decimal
import io
import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import boto3

from lambdatest.runtime import environment
from lambdatest.runtime.log import UNTOUCHED, Log, LoggingState, all_settings, changes, logger_settings
from lambdatest.runtime.user_code import UserCode

SHARED = frozenset(
    "boto3 botocore s3transfer jmespath urllib3 dateutil six moto responses awslambdaric simplejson snapshot_restore_py"
    " hypothesis lambdatest _lambdatest_pytest pytest _pytest pluggy coverage numpy pandas time_machine _time_machine"
    " json logging os sys time traceback importlib decimal math re typing collections io abc types enum functools"
    " threading signal socket ssl datetime random uuid tempfile subprocess asyncio encodings codecs".split()
)
"""Names that a folder of the user never hides: Lambda's runtime has them loaded already, or they refuse a second import."""
_SESSIONS: dict[str, Any] = {}


class ImportState:
    """What one function has loaded and set; `active` makes it the state of the process for a while."""

    def __init__(self, code: UserCode, variables: dict[str, str], module: str) -> None:
        self.code = code
        self.module = module
        self.declared = variables
        self.log = Log()
        self.imported = LoggingState.fresh(self.log.handler)
        self._set = dict(variables), decimal.Context()
        self.reset()

    def reset(self) -> None:
        """Forget everything that was loaded: a cold start."""
        self.modules: dict[str, ModuleType] = {}
        self.variables = dict(self.declared)
        own = self.code.folders
        self.path = [*own, *(entry for entry in sys.path if entry not in ("", *own))]
        self.logging = LoggingState.fresh(self.log.handler)
        self.decimal = decimal.Context()
        self._remember()

    def _remember(self) -> None:
        """This is how it stands after the import."""
        self.imported, self._set = self.logging, (dict(self.variables), self.decimal.copy())

    def renew(self) -> None:
        """What invocations did to loggers, environment variables and the decimal context is forgotten."""
        self.logging, (variables, context) = self.imported, self._set
        self.variables, self.decimal = dict(variables), context.copy()

    def has_set(self) -> bool:
        """Whether invocations since the import gave a logger a handler, or changed a variable or the decimal context."""
        variables, context = self._set
        return bool(self.handlers()) or self.variables != variables or repr(self.decimal) != repr(context)

    def handlers(self) -> dict[str, list[logging.Handler]]:
        """The handlers that invocations added, by the name of the logger; that of the root is empty."""
        names = {name: settings[1] for name, settings in self.logging.changed.items()}
        known = {name: settings[1] for name, settings in self.imported.changed.items()} | {"": self.imported.root[0]}
        found = {name: [one for one in now if one not in known.get(name, ())] for name, now in (names | {"": self.logging.root[0]}).items()}
        return {name: added for name, added in found.items() if added}

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Be active while the function's modules are imported, and keep what they make of the process as its own."""
        decimal_before = decimal.getcontext()
        try:
            with self.active():
                try:
                    yield
                finally:
                    self.path = list(sys.path)
        finally:
            self._remember()
            decimal.setcontext(decimal_before)

    @contextmanager
    def active(self) -> Iterator[None]:
        """Be the state of the process while the block runs; what was there before is put back whatever happens.

        What the block does to loggers, environment variables and the decimal context is kept for the next time: they live as long as
        the environment.
        """
        saved, before = _Saved(self.logging.changed), all_settings()
        hidden = self._hide()
        known = set(sys.modules)
        try:
            saved.environment = environment.replace(self.variables)
            self._enter()
            yield
        finally:
            for name in sys.modules.keys() - known:
                if self.owns(sys.modules.get(name)):
                    self.modules[name] = sys.modules[name]
            for name in self.modules:
                sys.modules.pop(name, None)
            sys.modules.update(hidden)
            self.variables, self.decimal = dict(os.environ), _plain(decimal.getcontext())
            self.logging = LoggingState()
            self.logging.changed = changes(before)
            saved.logging.changed |= {name: before.get(name, UNTOUCHED) for name in self.logging.changed}
            saved.restore()

    def _enter(self) -> None:
        _set_zone(self.variables.get("TZ"))
        sys.path[:] = self.path
        os.chdir(self.code.root)
        sys.stdin, sys.stdout, sys.stderr = io.StringIO(), self.log.stdout, self.log.stderr
        self.logging.apply()
        decimal.setcontext(self.decimal.copy())
        boto3.DEFAULT_SESSION = session(self.variables["AWS_REGION"])

    def _hide(self) -> dict[str, ModuleType]:
        """Put this function's modules in the place of others of the same names; gives those."""
        if self.modules:
            hidden = {name: sys.modules[name] for name in self.modules if name in sys.modules}
        else:
            names = self.code.top_level() - SHARED
            first = self.module.split(".", maxsplit=1)[0]
            if first not in SHARED and first not in sys.stdlib_module_names:
                names.add(first)  # a folder without __init__.py would not win over a package of that name
            hidden = {n: m for n, m in sys.modules.items() if n.split(".", maxsplit=1)[0] in names or self.owns(m)}
            for name in hidden:
                del sys.modules[name]
        sys.modules.update(self.modules)
        return hidden

    def owns(self, module: ModuleType | None) -> bool:
        """Whether *module* is the user's: its file, or a folder of its namespace package, lies in the code."""
        if module is None:
            return False
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            return self.code.owns(file)
        try:
            folders = list(getattr(module, "__path__", ()))
        except (TypeError, KeyError):  # a namespace package whose parent is gone
            return False
        return any(isinstance(folder, str) and self.code.owns(os.path.join(folder, "__init__.py")) for folder in folders)


class _Saved:
    """What `active` replaces; of the named loggers only those that the function changes."""

    def __init__(self, loggers: Iterable[str]) -> None:
        self.environment: dict[str, str] | None = None
        self.path = list(sys.path)
        self.folder = _folder()
        self.streams = sys.stdin, sys.stdout, sys.stderr
        self.logging = LoggingState()
        self.logging.changed = {name: logger_settings(logging.getLogger(name)) for name in loggers}
        self.decimal = decimal.getcontext()
        self.recursion = sys.getrecursionlimit()
        self.session = boto3.DEFAULT_SESSION

    def restore(self) -> None:
        """Put it all back."""
        if self.environment is not None:
            changed = environment.replace(self.environment)
            if changed.get("TZ") != self.environment.get("TZ"):
                _set_zone(None)
        sys.path[:] = self.path
        if self.folder is not None:
            os.chdir(self.folder)
        sys.stdin, sys.stdout, sys.stderr = self.streams
        self.logging.apply()
        decimal.setcontext(self.decimal)
        if sys.getrecursionlimit() != self.recursion:
            sys.setrecursionlimit(self.recursion)
        boto3.DEFAULT_SESSION = self.session


def _plain(context: decimal.Context) -> decimal.Context:
    """A copy without the signals that computations have raised: those change nothing."""
    found = context.copy()
    found.clear_flags()
    return found


def session(region: str) -> Any:
    """The one boto3 session of the process for *region*, with fake credentials: making one takes a tenth of a second."""
    if region not in _SESSIONS:
        _SESSIONS[region] = boto3.Session("testing", "testing", "testing", region_name=region)
    return _SESSIONS[region]


def _folder() -> str | None:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return None


def _set_zone(zone: str | None) -> None:
    """Tell the C library that TZ has changed, where it can be told."""
    if hasattr(time, "tzset") and (zone is None or time.tzname[0] != "UTC"):
        time.tzset()
