"""What DynamoDB demands of expressions, their names and their values, beyond what moto checks.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from lambdatest.runtime.refusal import Refusal

EXPRESSION_BYTES = 4096
EXPRESSIONS = ("KeyConditionExpression", "FilterExpression", "ConditionExpression", "UpdateExpression", "ProjectionExpression")

_NAMES = re.compile(r"#[A-Za-z0-9_]+")
_VALUES = re.compile(r":[A-Za-z0-9_]+")
_PLACEHOLDERS = (
    ("ExpressionAttributeNames", _NAMES, "name", "the document path"),
    ("ExpressionAttributeValues", _VALUES, "value", "expression"),
)
_OPERATORS = frozenset(("AND", "OR", "NOT", "BETWEEN", "IN"))
# The first element of each document path: not after a dot, not a placeholder for a value, not a function's name.
_TOP_LEVEL = re.compile(r"(?<![\w.#:])(#\w+|[A-Za-z_]\w*)(?!\w)(?!\s*\()")
_BEGINS_WITH = re.compile(r"\bbegins_with\s*\([^,()]*,\s*(:\w+)\s*\)")
_CONDITIONS = (
    re.compile(r"(?P<path>[#\w]+)\s*(?:=|<=|>=|<|>)\s*(?P<value>:\w+)"),
    re.compile(r"(?P<path>[#\w]+)\s+BETWEEN\s+(?P<value>:\w+)\s+AND\s+(?P<other>:\w+)", re.IGNORECASE),
    re.compile(r"begins_with\s*\(\s*(?P<path>[#\w]+)\s*,\s*(?P<value>:\w+)\s*\)"),
)


@cache
def reserved() -> frozenset[str]:
    """The words that may not stand in an expression as a name.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
    """
    return frozenset(map(str.upper, ReservedKeywords.get_reserved_keywords()))


def check_expressions(request: Mapping[str, Any]) -> None:
    """Raise Refusal where an expression of *request* (or of one member of a transaction) is one that DynamoDB refuses."""
    texts = {kind: request[kind] for kind in EXPRESSIONS if isinstance(request.get(kind), str)}
    for kind, text in texts.items():
        if not text.strip():
            raise Refusal(f"Invalid {kind}: The expression can not be empty;")
        length = len(text.encode("utf-8", "surrogatepass"))
        if length > EXPRESSION_BYTES:
            raise Refusal(f"Invalid {kind}: Expression size has exceeded the maximum allowed size; expression size: {length}")
    _check_placeholders(request, texts)
    _check_operands(request, texts)
    _check_reserved(texts.get("KeyConditionExpression", ""))


def _check_placeholders(request: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    for member, pattern, _, _ in _PLACEHOLDERS:
        _check_given(member, request.get(member), pattern, texts)
    for member, pattern, word, where in _PLACEHOLDERS:
        for kind, text in texts.items():
            for found in pattern.findall(text):
                if found not in (request.get(member) or ()):
                    what = f"An expression attribute {word} used in {where} is not defined"
                    raise Refusal(f"Invalid {kind}: {what}; attribute {word}: {found}")
    for member, pattern, _, _ in _PLACEHOLDERS:
        used = {found for text in texts.values() for found in pattern.findall(text)}
        unused = sorted(set(request.get(member) or ()) - used)
        if unused:
            raise Refusal(f"Value provided in {member} unused in expressions: keys: {{{', '.join(unused)}}}")


def _check_given(member: str, given: Mapping[str, Any] | None, pattern: re.Pattern[str], texts: Mapping[str, str]) -> None:
    """Raise Refusal where names or values are given without an expression, are none at all, or stand under something else."""
    if given is None:
        return
    if not texts:
        raise Refusal(f"{member} can only be specified when using expressions")
    if not given:
        raise Refusal(f"{member} must not be empty")
    for name in given:
        if not pattern.fullmatch(name):
            raise Refusal(f'{member} contains invalid key: Syntax error; key: "{name}"')


def _check_operands(request: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    values = request.get("ExpressionAttributeValues") or {}
    for kind, text in texts.items():
        for placeholder in _BEGINS_WITH.findall(text):
            found = next(iter(values.get(placeholder) or {"S": ""}))
            if found not in ("S", "B"):
                raise Refusal(
                    f"Invalid {kind}: Incorrect operand type for operator or function; "
                    f"operator or function: begins_with, operand type: {found}"
                )


def _check_reserved(text: str) -> None:
    for name in top_level(text, {}):
        if name.upper() in reserved():
            raise Refusal(f"Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: {name}")


def top_level(text: str, names: Mapping[str, str]) -> list[str]:
    """The attributes that an expression names, in order: the first element of each path, with *names* put in."""
    found = [names.get(token, token) for token in _TOP_LEVEL.findall(text) if token.upper() not in _OPERATORS]
    return [name for name in found if not name.startswith("#")]


def key_conditions(text: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The attributes that a KeyConditionExpression compares, each with the placeholder of its value."""
    for pattern in _CONDITIONS:
        for match in pattern.finditer(text):
            path = names.get(match["path"], match["path"])
            yield path, match["value"]
            if "other" in match.groupdict():
                yield path, match["other"]
