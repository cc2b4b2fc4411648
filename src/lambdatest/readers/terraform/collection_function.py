"""Functions of lists, sets and objects, and of types.  A set is a list here: in order, and each member once."""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

from lambdatest.readers.location import Dummy
from lambdatest.readers.terraform.encoding_function import json_encode
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.value import is_number, normal, to_bool, to_number, to_text
from lambdatest.readers.text import shown

MOST = 10_000


def to_set(value: Any) -> list[Any]:
    """*value* as a set: texts in their order, everything once.  Raises Failure."""
    if not isinstance(value, list):
        raise Failure(f"{shown(value)} is no list")
    if any(isinstance(one, str) for one in value) and all(isinstance(one, str | int | float) or is_number(one) for one in value):
        value = [to_text(one) for one in value]
    found = {json_encode(one): one for one in value}
    if all(is_number(one) for one in value):
        return sorted(found.values())
    return [found[name] for name in sorted(found)] if all(isinstance(one, str) for one in value) else list(found.values())


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise Failure(f"{shown(value)} is no list")


def _map(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise Failure(f"{shown(value)} is no map")


def _coalesce(*values: Any) -> Any:
    for value in values:
        if value is not None and value != "":
            return value
    raise Failure("coalesce has no value")


def _coalesce_list(*values: Any) -> Any:
    return next((value for value in values if value), [])


def _flatten(value: Any) -> list[Any]:
    return [one for part in _list(value) for one in (_flatten(part) if isinstance(part, list) else [part])]


def _lookup(value: Any, key: Any, *default: Any) -> Any:
    found = _map(value)
    if to_text(key) in found:
        return found[to_text(key)]
    if default:
        return default[0]
    raise Failure(f"there is no {shown(key)}")


def _merge(*values: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for value in values:
        # What cannot be known has no keys that could be named.
        found |= {} if value is None or isinstance(value, Dummy) else _map(value)
    return found


def _range(*bounds: Any) -> list[Any]:
    numbers = [Decimal(to_number(bound)) for bound in bounds]
    first, last = (Decimal(0), numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) > 2 else Decimal(1 if first <= last else -1)
    if step == 0 or abs((last - first) / step) > MOST:
        raise Failure("range has too many members, or no step")
    return [normal(first + step * at) for at in range(max(0, math.ceil((last - first) / step)))]


def _product(*sets: Any) -> list[list[Any]]:
    size = 1
    for one in sets:
        size *= len(_list(one))
    if size > MOST:
        raise Failure("setproduct has too many members")
    return [list(one) for one in product(*sets)]


def _one(value: Any) -> Any:
    if len(_list(value)) > 1:
        raise Failure("one has several members")
    return value[0] if value else None


def _element(value: Any, index: Any) -> Any:
    found = _list(value)
    return found[int(to_number(index)) % len(found)]


def _index(value: Any, one: Any) -> int:
    return _list(value).index(one)


def _chunks(value: Any, size: Any) -> list[Any]:
    length = int(to_number(size))
    return [value[at:at + length] for at in range(0, len(_list(value)), length)]


def _transpose(value: Any) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for key, names in _map(value).items():
        for name in names:
            found.setdefault(to_text(name), []).append(key)
    return {name: sorted(keys) for name, keys in found.items()}


def _matching(values: Any, keys: Any, wanted: Any) -> list[Any]:
    return [value for value, key in zip(_list(values), _list(keys), strict=True) if key in _list(wanted)]


def _keys(value: Any) -> list[str]:
    return sorted(_map(value))


def _length(value: Any) -> int:
    if not isinstance(value, str | list | Mapping):
        raise Failure(f"{shown(value)} has no length")
    return len(value)


def _type(value: Any) -> str:
    kinds = {bool: "bool", str: "string", list: "tuple", dict: "object"}
    return kinds.get(type(value), "number")


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "alltrue": lambda value: all(to_bool(one) for one in _list(value)),
    "anytrue": lambda value: any(to_bool(one) for one in _list(value)),
    "chunklist": _chunks,
    "coalesce": _coalesce,
    "coalescelist": _coalesce_list,
    "compact": lambda value: [one for one in _list(value) if one not in (None, "")],
    "concat": lambda *values: [one for value in values for one in _list(value)],
    "contains": lambda value, one: one in _list(value),
    "distinct": lambda value: list({json_encode(one): one for one in _list(value)}.values()),
    "element": _element,
    "ephemeralasnull": lambda value: value,
    "flatten": _flatten,
    "index": _index,
    "issensitive": lambda value: False,
    "keys": _keys,
    "length": _length,
    "list": lambda *values: list(values),
    "lookup": _lookup,
    "map": lambda *values: dict(zip(map(to_text, values[::2]), values[1::2], strict=True)),
    "matchkeys": _matching,
    "merge": _merge,
    "nonsensitive": lambda value: value,
    "one": _one,
    "range": _range,
    "reverse": lambda value: _list(value)[::-1],
    "sensitive": lambda value: value,
    "setintersection": lambda *values: to_set([one for one in values[0] if all(one in _list(other) for other in values[1:])]),
    "setproduct": _product,
    "setsubtract": lambda value, other: to_set([one for one in _list(value) if one not in _list(other)]),
    "setunion": lambda *values: to_set([one for value in values for one in _list(value)]),
    "slice": lambda value, first, last: _list(value)[int(to_number(first)):int(to_number(last))],
    "sort": lambda value: sorted(to_text(one) for one in _list(value)),
    "tobool": lambda value: None if value is None else to_bool(value),
    "tolist": lambda value: None if value is None else list(_list(value)),
    "tomap": lambda value: None if value is None else dict(_map(value)),
    "tonumber": lambda value: None if value is None else to_number(value),
    "toset": lambda value: None if value is None else to_set(value),
    "tostring": lambda value: None if value is None else to_text(value),
    "transpose": _transpose,
    "type": _type,
    "values": lambda value: [_map(value)[key] for key in sorted(_map(value))],
    "zipmap": lambda keys, values: dict(zip(map(to_text, _list(keys)), _list(values), strict=True)),
}
