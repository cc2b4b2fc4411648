"""Whether the statements of a role allow an action on a resource.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

Statement = Mapping[str, Any]


def allows(statements: Sequence[Statement], action: str, resource: str | None) -> bool:
    """Whether *statements* allow *action* on *resource*, the part of an ARN behind region and account; on any where that is None.

    A condition is taken to hold where it allows and not to hold where it denies; what is not written out matches.
    """
    matching = [one for one in statements if _names(one, "Action", action) and _on(one, resource)]
    if any(one.get("Effect") == "Deny" and "Condition" not in one and _on_all(one) for one in matching):
        return False
    return any(one.get("Effect") == "Allow" for one in matching)


def grants_below(statements: Sequence[Statement], action: str, resource: str | None) -> bool:
    """Whether *statements* allow *action* on some objects of the bucket of *resource* (``bucket/key``): who named the key is not known."""
    bucket, slash, _ = (resource or "").partition("/")
    if not slash or resource is None or resource.startswith("table/"):
        return False
    named = [one for one in statements if one.get("Effect") == "Allow" and _names(one, "Action", action)]
    return any(_rest(text).startswith(f"{bucket}/") for one in named for text in _members(one.get("Resource")) if isinstance(text, str))


def role_of(functions: Sequence[str]) -> str:
    """``the role of a, b, c and 2 more``, for a message."""
    more = f" and {len(functions) - 3} more" if len(functions) > 3 else ""
    return f"the role of {', '.join(functions[:3])}{more}"


def _names(statement: Statement, key: str, value: str) -> bool:
    if f"Not{key}" in statement:
        return not any(_pattern(text.lower()).fullmatch(value.lower()) for text in _texts(statement[f"Not{key}"]))
    return any(_pattern(text.lower()).fullmatch(value.lower()) for text in _texts(statement.get(key)))


def _on(statement: Statement, resource: str | None) -> bool:
    """Whether the statement's resources hold *resource*; what is no text (an intrinsic) may hold anything."""
    key = "NotResource" if "NotResource" in statement else "Resource"
    patterns = statement.get(key)
    if resource is None or not isinstance(patterns, str | list) or not all(isinstance(one, str) for one in _members(patterns)):
        return True
    found = any(_pattern(_rest(one)).fullmatch(resource) for one in _members(patterns))
    return found is (key == "Resource")


def _on_all(statement: Statement) -> bool:
    return "NotResource" not in statement and all(isinstance(one, str) for one in _members(statement.get("Resource")))


def _rest(pattern: str) -> str:
    """What an ARN has behind region and account; a pattern that ends before that holds everything."""
    parts = pattern.split(":", maxsplit=5)
    return parts[5] if len(parts) == 6 else "*"


def _members(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _texts(value: Any) -> Iterable[str]:
    """The patterns; one that is not text (an intrinsic that was not resolved) allows anything."""
    return (one if isinstance(one, str) else "*" for one in _members(value) if one is not None)


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    """``*`` is any text, ``?`` any character, and so is a policy variable; nothing else is special."""
    text = re.sub(r"\$\{[^}]*\}", "*", text)
    return re.compile("".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in text), re.DOTALL)
