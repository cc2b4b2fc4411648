"""How values look: in messages, inside other texts, and as names."""

import re
from collections.abc import Sequence
from typing import Any

MAX_SHOWN = 80
_MOST_LISTED = 5


def one_line(text: str) -> str:
    """*text* on one line, without characters that a terminal or a UTF-8 file cannot show."""
    joined = " ".join(text.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in joined)


def shown(value: Any) -> str:
    """*value* for a message: its repr, cut after 80 characters."""
    if isinstance(value, dict | list):
        return f"a {'mapping' if isinstance(value, dict) else 'list'}"
    text = repr(str(value) if isinstance(value, str) else value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def listed(names: Sequence[str]) -> str:
    """*names* for a message, of many the first."""
    return ", ".join(names[:_MOST_LISTED]) + (", …" if len(names) > _MOST_LISTED else "")


def as_text(value: Any) -> str:
    """How a scalar looks inside a text: as JavaScript writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return str(value)


def slug(text: str) -> str:
    """*text* as lower-case letters, digits and hyphens: usable as a name of nearly everything in AWS."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "unknown"
