"""Whether a function's modules still are what their import left: each example starts as the first invocation after it."""

from collections import deque
from collections.abc import Mapping
from types import FunctionType, ModuleType
from typing import Any

from lambdatest.results import LOGGER, OF_A_HANDLER, OF_A_THREAD, THREADS
from lambdatest.runtime import thread
from lambdatest.runtime.kept import bytes_kept, holds
from lambdatest.runtime.loading import Loaded

_CONTAINERS = (list, dict, set, bytearray, deque)
_LIBRARIES = ("builtins", "boto3", "botocore", "logging", "aws_lambda_powertools", "re", "decimal", "types")
_PLAIN = (str, bytes, int, float, bool, type(None), tuple, frozenset)


class Warmth:
    """The state that one loaded function keeps between invocations."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self._fresh = self._fingerprint()

    def changed(self) -> bool:
        """Whether an invocation since the import changed what the function's modules hold, or what it has set of the process."""
        return self._fingerprint() != self._fresh or self.loaded.has_set()

    def kept(self) -> dict[str, int]:
        """The bytes that the function's modules hold, by ``module:name``; those of loggers' handlers and of threads, about."""
        handlers = {f"{LOGGER}{name}": len(added) * OF_A_HANDLER for name, added in self.loaded.handlers().items()}
        return {**bytes_kept(self.loaded.modules()), **handlers, THREADS: thread.not_ended() * OF_A_THREAD}

    def renew(self) -> None:
        """Import the function anew if an earlier invocation changed what its modules hold."""
        if self._fingerprint() != self._fresh:
            self.reload()
        else:
            self.loaded.renew()

    def reload(self) -> None:
        """Import the function anew, as a cold start does."""
        self.loaded.reload()
        self._fresh = self._fingerprint()

    def _fingerprint(self) -> list[Any]:
        return [_of_module(module) for module in self.loaded.modules()]


def _of_module(module: ModuleType) -> list[Any]:
    return [(name, _of_variable(value)) for name, value in list(vars(module).items()) if not name.startswith("__")]


def _of_variable(value: Any) -> Any:
    try:
        return _of_value(value)
    except Exception:  # pylint: disable=broad-exception-caught  # a proxy, as flask's `request` is, answers for what is not there yet
        return id(value)


def _of_value(value: Any, depth: int = 0) -> Any:
    """Something that differs when *value* was rebound or its contents changed."""
    if isinstance(value, _PLAIN):
        text = repr(value)
        return text if len(text) < 400 else (len(text), text[:200], text[-200:])
    if isinstance(value, _CONTAINERS):
        return (id(value), len(value), repr(value)[:500] if len(value) < 50 else "")
    if isinstance(value, FunctionType) and _is_users(value):
        # A default that is changed in place, as in ``def add(item, found=[])``, is kept as a module's own variable is.
        kept = (*holds(value), *vars(value).values()) if depth == 0 else ()
        return (id(value), [_of_value(one, 1) for one in kept])
    if hasattr(value, "cache_info"):
        return (id(value), value.cache_info().currsize)
    members = getattr(value, "__dict__", None)
    if depth == 0 and isinstance(members, Mapping) and _is_users(value):  # a class's members are a mapping that is no dict
        others = _of_bases(value)
        own = [(name, member) for name, member in list(members.items()) if not name.startswith("__") and name not in others]
        return (id(value), [(name, _of_value(member, 1)) for name, member in own])
    return id(value)


def _of_bases(value: Any) -> set[str]:
    """What a class has from others, which fill it when they like: a model's connection, made at its first use."""
    return {name for base in value.__mro__[1:] for name in vars(base)} if isinstance(value, type) else set()


def _is_users(value: Any) -> bool:
    """An instance of a class, or a class, that is no library's: only those hold state of the user's own."""
    owner = value if isinstance(value, type | FunctionType) else type(value)
    return owner.__module__.partition(".")[0] not in _LIBRARIES
