"""A memento of plain Python state: what every object that can be reached holds, put back in place.

`copy.deepcopy` and pickle both fail on moto's SQS and SSM backends (locks) and break identity.  A memento copies nothing deep: it
notes the members of each container and the attributes of each object, one level each, and restoring puts them back into the
very same objects.  So references from elsewhere stay right, cycles are no trouble and locks stay what they are.
"""

import re
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from functools import partial
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any
from uuid import UUID
from weakref import ReferenceType

Undo = Callable[[], None]
Leaf = Callable[[Any], tuple[Undo, Iterable[Any]] | None]

_LOCKS = tuple(type(make()) for make in (threading.Lock, threading.RLock, threading.Condition, threading.Event, threading.Semaphore))
_IMMUTABLE: tuple[type, ...] = (
    *(str, int, float, bytes, bool, complex, type(None), type(Ellipsis), range, slice, memoryview, property),
    *(type, ModuleType, FunctionType, BuiltinFunctionType, MethodType, partial, Enum, re.Pattern, ReferenceType),
    *(date, datetime, time, timedelta, tzinfo, Decimal, UUID, PurePath),
    *_LOCKS,
    # moto writes the bytes of an S3 object once, into a file of its own: another value is another object.
    SpooledTemporaryFile,
)
_OPAQUE_BUT_FIXED = ("cryptography.", "builtins.Certificate", "zoneinfo.")
"""Modules whose objects hold their state in native code and never change it."""


class Memento:
    """What everything reachable from *roots* holds now; `restore` puts it back, in place.

    *leaf* decides for an object first: a function that undoes its changes and the objects to look at below it, or None for
    the general way.  `opaque` lists the types of objects whose state cannot be seen (generators, open files): what holds one
    cannot be restored.
    """

    def __init__(self, roots: Iterable[Any], leaf: Leaf = lambda found: None) -> None:
        self.opaque: list[str] = []
        self._dicts: list[tuple[dict[Any, Any], dict[Any, Any]]] = []
        self._attributes: list[tuple[Any, dict[str, Any]]] = []
        self._undo: list[Undo] = []
        self._leaf = leaf
        self._walk(roots)

    def restore(self) -> None:
        """Put back what every object held when this memento was taken."""
        for mapping, members in self._dicts:
            dict.clear(mapping)
            dict.update(mapping, members)
        for thing, attributes in self._attributes:
            found = vars(thing)
            found.clear()
            found.update(attributes)
        for undo in self._undo:
            undo()

    def _walk(self, roots: Iterable[Any]) -> None:
        # `seen` holds the objects as well as their ids, so that no id is given to another object meanwhile.
        seen: dict[int, Any] = {}
        waiting = list(roots)
        while waiting:
            found = waiting.pop()
            if isinstance(found, _IMMUTABLE) or id(found) in seen:
                continue
            seen[id(found)] = found
            special = self._leaf(found)
            if special is None:
                waiting.extend(self._note(found))
            else:
                self._undo.append(special[0])
                waiting.extend(special[1])

    def _note(self, found: Any) -> Iterable[Any]:
        """Note what *found* holds, and give its members."""
        members = self._note_members(found)
        attributes = getattr(found, "__dict__", None)
        slots = _slots(found)
        if isinstance(attributes, dict):
            self._attributes.append((found, dict(attributes)))
            members = [*(members or ()), *attributes.values()]
        if slots:
            self._undo.append(lambda: _set_slots(found, slots))
            members = [*(members or ()), *slots.values()]
        if members is None:
            kind = type(found)
            name = f"{kind.__module__}.{kind.__qualname__}"
            if kind is not object and not name.startswith(_OPAQUE_BUT_FIXED):
                self.opaque.append(name)
            return ()
        return members

    def _note_members(self, found: Any) -> list[Any] | None:
        """Note the members of a container; None for what is not one."""
        if isinstance(found, OrderedDict):
            ordered = list(OrderedDict.items(found))
            self._undo.append(lambda: _fill_ordered(found, ordered))
            return [part for pair in ordered for part in pair]
        if isinstance(found, dict):
            # Past the methods of a subclass, which can answer otherwise.
            self._dicts.append((found, dict(dict.items(found))))
            return [*dict.keys(found), *dict.values(found)]
        if isinstance(found, tuple | frozenset):
            return list(found)
        if isinstance(found, MappingProxyType):
            return list(found.values())
        if isinstance(found, list):
            items = list(found)
            self._undo.append(lambda: list.__setitem__(found, slice(None), items))
            return items
        if isinstance(found, set):
            elements = set(found)
            self._undo.append(lambda: _fill_set(found, elements))
            return list(elements)
        if isinstance(found, deque):
            queued = list(found)
            self._undo.append(lambda: _fill_deque(found, queued))
            return queued
        if isinstance(found, bytearray):
            octets = bytes(found)
            self._undo.append(lambda: bytearray.__setitem__(found, slice(None), octets))
            return []
        return None


def _slots(found: Any) -> dict[str, Any]:
    names = [name for kind in type(found).__mro__ for name in _names(vars(kind).get("__slots__", ()))]
    return {name: getattr(found, name) for name in names if name not in ("__dict__", "__weakref__") and hasattr(found, name)}


def _names(slots: str | Iterable[str]) -> Iterable[str]:
    return (slots,) if isinstance(slots, str) else slots


def _set_slots(found: Any, slots: dict[str, Any]) -> None:
    for name, value in slots.items():
        object.__setattr__(found, name, value)


def _fill_ordered(found: "OrderedDict[Any, Any]", pairs: list[tuple[Any, Any]]) -> None:
    # dict.clear on an OrderedDict would leave its order behind; a subclass may have a __setitem__ of its own.
    OrderedDict.clear(found)
    for key, value in pairs:
        OrderedDict.__setitem__(found, key, value)


def _fill_set(found: set[Any], elements: set[Any]) -> None:
    set.clear(found)
    set.update(found, elements)


def _fill_deque(found: "deque[Any]", queued: list[Any]) -> None:
    deque.clear(found)
    deque.extend(found, queued)
