"""DynamoDB tables of moto: stored items are never changed in place, so that a table is restored by one shallow copy.

This file is the one place that touches the private parts of moto's DynamoDB (tested with moto 5.2.1 and 5.2.5).  What moto does,
and why each patch is here:

* `update_item` changes the stored item in place: a copy takes its place first, and the old item comes back where it fails.
* a table with a sort key keeps its items in two levels: the inner dictionary is replaced before it changes.
* a transaction copies every table that it names, item by item, in case it fails: sharing the items is enough now.
* `Item.instances_tracked` keeps every item ever made (see checkpoint.py).
"""

import copy
import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

Wire = dict[str, Any]
Patch = tuple[Any, str, Any]
Verify = Callable[[Any, Any], None]

_NO_ITEM = object()
_TEXT = "_lambdatest_text"


def table_leaf(found: Any) -> tuple[Callable[[], None], Iterable[Any]] | None:
    """How a `Memento` treats a table: its items by reference (they never change), the rest of it as any object."""
    if isinstance(found, Item):
        return _nothing, ()
    if not isinstance(found, Table):
        return None
    table: Any = found
    others = dict(vars(table))
    items = dict(others.pop("items"))

    def undo() -> None:
        members = vars(table)
        members.clear()
        members.update(others)
        table.items = defaultdict(dict, items)

    return undo, list(others.values())


def _nothing() -> None:
    """An item never changes."""


def patches(verify: Verify) -> list[Patch]:
    """What stands in for methods of moto while an account is started: owner, name, replacement.

    *verify* is handed the table and the item after each update, and raises moto's own exception to refuse it.
    """
    return [
        (Table, "put_item", _putting(Table.put_item)),
        (Table, "delete_item", _deleting(Table.delete_item)),
        (Table, "__deepcopy__", _copy_table),
        (DynamoDBBackend, "update_item", _updating(DynamoDBBackend.update_item, verify)),
    ]


def _own_inner(table: Any, hash_key: Any) -> None:
    """Make the dictionary of items under *hash_key* one that no checkpoint knows."""
    inner = table.items.get(hash_key)
    if inner is not None:
        table.items[hash_key] = dict(inner)


def _putting(original: Any) -> Any:
    def put_item(self: Any, item_attrs: Wire, *args: Any, **kwargs: Any) -> Any:
        if self.range_key_attr is not None and item_attrs.get(self.hash_key_attr):
            _own_inner(self, DynamoType(item_attrs[self.hash_key_attr]))
        return original(self, item_attrs, *args, **kwargs)

    return put_item


def _deleting(original: Any) -> Any:
    def delete_item(self: Any, hash_key: Any, range_key: Any) -> Any:
        if self.range_key_attr is not None:
            _own_inner(self, hash_key)
        return original(self, hash_key, range_key)

    return delete_item


def _updating(original: Any, verify: Verify) -> Any:
    def update_item(self: Any, table_name: str, key: Wire, *args: Any, **kwargs: Any) -> Any:
        table = self.get_table(table_name)
        if not set(table.table_key_attrs) <= set(key):
            return original(self, table_name, key, *args, **kwargs)
        place, address = _place(table, key)
        before = place.get(address, _NO_ITEM)
        streamed = len(table.stream_shard.items) if table.stream_shard is not None else 0
        if before is not _NO_ITEM:
            place[address] = _copy_item(before)
        try:
            item = original(self, table_name, key, *args, **kwargs)
            verify(table, item)
        except Exception:
            _put_back(table, key, before)
            if table.stream_shard is not None:
                del table.stream_shard.items[streamed:]
            raise
        return item

    return update_item


def _copy_item(item: Any) -> Any:
    new = copy.deepcopy(item)
    # It is about to change: the text of the old one is not its own.
    vars(new).pop(_TEXT, None)
    return new


def _place(table: Any, key: Wire) -> tuple[Any, Any]:
    """The dictionary that holds the item of that key, this table's own, and the item's address in it."""
    hash_key = DynamoType(key[table.hash_key_attr])
    if table.range_key_attr is None:
        return table.items, hash_key
    _own_inner(table, hash_key)
    return table.items[hash_key], DynamoType(key[table.range_key_attr])


def _put_back(table: Any, key: Wire, before: Any) -> None:
    place, address = _place(table, key)
    if before is _NO_ITEM:
        place.pop(address, None)
    else:
        place[address] = before


def _copy_table(self: Any, memo: dict[int, Any]) -> Any:
    # `object.__new__`: the copy is not a model of its own, moto need not track it.
    new: Any = object.__new__(type(self))
    memo[id(self)] = new
    for name, value in vars(self).items():
        if name != "items":
            vars(new)[name] = copy.deepcopy(value, memo)
    inner = dict if self.range_key_attr is not None else _same
    new.items = defaultdict(dict, {key: inner(value) for key, value in self.items.items()})
    return new


def _same(item: Any) -> Any:
    return item


def store(table: Any, item: Mapping[str, Any]) -> None:
    """Put a checked wire item into the table, past every request and stream."""
    hash_key = DynamoType(item[table.hash_key_attr])
    if table.range_key_attr is None:
        table.items[hash_key] = Item(hash_key, None, dict(item))
    else:
        range_key = DynamoType(item[table.range_key_attr])
        table.items[hash_key] = {**table.items[hash_key], range_key: Item(hash_key, range_key, dict(item))}


def plain(item: Mapping[str, Any]) -> Wire:
    """A copy of a wire item, with base64 text in place of bytes."""
    return {name: _with_base64(value) for name, value in item.items()}


def _with_base64(value: Any) -> Any:
    """The same attribute value with text where a request on the wire has base64."""
    if isinstance(value, bytes | bytearray):
        return b64encode(bytes(value)).decode("ascii")
    if isinstance(value, Mapping):
        return {name: _with_base64(member) for name, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_with_base64(member) for member in value]
    return value


def wire_items(table: Any) -> tuple[Wire, ...]:
    """Every item in wire format, sorted by its JSON text, as copies that nobody shares."""
    items = table.items.values() if table.range_key_attr is None else (item for inner in table.items.values() for item in inner.values())
    return tuple(json.loads(text) for text in sorted(_text(item) for item in items))


def attributes(item: Any) -> Wire:
    """One item in wire format, unshared."""
    return {name: wire_value(value) for name, value in item.attrs.items()}


def _text(item: Any) -> str:
    # An item never changes once it is stored, so its text is worked out once and kept with it.
    text = vars(item).get(_TEXT)
    if text is None:
        text = json.dumps(attributes(item), sort_keys=True)
        vars(item)[_TEXT] = text
    return str(text)


def wire_value(value: Any) -> Any:
    """A value of moto, or the content of one, in wire format."""
    if isinstance(value, DynamoType):
        return {value.type: wire_value(value.value)}
    if isinstance(value, dict):
        return {name: wire_value(member) for name, member in value.items()}
    if isinstance(value, list):
        return [wire_value(member) for member in value]
    return b64encode(value).decode("ascii") if isinstance(value, bytes) else value
