"""Reads a YAML or JSON file into a tree that knows its lines.  Whatever is wrong with the file is one ProjectError."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any

import yaml

from lambdatest.model import Location
from lambdatest.readers.location import refusal, relative
from lambdatest.readers.scalar import YAML_1_2, Dialect
from lambdatest.readers.tree import MAX_DEPTH, Tree

MAX_BYTES = 2_000_000
"""No IaC file is larger: CloudFormation takes templates of 1 MB at most
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html)."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML without libyaml has only the second, slower one
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JSON_TOKEN = re.compile(r'[ \t\r\n]*([{}\[\]:,"]|[^ \t\r\n{}\[\]:,"]+)')


def load(path: Path, root: Path, dialect: Dialect = YAML_1_2) -> Any:
    """The content of the YAML or JSON file at *path*; messages name it relative to *root*.

    Mappings are `Fields`, lists `Elements`; an empty document is None.  Raises ProjectError.
    """
    file = relative(path, root)
    text = read_text(path, root)
    tree = Tree(file, dialect)
    if path.suffix in (".json", ".tfstate"):
        _read_json(text, tree)
    else:
        _read_yaml(text, tree)
    return tree.value


def read_text(path: Path, root: Path) -> str:
    """The text of the file at *path*.  Raises ProjectError where it is missing, too large, or not text in UTF-8."""
    file = relative(path, root)
    top = Location(file, 1)
    try:
        if not path.is_file():
            raise refusal(top, "is not a file" if path.exists() else "there is no such file", "check the path")
        if path.stat().st_size > MAX_BYTES:
            raise refusal(top, f"is larger than {MAX_BYTES:,} bytes", "name the IaC file, not what was built from it")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise refusal(top, f"cannot be read: {reason}", "check the path and its permissions") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Location(file, data[: error.start].count(b"\n") + 1)
        raise refusal(place, f"not UTF-8 (byte {data[error.start]:#04x})", "save the file as UTF-8 text") from None
    if found := _UNPRINTABLE.search(text):
        place = Location(file, text[: found.start()].count("\n") + 1)
        raise refusal(place, f"holds the character {found.group()!r}, which no text file has", "remove it, or name the IaC file")
    return text


def _read_yaml(text: str, tree: Tree) -> None:
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            _yaml_event(event, tree)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        if "nesting depth" in what:  # a limit of libyaml's own, since 0.2.6
            raise refusal(tree.at(1), f"nested more than {MAX_DEPTH} deep", "flatten it; no IaC format needs that") from None
        raise refusal(tree.at(mark.line + 1 if mark else 1), f"not YAML: {what}", "check indentation, quotes and brackets") from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        # PyYAML's own slips: int() of an endless %YAML version, chr() of an escape beyond Unicode
        raise refusal(tree.at(1), f"not YAML: {error}", "check indentation, quotes and brackets") from None


def _yaml_event(event: Any, tree: Tree) -> None:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.ScalarEvent):
        is_plain = event.style in (None, "")
        tree.scalar(line, event.value, is_plain and event.tag != "!", event.tag, event.anchor)
    elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
        tree.begin(line, isinstance(event, yaml.MappingStartEvent), event.tag, event.anchor)
    elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        tree.end()
    elif isinstance(event, yaml.AliasEvent):
        tree.alias(line, str(event.anchor))
    elif isinstance(event, yaml.DocumentStartEvent) and tree.started:
        raise refusal(tree.at(line), "a second document begins", "keep one document a file: remove the line ---")


def _read_json(text: str, tree: Tree) -> None:
    if not text.strip():
        return
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise refusal(tree.at(error.lineno), f"not JSON: {error.msg}", "check commas, quotes and brackets") from None
    except ValueError as error:
        raise refusal(tree.at(1), f"not JSON: {error}", "JSON has finite numbers only") from None
    except RecursionError:
        raise refusal(tree.at(1), f"nested more than {MAX_DEPTH} deep", "flatten it; no IaC format needs that") from None
    _json_events(text, tree)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"it holds {name}")


def _json_events(text: str, tree: Tree) -> None:
    """Feed *text*, which is known to be JSON, to *tree*: tokens are enough, no grammar."""
    position, line = 0, 1
    while found := _JSON_TOKEN.match(text, position):
        token = found.group(1)
        line += text.count("\n", position, found.end())
        position = found.end()
        if token in "{[":
            tree.begin(line, token == "{")
        elif token in "}]":
            tree.end()
        elif token == '"':
            value, position = scanstring(text, position, True)
            tree.scalar(line, value, is_plain=False)
        elif token not in ":,":
            tree.scalar(line, token, is_plain=True)
