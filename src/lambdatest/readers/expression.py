"""The syntax of the Serverless Framework's variables: ``${type(parameter, …):address, fallback, 'literal'}``.

``${AWS::Region}``, ``${Table}`` and ``${Table.Arn}`` are CloudFormation's and stay text, as does an escaped ``\\${``; two backslashes
are one, and the variable counts.
See https://www.serverless.com/framework/docs/providers/aws/guide/variables
"""

import json
import re
from dataclasses import dataclass
from typing import Union

MAX_NESTED = 20
_TYPE = re.compile(r"[a-z][a-zA-Z0-9._-]*(?=\(|:(?!:))")
_LITERAL = re.compile(r"[A-Za-z0-9.+-]+(?=\s*[,}])")
_QUOTED = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"")
_NUMBER = re.compile(r"[-+]?[0-9]{1,300}(\.[0-9]{1,300})?")
_ESCAPES = re.compile(r"\\+(?=\$\{)")
_OPENING = re.compile(r"\$+(?=\$\{)")
"""Dollars before a variable's own: Serverless takes them for part of it."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant among the sources of a variable."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Source:
    """One place to look for a variable's value: *type* (``self``), its parameters in parentheses, the address after the colon."""

    type: str
    parameters: tuple["Text", ...]
    address: "Text"
    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: its sources in order, and how it is written."""

    sources: tuple[Union[Source, Literal, "Variable"], ...]
    text: str


Text = tuple[str | Variable, ...]


def parse(text: str) -> Text:
    """The parts of *text*: strings and variables.  Raises ValueError that says what is wrong."""
    if "${" not in text:
        return (text,)
    return _Parser(text).text_until("", 0)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def text_until(self, stops: str, depth: int) -> Text:
        """Strings and variables up to a character of *stops*, or to the end."""
        parts: list[str | Variable] = []
        run: list[str] = []
        while self.position < len(self.text) and self.text[self.position] not in stops:
            if escapes := _ESCAPES.match(self.text, self.position):
                count = escapes.end() - self.position
                self.position = escapes.end() + (2 if count % 2 else 0)
                run.append("\\" * (count // 2) + ("${" if count % 2 else ""))
            elif (start := self.opening()) is not None:
                parts += ["".join(run)] if run else []
                run, self.position = [], start
                parts.append(self.variable(depth + 1))
            else:
                run.append(self.text[self.position])
                self.position += 1
        return tuple(parts + (["".join(run)] if run else []))

    def opening(self) -> int | None:
        """Where the variable opens that begins here, None where none does."""
        dollars = _OPENING.match(self.text, self.position)
        start = dollars.end() if dollars else self.position
        return start if self.text.startswith("${", start) and _TYPE.match(self.text, start + 2) else None

    def variable(self, depth: int) -> Variable:
        """The variable that begins here."""
        if depth > MAX_NESTED:
            raise ValueError(f"variables nested more than {MAX_NESTED} deep")
        start = self.position
        self.position += 2
        sources: list[Source | Literal | Variable] = []
        while True:
            sources.append(self.source(depth))
            if self.take(",}") == "}":
                return Variable(tuple(sources), self.text[start : self.position])

    def source(self, depth: int) -> Source | Literal | Variable:
        """One of a variable's sources."""
        self.skip()
        if self.text.startswith("${", self.position):
            return self.variable(depth + 1)
        if quoted := _QUOTED.match(self.text, self.position):
            self.position = quoted.end()
            return Literal(_unquoted(quoted.group()))
        if named := _TYPE.match(self.text, self.position):
            return self.named(named.group(), depth)
        if literal := _LITERAL.match(self.text, self.position):
            self.position = literal.end()
            return Literal(_constant(literal.group()))
        raise ValueError("a source must be type:address or a quoted literal")

    def named(self, type_: str, depth: int) -> Source:
        """The source of that type, its parameters and its address."""
        start = self.position
        self.position += len(type_)
        parameters: list[Text] = []
        if self.text[self.position] == "(":
            self.position += 1
            while True:
                parameters.append(self.operand(",)", depth))
                if self.take(",)") == ")":
                    break
            self.skip()
        address: Text = ()
        if self.text.startswith(":", self.position):
            self.position += 1
            address = self.operand(",}", depth)
        return Source(type_, tuple(p for p in parameters if p), address, self.text[start : self.position])

    def operand(self, stops: str, depth: int) -> Text:
        """A parameter or an address: quoted, or text with variables, without the blanks around it."""
        self.skip()
        if quoted := _QUOTED.match(self.text, self.position):
            self.position = quoted.end()
            return (_unquoted(quoted.group()),)
        parts = list(self.text_until(stops, depth))
        if parts and isinstance(parts[-1], str):
            parts[-1] = parts[-1].rstrip()
        return tuple(part for part in parts if part)

    def skip(self) -> None:
        """Go past blanks."""
        while self.position < len(self.text) and self.text[self.position].isspace():
            self.position += 1

    def take(self, expected: str) -> str:
        """The next delimiter, one of *expected*."""
        self.skip()
        if self.position >= len(self.text):
            raise ValueError("its closing bracket is missing")
        self.position += 1
        character = self.text[self.position - 1]
        if character not in expected:
            raise ValueError(f"{character!r} was not expected after {self.text[: self.position - 1][-20:]!r}")
        return character


def _unquoted(text: str) -> str:
    if text[0] == "'":
        return text[1:-1]
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]


def _constant(text: str) -> str | int | float | bool | None:
    if text in ("true", "false", "null"):
        return {"true": True, "false": False}.get(text)
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    raise ValueError(f"{text!r} is neither type:address nor a literal; put a text in quotes")
