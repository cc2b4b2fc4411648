"""Texts with ``${…}`` and ``%{…}``: taken apart, and put together again.

https://developer.hashicorp.com/terraform/language/expressions/strings
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lambdatest.readers.location import Dummy
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.syntax import expression, is_tree, name_of, trees
from lambdatest.readers.terraform.value import members, to_bool, to_text

_FOR = re.compile(r"for\s+([\w-]+)\s*(?:,\s*([\w-]+)\s*)?in\s+(.*)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_MARK = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_HEREDOC = re.compile(r"<<(-?)[\w.-]+\r?\n(.*?)[ \t]*[\w.-]+\r?\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: *kind* is ``text``, ``value``, ``if``, ``else``, ``endif``, ``for`` or ``endfor``."""

    kind: str
    text: str = ""
    tree: Any = None
    names: tuple[str, ...] = ()


class Place(Protocol):
    """Where a text stands."""

    def value(self, tree: Any, names: Mapping[str, Any]) -> Any:
        """The value of a *tree*, with the *names* that a ``for`` around it has given.  Raises Failure."""

    def spend(self, text: str) -> None:
        """Count what a ``for`` has written once."""


def of_string(tree: Any) -> list[Part]:
    """The parts of a string in quotes."""
    found: list[Part] = []
    strip = False
    for child in (part.children[0] for part in trees(tree)):
        if is_tree(child):
            part, left, right = _of_tree(child)
            found = _stripped(found) if left else found
            found.append(part)
            strip = right
        else:
            text = str(child)
            # "$${" and "%%{" are a lexer's tokens of their own
            text = text[1:] if child.type.startswith("ESCAPED_") else _ESCAPE.sub(_unescaped, text)
            found.append(Part("text", text.lstrip() if strip else text))
            strip = False
    return found


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _ESCAPES.get(code, f"\\{code}")


def _of_tree(tree: Any) -> tuple[Part, bool, bool]:
    """An interpolation or a directive of the parser; whether the space before and behind it is left out."""
    values = trees(tree)
    kind = {"interpolation": "value"}.get(tree.data, str(tree.data).removeprefix("template_").removesuffix("_start"))
    marks = [getattr(child, "type", "") for child in tree.children]
    left, right = marks[1:2] == ["STRIP_MARKER"], marks[-2:-1] == ["STRIP_MARKER"]
    if kind in ("value", "if"):
        return Part(kind, tree=values[0]), left, right
    if kind == "for":
        return Part(kind, tree=values[-1], names=tuple(name_of(one) for one in values[:-1])), left, right
    return Part(kind), left, right


def of_heredoc(token: str) -> list[Part]:
    """The parts of a text between ``<<EOT`` and ``EOT``; where it begins with ``<<-`` its indentation is left out."""
    found = _HEREDOC.fullmatch(token)
    if found is None:
        raise Failure("a heredoc has no end")
    text = found[2]
    if found[1]:
        lines = text.split("\n")
        least = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        text = "\n".join(line[least:] for line in lines)
    return of_text(text)


def of_text(text: str) -> list[Part]:
    """The parts of a text without quotes and escapes: of a heredoc, a template file, JSON."""
    found: list[Part] = []
    strip = False
    for kind, piece in _split(text):
        if kind == "text":
            found.append(Part("text", piece.lstrip() if strip else piece))
            strip = False
            continue
        left, right = piece.startswith("~"), piece.endswith("~")
        found = _stripped(found) if left else found
        inner = piece[1:] if left else piece
        found.append(_parsed(kind, (inner[:-1] if right else inner).strip()))
        strip = right
    return found


def _stripped(parts: list[Part]) -> list[Part]:
    if parts and parts[-1].kind == "text":
        return [*parts[:-1], Part("text", parts[-1].text.rstrip())]
    return parts


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Pieces of plain text, of ``${…}`` and of ``%{…}``."""
    begin = at = 0
    while found := _MARK.search(text, at):
        at = found.start()
        if len(found[0]) == len("$${"):
            yield "text", text[begin:at + 1]
            begin = at + 2
            at += 3
            continue
        end = _end(text, at + 2)
        yield "text", text[begin:at]
        yield ("value" if text[at] == "$" else "directive"), text[at + 2:end]
        begin = at = end + 1
    yield "text", text[begin:]


def _end(text: str, at: int) -> int:
    """Where the brace that began before *at* is closed: braces nest, and those in quotes do not count."""
    depth, quoted = 1, False
    while at < len(text):
        character = text[at]
        if quoted:
            at += character == "\\"
            if text[at:at + 2] == "${":
                at = _end(text, at + 2)
            quoted = character != '"'
        elif character == '"':
            quoted = True
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return at
        at += 1
    raise Failure("a ${ has no end")


def _parsed(kind: str, source: str) -> Part:
    if kind == "value":
        return Part("value", tree=expression(source))
    if source in ("else", "endif", "endfor"):
        return Part(source)
    if source.startswith("if"):
        return Part("if", tree=expression(source[2:]))
    loop = _FOR.fullmatch(source)
    if loop is None:
        raise Failure(f"%{{{source}}} is no directive")
    return Part("for", tree=expression(loop[3]), names=tuple(name for name in loop.groups()[:2] if name))


def joined(parts: Sequence[Part], place: Place) -> Any:
    """The text of *parts*, or the value itself where a text is one ``${…}`` and nothing else."""
    kept = [part for part in parts if part.kind != "text" or part.text]
    if len(kept) == 1 and kept[0].kind == "value":
        return place.value(kept[0].tree, {})
    texts: list[str] = []
    rest = _run(kept, 0, {}, place, texts, True)
    if rest < len(kept):
        raise Failure(f"%{{{kept[rest].kind}}} stands alone")
    text = "".join(texts)
    return Dummy(text) if any(isinstance(one, Dummy) for one in texts) else text


def _run(parts: Sequence[Part], at: int, names: Mapping[str, Any], place: Place, texts: list[str], is_wanted: bool) -> int:
    """Add to *texts* what stands from *at* to the end of the directive; its end's index.  Where it is not wanted only go there."""
    while at < len(parts) and parts[at].kind not in ("else", "endif", "endfor"):
        part = parts[at]
        if part.kind == "text" and is_wanted:
            texts.append(part.text)
        elif part.kind == "value" and is_wanted:
            value = place.value(part.tree, names)
            texts.append("" if value is None else to_text(value))
        elif part.kind == "if":
            at = _choice(parts, at, names, place, texts, is_wanted)
        elif part.kind == "for":
            at = _loop(parts, at, names, place, texts, is_wanted)
        at += 1
    return at


def _choice(parts: Sequence[Part], at: int, names: Mapping[str, Any], place: Place, texts: list[str], is_wanted: bool) -> int:
    value = place.value(parts[at].tree, names) if is_wanted else False
    is_true = is_wanted and (isinstance(value, Dummy) or to_bool(value))
    end = _run(parts, at + 1, names, place, texts, is_true)
    if end < len(parts) and parts[end].kind == "else":
        end = _run(parts, end + 1, names, place, texts, is_wanted and not is_true)
    return _closed(parts, end, "endif")


def _loop(parts: Sequence[Part], at: int, names: Mapping[str, Any], place: Place, texts: list[str], is_wanted: bool) -> int:
    value = place.value(parts[at].tree, names) if is_wanted else []
    end = _run(parts, at + 1, names, place, [], False)
    for key, one in [] if isinstance(value, Dummy) else members(value):
        given = (key, one) if len(parts[at].names) == 2 else (one,)
        begin = len(texts)
        _run(parts, at + 1, {**names, **dict(zip(parts[at].names, given, strict=True))}, place, texts, True)
        place.spend("".join(texts[begin:]))
    return _closed(parts, end, "endfor")


def _closed(parts: Sequence[Part], end: int, kind: str) -> int:
    if end >= len(parts) or parts[end].kind != kind:
        raise Failure(f"a directive has no %{{{kind}}}")
    return end
