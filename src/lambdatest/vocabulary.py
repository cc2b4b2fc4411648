"""What a handler's code says of the bodies, parameters and items that it expects: frozen, plain, and without I/O."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Key:
    """One name that the code reads from a mapping, and what the code says of its value.

    *types* are JSON types out of ``string integer number boolean array object null date``; *evidence* is True where the code itself shows
    them (``int(x)``, ``isinstance``, a model), False where only the name suggests them (``price``).  *constants* are values that the code
    compares it with.  *fields* are the keys of a nested object or of an array's elements.  *asked* is False for a key that a table needs
    and the code never names; *identifies* is True where it bears the name of a table's key.  *defaulted* is True where the code has a
    value for its absence, *separator* what it splits its text at, *layouts* the formats of `strptime` in which it reads a date,
    *patterns* the regular expressions that the whole of its text is held against.
    *strategy* is the user's own, which wins; *known_ids* wants ids too.
    """

    name: str
    required: bool = False
    types: frozenset[str] = frozenset()
    evidence: bool = False
    constants: tuple[str | int | float | bool, ...] = ()
    fields: tuple["Key", ...] = ()
    asked: bool = True
    identifies: bool = False
    defaulted: bool = False
    separator: str = ""
    layouts: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    strategy: Any = None
    known_ids: bool = False


ELEMENT = "[]"
"""The name of an element of a body that is a list of texts or numbers."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a handler's code says of the bodies, parameters and items that it expects.

    *attributes* are names of DynamoDB attributes that the code reads or writes; *numeric_attributes* those that it is seen to store as
    numbers, *whole_attributes* those of them that it only ever makes integers, *set_attributes* those that are sets, with ``SS``, ``NS``
    or ``BS``, *binary_attributes* those that are bytes, *digit_attributes* keys of text that the code makes numbers of; *naming* are keys
    of the event whose values become a table's key, each with that key's name.  *body_is_list* is True where the body's root is iterated,
    *element* is then what it holds if those are texts or numbers.  *parses_json* tells whether the body is read as JSON at all,
    *parses_forms* whether as a form, *decodes_base64* whether the code looks at `isBase64Encoded`.  *raw* are constants that a whole body
    is compared with.  A record's text or data is a body too, and so are an EventBridge event's ``detail`` and the JSON in an SNS message.
    *envelope* is what the code reads of the event itself, as a tree: ``Records``, below it ``eventName``, ``messageAttributes``,
    ``dynamodb`` …; *wrapping* is ``sns`` or ``s3`` where the text of a queue's message is read as a notification of that service,
    *compression* ``gzip`` or ``zlib`` where a record's data is so.  *content* says how objects of S3 are read: ``json`` (with the keys
    *objects*), ``text``, ``unknown`` (in a way that is not seen through), or None for not at all.  *event* is the tree of all keys that
    are read from the event itself, AWS's own included; a text in it that the code parses has the keys of what it holds as its `fields`.
    *body_strategy* is the Hypothesis strategy that the user registered for the body, which wins.  *sinks* are what it does with text that
    can do harm, *explosive* its slow patterns, each with a text, *emptied* what it removes from; *writes* are those of DynamoDB's types
    ``set`` and ``binary``, which JSON does not have, that it has to do with.  *formatted* are the names and positions of what a text is
    formatted with that is no constant of the code, *privileges* attributes of a user, like ``role``, that it decides about.
    """

    body: tuple[Key, ...] = ()
    query: tuple[Key, ...] = ()
    path: tuple[Key, ...] = ()
    headers: tuple[Key, ...] = ()
    claims: tuple[Key, ...] = ()
    attributes: tuple[Key, ...] = ()
    numeric_attributes: frozenset[str] = frozenset()
    whole_attributes: frozenset[str] = frozenset()
    set_attributes: Mapping[str, str] = field(default_factory=dict)
    binary_attributes: frozenset[str] = frozenset()
    digit_attributes: frozenset[str] = frozenset()
    naming: Mapping[str, str] = field(default_factory=dict)
    stores_body: bool = False
    body_is_list: bool = False
    element: Key | None = None
    parses_json: bool = False
    parses_forms: bool = False
    decodes_base64: bool = False
    constants: tuple[str, ...] = ()
    numbers: tuple[int | float, ...] = ()
    raw: tuple[str, ...] = ()
    body_strategy: Any = None
    envelope: tuple[Key, ...] = ()
    wrapping: str | None = None
    compression: str | None = None
    objects: tuple[Key, ...] = ()
    content: str | None = None
    event: tuple[Key, ...] = ()
    sinks: frozenset[str] = frozenset()
    explosive: tuple[tuple[str, str], ...] = ()
    emptied: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    formatted: frozenset[str] = frozenset()
    privileges: frozenset[str] = frozenset()

    def names(self) -> frozenset[str]:
        """The names of everything that the code reads by name: of the event, of what it holds, of items."""
        found = (*self.body, *self.query, *self.path, *self.headers, *self.claims, *self.attributes, *self.objects, *self.event)
        return frozenset(_names(found))

    def event_key(self, *trail: str) -> Key | None:
        """The key at the end of *trail* in the event (``request``, ``userAttributes``), None where the code never goes there."""
        keys, found = self.event, None
        for name in trail:
            found = next((key for key in keys if key.name == name), None)
            keys = found.fields if found else ()
        return found


def _names(keys: Iterable[Key]) -> Iterator[str]:
    for key in keys:
        yield key.name
        yield from _names(key.fields)


def below(keys: Iterable[Key], *names: str) -> tuple[Key, ...]:
    """The fields at the path *names* in a tree of keys; none where it leads nowhere."""
    for name in names:
        keys = next((key.fields for key in keys if key.name == name), ())
    return tuple(keys)
