"""What a function's modules keep: the bytes that can be reached from each of their names, and from nothing of anybody else's.

The mocked account lives in the same process, and grows with every item that a handler stores: what the process allocates says
nothing of the function.  What its own modules hold on to does.
"""

import gc
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import FunctionType, MethodType, ModuleType
from typing import Any

MOST_OBJECTS = 200_000
_CACHE = type(lru_cache(int))


def bytes_kept(modules: Sequence[ModuleType]) -> dict[str, int]:
    """Bytes by ``module:name``, or ``module:name.attribute`` for what an instance or class of the user's holds.

    What has a bound of its own (``deque(maxlen=…)``, ``lru_cache(maxsize=…)``) counts as nothing, and so does what libraries hold.
    """
    walk = _Walk(frozenset(module.__name__ for module in modules))
    found: dict[str, int] = {}
    for module in modules:
        for name, value in list(vars(module).items()):
            if not name.startswith("__"):
                for trail, part in walk.parts(name, value):
                    found[f"{module.__name__}:{trail}"] = walk.size(part)
    return found


def holds(function: FunctionType) -> list[Any]:
    """What a function holds besides its code: the values of its defaults, and of the variables around it."""
    cells = [cell.cell_contents for cell in function.__closure__ or () if _filled(cell)]
    return [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values(), *cells]


class _Walk:
    """One walk over the objects of *modules*: what was seen under one name counts there alone."""

    def __init__(self, modules: frozenset[str]) -> None:
        self.modules = modules
        self.seen: set[int] = set()

    def parts(self, name: str, value: Any) -> Iterator[tuple[str, Any]]:
        """The value, or the members of an instance or class of the user's, each with what it is called."""
        members = self._members(value)
        if members is None:
            yield name, value
        else:
            self.seen.add(id(value))
            for attribute, member in members:
                yield f"{name}.{attribute}", member

    def size(self, value: Any) -> int:
        """The bytes of *value* and of all that it holds."""
        total = 0
        waiting = [value]
        while waiting and len(self.seen) < MOST_OBJECTS:
            current = waiting.pop()
            try:
                inner = self._inside(current)
            except Exception:  # pylint: disable=broad-exception-caught  # a proxy answers for what is not there yet
                inner = None
            if inner is None or id(current) in self.seen:
                continue
            self.seen.add(id(current))
            total += sys.getsizeof(current)
            waiting.extend(inner)
        return total

    def _inside(self, value: Any) -> Sequence[Any] | None:
        """What *value* holds; None where it is not counted at all."""
        if isinstance(value, ModuleType):
            return None
        if isinstance(value, dict):
            return [*value.keys(), *value.values()]
        if isinstance(value, deque) and value.maxlen is not None:
            return None
        if isinstance(value, list | tuple | set | frozenset | deque):
            return list(value)
        if isinstance(value, _CACHE):
            unbounded = value.cache_parameters()["maxsize"] is None
            return [held for held in gc.get_referents(value) if isinstance(held, dict)] if unbounded else None
        if isinstance(value, FunctionType):
            return [*holds(value), *vars(value).values()]
        if isinstance(value, MethodType):
            return [value.__self__]
        members = self._members(value)
        return () if members is None else [member for _, member in members]

    def _members(self, value: Any) -> list[tuple[str, Any]] | None:
        """The attributes of an instance of the user's own classes, or of such a class; None for anything else."""
        owner = value if isinstance(value, type) else type(value)
        if owner.__module__ not in self.modules or isinstance(value, dict | list | set | tuple | str | bytes | int | float):
            return None
        found = list(getattr(value, "__dict__", {}).items())
        if not isinstance(value, type):
            slots = [name for base in owner.__mro__ for name in _names(vars(base).get("__slots__", ()))]
            found += [(name, getattr(value, name)) for name in slots if not name.startswith("__") and hasattr(value, name)]
        return [(name, member) for name, member in found if not name.startswith("__")]


def _names(slots: Any) -> Sequence[str]:
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:  # a cell that is not bound yet
        return False
