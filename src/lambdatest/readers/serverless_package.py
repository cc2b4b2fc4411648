"""What of a service's folder is deployed with a function: packaging, layers of the service's own, vendored folders.

See https://www.serverless.com/framework/docs/providers/aws/guide/packaging and …/guide/layers
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.code_root import handler_file
from lambdatest.readers.layer import inside
from lambdatest.readers.location import Elements, Fields, Notes, fields, relative
from lambdatest.readers.serverless_generated import lambda_layer
from lambdatest.readers.text import as_text

_GLOB = re.compile(r"\*\*/|\*\*|\*|\?|\{[^{}]*\}|\[[^\]]*\]")


def code_root(root: Path, given: Fields) -> Path:
    """The folder that is the archive's root: the plugin serverless-python-requirements packs what ``module`` names by itself."""
    module = given.get("module")
    return root / module if isinstance(module, str) else root


def layers(root: Path, document: Fields, provider: Fields, given: Fields, runtime: str) -> tuple[Path, ...]:
    """The folders that the function's layers, where they are the service's own, and its vendored folder put on the path."""
    own = fields(document.get("layers"), document.place("layers"), "layers")
    named = given["layers"] if "layers" in given else provider.get("layers")
    known = {lambda_layer(name): one for name, one in own.items() if isinstance(one, Fields)}
    folders = [root / as_text(known[name].get("path")) for name in _referred(named) if name in known]
    found = [path for folder in folders for path in inside(folder, runtime)]
    vendored = _vendored(document, given)
    return (*found, root / vendored) if vendored and os.path.isdir(root / vendored) else tuple(found)


def _referred(value: Any) -> Iterator[str]:
    """The logical ids in a list of references to layers."""
    for member in value if isinstance(value, Elements) else ():
        if isinstance(member, Fields) and isinstance(member.get("Ref"), str):
            yield member["Ref"]


def _vendored(document: Fields, given: Fields) -> str | None:
    """The folder ``vendor`` of serverless-python-requirements: the function's own, or that of the service."""
    custom = document.get("custom")
    settings = custom.get("pythonRequirements") if isinstance(custom, Fields) else None
    found = given.get("vendor") or (settings.get("vendor") if isinstance(settings, Fields) else None)
    return found if isinstance(found, str) and "${" not in found else None


def note_left_out(notes: Notes, root: Path, whole: Fields, name: str, given: Fields, handler: str) -> None:
    """Note that the function's archive is one that was built before, or that its patterns leave the handler's file out."""
    own = fields(given.get("package"), given.place("package"), f"package of function {name}")
    holder = own if own.get("artifact") else whole
    artifact = holder.get("artifact")
    if isinstance(artifact, str):
        what = f"function {name} is deployed from {artifact}, which is not opened; its source beside the file is run"
        notes.add(holder.place("artifact"), what)
        return
    file = handler_file(code_root(root, given), handler)
    path = relative(file, root) if os.path.isfile(file) else None
    rules = [*_rules(whole), *_rules(own)]
    last = next((pattern for pattern in reversed(rules) if path and _matches(pattern[0].removeprefix("!"), path)), None)
    if last is not None and last[0].startswith("!"):
        notes.add(last[1], f"pattern {last[0]} leaves {path}, the file of function {name}'s handler, out of the package")


def _rules(section: Fields) -> list[tuple[str, Location]]:
    """The patterns of a section in the order in which they count; what ``exclude`` lists is negated."""
    found = []
    for key, sign in (("exclude", "!"), ("include", ""), ("patterns", "")):
        listed = section.get(key)
        for member, place in zip(listed, listed.places, strict=True) if isinstance(listed, Elements) else ():
            if isinstance(member, str):
                pattern = f"{sign}{member}"
                found.append((pattern[2:] if pattern.startswith("!!") else pattern, place))
    return found


def _matches(pattern: str, path: str) -> bool:
    """Whether the glob *pattern* of Serverless is one of *path*, or of a folder that holds it."""
    text, position = "", 0
    pattern = pattern.removeprefix("./").rstrip("/")
    for found in _GLOB.finditer(pattern):
        text += re.escape(pattern[position : found.start()]) + _regex(found.group())
        position = found.end()
    return re.fullmatch(text + re.escape(pattern[position:]) + "(/.*)?", path) is not None


def _regex(glob: str) -> str:
    if glob in ("**/", "**", "*", "?"):
        return {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}[glob]
    if glob[0] == "{":
        return f"(?:{'|'.join(map(re.escape, glob[1:-1].split(',')))})"
    return re.escape(glob)
