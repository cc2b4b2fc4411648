"""The statements that SQLite runs for a handler: those that show an injection are recorded, and none is refused."""

import contextlib
import functools
import sys
from importlib import import_module
from typing import Any

from lambdatest.results import QUOTED
from lambdatest.runtime import thread
from lambdatest.runtime.guard_violation import record

MOST_TEXT = 500


def watch() -> None:
    """Look at every connection that a guarded thread opens; once for the process.  Python may be built without SQLite."""
    with contextlib.suppress(ImportError):
        for module in (import_module("sqlite3"), import_module("sqlite3.dbapi2")):
            setattr(module, "connect", _watched(getattr(module, "connect")))


def _watched(real: Any) -> Any:
    @functools.wraps(real)
    def connect(*args: Any, **options: Any) -> Any:
        connection = real(*args, **options)
        if thread.guarded():
            connection.set_trace_callback(_ran)
        return connection

    return connect


def _ran(statement: str) -> None:
    """Hear of a statement as it is run: values that were bound stand there escaped."""
    if QUOTED in statement.lower():
        record("sql", statement[:MOST_TEXT], sys._getframe(1))
