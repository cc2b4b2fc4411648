"""Text that is safe to print: hostile characters escaped, long values cut, DynamoDB items in short form."""

import json
from collections.abc import Mapping
from typing import Any

SHORT = 300


def printable(text: str) -> str:
    """*text* with every character that a terminal would act on or cannot show (control, bidi, surrogate) as its escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in text)


def cut(text: str, limit: int = SHORT) -> str:
    """*text*, or its first *limit* characters and how many there are."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters)"


def shown(text: str, limit: int = SHORT) -> str:
    """*text* cut, then escaped: one line that is safe to print."""
    return printable(cut(text, limit))


def compact(value: Any, limit: int = SHORT) -> str:
    """A plain JSON value on one line, Unicode as it is, cut to *limit* characters."""
    return shown(json.dumps(value, ensure_ascii=False, default=repr), limit)


def item(attributes: Any) -> str:
    """A DynamoDB item of the wire format in short form: ``{id: "a", price: 19.99}``."""
    if not isinstance(attributes, Mapping):
        return compact(attributes)
    return "{" + ", ".join(f"{shown(str(name), 60)}: {attribute(value)}" for name, value in attributes.items()) + "}"


def attribute(value: Any) -> str:
    """An attribute value of the wire format in short form: ``{"N": "1"}`` is ``1``, sets stand in angle brackets."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return compact(value, 100)
    ((kind, held),) = value.items()
    if kind == "N":
        return shown(str(held), 60)
    if kind == "NULL":
        return "null"
    if kind == "M":
        return item(held)
    if kind == "L" and isinstance(held, list):
        return "[" + ", ".join(map(attribute, held)) + "]"
    if kind in ("SS", "NS", "BS") and isinstance(held, list):
        return "<" + ", ".join(attribute({kind[0]: member}) for member in held) + ">"
    return f"binary {compact(held, 40)}" if kind == "B" else compact(held, 100)


def first_sentence(document: str) -> str:
    """The first sentence of a docstring, on one line."""
    paragraph = " ".join(document.strip().split("\n\n")[0].split())
    head, stop, _ = paragraph.partition(". ")
    return head + "." if stop else paragraph


def plural(number: int, noun: str, many: str = "") -> str:
    """``1 warning``, ``2 warnings``, ``1,060 examples``; *many* where an ``s`` is not enough."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"
