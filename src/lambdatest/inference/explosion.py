"""Regular expressions that take exponential time, each with a text that shows it.

A repetition whose body matches both n and n + 1 times the same character can share a run of that character out in exponentially many
ways, and tries them all once what follows does not match.

https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
"""

import ast
import importlib
import re
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

_PARSER: Any = importlib.import_module("re._parser")
_COMPILER: Any = importlib.import_module("re._compiler")
_METHODS = frozenset({"compile", "match", "search", "fullmatch", "sub", "subn", "findall", "finditer", "split"})
_PATTERN_NAMES = frozenset({"pattern", "regex", "pattern_properties", "regexp"})
_ALPHABET = "a0A_ -.@/:,;<\"'=+&%#\t\n"
_ENDS = ("!", "\x00", "\n\x00", "~", "a!")
LONG = 64
"""How often the character is repeated: the golden ratio to that power is more steps than any function has time for."""
MOST_PATTERNS, MOST_TEXT = 40, 2_000
SLOW = 0.02
"""Seconds of this process's own; a match of forty characters takes a millionth of one."""


def explosive(trees: Iterable[ast.Module]) -> tuple[tuple[str, str], ...]:
    """The patterns in the code that explode, each with a text on which it does."""
    found: list[tuple[str, str]] = []
    for pattern in list(dict.fromkeys(text for tree in trees for text in _patterns(tree)))[:MOST_PATTERNS]:
        text = hostile_text(pattern)
        if text is not None:
            found.append((pattern, text))
    return tuple(found)


def _patterns(tree: ast.Module) -> Iterator[str]:
    """The regular expressions that stand in the code: arguments of `re`'s functions, and of what calls a parameter a pattern."""
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first = node.args[:1] if getattr(node.func, "attr", getattr(node.func, "id", "")) in _METHODS else []
            for given in (*first, *(keyword.value for keyword in node.keywords if keyword.arg in _PATTERN_NAMES)):
                yield from _text(given, named)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in _PATTERN_NAMES:
                    yield from _text(value, named)


def _text(node: ast.expr, named: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in named:
        yield named[node.id]


def hostile_text(pattern: str) -> str | None:
    """A text of less than a hundred characters on which *pattern* takes longer than anybody waits; None where none was found."""
    if len(pattern) > MOST_TEXT or not re.search(r"[*+}]", pattern):
        return None
    with suppress(re.error, RecursionError, OverflowError, ValueError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = re.compile(pattern)
        for before, body in _repetitions(_PARSER.parse(pattern)):
            pump = _pump(body)
            if pump is not None:
                for end in _ENDS:
                    if _explodes(compiled, before, pump, end):
                        return f"{before}{pump * LONG}{end}"
    return None


def _repetitions(items: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every repetition without a bound, with a text that leads to it."""
    for operator, argument in items:
        name = str(operator)
        for inner in _parts(name, argument):
            yield from _repetitions(inner, before)
        if name in ("MAX_REPEAT", "MIN_REPEAT") and argument[1] >= LONG:
            yield before, argument[2]
        before += _sample(name, argument)


def _parts(name: str, argument: Any) -> Iterator[Any]:
    """The patterns inside of one item."""
    if name == "BRANCH":
        yield from argument[1]
    elif name == "SUBPATTERN":
        yield argument[3]
    elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        yield argument[2]
    elif name in ("ASSERT", "ASSERT_NOT"):
        yield argument[1]


def _sample(name: str, argument: Any) -> str:
    """A short text that the item matches."""
    if name == "LITERAL":
        return chr(argument)
    if name == "BRANCH":
        return _samples(argument[1][0])
    if name == "SUBPATTERN":
        return _samples(argument[3])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _samples(argument[2]) * int(min(argument[0], LONG))
    if name == "ANY":
        return "a"
    if name in ("IN", "NOT_LITERAL"):
        return next((char for char in _ALPHABET if _matches([(_operator(name), argument)], char)), "a")
    return ""


def _operator(name: str) -> Any:
    return getattr(importlib.import_module("re._constants"), name)


def _samples(items: Any) -> str:
    return "".join(_sample(str(operator), argument) for operator, argument in items)


def _matches(items: Any, text: str) -> bool:
    """Whether a part of a parsed pattern matches the whole *text*."""
    whole = _PARSER.SubPattern(items.state if hasattr(items, "state") else _PARSER.State(), list(items))
    return _COMPILER.compile(whole).fullmatch(text) is not None


def _pump(body: Any) -> str | None:
    """A character of which the body of a repetition matches runs of neighbouring lengths."""
    chars: list[str] = [*(chr(argument) for operator, argument in _flat(body) if str(operator) == "LITERAL"), *_ALPHABET]
    for char in dict.fromkeys(chars):
        lengths = [count for count in range(1, 7) if _matches(body, char * count)]
        if any(length + 1 in lengths or length * 2 in lengths for length in lengths):
            return char
    return None


def _flat(items: Any) -> Iterator[tuple[Any, Any]]:
    for operator, argument in items:
        yield operator, argument
        for inner in _parts(str(operator), argument):
            yield from _flat(inner)


def _explodes(compiled: re.Pattern[str], before: str, pump: str, end: str) -> bool:
    """Whether the time grows beyond all bounds: tried with longer and longer texts, and stopped at the first that takes long."""
    for count in range(8, 44, 2):
        text = before + pump * count + end
        for match in (compiled.match, compiled.fullmatch, compiled.search):
            begun = time.process_time()
            match(text)
            if time.process_time() - begun > SLOW:
                return True
    return False
